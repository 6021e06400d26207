import { exportJWK, generateKeyPair, generateSecret, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import type { Pool } from "pg";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { makeApiClient, makeApplication, makeOperator } from "#db/testing/factories";
import { deleteApplication, updateApplication } from "#lib/applications/mutations";
import { env } from "#lib/env";
import type { ApiClientId } from "#lib/ids";
import { verifierOf } from "#lib/tokens/verification";
import { revokeApiClient, updateApiClient } from "./clients/mutations.ts";
import { findLiveClient } from "./clients/queries.ts";
import { callerFrom, verifyApiToken } from "./token.ts";

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
let pair: Pair;
let publicJwk: Record<string, string>;
let keys: ReturnType<typeof verifierOf>;
const published = (kid: string) => ({
  kid,
  algorithm: "RS256" as const,
  publicJwk,
  privateJwk: null,
  signsFrom: new Date(0),
  publishedUntil: null,
  signs: true,
});
beforeAll(async () => {
  pair = await generateKeyPair("RS256", { extractable: true });
  publicJwk = (await exportJWK(pair.publicKey)) as Record<string, string>;
  keys = verifierOf([published("key_1")]);
});

const now = () => Math.floor(Date.now() / 1000);
const good = (id: string): JWTPayload => ({
  iss: env.APP_URL,
  sub: id,
  aud: [`${env.APP_URL}/api/v1`],
  client_id: id,
  jti: "tkn_1",
  iat: now(),
  nbf: now(),
  exp: now() + 300,
  scopes: ["organizations:read", "organizations:write"],
});

const header = { alg: "RS256", typ: "at+jwt", kid: "key_1" };
const signed = (claims: JWTPayload, changes: object = {}) =>
  new SignJWT(claims).setProtectedHeader({ ...header, ...changes }).sign(pair.privateKey);

async function client(scopes = ["organizations:read", "users:read"]) {
  const { id } = await makeApiClient({ scopes });
  return { id, token: await signed(good(id)) };
}

describe("a token for the API", () => {
  test("says who calls, and allows what both it and its client allow", async () => {
    const { id, token } = await client();
    const caller = { clientId: id, scopes: new Set(["organizations:read"]) };
    expect(await verifyApiToken(token, keys)).toEqual(caller);
    expect(await verifyApiToken(await signed({ ...good(id), scopes: undefined }), keys)).toEqual({
      clientId: id,
      scopes: new Set(),
    });
    for (const scopes of ["organizations:read", { "organizations:read": true }, [["organizations:read"]], null])
      expect((await verifyApiToken(await signed({ ...good(id), scopes }), keys))?.scopes.size).toBe(0);
  });

  test("is a use of its client", async () => {
    const { id, token } = await client();
    await verifyApiToken(token, keys);
    expect(await findLiveClient(id)).toMatchObject({ id, noted: true });
  });

  test.each(["exp", "iat", "iss", "sub", "aud", "client_id", "jti"])("is none without %s", async (name) => {
    const { [name]: _, ...claims } = good((await client()).id);
    expect(await verifyApiToken(await signed(claims), keys)).toBeNull();
  });

  test.each<[string, JWTPayload]>([
    ["of another issuer", { iss: "https://foyer.evil.com" }],
    ["of an issuer with a slash more", { iss: `${env.APP_URL}/` }],
    ["for the installation", { aud: env.APP_URL }],
    ["for an address below", { aud: `${env.APP_URL}/api/v1/` }],
    ["for another version", { aud: `${env.APP_URL}/api/v2` }],
    ["for the API of another installation", { aud: ["https://foyer.evil.com/api/v1"] }],
    ["for two audiences in one text", { aud: `${env.APP_URL}/api/v1 x` }],
    ["that is over", { exp: now() - 1 }],
    ["that has not begun", { nbf: now() + 60 }],
    ["about a person", { sub: "usr_1", oid: "org_1", sid: "ses_1" }],
    ["whose client is another", { client_id: "skc_1" }],
    ["whose client is no text", { client_id: 1 as never }],
  ])("is none %s", async (_, claims) => {
    const { id } = await client();
    expect(await verifyApiToken(await signed({ ...good(id), ...claims }), keys)).toBeNull();
  });

  test.each<[string, object]>([
    ["typed as an ID token", { typ: "JWT" }],
    ["without a type", { typ: undefined }],
    ["of a key that is not published", { kid: "key_2" }],
  ])("is none %s", async (_, changes) => {
    const { id } = await client();
    expect(await verifyApiToken(await signed(good(id), changes), keys)).toBeNull();
  });

  test("is none with another signature than RS256 of our own key", async () => {
    const { id, token } = await client();
    const [head = "", body = "", signature = ""] = token.split(".");
    const another = (await generateKeyPair("RS256")).privateKey;
    const byCurve = (await generateKeyPair("ES256")).privateKey;
    const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const forged = [
      new UnsecuredJWT(good(id)).encode(),
      `${base64({ ...header, alg: "none" })}.${body}.`,
      // With what everybody knows, the public key, as a secret.
      await new SignJWT(good(id))
        .setProtectedHeader({ ...header, alg: "HS256" })
        .sign(new TextEncoder().encode(JSON.stringify(publicJwk))),
      await new SignJWT(good(id)).setProtectedHeader({ ...header, alg: "HS256" }).sign(await generateSecret("HS256")),
      await new SignJWT(good(id)).setProtectedHeader(header).sign(another),
      await new SignJWT(good(id)).setProtectedHeader({ ...header, alg: "ES256" }).sign(byCurve),
      `${head}.${base64({ ...good(id), scopes: ["users:read"] })}.${signature}`,
      `${head}.${body}.`,
      `${head}.${body}`,
      token.slice(0, -4),
      `${token}.x`,
      ` ${token}`,
      "",
      id,
      "sks_secret",
    ];
    for (const text of forged) expect([text, await verifyApiToken(text, keys)]).toEqual([text, null]);
    expect(await verifyApiToken(token, verifierOf([]))).toBeNull();
  });

  test("is none of an application without scopes, or of a client that never was", async () => {
    const application = await makeApplication({ audience: "https://api.ledger.example" });
    for (const id of [application.id, "skc_1", "skc_\0", "__proto__"])
      expect(await verifyApiToken(await signed(good(id)), keys)).toBeNull();
  });

  test("is one of an application with scopes, when it acts for itself", async () => {
    const { id } = await makeApplication({ apiScopes: ["organizations:read", "users:read", "organizations:own"] });
    const caller = { clientId: id, scopes: new Set(["organizations:read"]) };
    expect(await verifyApiToken(await signed(good(id)), keys)).toEqual(caller);
    const ofPerson = { ...good(id), sub: "usr_1", oid: "org_1", sid: "ses_1" };
    for (const aud of [[id], good(id).aud])
      expect(await verifyApiToken(await signed({ ...ofPerson, aud }), keys)).toBeNull();
    expect(await verifyApiToken(await signed({ ...good(id), aud: [id] }), keys)).toBeNull();
  });
});

describe("what a client may do now", () => {
  /** The clock stands still, until it is two seconds later. */
  let moment = performance.now();
  beforeEach(() => {
    vi.spyOn(performance, "now").mockImplementation(() => moment);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  const later = () => {
    moment += 2_000;
  };

  test("is known within two seconds: revoked, or allowed less or more", async () => {
    const operator = await makeOperator();
    const [first, second] = [await client(), await client()];
    const scopesOf = async ({ token }: { token: string }) => [
      ...((await verifyApiToken(token, keys))?.scopes ?? ["none"]),
    ];
    expect([await scopesOf(first), await scopesOf(second)]).toEqual([["organizations:read"], ["organizations:read"]]);
    await revokeApiClient(operator, first.id);
    await updateApiClient(operator, second.id, { scopes: ["organizations:write", "roles:read"] });
    later();
    expect([await scopesOf(first), await scopesOf(second)]).toEqual([["none"], ["organizations:write"]]);
  });

  test("is known within two seconds of an application too", async () => {
    const operator = await makeOperator();
    const { id, name } = await makeApplication({ apiScopes: ["organizations:read"] });
    const token = await signed(good(id));
    const may = async () => [...((await verifyApiToken(token, keys))?.scopes ?? ["none"])];
    expect(await may()).toEqual(["organizations:read"]);
    await updateApplication(operator, id, { apiScopes: ["organizations:write"] });
    later();
    expect(await may()).toEqual(["organizations:write"]);
    await updateApplication(operator, id, { apiScopes: [] });
    later();
    expect(await may()).toEqual(["none"]);
    await updateApplication(operator, id, { apiScopes: ["organizations:read"] });
    later();
    expect(await may()).toEqual(["organizations:read"]);
    await deleteApplication(operator, id, { confirmation: name });
    later();
    expect(await may()).toEqual(["none"]);
  });

  test("is asked once by all calls that come together, and not again at once", async () => {
    const { token } = await client();
    const { pools } = (globalThis as unknown as { foyerDatabase: { pools: Pool[] } }).foyerDatabase;
    let asked = 0;
    const count = () => ++asked;
    for (const pool of pools) pool.on("acquire", count);
    const together = () => Promise.all(Array.from({ length: 50 }, () => verifyApiToken(token, keys)));
    expect(new Set((await together()).map((caller) => caller?.clientId)).size).toBe(1);
    // One to read, one to write down that it was used.
    expect(asked).toBe(2);
    await together();
    expect(asked).toBe(2);
    later();
    await together();
    expect(asked).toBe(3);
    for (const pool of pools) pool.off("acquire", count);
  });
});

describe("the Authorization headers of a call", () => {
  let caller: { id: ApiClientId; token: string };
  beforeAll(async () => {
    caller = await client();
  });
  const who = async (...values: string[]) => (await callerFrom(values, keys))?.clientId ?? null;

  test("are read each for itself, and any that is good is good enough", async () => {
    const { id, token } = caller;
    const old = await signed({ ...good(id), exp: now() - 1 });
    expect(await who(`Bearer ${token}`)).toBe(id);
    expect(await who(`bearer  ${token}`)).toBe(id);
    expect(await who(`Bearer ${token}`, `Bearer ${old}`)).toBe(id);
    expect(await who(`Bearer ${old}`, `Bearer ${token}`)).toBe(id);
    expect(await who("Basic eDp5", `Bearer ${old}`, `Bearer ${old}`, `Bearer ${token}`)).toBe(id);
    expect(await who(`Bearer ${old}`, `Bearer ${old}`)).toBeNull();
  });

  test("are never put together or taken apart", async () => {
    const { token } = caller;
    const half = Math.floor(token.length / 2);
    const pieces = token.split(".");
    for (const values of [
      [],
      [""],
      [token],
      ["Bearer"],
      ["Bearer "],
      [`Basic ${token}`],
      [`Token ${token}`],
      [`Bearer${token}`],
      [`Bearer ${token}, Bearer ${token}`],
      [`Bearer ${token},`],
      [`Bearer ${token} x`],
      [`x, Bearer ${token}`],
      [`Bearer\n${token}`],
      [`Bearer "${token}"`],
      [`Bearer ${token}\u0000`],
      [`Bearer ${token.slice(0, half)}`, token.slice(half)],
      [`Bearer ${pieces[0]}.`, `${pieces[1]}.`, `${pieces[2]}`],
      ["Bearer", token],
    ])
      expect([values, await who(...values)]).toEqual([values, null]);
  });
});

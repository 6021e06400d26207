import { createPublicKey, randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { installation } from "#db/client";
import { signingKeys } from "#db/schema/signing-keys";
import { Client } from "../support/client.ts";
import { signIn } from "../support/people.ts";
import {
  type Application,
  askAs,
  authorize,
  exchange,
  expectRefusal,
  json,
  makeLedger,
  refresh,
  type Tokens,
  tokensFor,
  tokensIn,
  userinfo,
} from "../support/tokens.ts";

/** What RFC 6750, 3 wants whoever has no good token to read. */
async function expectRefused(answer: Awaited<ReturnType<typeof userinfo>>): Promise<void> {
  expect([answer.status, json(answer).error]).toEqual([401, "invalid_token"]);
  expect(answer.headers["www-authenticate"]).toMatch(/^Bearer error="invalid_token"/);
  expect(answer.headers["cache-control"]).toBe("no-store");
}

test.describe("an application asks who somebody is", () => {
  let application: Application;
  let person: Awaited<ReturnType<typeof signIn>>;
  let tokens: Tokens;
  test.beforeAll(async () => {
    [application, person] = [await makeLedger(), await signIn()];
    tokens = await tokensFor(person, application);
  });

  test("and reads what its scopes let it know, by header or form, from any site", async () => {
    const client = new Client();
    const answers = [
      await userinfo(tokens.access_token),
      await client.send("POST", "/userinfo", { headers: { authorization: `bearer ${tokens.access_token}` } }),
      await client.send("POST", "/userinfo", { form: { access_token: tokens.access_token } }),
      await client.send("GET", "/userinfo", {
        headers: { authorization: `Bearer ${tokens.access_token}`, origin: "https://ledger.example" },
      }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.headers["access-control-allow-origin"]).toBe("*");
      expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();
      expect(json(answer)).toMatchObject({ sub: person.userId, oid: person.organizationId, email: person.email });
    }
    const asked = { origin: "https://ledger.example", "access-control-request-method": "GET" };
    const preflight = await client.send("OPTIONS", "/userinfo", { headers: asked });
    expect([preflight.status, preflight.headers["access-control-allow-headers"]]).toEqual([
      204,
      "authorization, content-type",
    ]);
  });

  test("and without a token reads how to bring one; the address is no place for it, nor two", async () => {
    const client = new Client();
    const bare = await client.send("GET", "/userinfo");
    expect([bare.status, bare.headers["www-authenticate"], bare.body]).toEqual([401, "Bearer", "{}"]);
    const { access_token } = tokens;
    expect((await client.send("GET", `/userinfo?access_token=${access_token}`)).status).toBe(401);
    const twice = {
      body: `access_token=${access_token}&access_token=${access_token}`,
      headers: { "content-type": "application/x-www-form-urlencoded" },
    };
    expect((await client.send("POST", "/userinfo", twice)).status).toBe(401);
    expect((await client.send("DELETE", "/userinfo")).status).toBe(405);
  });

  async function expectNoAddress({ access_token }: Tokens) {
    const { sub, oid, ...more } = json(await userinfo(access_token));
    expect([sub, oid]).toEqual([person.userId, person.organizationId]);
    for (const unknown of ["email", "email_verified", "name", "azp"]) expect(more).not.toHaveProperty(unknown);
  }

  test("and learns what this very token was issued for, whatever else it may know by another", async () => {
    const narrow = await tokensFor(person, application, { scope: "openid" });
    await expectNoAddress(narrow);
    expect(json(await userinfo(tokens.access_token)).email).toBe(person.email);
    const silent = await tokensFor(person, application, { scope: "email offline_access" });
    await expectRefused(await userinfo(silent.access_token));
  });

  test("and learns no more by a token that it refreshed for less", async () => {
    const all = await tokensFor(person, application, { scope: "openid email offline_access" });
    const less = tokensIn(await refresh(application, all.refresh_token, { scope: "openid" }));
    await expectNoAddress(less);
    const again = tokensIn(await refresh(application, less.refresh_token));
    expect(json(await userinfo(again.access_token)).email).toBe(person.email);
  });

  test("P31: a token whose authorization has ended opens nothing, though the same person has another", async () => {
    const [code, other] = [await authorize(person, application), await authorize(person, application)];
    const ended = tokensIn(await exchange(application, code));
    const kept = tokensIn(await exchange(application, other));
    expectRefusal(await exchange(application, code), "invalid_grant");
    await expectRefused(await userinfo(ended.access_token));
    expect((await userinfo(kept.access_token)).status).toBe(200);
  });

  const claims = () => decodeJwt(tokens.access_token);
  const header = () => ({ ...decodeProtectedHeader(tokens.access_token), alg: "RS256" });
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  /** With somebody's own key under the name of ours. */
  const forged = async (payload: JWTPayload, more: object = {}) =>
    new SignJWT(payload).setProtectedHeader({ ...header(), ...more }).sign((await generateKeyPair("RS256")).privateKey);
  const signature = () => tokens.access_token.split(".")[2] ?? "";

  const wrong: Record<string, () => Promise<string> | string> = {
    "an ID token": () => tokens.id_token,
    "a refresh token": () => tokens.refresh_token,
    "a back-end's own token": async () =>
      tokensIn(await askAs(application, "/oauth/token", { grant_type: "client_credentials" })).access_token,
    "one signed with another key": () => forged(claims()),
    "one that brings its own key": async () => {
      const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
      const jwk = await exportJWK(publicKey);
      return new SignJWT(claims()).setProtectedHeader({ ...header(), jwk }).sign(privateKey);
    },
    "one of a key that does not exist": () => forged(claims(), { kid: `key_${randomUUID()}` }),
    "one that says it is not signed": () => `${part({ alg: "none", typ: "at+jwt" })}.${part(claims())}.`,
    "one that says so and keeps a signature": () =>
      `${part({ ...header(), alg: "none" })}.${part(claims())}.${signature()}`,
    "one signed with the public key as a secret": async () => {
      const [key] = await installation.select({ jwk: signingKeys.publicJwk }).from(signingKeys).limit(1);
      const pem = createPublicKey({ key: key?.jwk as never, format: "jwk" }).export({ type: "spki", format: "pem" });
      return new SignJWT(claims())
        .setProtectedHeader({ ...header(), alg: "HS256" })
        .sign(new TextEncoder().encode(String(pem)));
    },
    "one with another person in it": () => `${part(header())}.${part({ ...claims(), sub: "usr_1" })}.${signature()}`,
    "one with another workspace in it": () => `${part(header())}.${part({ ...claims(), oid: "org_1" })}.${signature()}`,
    "one cut short": () => tokens.access_token.slice(0, -10),
    "one without its signature": () => tokens.access_token.replace(/[^.]+$/, ""),
    "no JWT at all": () => "opaque",
  };
  for (const [what, make] of Object.entries(wrong)) {
    test(`P32: with ${what} it is refused`, async () => {
      await expectRefused(await userinfo(await make()));
      await expectRefused(await new Client().send("POST", "/userinfo", { form: { access_token: await make() } }));
    });
  }

  test("P32: an expired one is refused", async () => {
    const brief = await makeLedger({ accessTokenSeconds: 1 });
    const { access_token } = await tokensFor(person, brief);
    await expect.poll(async () => (await userinfo(access_token)).status).toBe(401);
    await expectRefused(await userinfo(access_token));
  });
});

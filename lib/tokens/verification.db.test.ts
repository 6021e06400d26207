import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { env } from "#lib/env";
import { verifierOf, verifyPersonToken } from "./verification.ts";

/** P32: what an access token of ours has to be, told apart from all that our own keys might sign besides. */

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
let pair: Pair;
let keys: ReturnType<typeof verifierOf>;
beforeAll(async () => {
  pair = await generateKeyPair("RS256", { extractable: true });
  const publicJwk = (await exportJWK(pair.publicKey)) as Record<string, string>;
  keys = verifierOf([
    {
      kid: "key_1",
      algorithm: "RS256",
      publicJwk,
      privateJwk: null,
      signsFrom: new Date(0),
      publishedUntil: null,
      signs: true,
    },
  ]);
});

const now = () => Math.floor(Date.now() / 1000);
const good = (): JWTPayload => ({
  iss: env.APP_URL,
  sub: "usr_1",
  aud: ["skc_1"],
  client_id: "skc_1",
  oid: "org_1",
  sid: "ses_1",
  jti: "tkn_1",
  iat: now(),
  nbf: now(),
  exp: now() + 300,
});

function read(claims: JWTPayload, header: object = {}) {
  const token = new SignJWT(claims).setProtectedHeader({
    alg: "RS256",
    typ: "at+jwt",
    kid: "key_1",
    grant: "grt_1",
    scope: "openid email",
    ...header,
  });
  return token.sign(pair.privateKey).then((text) => verifyPersonToken(text, keys));
}

describe("P32: an access token about a person", () => {
  test("says who it is, where, in which session and for which application", async () => {
    const who = {
      userId: "usr_1",
      organizationId: "org_1",
      sessionId: "ses_1",
      applicationId: "skc_1",
      grantId: "grt_1",
      scopes: new Set(["openid", "email"]),
    };
    expect(await read(good())).toEqual(who);
    expect(await read(good(), { typ: "application/at+jwt" })).toEqual(who);
  });

  test.each(["exp", "iat", "iss", "sub", "aud", "client_id", "jti", "oid", "sid"])(
    "is none without %s",
    async (name) => {
      const { [name]: _, ...claims } = good();
      expect(await read(claims)).toBeNull();
    },
  );

  test.each<[string, JWTPayload]>([
    ["of another issuer", { iss: "https://foyer.evil.com" }],
    ["of an issuer with a slash more", { iss: `${env.APP_URL}/` }],
    ["that is over", { exp: now() - 1 }],
    ["that has not begun", { nbf: now() + 60 }],
    ["whose organization is no text", { oid: ["org_1"] }],
  ])("is none %s", async (_, claims) => {
    expect(await read({ ...good(), ...claims })).toBeNull();
  });

  test.each<[string, object]>([
    ["typed as an ID token", { typ: "JWT" }],
    ["without a type", { typ: undefined }],
    ["of a key that is not published", { kid: "key_2" }],
    ["that names no authorization", { grant: undefined }],
    ["that says not what it is for", { scope: undefined }],
    ["with an extension that nobody knows", { crit: ["exp"], exp: 1 }],
  ])("is none %s", async (_, header) => {
    expect(await read(good(), header).catch(() => null)).toBeNull();
  });
});

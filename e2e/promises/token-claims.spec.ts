import { expect, test } from "@playwright/test";
import { decodeProtectedHeader } from "jose";
import { makeMembership, makeOperator, makeOrganization } from "#db/testing/factories";
import { addClaim, removeClaim } from "#lib/tokens/claims/mutations";
import { Client } from "../support/client.ts";
import { rows } from "../support/database.ts";
import { target } from "../support/environment.ts";
import { enterAs, signIn } from "../support/people.ts";
import {
  authorize,
  authorizePath,
  exchange,
  halfHash,
  json,
  makeLedger,
  tokensFor,
  tokensIn,
  userinfo,
  verified,
} from "../support/tokens.ts";

const names = (claims: object) => Object.keys(claims).sort().join(" ");

for (const algorithm of ["RS256", "ES256"] as const) {
  test(`P32: an application that chose ${algorithm} reads who came in, and can prove every word of it`, async () => {
    const application = await makeLedger({ signingAlgorithm: algorithm });
    const person = await signIn();
    const code = await authorize(person, application, { scope: "openid profile email" });
    const tokens = tokensIn(await exchange(application, code));
    const [idToken, accessToken] = await Promise.all([
      verified(tokens.id_token, { audience: application.id, algorithm }),
      verified(tokens.access_token, { audience: application.id, algorithm }),
    ]);
    const [session] = await rows("select id from sessions where user_id = $1", [person.userId]);
    expect(names(idToken.payload)).toBe(
      "at_hash aud azp c_hash client_id email email_verified exp given_name iat iss name oid sid sub",
    );
    expect(idToken.payload).toMatchObject({
      at_hash: halfHash(tokens.access_token),
      c_hash: halfHash(code),
      azp: application.id,
      client_id: application.id,
      sub: person.userId,
      oid: person.organizationId,
      sid: session?.id,
      email: person.email,
      email_verified: true,
      name: "Maya Lindqvist",
      given_name: "Maya",
    });
    expect([idToken.payload.aud].flat()).toEqual([application.id]);
    expect(names(accessToken.payload)).toBe("aud client_id exp iat iss jti nbf oid permissions roles sid sub");
    expect(accessToken.payload).toMatchObject({
      iss: target.baseUrl,
      client_id: application.id,
      sub: person.userId,
      oid: person.organizationId,
      sid: session?.id,
      roles: ["admin"],
      permissions: expect.any(Array),
      jti: expect.stringMatching(/^tkn_\d{17,19}$/),
      nbf: accessToken.payload.iat,
    });
    for (const [token, type] of [
      [tokens.access_token, "at+jwt"],
      [tokens.id_token, undefined],
    ] as const) {
      const { alg, kid, typ, ...more } = decodeProtectedHeader(token);
      expect(alg).toBe(algorithm);
      expect(kid).toMatch(/^key_\d{17,19}$/);
      if (type) expect(typ).toBe(type);
      else expect(typ ?? "JWT").toBe("JWT");
      const grant = expect.stringMatching(/^grt_\d{17,19}$/);
      expect(more).toEqual(type ? { grant, scope: "openid profile email" } : {});
    }
  });
}

test("an application that wants to know less is told less", async () => {
  const application = await makeLedger();
  const person = await signIn();
  const { id_token } = await tokensFor(person, application, { scope: "openid" });
  const { payload } = await verified(id_token, { audience: application.id });
  expect(names(payload)).toBe("at_hash aud azp c_hash client_id exp iat iss oid sid sub");
});

test("without openid there is no ID token, and the access token opens no user info", async () => {
  const tokens = await tokensFor(await signIn(), await makeLedger(), { scope: "offline_access" });
  expect(tokens.id_token).toBeUndefined();
  expect((await userinfo(tokens.access_token)).status).toBe(401);
});

test("an application finds its nonce, and when its person signed in once it asks for that", async () => {
  const [application, person] = [await makeLedger(), await signIn()];
  const { id_token } = await tokensFor(person, application, { nonce: "of this one", max_age: "3600" });
  const [session] = await rows(
    "select floor(extract(epoch from authenticated_at))::int as at from sessions where user_id = $1",
    [person.userId],
  );
  const { payload } = await verified(id_token, { audience: application.id });
  expect(payload).toMatchObject({ nonce: "of this one", auth_time: session?.at });
});

test("an application's own lifetimes count, else the installation's five minutes and half an hour", async () => {
  const person = await signIn();
  const lives = async (application: Awaited<ReturnType<typeof makeLedger>>) => {
    const tokens = await tokensFor(person, application);
    const both = await Promise.all(
      [tokens.access_token, tokens.id_token].map((token) => verified(token, { audience: application.id })),
    );
    return [tokens.expires_in, ...both.map(({ payload: { exp = 0, iat = 0 } }) => exp - iat)];
  };
  expect(await lives(await makeLedger())).toEqual([300, 300, 1800]);
  expect(await lives(await makeLedger({ accessTokenSeconds: 60, idTokenSeconds: 120 }))).toEqual([60, 60, 120]);
});

test("an application's audience is what its access tokens are for, and nobody else's API takes them", async () => {
  const application = await makeLedger({ audience: "https://api.ledger.example" });
  const { access_token, id_token } = await tokensFor(await signIn(), application);
  const { payload } = await verified(access_token, { audience: "https://api.ledger.example" });
  expect(payload.aud).toEqual(["https://api.ledger.example"]);
  await expect(verified(access_token, { audience: application.id })).rejects.toThrow(/aud/);
  await verified(id_token, { audience: application.id });
  expect((await userinfo(access_token)).status, "user info is for every application").toBe(200);
});

test("tokens name the customer as the product does, where it told Foyer how", async () => {
  const [application, person] = [await makeLedger(), await signIn()];
  const mark = person.slug.slice(-8);
  await rows("update organizations set external_id = $2 where id = $1", [person.organizationId, `acct/${mark}`]);
  await rows("update users set external_id = $2 where id = $1", [person.userId, `user/${mark}`]);
  const { access_token } = await tokensFor(person, application, { organization_id: `acct/${mark}` });
  const { payload } = await verified(access_token, { audience: application.id });
  expect(payload).toMatchObject({ oid: person.organizationId, xoid: `acct/${mark}`, xuid: `user/${mark}` });
});

test("what operators add is in the tokens they chose, absent where it comes to nothing, and never in place of a claim with a meaning", async () => {
  const [application, person, operator] = [await makeLedger(), await signIn(), await makeOperator()];
  const mark = `plan_${person.slug.slice(-8)}`;
  const add = (name: string, path: string, inIdToken: boolean, inAccessToken: boolean) =>
    addClaim(operator, { name, path, inIdToken, inAccessToken });
  await rows('update organizations set metadata = \'{"plan":"gold"}\' where id = $1', [person.organizationId]);
  await add(`${mark}_id`, "organization.metadata.plan", true, false);
  await add(`${mark}_access`, "organization.metadata.plan", false, true);
  await add(`${mark}_nothing`, "organization.metadata.tier", true, true);
  // As a row from before the name was reserved.
  await rows(
    "insert into custom_claims (name, path, in_id_token, in_access_token) values ('OID', 'user.email', true, true)",
  );
  await rows(
    "insert into custom_claims (name, path, in_id_token, in_access_token) values ('roles', 'user.email', true, true)",
  );
  try {
    const tokens = await tokensFor(person, application);
    const idToken = (await verified(tokens.id_token, { audience: application.id })).payload;
    const accessToken = (await verified(tokens.access_token, { audience: application.id })).payload;
    const own = (claims: object) => Object.entries(claims).filter(([name]) => name.startsWith(mark));
    expect(own(idToken)).toEqual([[`${mark}_id`, "gold"]]);
    expect(own(accessToken)).toEqual([[`${mark}_access`, "gold"]]);
    expect(accessToken.roles).toEqual(["admin"]);
    for (const claims of [idToken, accessToken]) expect(claims.OID).toBeUndefined();
    expect(idToken.roles).toBeUndefined();
  } finally {
    for (const end of ["id", "access", "nothing"]) await removeClaim(operator, { name: `${mark}_${end}` });
    await rows("delete from custom_claims where name in ('OID', 'roles')");
  }
});

test("P33: a person's other workspace is never in tokens for this one", async () => {
  const [application, person, other] = [await makeLedger(), await signIn(), await makeOrganization()];
  await makeMembership(other.id, person.userId, "member");
  for (const [id, role] of [
    [other.id, "member"],
    [person.organizationId, "admin"],
  ]) {
    const { access_token, id_token } = await tokensFor(person, application, { organization_id: id });
    const { payload } = await verified(access_token, { audience: application.id });
    expect(payload).toMatchObject({ oid: id, roles: [role] });
    expect((await verified(id_token, { audience: application.id })).payload.oid).toBe(id);
    expect(json(await userinfo(access_token)).oid).toBe(id);
  }
});

test("an application with somebody else's ID token as a hint gets no answer about them", async () => {
  const [application, person, other] = [await makeLedger(), await signIn(), await signIn()];
  const { id_token } = await tokensFor(other, application);
  const path = authorizePath(application, { prompt: "none", id_token_hint: id_token });
  const answer = await enterAs(new Client(), person).get(path);
  expect(answer.location?.searchParams.get("error")).toBe("login_required");
});

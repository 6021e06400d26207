import { expect, test } from "@playwright/test";
import { decodeJwt } from "jose";
import { makeMembership, makeOperator, makeOrganization } from "#db/testing/factories";
import { applicationKeeper, deleteApplication } from "#lib/applications/mutations";
import { removeSecret } from "#lib/client-secrets/mutations";
import type { SessionId } from "#lib/ids";
import { deactivateOrganization, deleteOrganization } from "#lib/organizations/lifecycle/mutations";
import { sha256 } from "#lib/secrets";
import { revokeOtherSessions, switchOrganization } from "#lib/sessions/mutations";
import { Client, race } from "../support/client.ts";
import { rows } from "../support/database.ts";
import { enterAs, type SignedIn, signIn } from "../support/people.ts";
import {
  type Application,
  authorizePath,
  expectRefusal,
  json,
  makeLedger,
  makeOlder,
  refresh,
  type Tokens,
  tokensFor,
  tokensIn,
  userinfo,
} from "../support/tokens.ts";

async function signedInTo(application: Application): Promise<{ person: SignedIn; tokens: Tokens }> {
  const person = await signIn();
  return { person, tokens: await tokensFor(person, application) };
}

test.describe("P31: a refresh token is good once", () => {
  test("and brings the next, with everything about the person anew", async () => {
    const application = await makeLedger();
    const { person, tokens } = await signedInTo(application);
    await rows("update users set name = 'Maya Rey' where id = $1", [person.userId]);
    await rows("update memberships set role = 'member' where user_id = $1", [person.userId]);
    const next = tokensIn(await refresh(application, tokens.refresh_token));
    expect(next.refresh_token).not.toBe(tokens.refresh_token);
    expect(decodeJwt(next.access_token)).toMatchObject({ sub: person.userId, roles: ["member"] });
    expect(decodeJwt(next.access_token).jti).not.toBe(decodeJwt(tokens.access_token).jti);
    expect(decodeJwt(next.id_token)).toMatchObject({ sub: person.userId, name: "Maya Rey" });
    expect(decodeJwt(next.id_token).c_hash, "No code was exchanged.").toBeUndefined();
    expect((await refresh(application, next.refresh_token)).status).toBe(200);
  });

  test("whoever comes with a used one ends the family, and no other of the same person", async () => {
    const application = await makeLedger();
    const { person, tokens } = await signedInTo(application);
    const other = await tokensFor(person, application);
    const second = tokensIn(await refresh(application, tokens.refresh_token));
    const third = tokensIn(await refresh(application, second.refresh_token));
    expectRefusal(await refresh(application, tokens.refresh_token), "invalid_grant");
    for (const token of [second, third])
      expectRefusal(await refresh(application, token.refresh_token), "invalid_grant");
    expect((await refresh(application, other.refresh_token)).status).toBe(200);
  });

  test("also when the used one's own time is over by then", async () => {
    const application = await makeLedger({ refreshTokenSeconds: 300 });
    const { person, tokens } = await signedInTo(application);
    const second = tokensIn(await refresh(application, tokens.refresh_token));
    await makeOlder("RefreshToken", person.userId, 600);
    expectRefusal(await refresh(application, tokens.refresh_token), "invalid_grant");
    expect((await userinfo(second.access_token)).status).toBe(401);
    expectRefusal(await refresh(application, second.refresh_token), "invalid_grant");
  });

  test("of six that come with it at the same time one has the next, and the family is dead", async () => {
    const application = await makeLedger();
    const { tokens } = await signedInTo(application);
    const answers = await race(
      Array.from({ length: 6 }, () => new Client()),
      (client) => refresh(application, tokens.refresh_token, {}, client),
    );
    const [won, ...more] = answers.filter(({ status }) => status === 200);
    expect(more).toEqual([]);
    for (const lost of answers.filter((answer) => answer !== won)) expectRefusal(lost, "invalid_grant");
    if (won) expectRefusal(await refresh(application, tokensIn(won).refresh_token), "invalid_grant");
    expect(won).toBeDefined();
  });

  test("to its own application only, which still has it afterwards", async () => {
    for (const kind of ["web", "single_page"] as const) {
      const application = await makeLedger({ kind });
      const { tokens } = await signedInTo(application);
      for (const other of [await makeLedger(), await makeLedger({ kind: "native" })]) {
        expectRefusal(await refresh(other, tokens.refresh_token), "invalid_grant");
      }
      expect((await refresh(application, tokens.refresh_token)).status).toBe(200);
    }
  });

  test("for less than was granted when the application says so, never for more", async () => {
    const application = await makeLedger();
    const tokens = await tokensFor(await signIn(), application, { scope: "openid email offline_access" });
    const less = tokensIn(await refresh(application, tokens.refresh_token, { scope: "openid" }));
    expect(decodeJwt(less.id_token).email).toBeUndefined();
    const more = await refresh(application, less.refresh_token, { scope: "openid email profile" });
    expectRefusal(more, "invalid_scope");
    const all = tokensIn(await refresh(application, less.refresh_token));
    expect(decodeJwt(all.id_token).email).toBeDefined();
    expect(decodeJwt(all.id_token).name).toBeUndefined();
  });

  test("and there is none unless the application asked for one", async () => {
    const tokens = await tokensFor(await signIn(), await makeLedger(), { scope: "openid email" });
    expect(tokens.refresh_token).toBeUndefined();
  });

  for (const token of ["", "none", "a".repeat(5_000), "\0", "e30.e30.e30"]) {
    test(`a made-up one ${JSON.stringify(token.slice(0, 12))} is refused`, async () => {
      const answer = await refresh(await makeLedger(), token);
      expectRefusal(answer, token === "" ? "invalid_request" : "invalid_grant");
    });
  }
});

const sessionOf = async ({ userId }: SignedIn) =>
  (await rows<{ id: SessionId }>("select id from sessions where user_id = $1", [userId]))[0]?.id ?? "ses_0";

type Ending = (person: SignedIn, application: Application) => Promise<unknown>;
/** What ends a sign-in to an application: its person's doing, an administrator's or an operator's. */
const endings: Record<string, Ending> = {
  "its person signs out": (person) => enterAs(new Client(), person).post("/api/sign-out", {}),
  "its session is ended from another device": async ({ userId, email }) =>
    revokeOtherSessions({ kind: "user", id: userId, name: null, email } as never, "ses_0"),
  "its person is deleted": ({ userId }) => rows("delete from users where id = $1", [userId]),
  "its person leaves the workspace": ({ userId }) => rows("delete from memberships where user_id = $1", [userId]),
  "the workspace is deactivated": async ({ organizationId }) =>
    deactivateOrganization(await makeOperator(), organizationId),
  "the workspace is deleted": async ({ organizationId }) => deleteOrganization(await makeOperator(), organizationId),
  "the session's absolute deadline passes": ({ userId }) =>
    rows("update sessions set expires_at = now() where user_id = $1", [userId]),
  "the session's idle deadline passes": ({ userId }) =>
    rows("update sessions set last_seen_at = now() - interval '8 days' where user_id = $1", [userId]),
};

test.describe("P26 and P33: an application hears at once that somebody is out", () => {
  for (const [event, end] of Object.entries(endings)) {
    test(`when ${event}: no refresh, no user info, no silent sign-in`, async () => {
      const application = await makeLedger();
      const { person, tokens } = await signedInTo(application);
      expect((await userinfo(tokens.access_token)).status).toBe(200);
      await end(person, application);
      // User info first: whatever a refused refresh does beside refusing must not be what shuts it.
      expect((await userinfo(tokens.access_token)).status).toBe(401);
      expectRefusal(await refresh(application, tokens.refresh_token), "invalid_grant");
      const silent = await enterAs(new Client(), person).get(authorizePath(application, { prompt: "none" }));
      expect(silent.location?.searchParams.get("error")).toMatch(/_required$/);
      expect(silent.location?.searchParams.has("code")).toBe(false);
    });
  }

  test("when the application is deleted: it is nobody, and what it had is dead", async () => {
    const application = await makeLedger();
    const { tokens } = await signedInTo(application);
    await deleteApplication(await makeOperator(), application.id, { confirmation: application.name });
    expect((await userinfo(tokens.access_token)).status).toBe(401);
    expectRefusal(await refresh(application, tokens.refresh_token), "invalid_client", 401);
  });

  test("when the application's secret is removed: nobody refreshes with it", async () => {
    const application = await makeLedger();
    const { tokens } = await signedInTo(application);
    await removeSecret(applicationKeeper, await makeOperator(), application.id, sha256(application.secret ?? ""));
    expectRefusal(await refresh(application, tokens.refresh_token), "invalid_client", 401);
  });
});

test("P33: a running sign-in stays in its workspace when its person switches, and ends with that membership only", async () => {
  const application = await makeLedger();
  const { person, tokens } = await signedInTo(application);
  const other = await makeOrganization();
  await makeMembership(other.id, person.userId, "member");
  await switchOrganization(person.userId, await sessionOf(person), other.slug);
  const next = tokensIn(await refresh(application, tokens.refresh_token));
  expect(decodeJwt(next.access_token)).toMatchObject({ oid: person.organizationId, roles: ["admin"] });
  expect(json(await userinfo(next.access_token)).oid).toBe(person.organizationId);
  const there = await tokensFor(person, application);
  expect(decodeJwt(there.access_token)).toMatchObject({ oid: other.id, roles: ["member"] });
  await rows("delete from memberships where user_id = $1 and organization_id = $2", [
    person.userId,
    person.organizationId,
  ]);
  expectRefusal(await refresh(application, next.refresh_token), "invalid_grant");
  expect((await refresh(application, there.refresh_token)).status).toBe(200);
});

test("P27: refreshing is a use of the sign-in: it moves the idle deadline, and never the absolute one", async () => {
  const application = await makeLedger();
  const { person, tokens } = await signedInTo(application);
  await rows("update sessions set last_seen_at = now() - interval '6 days' where user_id = $1", [person.userId]);
  const deadlines = () =>
    rows<{ idle: boolean; absolute: Date }>(
      `select last_seen_at > now() - interval '1 hour' as idle, expires_at as absolute from sessions where user_id = $1`,
      [person.userId],
    );
  const [before] = await deadlines();
  expect(before?.idle).toBe(false);
  await refresh(application, tokens.refresh_token);
  expect(await deadlines()).toEqual([{ idle: true, absolute: before?.absolute }]);
});

test("P31: no refresh token outlives the sign-in it came from, however often it is renewed", async () => {
  const application = await makeLedger({ refreshTokenSeconds: 30 * 86_400 });
  const { person, tokens } = await signedInTo(application);
  await refresh(application, tokens.refresh_token);
  const outliving = await rows(
    `select 1 from grants g join sessions s on s.id = g.session_id where g.user_id = $1 and g.expires_at > s.expires_at`,
    [person.userId],
  );
  expect(outliving).toEqual([]);
});

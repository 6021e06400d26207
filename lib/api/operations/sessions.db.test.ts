import { Code } from "@connectrpc/connect";
import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import { grants } from "#db/schema/grants";
import { makeApplication, makeMember, makeSession, makeUser } from "#db/testing/factories";
import { SessionService } from "#lib/api/contract";
import { env } from "#lib/env";
import { newId } from "#lib/ids";
import { findLiveSession } from "#lib/sessions/queries";
import { refusalOf, withApi } from "../../../testing/api.ts";

/** Sign-ins through both wires. */

const api = withApi();

const phone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);

/** A person with a session in their organization, in which an application acts for them. */
async function signedIn() {
  const { user, context } = await makeMember();
  const { organizationId } = context;
  const session = await makeSession(user.id, { organizationId, userAgent: phone, ip: "192.0.2.1" });
  const application = await makeApplication();
  const grant = {
    id: newId("grt"),
    sessionId: session.id,
    applicationId: application.id,
    organizationId,
    userId: user.id,
    scopes: ["openid"],
    expiresAt: session.expiresAt,
  };
  await installation.insert(grants).values(grant);
  return { user, organizationId, session, application };
}

const eventsOf = async (id: string) =>
  (await installation.select().from(auditEvents).where(eq(auditEvents.actorId, id)).orderBy(auditEvents.id)).map(
    ({ actorKind, action, details }) => [actorKind, action, details.session, details.user],
  );

test("a session reads the same on both wires, with its device and what acts in it", async () => {
  const caller = await api();
  const { user, organizationId, session, application } = await signedIn();
  const { body } = await caller.rest("GET", `/sessions/${session.id}`);
  expect(body).toEqual({
    session_id: session.id,
    user_id: user.id,
    created_at: expect.stringMatching(/\.\d{6}Z$/),
    updated_at: expect.any(String),
    last_active_at: expect.any(String),
    idle_expires_at: expect.any(String),
    absolute_expires_at: session.expiresAt.toISOString().replace("Z", "000Z"),
    status: "active",
    organization_id: organizationId,
    authenticated_organizations: [organizationId],
    authenticated_clients: [{ client_id: application.id, organization_id: organizationId }],
    device: {
      user_agent: phone,
      browser: "Safari",
      browser_version: "18.5",
      os: "iOS",
      os_version: "18.5",
      device_type: "mobile",
      ip: "192.0.2.1",
    },
  });
  expect(JSON.stringify(body)).not.toContain(session.tokenHash);
  expect(await caller.grpc(SessionService).getSession({ sessionId: session.id })).toMatchObject({
    sessionId: session.id,
    userId: user.id,
    status: "active",
    device: { browser: "Safari", ip: "192.0.2.1" },
    authenticatedClients: [{ clientId: application.id }],
  });
});

describe("revoking", () => {
  test("ends a session and what acts in it at once, as the client's act, and once", async () => {
    const caller = await api();
    const { user, session } = await signedIn();
    const { status, body } = await caller.rest("POST", `/sessions/${session.id}/revoke`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ revoked_session: { session_id: session.id, user_id: user.id, status: "revoked" } });
    expect(await findLiveSession(session.token)).toBeNull();
    expect(await installation.$count(grants, eq(grants.sessionId, session.id))).toBe(0);
    const sessions = caller.grpc(SessionService);
    for (const call of [
      () => sessions.revokeSession({ sessionId: session.id }),
      () => sessions.getSession({ sessionId: session.id }),
    ]) {
      expect((await refusalOf(call)).code).toBe(Code.NotFound);
    }
    expect(await eventsOf(caller.id)).toEqual([["api_client", "session.ended", session.id, user.id]]);
  });

  test("ends all sessions of one person that last, and none of another", async () => {
    const caller = await api();
    const sessions = caller.grpc(SessionService);
    const [user, other] = [await makeUser(), await makeUser()];
    const [first, second, kept] = [await makeSession(user.id), await makeSession(user.id), await makeSession(other.id)];
    await makeSession(user.id, { expiresAt: ago(1) });
    const revoked = await sessions.revokeAllUserSessions({ userId: user.id });
    expect(revoked.totalRevoked).toBe(2);
    expect(revoked.revokedSessions.map(({ sessionId }) => sessionId).toSorted()).toEqual([first.id, second.id]);
    for (const { token } of [first, second]) expect(await findLiveSession(token)).toBeNull();
    expect(await findLiveSession(kept.token)).not.toBeNull();
    expect((await sessions.revokeAllUserSessions({ userId: user.id })).totalRevoked).toBe(0);
    expect(await eventsOf(caller.id)).toHaveLength(2);
    expect((await caller.rest("POST", "/users/usr_1/sessions/revoke")).status).toBe(404);
  });
});

test("the sessions of a person are listed by what they are and when they began, a page at a time both ways", async () => {
  const caller = await api();
  const user = await makeUser();
  await makeSession((await makeUser()).id);
  const made = [];
  for (const days of [4, 3, 2, 1]) made.unshift(await makeSession(user.id, { createdAt: ago(days * 86_400) }));
  const [newest, second, third, oldest] = made.map(({ id }) => id);
  const idle = await makeSession(user.id, {
    createdAt: ago(5 * 86_400),
    lastSeenAt: ago(env.SESSION_IDLE_SECONDS + 60),
  });
  const over = await makeSession(user.id, { createdAt: ago(6 * 86_400), expiresAt: ago(60) });

  type Page = { sessions: { session_id: string; status: string }[] } & Record<string, unknown>;
  const get = async (query: string) => (await caller.rest("GET", `/users/${user.id}/sessions${query}`)).body as Page;
  const idsOf = ({ sessions }: Page) => sessions.map(({ session_id: id }) => id);
  expect(idsOf(await get(""))).toEqual([newest, second, third, oldest, idle.id, over.id]);
  const expired = await get("?filter.status=expired");
  expect(idsOf(expired)).toEqual([idle.id, over.id]);
  expect(expired.sessions[0]).toMatchObject({ status: "expired", expired_at: expect.any(String) });
  expect((await get("?filter.status=active&filter.status=expired")).total_size).toBe(6);
  expect((await get("?filter.status=revoked")).total_size).toBe(0);

  const first = await get("?filter.status=active&page_size=3");
  expect(first).toMatchObject({ total_size: 4, prev_page_token: "" });
  expect(idsOf(first)).toEqual([newest, second, third]);
  const next = await get(`?filter.status=active&page_size=3&page_token=${first.next_page_token}`);
  expect(idsOf(next)).toEqual([oldest]);
  const back = await get(`?filter.status=active&page_size=3&page_token=${next.prev_page_token}`);
  expect(idsOf(back)).toEqual([newest, second, third]);

  const between = { startTime: toTimestamp(made[2]?.createdAt), endTime: toTimestamp(made[0]?.createdAt) };
  const sessions = caller.grpc(SessionService);
  const found = await sessions.getUserSessions({ userId: user.id, filter: between });
  expect(found.sessions.map(({ sessionId }) => sessionId)).toEqual([second, third]);

  const never = { userId: user.id, filter: { startTime: { seconds: 10n ** 15n, nanos: 0 } } };
  expect((await refusalOf(() => sessions.getUserSessions(never))).code).toBe(Code.InvalidArgument);
  for (const query of [
    "filter=x",
    "filter.status=dead",
    "filter.start_time=yesterday",
    "filter.start_time=0000-01-01T00:00:00Z",
    "filter.of=x",
    "filter.__proto__=x",
  ])
    expect((await caller.rest("GET", `/users/${user.id}/sessions?${query}`)).status).toBe(400);
  expect((await caller.rest("GET", "/users/usr_1/sessions")).status).toBe(404);
});

const toTimestamp = (moment = new Date()) => ({
  seconds: BigInt(Math.floor(moment.getTime() / 1000)),
  nanos: (moment.getTime() % 1000) * 1_000_000,
});

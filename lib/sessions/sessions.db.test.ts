import { and, eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { memberships } from "#db/schema/memberships";
import { organizationSlugs } from "#db/schema/organization-slugs";
import { organizations } from "#db/schema/organizations";
import { sessions } from "#db/schema/sessions";
import { actorOf, makeMember, makeMembership, makeOrganization, makeSession, makeUser } from "#db/testing/factories";
import { randomToken } from "#lib/secrets";
import { endSessionByToken, openSession, revokeOtherSessions, revokeSession, switchOrganization } from "./mutations.ts";
import { findLiveSession, listSessions } from "./queries.ts";

const facts = (userId: `usr_${string}`) => ({
  token: randomToken(),
  userId,
  method: "email",
  ip: "127.0.0.1",
  userAgent: "a browser",
  organization: null,
  replaces: null,
});

describe("a session", () => {
  test("is found by its token alone, in the organization it is in", async () => {
    const { user, context } = await makeMember();
    const signIn = facts(user.id);
    await openSession(signIn);
    const found = await findLiveSession(signIn.token);
    expect(found).toMatchObject({
      method: "email",
      user: { id: user.id, email: user.email },
      organization: { id: context.organizationId, role: "admin" },
    });
    expect(await findLiveSession(`${signIn.token}x`)).toBeNull();
    expect(await findLiveSession(signIn.token.slice(0, -1))).toBeNull();
    const [row] = await installation.select().from(sessions).where(eq(sessions.userId, user.id));
    expect(JSON.stringify(row)).not.toContain(signIn.token);
  });

  test("ends at its absolute deadline, at its idle deadline, and when its row goes", async () => {
    const user = await makeUser();
    const past = new Date(Date.now() - 1000);
    const expired = await makeSession(user.id, { expiresAt: past });
    const idle = await makeSession(user.id, { lastSeenAt: new Date(Date.now() - 8 * 86_400_000) });
    const open = await makeSession(user.id);
    expect(await findLiveSession(expired.token)).toBeNull();
    expect(await findLiveSession(idle.token)).toBeNull();
    expect(await findLiveSession(open.token)).not.toBeNull();
    expect(await listSessions(user.id)).toHaveLength(1);
    await endSessionByToken(open.token);
    expect(await findLiveSession(open.token)).toBeNull();
  });

  test("slides its idle deadline when it was last seen more than a minute ago", async () => {
    const user = await makeUser();
    const before = new Date(Date.now() - 120_000);
    const { id, token } = await makeSession(user.id, { lastSeenAt: before });
    await findLiveSession(token);
    const [row] = await installation.select().from(sessions).where(eq(sessions.id, id));
    expect(row?.lastSeenAt.getTime()).toBeGreaterThan(before.getTime() + 60_000);
  });

  test("ends the one the browser had before", async () => {
    const user = await makeUser();
    const before = await makeSession(user.id);
    await openSession({ ...facts(user.id), replaces: before.token });
    expect(await findLiveSession(before.token)).toBeNull();
  });
});

describe("the organization of a session", () => {
  test("is the one at the address asked for, for members only", async () => {
    const [own, other] = await Promise.all([makeMember(), makeMember()]);
    const { token } = await makeSession(own.user.id, { organizationId: own.context.organizationId });
    expect((await findLiveSession(token, own.organization?.slug))?.organization?.id).toBe(own.context.organizationId);
    expect((await findLiveSession(token, other.organization?.slug))?.organization).toBeNull();
    expect((await findLiveSession(token, "nobody-has-this"))?.organization).toBeNull();
  });

  test("is none, never a stale one, after the membership is gone or the organization is", async () => {
    const [left, deleted] = await Promise.all([makeMember(), makeMember()]);
    const [first, second] = await Promise.all(
      [left, deleted].map(({ user, context }) => makeSession(user.id, { organizationId: context.organizationId })),
    );
    await installation
      .delete(memberships)
      .where(and(eq(memberships.userId, left.user.id), eq(memberships.organizationId, left.context.organizationId)));
    await installation.delete(organizations).where(eq(organizations.id, deleted.context.organizationId));
    for (const session of [first, second]) {
      const found = await findLiveSession(session?.token ?? "");
      expect(found).not.toBeNull();
      expect(found?.organization).toBeNull();
    }
    const rows = await installation
      .select({ oid: sessions.organizationId })
      .from(sessions)
      .where(eq(sessions.userId, left.user.id));
    expect(rows).toEqual([{ oid: null }]);
  });

  test("cannot be set to one the person is not in", async () => {
    const [own, other] = await Promise.all([makeMember(), makeMember()]);
    const session = await makeSession(own.user.id, { organizationId: own.context.organizationId });
    const forced = installation
      .update(sessions)
      .set({ organizationId: other.context.organizationId })
      .where(eq(sessions.id, session.id));
    await expect(forced).rejects.toMatchObject({ cause: { constraint: "sessions_membership_fkey" } });
    const switched = switchOrganization(own.user.id, session.id, other.organization?.slug ?? "");
    await expect(switched).rejects.toMatchObject({ code: "not_found" });
    expect((await findLiveSession(session.token))?.organization?.id).toBe(own.context.organizationId);
  });

  test("can be one that has given up every address it had: its id stands for one then", async () => {
    const { user } = await makeMember();
    const bare = await makeOrganization();
    await makeMembership(bare.id, user.id, "member");
    await installation
      .update(organizationSlugs)
      .set({ retiredAt: new Date() })
      .where(eq(organizationSlugs.organizationId, bare.id));
    const session = await makeSession(user.id);
    expect(await switchOrganization(user.id, session.id, bare.id)).toBe(bare.id);
    expect((await findLiveSession(session.token))?.organization).toMatchObject({
      id: bare.id,
      brand: { slug: bare.id },
    });
  });

  test("is the last one switched to, at the next sign-in; or the one whose door it was", async () => {
    const { user, organization } = await makeMember();
    const second = await makeOrganization();
    await makeMembership(second.id, user.id, "member");
    const session = await makeSession(user.id);
    expect(await switchOrganization(user.id, session.id, second.slug)).toBe(second.slug);
    expect((await findLiveSession(session.token))?.organization?.id).toBe(second.id);

    const next = facts(user.id);
    await openSession(next);
    expect((await findLiveSession(next.token))?.organization?.id).toBe(second.id);

    const atDoor = { ...facts(user.id), organization: organization?.slug ?? "" };
    await openSession(atDoor);
    expect((await findLiveSession(atDoor.token))?.organization?.id).toBe(organization?.id);

    const foreign = await makeOrganization();
    const atForeignDoor = { ...facts(user.id), organization: foreign.slug };
    await openSession(atForeignDoor);
    expect((await findLiveSession(atForeignDoor.token))?.organization?.id).toBe(second.id);
  });
});

describe("ending sessions", () => {
  test("is for one's own only", async () => {
    const [owner, stranger] = await Promise.all([makeUser(), makeUser()]);
    const session = await makeSession(owner.id);
    await expect(revokeSession(actorOf(stranger), session.id)).rejects.toMatchObject({ code: "not_found" });
    expect(await findLiveSession(session.token)).not.toBeNull();
    await revokeSession(actorOf(owner), session.id);
    expect(await findLiveSession(session.token)).toBeNull();
  });

  test("everywhere else leaves the one in use", async () => {
    const user = await makeUser();
    const [here, there] = [await makeSession(user.id), await makeSession(user.id)];
    expect(await revokeOtherSessions(actorOf(user), here.id)).toBe(1);
    expect(await findLiveSession(here.token)).not.toBeNull();
    expect(await findLiveSession(there.token)).toBeNull();
  });
});

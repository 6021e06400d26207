import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import { memberships } from "#db/schema/memberships";
import { organizations } from "#db/schema/organizations";
import { sessions } from "#db/schema/sessions";
import {
  makeMember,
  makeMembership,
  makeOperator,
  makeOrganization,
  makeSession,
  makeUser,
} from "#db/testing/factories";
import type { OrganizationId, UserId } from "#lib/ids";
import { renameOrganization, settleIn, updateBranding } from "#lib/organizations/mutations";
import { findPublicBrand, listOwnOrganizations } from "#lib/organizations/queries";
import { checkAvailability } from "#lib/organizations/slugs/queries";
import { randomToken } from "#lib/secrets";
import { openSession, switchOrganization } from "#lib/sessions/mutations";
import { findLiveSession } from "#lib/sessions/queries";
import {
  activateOrganization,
  deactivateOrganization,
  deleteOrganization,
  deleteOwnOrganization,
  restoreOrganization,
} from "./mutations.ts";

const nobody = "org_00000000000000000" as OrganizationId;

async function stateOf(id: OrganizationId) {
  const [row] = await installation.select().from(organizations).where(eq(organizations.id, id));
  return row;
}

async function actionsIn(id: OrganizationId): Promise<string[]> {
  const rows = await installation
    .select({ action: auditEvents.action })
    .from(auditEvents)
    .where(eq(auditEvents.organizationId, id))
    .orderBy(auditEvents.id);
  return rows.map(({ action }) => action);
}

/** What the row says, not what is read of it: no session may be left in one that is not active. */
async function oidOf(sessionId: `ses_${string}`): Promise<OrganizationId | null | undefined> {
  const [row] = await installation
    .select({ oid: sessions.organizationId })
    .from(sessions)
    .where(eq(sessions.id, sessionId));
  return row?.oid;
}

async function deletedLongAgo(id: OrganizationId, days: number): Promise<void> {
  const at = new Date(Date.now() - days * 24 * 3_600_000);
  await installation.update(organizations).set({ deletedAt: at }).where(eq(organizations.id, id));
}

/** A person in two organizations, with a session in the first. */
async function makePersonInTwo() {
  const { user, organization, context } = await makeMember();
  const next = await makeOrganization();
  await makeMembership(next.id, user.id, "member");
  const session = await makeSession(user.id, { organizationId: context.organizationId });
  return { user, context, id: context.organizationId, slug: organization?.slug ?? "", next, session };
}

function signIn(userId: UserId, organization: string | null) {
  return { token: randomToken(), userId, method: "email", ip: null, userAgent: null, organization, replaces: null };
}

/** Returns when that many statements of this database wait for a lock, or `done` says that there is nothing to wait for. */
async function waiting(count: number, done: () => boolean = () => false): Promise<void> {
  while (!done()) {
    const { rows } = await installation.execute<{ count: number }>(sql`
      select count(distinct pid)::int as count from pg_locks
      where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`);
    if ((rows[0]?.count ?? 0) >= count) return;
  }
}

async function expectGone(slug: string, userId: UserId, token: string, id: OrganizationId): Promise<void> {
  expect(await findPublicBrand(slug)).toBeNull();
  expect(await findPublicBrand(id)).toBeNull();
  expect((await findLiveSession(token, slug))?.organization).toBeNull();
  expect((await listOwnOrganizations(userId)).map((own) => own.organizationId)).not.toContain(id);
}

describe("an operator", () => {
  test("deactivates an organization: nobody gets in, sessions move on, and it opens again as it was", async () => {
    const operator = await makeOperator();
    const { user, id, slug, next, session } = await makePersonInTwo();
    await deactivateOrganization(operator, id);
    await expectGone(slug, user.id, session.token, id);
    expect(await oidOf(session.id)).toBe(next.id);
    await expect(switchOrganization(user.id, session.id, slug)).rejects.toMatchObject({ code: "not_found" });

    await activateOrganization(operator, id);
    expect((await findPublicBrand(slug))?.organizationId).toBe(id);
    expect((await findLiveSession(session.token, slug))?.organization?.role).toBe("admin");
    expect(await actionsIn(id)).toEqual(["organization.deactivated", "organization.activated"]);
  });

  test("deletes an organization and restores it as it was", async () => {
    const operator = await makeOperator();
    const { user, id, slug, next, session } = await makePersonInTwo();
    await deleteOrganization(operator, id);
    await expectGone(slug, user.id, session.token, id);
    expect(await oidOf(session.id)).toBe(next.id);
    expect((await checkAvailability(slug)).status).toBe("taken");

    await deletedLongAgo(id, 29);
    await restoreOrganization(operator, id);
    expect((await findPublicBrand(slug))?.organizationId).toBe(id);
    expect(await switchOrganization(user.id, session.id, slug)).toBe(slug);
    expect(await actionsIn(id)).toEqual(["organization.deleted", "organization.restored"]);
  });

  test("changes nothing by asking twice, and hears it when there is nothing, or too late", async () => {
    const operator = await makeOperator();
    const { id } = await makeOrganization();
    await activateOrganization(operator, id);
    await restoreOrganization(operator, id);
    await deactivateOrganization(operator, id);
    const { deactivatedAt } = (await stateOf(id)) ?? {};
    await deactivateOrganization(operator, id);
    await deleteOrganization(operator, id);
    const { deletedAt } = (await stateOf(id)) ?? {};
    await deleteOrganization(operator, id);
    expect(await stateOf(id)).toMatchObject({ deactivatedAt, deletedAt });
    expect(await actionsIn(id)).toEqual(["organization.deactivated", "organization.deleted"]);

    await expect(deactivateOrganization(operator, id)).rejects.toMatchObject({ code: "conflict" });
    await expect(activateOrganization(operator, id)).rejects.toMatchObject({ code: "conflict" });
    await deletedLongAgo(id, 31);
    await expect(restoreOrganization(operator, id)).rejects.toMatchObject({ code: "not_found" });
    for (const change of [deactivateOrganization, activateOrganization, deleteOrganization, restoreOrganization]) {
      await expect(change(operator, nobody)).rejects.toMatchObject({ code: "not_found" });
      await expect(change(operator, "org_\0" as OrganizationId)).rejects.toMatchObject({ code: "not_found" });
    }
  });

  test("cannot restore what lost its external id to another one, until one of the two is changed", async () => {
    const operator = await makeOperator();
    const first = await makeOrganization({ externalId: "crm-4711" });
    await deleteOrganization(operator, first.id);
    const second = await makeOrganization({ externalId: "crm-4711" });
    await expect(restoreOrganization(operator, first.id)).rejects.toMatchObject({
      code: "conflict",
      fields: { externalId: expect.any(String) },
    });
    expect((await stateOf(first.id))?.deletedAt).not.toBeNull();
    expect(await actionsIn(first.id)).toEqual(["organization.deleted"]);
    await installation.update(organizations).set({ externalId: null }).where(eq(organizations.id, second.id));
    await restoreOrganization(operator, first.id);
    expect(await stateOf(first.id)).toMatchObject({ deletedAt: null, externalId: "crm-4711" });
  });

  test("leaves an organization deactivated that was so before it was deleted", async () => {
    const operator = await makeOperator();
    const { id, slug } = await makeOrganization({ deactivatedAt: new Date() });
    await deleteOrganization(operator, id);
    await restoreOrganization(operator, id);
    expect(await findPublicBrand(slug)).toBeNull();
    await activateOrganization(operator, id);
    expect((await findPublicBrand(slug))?.organizationId).toBe(id);
  });
});

describe("deleting one's own organization", () => {
  test("is for its admin, who typed its name as it reads", async () => {
    const { user, context, id, slug, session, next } = await makePersonInTwo();
    await installation.update(organizations).set({ displayName: "Orión  Analytics" }).where(eq(organizations.id, id));
    await expect(deleteOwnOrganization(context, { confirmation: "orión analytics" })).rejects.toMatchObject({
      fields: { confirmation: expect.any(String) },
    });
    expect((await stateOf(id))?.deletedAt).toBeNull();
    await deleteOwnOrganization(context, { confirmation: ` ${"Orión Analytics".normalize("NFD")} ` });
    await expectGone(slug, user.id, session.token, id);
    expect(await oidOf(session.id)).toBe(next.id);
    expect(await actionsIn(id)).toEqual(["organization.deleted"]);
    await expect(deleteOwnOrganization(context, { confirmation: "Orión Analytics" })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("is not for a member", async () => {
    const { context } = await makeMember();
    const member = await makeMember("member", context.organizationId);
    await expect(deleteOwnOrganization(member.context, { confirmation: "Orion Analytics" })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect((await stateOf(context.organizationId))?.deletedAt).toBeNull();
  });

  test("touches no other organization of the same name, nor anybody's session there", async () => {
    const [own, other] = [await makeMember(), await makeMember()];
    const elsewhere = await makeSession(other.user.id, { organizationId: other.context.organizationId });
    await deleteOwnOrganization(own.context, { confirmation: "Orion Analytics" });
    expect((await stateOf(other.context.organizationId))?.deletedAt).toBeNull();
    expect((await findLiveSession(elsewhere.token))?.organization?.id).toBe(other.context.organizationId);
  });

  test("leaves a person whose last one it was in none, and lets them sign in", async () => {
    const { user, context } = await makeMember();
    const session = await makeSession(user.id, { organizationId: context.organizationId });
    await deleteOwnOrganization(context, { confirmation: "Orion Analytics" });
    expect((await findLiveSession(session.token))?.organization).toBeNull();
    expect(await oidOf(session.id)).toBeNull();
    const next = { ...signIn(user.id, null), replaces: session.token };
    await openSession(next);
    expect((await findLiveSession(next.token))?.organization).toBeNull();
  });
});

test("whoever still has a form of an organization that is not active any more changes nothing", async () => {
  const operator = await makeOperator();
  for (const close of [deactivateOrganization, deleteOrganization]) {
    const { context, id, slug } = await makePersonInTwo();
    await close(operator, id);
    const before = await stateOf(id);
    const refused = { code: "not_found" };
    await expect(renameOrganization(context, { displayName: "Lyra", slug })).rejects.toMatchObject(refused);
    await expect(updateBranding(context, { color: "#2563eb", logoUrl: "" })).rejects.toMatchObject(refused);
    await expect(settleIn(context, { displayName: "Lyra", slug, color: "", logoUrl: "" })).rejects.toMatchObject(
      refused,
    );
    expect(await stateOf(id)).toEqual(before);
    expect(await actionsIn(id)).toHaveLength(1);
  }
});

describe("at the same moment", () => {
  test("people switch to and sign in to what is being closed, and no session stays in it", async () => {
    const operator = await makeOperator();
    for (const close of [deactivateOrganization, deleteOrganization]) {
      const { user, id, slug, next } = await makePersonInTwo();
      const elsewhere = await makeSession(user.id, { organizationId: next.id });
      let closed: Promise<void> | undefined;
      const entered: Promise<unknown>[] = [];
      // Both have found it active and wait for the membership when it is closed.
      await installation.transaction(async (tx) => {
        await tx.select().from(memberships).where(eq(memberships.organizationId, id)).for("update");
        entered.push(switchOrganization(user.id, elsewhere.id, slug), openSession(signIn(user.id, slug)));
        await waiting(2);
        let done = false;
        closed = close(operator, id).finally(() => {
          done = true;
        });
        await waiting(3, () => done);
      });
      await Promise.all([...entered, closed]);
      const rows = await installation
        .select({ oid: sessions.organizationId })
        .from(sessions)
        .where(eq(sessions.userId, user.id));
      expect(rows).toEqual([{ oid: next.id }, { oid: next.id }, { oid: next.id }]);
    }
  });

  test("all organizations of a person are closed, and the session ends up in none of them", async () => {
    const operator = await makeOperator();
    const user = await makeUser();
    const own = await Promise.all(Array.from({ length: 6 }, () => makeOrganization()));
    for (const { id } of own) await makeMembership(id, user.id);
    const opened = await Promise.all(own.map(({ id }) => makeSession(user.id, { organizationId: id })));
    await Promise.all(own.map(({ id }) => deleteOrganization(operator, id)));
    for (const { id } of opened) expect(await oidOf(id)).toBeNull();
  });

  test("it is deleted twice, and once is recorded", async () => {
    const { context } = await makeMember();
    const operator = await makeOperator();
    const id = context.organizationId;
    await Promise.all([
      ...Array.from({ length: 5 }, () => deleteOrganization(operator, id)),
      deleteOwnOrganization(context, { confirmation: "Orion Analytics" }).catch(() => null),
    ]);
    expect(await actionsIn(id)).toEqual(["organization.deleted"]);
  });
});

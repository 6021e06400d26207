import { sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPool, inOrganization, installation } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import { memberships } from "#db/schema/memberships";
import { organizations } from "#db/schema/organizations";
import { users } from "#db/schema/users";
import { webhookAttempts, webhookDeliveries } from "#db/schema/webhook-deliveries";
import { webhookEvents } from "#db/schema/webhook-events";
import {
  makeApiClient,
  makeApplication,
  makeDomain,
  makeMember,
  makeOperator,
  makeSession,
} from "#db/testing/factories";
import { recordAudit } from "#lib/audit/mutations";
import { newId } from "#lib/ids";
import { createPortalLink } from "#lib/portal-links/mutations";
import { findSubject } from "#lib/tokens/claims/queries";
import { openGrant, recordConsent } from "#lib/tokens/requests/mutations";
import { migrate } from "./migrate.ts";
import { urlOfDatabase } from "./testing/database.ts";
import { assertTenantWall, listGuardedTables } from "./wall.ts";

const url = process.env.DATABASE_URL ?? "";
const everyTable = `select tablename from pg_tables where schemaname = 'public' order by 1`;
let bare: pg.Pool;

beforeAll(() => {
  bare = createPool("organization", url, 1);
});
afterAll(() => bare.end());

describe("the tenant wall", () => {
  test("stands on every table, enabled and forced", async () => {
    const tables = await listGuardedTables(bare);
    const { rows } = await bare.query<{ tablename: string }>(everyTable);
    expect(tables.map(({ name }) => name)).toEqual(rows.map(({ tablename }) => tablename).sort());
    expect(tables.filter(({ walled }) => !walled)).toEqual([]);
    await expect(assertTenantWall(url)).resolves.toBeUndefined();
  });

  test("is missed when a later table comes without it", async () => {
    const owner = new pg.Client({ connectionString: url });
    await owner.connect();
    await owner.query("create table bare_table (id int, organization_id text)");
    try {
      await expect(assertTenantWall(url)).rejects.toThrow("bare_table");
    } finally {
      await owner.query("drop table bare_table");
      await owner.end();
    }
  });

  test("hides every row of every table from a connection that names no organization", async () => {
    const { user, context } = await makeMember();
    await makeSession(user.id, { organizationId: context.organizationId });
    await installation.transaction((tx) =>
      recordAudit(tx, { action: "organization.created", actor: context.actor, organizationId: context.organizationId }),
    );
    const { rows } = await bare.query<{ tablename: string }>(everyTable);
    expect(rows.length).toBeGreaterThan(10);
    for (const { tablename } of rows) {
      const found = await bare.query(`select 1 from ${pg.escapeIdentifier(tablename)} limit 1`);
      expect([tablename, found.rowCount]).toEqual([tablename, 0]);
    }
  });

  test("shows an organization its own rows only, whatever the query forgets", async () => {
    const [own, other] = await Promise.all([makeMember(), makeMember()]);
    const seen = await inOrganization(own.context, async (tx) => ({
      organizations: await tx.select({ id: organizations.id }).from(organizations),
      members: await tx.select({ id: memberships.userId }).from(memberships),
      people: await tx.select({ id: users.id }).from(users),
    }));
    expect(seen.organizations).toEqual([{ id: own.context.organizationId }]);
    expect(seen.members).toEqual([{ id: own.user.id }]);
    expect(seen.people).toEqual([{ id: own.user.id }]);
    expect(other.user.id).not.toBe(own.user.id);
  });

  test("lets nobody write into, or move a row to, another organization", async () => {
    const [own, other] = await Promise.all([makeMember(), makeMember()]);
    const foreign = { organizationId: other.context.organizationId, userId: own.user.id, role: "admin" };
    await expect(inOrganization(own.context, (tx) => tx.insert(memberships).values(foreign))).rejects.toMatchObject({
      cause: { code: "42501" },
    });
    const moved = inOrganization(own.context, (tx) =>
      tx.update(memberships).set({ organizationId: other.context.organizationId }),
    );
    await expect(moved).rejects.toMatchObject({ cause: { code: "42501" } });
  });

  test("leaks no organization to the next user of a connection, over 400 transactions of which some throw", async () => {
    const members = await Promise.all([makeMember(), makeMember(), makeMember()]);
    const rounds = Array.from({ length: 400 }, async (_, round) => {
      const member = members[round % members.length];
      if (!member) throw new Error("unreachable");
      const read = inOrganization(member.context, async (tx) => {
        const seen = await tx.select({ id: organizations.id }).from(organizations);
        expect(seen).toEqual([{ id: member.context.organizationId }]);
        if (round % 7 === 0) throw new Error("on purpose");
      });
      if (round % 7 === 0) await expect(read).rejects.toThrow("on purpose");
      else await read;
    });
    await Promise.all(rounds);
  });

  test("keeps audit events as they were written", async () => {
    const { context } = await makeMember();
    const entry = {
      action: "organization.created",
      actor: context.actor,
      organizationId: context.organizationId,
    } as const;
    await installation.transaction((tx) => recordAudit(tx, entry));
    const own = sql`${auditEvents.organizationId} = ${context.organizationId}`;
    await installation.update(auditEvents).set({ action: "organization.renamed" }).where(own);
    await installation.delete(auditEvents).where(own);
    const kept = await installation.select({ action: auditEvents.action }).from(auditEvents).where(own);
    expect(kept).toEqual([{ action: "organization.created" }]);
  });

  test("binds a superuser, who steps down", async () => {
    const { rows } = await bare.query<{ role: string; bypasses: boolean }>(
      "select current_user as role, rolsuper or rolbypassrls as bypasses from pg_roles where rolname = current_user",
    );
    expect(rows).toEqual([{ role: "foyer_app", bypasses: false }]);
  });

  test("binds an ordinary owner of the database, who needs no superuser to set everything up", async () => {
    const name = `foyer_worker_owner_${process.pid}`;
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    await admin.query(`create role ${name} login password 'owner'`);
    await admin.query(`create database ${name} owner ${name}`);
    const address = new URL(urlOfDatabase(url, name));
    Object.assign(address, { username: name, password: "owner" });
    const [all, none] = (["installation", "organization"] as const).map((scope) => createPool(scope, address.href, 1));
    try {
      await migrate(address.href);
      await expect(assertTenantWall(address.href)).resolves.toBeUndefined();
      await all?.query("insert into users (id, email) values ('usr_1', 'ada@orion.com')");
      expect((await all?.query("select current_user as role from users"))?.rows).toEqual([{ role: name }]);
      expect((await none?.query("select 1 from users"))?.rows).toEqual([]);
    } finally {
      await Promise.all([all?.end(), none?.end()]);
      await admin.query(`drop database ${name} with (force)`);
      await admin.query(`drop role ${name}`);
      await admin.end();
    }
  });
});

describe("P04: from inside an organization, another's row is like one that does not exist", () => {
  const withOrganization = `
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'organization_id' order by 1`;

  /** An organization that has a row in every table that names one. */
  async function furnished() {
    const { user, context } = await makeMember();
    const { organizationId, actor } = context;
    await makeDomain(organizationId, `${organizationId.replace("_", "-")}.com`);
    await installation.transaction((tx) => recordAudit(tx, { action: "organization.created", actor, organizationId }));
    const { id } = await makeSession(user.id, { organizationId });
    const application = await makeApplication();
    const subject = await findSubject(id, organizationId);
    if (!subject) throw new Error("They are signed in.");
    const scopes = ["openid", "email"];
    await recordConsent(subject, application.id, scopes);
    await openGrant(subject, application.id, scopes, null);
    await createPortalLink(await makeOperator(), organizationId, { features: [] });
    const [eventId, endpointId] = [newId("evt"), newId("whe")];
    const event = { type: "user.updated", objectId: user.id, transaction: "1", organizationId, data: {} };
    await installation.insert(webhookEvents).values({ id: eventId, ...event });
    await installation.insert(webhookDeliveries).values({ eventId, endpointId, organizationId });
    const attempt = { eventId, endpointId, organizationId, durationMs: 1 };
    await installation.insert(webhookAttempts).values({ id: newId("att"), ...attempt });
    return context;
  }

  test("for every table and verb; nor is there anything of applications and the like, which are nobody's", async () => {
    const [own, other] = await Promise.all([furnished(), furnished()]);
    const { rows: tables } = await bare.query<{ name: string }>(withOrganization);
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(["consents", "grants", "memberships"]));
    for (const { name } of tables) {
      const table = sql.identifier(name);
      const ofOther = sql`from ${table} where organization_id = ${other.organizationId}`;
      const before = await installation.execute(sql`select count(*)::int as count ${ofOther}`);
      expect([name, before.rows], "A row of it has to be made in furnished().").not.toEqual([name, [{ count: 0 }]]);
      const touched = await inOrganization(own, async (tx) => {
        const touches = async (id: string) => [
          (await tx.execute(sql`select 1 from ${table} where organization_id = ${id}`)).rowCount,
          (await tx.execute(sql`update ${table} set organization_id = organization_id where organization_id = ${id}`))
            .rowCount,
          (await tx.execute(sql`delete from ${table} where organization_id = ${id}`)).rowCount,
        ];
        const seen = await tx.execute(sql`select distinct organization_id from ${table}`);
        return { seen: seen.rows, others: await touches(other.organizationId), nobodys: await touches(newId("org")) };
      });
      expect([name, touched]).toEqual([
        name,
        { seen: [{ organization_id: own.organizationId }], others: [0, 0, 0], nobodys: [0, 0, 0] },
      ]);
      expect((await installation.execute(sql`select count(*)::int as count ${ofOther}`)).rows).toEqual(before.rows);
    }
    await makeApiClient();
    for (const name of ["applications", "application_secrets", "api_clients", "api_client_secrets"]) {
      const seen = await inOrganization(own, (tx) => tx.execute(sql`select 1 from ${sql.identifier(name)} limit 1`));
      expect([name, seen.rowCount]).toEqual([name, 0]);
    }
  });
});

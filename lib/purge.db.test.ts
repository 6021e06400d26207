import { lt, sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { installation } from "#db/client";
import { idempotencyKeys } from "#db/schema/idempotency-keys";
import { connected } from "#db/testing/database";
import { makeOrganization } from "#db/testing/factories";
import { makeEndpoint, removeEndpoints } from "#db/testing/webhooks";
import { purgeIdempotencyKeys } from "#lib/api/idempotency";
import { env } from "#lib/env";
import { purgeOrganizations } from "#lib/organizations/lifecycle/mutations";
import { purgePortalLinks } from "#lib/portal-links/mutations";
import { purgeSessions } from "#lib/sessions/mutations";
import { purgeRequests } from "#lib/tokens/requests/mutations";
import { purgeEvents } from "#lib/webhooks/mutations";
import { purge, purgeBatch } from "./purge.ts";

afterEach(removeEndpoints);

/** More than two statements' worth, all of it long over, and one that is not. */
const old = 2 * purgeBatch + 1;
const rows = sql`(select n, case n when 0 then now() else now() - interval '1 year' end as at from generate_series(0, ${old}) n) r`;
const some = `some_${Date.now().toString(36)}_`;

const tables = [
  {
    table: "idempotency_keys",
    run: purgeIdempotencyKeys,
    fill: () => sql`insert into idempotency_keys (client_id, key, request_hash, created_at)
      select 'skc_1', ${some} || n, '', at from ${rows}`,
  },
  {
    table: "provider_records",
    run: purgeRequests,
    fill: () => sql`insert into provider_records (model, id_hash, payload, expires_at)
      select 'Session', ${some} || n, '{}', at + interval '1 day' from ${rows}`,
  },
  {
    table: "sessions",
    run: purgeSessions,
    fill: () => sql`with person as (insert into users (id, email) values (${`usr_${some}`}, ${`${some}@example.com`}) returning id)
      insert into sessions (id, token_hash, user_id, method, expires_at)
      select ${`ses_${some}`} || n, ${some} || n, person.id, 'email', at from person, ${rows}`,
  },
  {
    table: "portal_links",
    run: purgePortalLinks,
    fill: (organizationId: string) => sql`
      insert into portal_links (id, organization_id, token_hash, created_by, expires_at, created_at)
      select ${`lnk_${some}`} || n, ${organizationId}, ${some} || n, 'skc_1', at, at from ${rows}`,
  },
  {
    table: "webhook_events",
    run: purgeEvents,
    fill: () => sql`insert into webhook_events (id, type, object_id, transaction, data, created_at)
      select ${`evt_${some}`} || n, 'user.deleted', 'usr_1', ${some} || n, '{}', at from ${rows}`,
  },
  {
    table: "webhook_deliveries",
    run: purgeEvents,
    // All of one event, and for endpoints that are no longer there but for one.
    fill: (_: string, endpointId: string) => sql`with kept as (
        insert into webhook_events (id, type, object_id, transaction, data) values (${`evt_${some}d`}, 'user.deleted', 'usr_1', ${some}, '{}')
        returning id)
      insert into webhook_deliveries (event_id, endpoint_id, status)
      select kept.id, case n when 0 then ${endpointId} else ${`whe_${some}`} || n end, 'delivered' from kept, ${rows}`,
  },
  {
    table: "organization_slugs",
    run: purgeOrganizations,
    fill: (organizationId: string) => sql`insert into organization_slugs (organization_id, slug, retired_at, held_until)
      select ${organizationId}, replace(${some}, '_', '-') || n, at, at + interval '1 day' from ${rows}`,
  },
];

/** How many rows each statement deleted that deleted any, while something is done. */
async function deletedEachTime(table: string, run: () => Promise<void>): Promise<number[]> {
  return connected(env.DATABASE_URL, async (client) => {
    await client.query(`
      create table deleted_each_time (rows integer);
      create function note_deleted() returns trigger security definer language plpgsql as $$ begin
        insert into deleted_each_time select count(*) from gone having count(*) > 0; return null; end $$;
      create trigger note_deleted after delete on ${table} referencing old table as gone
        for each statement execute function note_deleted()`);
    try {
      await run();
      const { rows } = await client.query<{ rows: number }>("select rows from deleted_each_time");
      return rows.map((row) => row.rows);
    } finally {
      await client.query("drop function note_deleted cascade; drop table deleted_each_time");
    }
  });
}

test.each(tables)("what is over in $table goes some at a time until none is left", async ({ table, run, fill }) => {
  await run();
  const count = async () => {
    const { rows } = await installation.execute<{ n: number }>(
      sql`select count(*)::int as n from ${sql.identifier(table)}`,
    );
    return rows[0]?.n ?? 0;
  };
  const [organization, endpoint] = [await makeOrganization(), await makeEndpoint({ eventTypes: ["user.deleted"] })];
  const before = await count();
  await installation.execute(fill(organization.id, endpoint.id));
  expect(await count()).toBe(before + old + 1);
  expect(await deletedEachTime(table, run)).toEqual([purgeBatch, purgeBatch, 1]);
  expect(await count()).toBe(before + 1);
});

test("a purge whose time is up has begun, and leaves the rest to the next", async () => {
  await installation.execute(sql`insert into idempotency_keys (client_id, key, request_hash, created_at)
    select 'skc_2', ${some} || n, '', at from ${rows}`);
  const over = lt(idempotencyKeys.createdAt, sql`now() - interval '1 day'`);
  expect(await deletedEachTime("idempotency_keys", () => purge(idempotencyKeys, over, 0))).toEqual([purgeBatch]);
  expect(await deletedEachTime("idempotency_keys", purgeIdempotencyKeys)).toEqual([purgeBatch, 1]);
});

import pg from "pg";
import { assertLocal, createDatabase as createDatabaseAt } from "#db/testing/database";
import { target } from "./environment.ts";

// The factories of db/testing write through the application's own handles: they must reach the database of the server under test.
assertLocal(target.databaseUrl);
process.env.DATABASE_URL = target.databaseUrl;
process.env.AUTH_SECRET ??= "only read by code that tests never reach";
process.env.LOG_LEVEL ??= "silent";

/** Rows of one statement, seen as the installation sees them: past the tenant wall. */
export async function rows<T extends Record<string, unknown>>(
  sql: string,
  parameters: readonly unknown[] = [],
  url = target.databaseUrl,
): Promise<T[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("select set_config('app.scope', 'installation', false)");
    return (await client.query<T>(sql, [...parameters])).rows;
  } finally {
    await client.end();
  }
}

/** What a person has: each number is 1 after a first sign-in, however it came about (promises P01). */
export type Household = { users: number; accounts: number; organizations: number; admins: number; slugs: number };

const household = `
  with person as (select id from users where email = $1),
    house as (select organization_id as id, role from memberships where user_id in (select id from person))
  select
    (select count(*)::int from person) as users,
    (select count(*)::int from accounts where user_id in (select id from person)) as accounts,
    (select count(*)::int from house) as organizations,
    (select count(*)::int from house where role = 'admin') as admins,
    (select count(*)::int from organization_slugs where organization_id in (select id from house)) as slugs`;

export async function householdOf(email: string, url?: string): Promise<Household> {
  const [found] = await rows<Household>(household, [email], url);
  if (!found) throw new Error("A count always returns a row.");
  return found;
}

/**
 * Counts, over a whole database, of what no crash and no race may leave behind: all zero, always. For databases in which people
 * only signed in; rows written by hand may well be incomplete.
 */
export async function halfMade(url: string): Promise<Record<string, number>> {
  const [found] = await rows<Record<string, number>>(
    `select
      (select count(*)::int from users where id not in (select user_id from memberships)) as "users without an organization",
      (select count(*)::int from organizations where id not in
        (select organization_id from memberships where role = 'admin')) as "organizations without an admin",
      (select count(*)::int from organizations where id not in
        (select organization_id from organization_slugs where retired_at is null)) as "organizations without an address",
      (select count(*)::int from organization_slugs where organization_id not in
        (select id from organizations)) as "addresses without an organization",
      (select count(*)::int from organizations where id not in
        (select organization_id from audit_events where action = 'organization.created')) as "organizations without a record"`,
    [],
    url,
  );
  return found ?? {};
}

export const nothingHalfMade = {
  "users without an organization": 0,
  "organizations without an admin": 0,
  "organizations without an address": 0,
  "addresses without an organization": 0,
  "organizations without a record": 0,
};

/** An empty database beside the one under test, for a server of a test's own. */
export const createDatabase = () => createDatabaseAt(target.databaseUrl);

/**
 * Opens the windows of the rate limits again: for one address, or for everyone on this machine. Specs that sign in by mail
 * often call it, because all of them come from one client.
 */
export async function forgetLimits(email?: string, url?: string): Promise<void> {
  await rows(
    "delete from rate_limits where case when $1::text is null then key like '% by client:127.0.0.1/32' else key like '%:' || $1 end",
    [email ?? null],
    url,
  );
}

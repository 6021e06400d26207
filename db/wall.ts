import { getTableName, is } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import pg from "pg";
import { createPool } from "./client.ts";
import * as schema from "./schema/index.ts";

const own = Object.values(schema).flatMap((table) => (is(table, PgTable) ? [getTableName(table)] : []));

// A database may hold tables of others (an extension's, another program's); one that names an organization is ours to guard.
const guarded = `
  select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as walled
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'public' and c.relkind in ('r', 'p')
    and (c.relname = any($1) or exists (
      select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped))
  order by c.relname`;

/** Foyer's tables, and any other that carries organization_id, with whether row-level security is both enabled and forced. */
export async function listGuardedTables(client: pg.Pool | pg.Client): Promise<{ name: string; walled: boolean }[]> {
  return (await client.query<{ name: string; walled: boolean }>(guarded, [own])).rows;
}

/**
 * Proves at start that the second wall stands for this installation's own database user: every table is walled, and a
 * connection that names no organization sees no row of any.
 * @throws Error with one sentence that names the table
 */
export async function assertTenantWall(url: string): Promise<void> {
  const pool = createPool("organization", url, 1);
  try {
    for (const table of await listGuardedTables(pool)) {
      const name = pg.escapeIdentifier(table.name);
      const { rowCount } = await pool.query(`select 1 from ${name} limit 1`);
      if (!table.walled || rowCount !== 0) {
        throw new Error(`Table ${table.name} is not protected by row-level security, so Foyer does not start.`);
      }
    }
  } finally {
    await pool.end();
  }
}

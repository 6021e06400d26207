import pg from "pg";
import { createPool } from "./client.ts";

const organizationTables = `
  select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as walled
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'public' and c.relkind in ('r', 'p')
    and (c.relname = 'organizations' or exists (
      select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped))
  order by c.relname`;

/** Tables that carry organization_id, with whether row-level security is both enabled and forced on them. */
export async function listOrganizationTables(
  client: pg.Pool | pg.Client,
): Promise<{ name: string; walled: boolean }[]> {
  return (await client.query<{ name: string; walled: boolean }>(organizationTables)).rows;
}

/**
 * Proves at start that the second wall stands for this installation's own database user: every tenant table is walled, and
 * a connection that names no organization sees no row of any.
 * @throws Error with one sentence that names the table
 */
export async function assertTenantWall(url: string): Promise<void> {
  const pool = createPool("organization", url, 1);
  try {
    for (const table of await listOrganizationTables(pool)) {
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

import { type SQL, sql } from "drizzle-orm";
import { lookupKey } from "#lib/lookup-key";

/**
 * How an organization is found, as parts of larger statements: every gate, door and switch asks in the same words. `alias` names the
 * organizations table in the statement around it.
 */

/**
 * The id of the organization that `address` means, as a scalar expression: a slug, live or former; else an id; else an external id.
 * Null when it means none. Deleted ones are found by slug and id: combine with isOpen.
 */
export function organizationAt(address: string): SQL {
  const key = lookupKey(address);
  const named = sql`(select id from organizations where external_id = ${key} and deleted_at is null)`;
  // Every id has an underscore and no slug does: looking where nothing can be found would be most of the work.
  if (key.startsWith("org_")) return sql`coalesce((select id from organizations where id = ${key}), ${named})`;
  if (!/^[a-z0-9.-]+$/.test(key)) return named;
  return sql`coalesce((select organization_id from organization_slugs where slug = ${key}), ${named})`;
}

/** Whether people may use the organization: neither deactivated nor deleted. */
export function isOpen(alias: string): SQL {
  const table = sql.identifier(alias);
  return sql`${table}.deactivated_at is null and ${table}.deleted_at is null`;
}

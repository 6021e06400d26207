import { type SQL, sql } from "drizzle-orm";
import { type AnyPgColumn, pgPolicy } from "drizzle-orm/pg-core";

/**
 * The second wall (docs/decisions/0003): row-level security on every table. A connection of the `installation` handle carries
 * app.scope = installation; a transaction of `inOrganization` carries app.organization_id; a connection with neither sees
 * nothing. `nullif`, because a setting that was once set locally reads '' afterwards. FORCE is in the migration, and so is
 * in_installation(), which reads app.scope and is resolved when a statement is planned (docs/decisions/0011).
 */
const installation = sql`in_installation()`;
const organization = sql`nullif(current_setting('app.organization_id', true), '')`;

/** Rows belong to the organization in `column`: visible and writable from that organization, or the installation. */
export function tenantWall(column: AnyPgColumn) {
  const own = sql`${column} = ${organization} or ${installation}`;
  return pgPolicy("tenant_wall", { for: "all", using: own, withCheck: own });
}

/** As tenantWall, but rows can only be added and read: without an UPDATE or DELETE policy those touch zero rows. */
export function appendOnlyWall(column: AnyPgColumn) {
  const own = sql`${column} = ${organization} or ${installation}`;
  return [
    pgPolicy("tenant_wall_read", { for: "select", using: own }),
    pgPolicy("tenant_wall_append", { for: "insert", withCheck: own }),
  ];
}

/** Rows belong to no organization: only the installation touches them, and organizations read what `visible` admits. */
export function installationWall(visible?: SQL) {
  const policies = [pgPolicy("installation_wall", { for: "all", using: installation, withCheck: installation })];
  if (visible) policies.push(pgPolicy("tenant_view", { for: "select", using: visible }));
  return policies;
}

export { organization as currentOrganization };

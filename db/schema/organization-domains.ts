import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import type { DomainId, OrganizationId } from "#lib/ids";
import { createdAt, moment } from "./columns.ts";
import { organizations } from "./organizations.ts";
import { tenantWall } from "./wall.ts";

/**
 * Domains an organization says are its own. One is verified by a TXT record with a token that only this organization was given, or
 * counts as verified because an operator or an API client added it. A verified domain is one organization's only.
 */
export const organizationDomains = pgTable(
  "organization_domains",
  {
    id: text().$type<DomainId>().primaryKey(),
    organizationId: text()
      .$type<OrganizationId>()
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    /** A hostname as a URL parser writes it. */
    domain: text().notNull(),
    /** What the TXT record has to say. Not a secret: it proves nothing by being known. */
    token: text().notNull(),
    status: text({ enum: ["pending", "verified", "failed"] })
      .notNull()
      .default("pending"),
    /** Why the last look did not find the proof: one sentence; null when it did, or nobody has looked yet. */
    problem: text(),
    createdVia: text({ enum: ["user", "api", "operator"] }).notNull(),
    verifiedAt: moment(),
    checkedAt: moment(),
    /** When to look again; null: never (added by an operator, or given up). */
    nextCheckAt: moment(),
    /** Looks in a row that did not find the proof: the wait grows with it. */
    misses: integer().notNull().default(0),
    createdAt: createdAt(),
  },
  (table) => [
    unique("organization_domains_organization_id_domain_key").on(table.organizationId, table.domain),
    uniqueIndex("organization_domains_verified_key").on(table.domain).where(sql`${table.status} = 'verified'`),
    // Found in two pages and missed in one at any size, as with slugs: a host is looked for here before and after it is there.
    index("organization_domains_domain_idx")
      .using("hash", table.domain)
      .where(sql`${table.status} = 'verified'`)
      .with({ fillfactor: 40 }),
    index("organization_domains_next_check_at_idx").on(table.nextCheckAt).where(sql`${table.nextCheckAt} is not null`),
    check(
      "organization_domains_domain_check",
      sql`${table.domain} ~ '^[a-z0-9.-]+$' and char_length(${table.domain}) <= 253`,
    ),
    check("organization_domains_status_check", sql`${table.status} in ('pending', 'verified', 'failed')`),
    check("organization_domains_created_via_check", sql`${table.createdVia} in ('user', 'api', 'operator')`),
    tenantWall(table.organizationId),
  ],
);

import { sql } from "drizzle-orm";
import { check, index, pgTable, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import type { OrganizationId } from "#lib/ids";
import { createdAt, moment } from "./columns.ts";
import { tenantWall } from "./wall.ts";

/**
 * Every address an organization has or had. One unique index over live and former ones: an old address redirects and
 * nobody else can take it. No foreign key, because former addresses stay held after the organization is gone.
 */
export const organizationSlugs = pgTable(
  "organization_slugs",
  {
    slug: text().notNull(),
    organizationId: text().$type<OrganizationId>().notNull(),
    createdAt: createdAt(),
    /** Null while this is the organization's live address. */
    retiredAt: moment(),
    /** Set when the organization is purged: until then nobody else gets the address (90 days after its deletion). */
    heldUntil: moment(),
  },
  (table) => [
    unique("organization_slugs_slug_key").on(table.slug),
    // Found in two pages and missed in one at any size, so that an external id can be looked for after it. Half empty, because
    // a page that runs over is a second one to look at.
    index("organization_slugs_slug_idx").using("hash", table.slug).with({ fillfactor: 40 }),
    uniqueIndex("organization_slugs_one_live_key").on(table.organizationId).where(sql`${table.retiredAt} is null`),
    index("organization_slugs_organization_id_idx").on(table.organizationId),
    index("organization_slugs_held_until_idx").on(table.heldUntil).where(sql`${table.heldUntil} is not null`),
    check("organization_slugs_slug_check", sql`${table.slug} ~ '^[a-z0-9.-]+$' and char_length(${table.slug}) <= 253`),
    tenantWall(table.organizationId),
  ],
);

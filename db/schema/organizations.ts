import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import type { OrganizationId } from "#lib/ids";
import { createdAt, moment } from "./columns.ts";
import { logos } from "./logos.ts";
import { tenantWall } from "./wall.ts";

export const organizations = pgTable(
  "organizations",
  {
    id: text().$type<OrganizationId>().primaryKey(),
    displayName: text().notNull(),
    /** #rrggbb, or null: then the monogram's hue comes from the id. */
    color: text(),
    /** The picture that is shown: an uploaded one, or the copy of the one at logoUrl. */
    logoHash: text().references(() => logos.hash, { onDelete: "restrict" }),
    /** Kept exactly as given. */
    logoUrl: text(),
    /** When the copy was last asked for, and what stood in the way; null twice while it has not been tried. */
    logoUrlTriedAt: moment(),
    logoUrlProblem: text(),
    /** Id in a system of the back-end's own, exactly as given. Free again when the organization is deleted. */
    externalId: text(),
    /** At most ten pairs (lib/organizations/rules.ts). */
    metadata: jsonb().$type<Record<string, string>>().notNull().default({}),
    /** What back-ends have switched on for it, in the order and under the names they gave (API: settings). */
    features: jsonb().$type<{ name: string; enabled: boolean }[]>().notNull().default([]),
    /** How many people it may have at most; null: any number. */
    maxUsers: integer(),
    createdVia: text({ enum: ["sign_up", "user", "api", "operator"] }).notNull(),
    /** Sent with the form that made it, so that a form sent twice makes one; null for other ways of creating. */
    creationKey: text(),
    /** Who made it: the id of a user, an operator's user id, or an API client's. */
    createdBy: text(),
    /** Switched off by an operator: nobody gets in, its door is shut, nothing is lost. */
    deactivatedAt: moment(),
    /** Gone for everyone but operators, who can restore it for 30 days; then it is purged. */
    deletedAt: moment(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [
    unique("organizations_creation_key_key").on(table.creationKey),
    check("organizations_display_name_check", sql`char_length(${table.displayName}) between 1 and 200`),
    check("organizations_color_check", sql`${table.color} ~ '^#[0-9a-f]{6}$'`),
    check("organizations_logo_url_check", sql`char_length(${table.logoUrl}) <= 1024`),
    check("organizations_external_id_check", sql`char_length(${table.externalId}) between 1 and 255`),
    check("organizations_metadata_check", sql`jsonb_typeof(${table.metadata}) = 'object'`),
    check("organizations_features_check", sql`jsonb_typeof(${table.features}) = 'array'`),
    check("organizations_max_users_check", sql`${table.maxUsers} >= 0`),
    check("organizations_created_via_check", sql`${table.createdVia} in ('sign_up', 'user', 'api', 'operator')`),
    uniqueIndex("organizations_external_id_key").on(table.externalId).where(sql`${table.deletedAt} is null`),
    index("organizations_created_at_id_idx").on(table.createdAt, table.id),
    // Operators' lists of the few that are not active.
    index("organizations_deactivated_idx").on(table.createdAt, table.id).where(sql`${table.deactivatedAt} is not null`),
    index("organizations_deleted_idx").on(table.createdAt, table.id).where(sql`${table.deletedAt} is not null`),
    index("organizations_created_by_idx").on(table.createdBy).where(sql`${table.deletedAt} is null`),
    index("organizations_deleted_at_idx").on(table.deletedAt).where(sql`${table.deletedAt} is not null`),
    index("organizations_logo_hash_idx").on(table.logoHash).where(sql`${table.logoHash} is not null`),
    tenantWall(table.id),
  ],
);

import { sql } from "drizzle-orm";
import { check, index, pgTable, text, unique } from "drizzle-orm/pg-core";
import type { OrganizationId } from "#lib/ids";
import { createdAt } from "./columns.ts";
import { logos } from "./logos.ts";
import { tenantWall } from "./wall.ts";

export const organizations = pgTable(
  "organizations",
  {
    id: text().$type<OrganizationId>().primaryKey(),
    displayName: text().notNull(),
    /** #rrggbb, or null: then the monogram's hue comes from the id. */
    color: text(),
    logoHash: text().references(() => logos.hash, { onDelete: "restrict" }),
    /** Kept exactly as given. */
    logoUrl: text(),
    createdVia: text({ enum: ["sign_up", "user", "api", "operator"] }).notNull(),
    /** Sent with the form that made it, so that a form sent twice makes one; null for other ways of creating. */
    creationKey: text(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [
    unique("organizations_creation_key_key").on(table.creationKey),
    check("organizations_display_name_check", sql`char_length(${table.displayName}) between 1 and 200`),
    check("organizations_color_check", sql`${table.color} ~ '^#[0-9a-f]{6}$'`),
    check("organizations_logo_url_check", sql`char_length(${table.logoUrl}) <= 1024`),
    check("organizations_created_via_check", sql`${table.createdVia} in ('sign_up', 'user', 'api', 'operator')`),
    index("organizations_logo_hash_idx").on(table.logoHash).where(sql`${table.logoHash} is not null`),
    tenantWall(table.id),
  ],
);

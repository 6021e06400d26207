import { sql } from "drizzle-orm";
import { check, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { OrganizationId, UserId } from "#lib/ids";
import { createdAt, moment } from "./columns.ts";
import { organizations } from "./organizations.ts";
import { users } from "./users.ts";
import { tenantWall } from "./wall.ts";

/** A person in an organization. Pages and tokens read it at every request; nothing else says who may enter. */
export const memberships = pgTable(
  "memberships",
  {
    organizationId: text()
      .$type<OrganizationId>()
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    userId: text()
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    role: text().notNull(),
    createdAt: createdAt(),
    /** When the person last switched here; the next sign-in starts in the latest one. */
    lastOpenedAt: moment(),
  },
  (table) => [
    primaryKey({ name: "memberships_pkey", columns: [table.organizationId, table.userId] }),
    index("memberships_user_id_idx").on(table.userId),
    check("memberships_role_check", sql`${table.role} ~ '^[a-zA-Z0-9_]+$' and char_length(${table.role}) <= 64`),
    tenantWall(table.organizationId),
  ],
);

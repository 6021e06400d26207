import { sql } from "drizzle-orm";
import { check, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { createdAt } from "./columns.ts";
import { installationWall } from "./wall.ts";

/** What applications ask about their members, `invoices:read`: a catalogue of the operators'. Foyer itself asks lib/roles/rules.ts. */
export const permissions = pgTable(
  "permissions",
  {
    name: text().primaryKey(),
    description: text().notNull().default(""),
    createdAt: createdAt(),
  },
  (table) => [
    check("permissions_name_check", sql`${table.name} ~ '^[a-zA-Z0-9_:]+$' and char_length(${table.name}) <= 64`),
    check("permissions_description_check", sql`char_length(${table.description}) <= 2000`),
    ...installationWall(),
  ],
);

/** Which roles have which of them. */
export const rolePermissions = pgTable(
  "role_permissions",
  {
    role: text().notNull(),
    permission: text()
      .notNull()
      .references(() => permissions.name, { onDelete: "cascade", onUpdate: "cascade" }),
  },
  (table) => [
    primaryKey({ columns: [table.role, table.permission] }),
    index("role_permissions_permission_idx").on(table.permission),
    check("role_permissions_role_check", sql`${table.role} in ('admin', 'member')`),
    ...installationWall(),
  ],
);

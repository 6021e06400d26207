import { sql } from "drizzle-orm";
import { check, pgTable, text, unique } from "drizzle-orm/pg-core";
import type { UserId } from "#lib/ids";
import { createdAt, moment } from "./columns.ts";
import { currentOrganization, installationWall } from "./wall.ts";

/** A person. The address is normalised (lib/auth/rules.ts) before it gets here, and sign-up proves it before it makes the row. */
export const users = pgTable(
  "users",
  {
    id: text().$type<UserId>().primaryKey(),
    name: text(),
    givenName: text(),
    familyName: text(),
    email: text().notNull(),
    emailVerifiedAt: moment(),
    image: text(),
    /** Set when the welcome page was answered or skipped; null sends the person there once. */
    welcomedAt: moment(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [
    unique("users_email_key").on(table.email),
    check("users_email_check", sql`${table.email} = lower(${table.email})`),
    ...installationWall(
      sql`exists (select 1 from memberships m where m.user_id = ${table.id} and m.organization_id = ${currentOrganization})`,
    ),
  ],
);

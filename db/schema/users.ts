import { sql } from "drizzle-orm";
import { check, jsonb, pgTable, text, unique } from "drizzle-orm/pg-core";
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
    /** Id in a system of the back-end's own, exactly as given. */
    externalId: text(),
    metadata: jsonb().$type<Record<string, string>>().notNull().default({}),
    /** Set when the welcome page was answered or skipped; null sends the person there once. */
    welcomedAt: moment(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [
    unique("users_email_key").on(table.email),
    unique("users_external_id_key").on(table.externalId),
    check("users_external_id_check", sql`char_length(${table.externalId}) between 1 and 255`),
    check("users_metadata_check", sql`jsonb_typeof(${table.metadata}) = 'object'`),
    check("users_email_check", sql`${table.email} = lower(${table.email})`),
    ...installationWall(
      sql`exists (select 1 from memberships m where m.user_id = ${table.id} and m.organization_id = ${currentOrganization})`,
    ),
  ],
);

import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, text, unique } from "drizzle-orm/pg-core";
import type { UserId } from "#lib/ids";
import { createdAt, moment } from "./columns.ts";
import { currentOrganization, installationWall } from "./wall.ts";

/** What a person is found by, lower-case, each on a line of its own. */
const searched = sql`lower(coalesce(name || E'\\n', '') || email || E'\\n' || coalesce(external_id || E'\\n', '') || id)`;

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
    searchText: text().notNull().generatedAlwaysAs(searched),
    /** The same in a–z and 0–9: its trigrams find candidates for any substring, as those of organizations do (docs/decisions/0017). */
    searchKey: text().notNull().generatedAlwaysAs(sql`search_key(${searched})`),
  },
  (table) => [
    unique("users_email_key").on(table.email),
    index("users_created_at_id_idx").on(table.createdAt, table.id),
    index("users_search_key_idx")
      .using("gin", sql`${table.searchKey} gin_trgm_ops`)
      .with({ gin_pending_list_limit: 256 }),
    unique("users_external_id_key").on(table.externalId),
    check("users_external_id_check", sql`char_length(${table.externalId}) between 1 and 255`),
    check("users_metadata_check", sql`jsonb_typeof(${table.metadata}) = 'object'`),
    check("users_email_check", sql`${table.email} = lower(${table.email})`),
    ...installationWall(
      sql`exists (select 1 from memberships m where m.user_id = ${table.id} and m.organization_id = ${currentOrganization})`,
    ),
  ],
);

import { sql } from "drizzle-orm";
import { check, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { createdAt, moment } from "./columns.ts";
import { installationWall } from "./wall.ts";

/** The keys that tokens are signed with. The private half is encrypted with a key derived from AUTH_SECRET, bound to the kid. */
export const signingKeys = pgTable(
  "signing_keys",
  {
    kid: text().primaryKey(),
    algorithm: text({ enum: ["RS256", "ES256"] }).notNull(),
    publicJwk: jsonb().$type<Record<string, string>>().notNull(),
    privateKey: text().notNull(),
    /** Published before it signs, so that everyone who keeps keys has seen it by then. */
    signsFrom: moment().notNull(),
    /** Published until then, so that what it signed can be verified; null: it has no successor yet. */
    publishedUntil: moment(),
    createdAt: createdAt(),
  },
  (table) => [
    check("signing_keys_algorithm_check", sql`${table.algorithm} in ('RS256', 'ES256')`),
    ...installationWall(),
  ],
);

import { sql } from "drizzle-orm";
import { boolean, check, pgTable, text } from "drizzle-orm/pg-core";
import { createdAt } from "./columns.ts";
import { installationWall } from "./wall.ts";

/** Claims beyond those Foyer always writes: what an organization or a person has at a path, `organization.metadata.plan`. */
export const customClaims = pgTable(
  "custom_claims",
  {
    name: text().primaryKey(),
    path: text().notNull(),
    inIdToken: boolean().notNull().default(true),
    inAccessToken: boolean().notNull().default(true),
    createdAt: createdAt(),
  },
  (table) => [
    check("custom_claims_name_check", sql`char_length(${table.name}) between 1 and 100`),
    check("custom_claims_path_check", sql`char_length(${table.path}) between 1 and 200`),
    ...installationWall(),
  ],
);

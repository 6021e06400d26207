import { sql } from "drizzle-orm";
import { check, customType, pgTable, text } from "drizzle-orm/pg-core";
import { createdAt } from "./columns.ts";
import { installationWall } from "./wall.ts";

const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });

/** A re-encoded picture, once per content, named by the SHA-256 of its WebP. Public by nature: doors show it to everyone. */
export const logos = pgTable(
  "logos",
  {
    hash: text().primaryKey(),
    webp: bytes().notNull(),
    png: bytes().notNull(),
    createdAt: createdAt(),
  },
  (table) => [check("logos_hash_check", sql`${table.hash} ~ '^[0-9a-f]{64}$'`), ...installationWall()],
);

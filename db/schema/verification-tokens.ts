import { index, pgTable, text } from "drizzle-orm/pg-core";
import { createdAt, moment } from "./columns.ts";
import { installationWall } from "./wall.ts";

/** An open sign-in link: only the hash of its token is here, and using it deletes the row. */
export const verificationTokens = pgTable(
  "verification_tokens",
  {
    tokenHash: text().primaryKey(),
    identifier: text().notNull(),
    expiresAt: moment().notNull(),
    createdAt: createdAt(),
  },
  (table) => [index("verification_tokens_expires_at_idx").on(table.expiresAt), ...installationWall()],
);

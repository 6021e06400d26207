import { index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { UserId } from "#lib/ids";
import { createdAt } from "./columns.ts";
import { users } from "./users.ts";
import { installationWall } from "./wall.ts";

/** A person's identity at a provider. The key is (provider, issuer, subject), never the address. No provider token is kept. */
export const accounts = pgTable(
  "accounts",
  {
    provider: text().notNull(),
    /** Whose subject it is: the same number at another issuer is somebody else. */
    issuer: text().notNull(),
    providerAccountId: text().notNull(),
    userId: text()
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** The address the provider named when the account was linked; shown so that the person knows which one it is. */
    email: text(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ name: "accounts_pkey", columns: [table.provider, table.issuer, table.providerAccountId] }),
    index("accounts_user_id_idx").on(table.userId),
    ...installationWall(),
  ],
);

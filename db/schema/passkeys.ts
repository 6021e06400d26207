import { bigint, boolean, index, pgTable, text } from "drizzle-orm/pg-core";
import type { UserId } from "#lib/ids";
import { createdAt, moment } from "./columns.ts";
import { users } from "./users.ts";
import { installationWall } from "./wall.ts";

/** A WebAuthn credential of a person. The row is the account link too: there is no row in accounts for a passkey. */
export const passkeys = pgTable(
  "passkeys",
  {
    credentialId: text().primaryKey(),
    userId: text()
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** COSE public key, base64. */
    publicKey: text().notNull(),
    counter: bigint({ mode: "number" }).notNull(),
    deviceType: text().notNull(),
    backedUp: boolean().notNull(),
    /** Comma-separated WebAuthn transports. */
    transports: text(),
    createdAt: createdAt(),
    lastUsedAt: moment(),
  },
  (table) => [index("passkeys_user_id_idx").on(table.userId), ...installationWall()],
);

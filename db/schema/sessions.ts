import { index, pgTable, text, unique } from "drizzle-orm/pg-core";
import type { OrganizationId, SessionId, UserId } from "#lib/ids";
import { createdAt, moment } from "./columns.ts";
import { users } from "./users.ts";
import { tenantWall } from "./wall.ts";

/**
 * A sign-in on a device. The row is the session: deleting it ends it. The cookie holds a random token, the row its SHA-256.
 * (organization_id, user_id) references memberships and is set null with it (in the migration, since Drizzle cannot name the
 * column of a SET NULL): `oid` can never name an organization the person is not in.
 */
export const sessions = pgTable(
  "sessions",
  {
    id: text().$type<SessionId>().primaryKey(),
    tokenHash: text().notNull(),
    userId: text()
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    organizationId: text().$type<OrganizationId>(),
    method: text().notNull(),
    authenticatedAt: createdAt(),
    createdAt: createdAt(),
    lastSeenAt: createdAt(),
    expiresAt: moment().notNull(),
    userAgent: text(),
    ip: text(),
  },
  (table) => [
    unique("sessions_token_hash_key").on(table.tokenHash),
    index("sessions_user_id_idx").on(table.userId),
    index("sessions_expires_at_idx").on(table.expiresAt),
    index("sessions_organization_id_user_id_idx").on(table.organizationId, table.userId),
    tenantWall(table.organizationId),
  ],
);

import { foreignKey, index, pgTable, text } from "drizzle-orm/pg-core";
import type { ApplicationId, GrantId, OrganizationId, SessionId, UserId } from "#lib/ids";
import { applications } from "./applications.ts";
import { createdAt, moment } from "./columns.ts";
import { memberships } from "./memberships.ts";
import { sessions } from "./sessions.ts";
import { tenantWall } from "./wall.ts";

/**
 * One authorization: that an application may act for a person, in one organization, for as long as their sign-in lasts. Codes and
 * refresh tokens hang on it, and it hangs on what it is for: it ends with the session, the membership and the application.
 */
export const grants = pgTable(
  "grants",
  {
    id: text().$type<GrantId>().primaryKey(),
    sessionId: text()
      .$type<SessionId>()
      .notNull()
      .references(() => sessions.id, { onDelete: "cascade" }),
    applicationId: text()
      .$type<ApplicationId>()
      .notNull()
      .references(() => applications.id, { onDelete: "cascade" }),
    organizationId: text().$type<OrganizationId>().notNull(),
    userId: text().$type<UserId>().notNull(),
    scopes: text().array().notNull(),
    createdAt: createdAt(),
    expiresAt: moment().notNull(),
  },
  (table) => [
    foreignKey({
      name: "grants_membership_fk",
      columns: [table.organizationId, table.userId],
      foreignColumns: [memberships.organizationId, memberships.userId],
    }).onDelete("cascade"),
    index("grants_session_id_idx").on(table.sessionId, table.applicationId),
    index("grants_organization_id_idx").on(table.organizationId, table.userId),
    index("grants_application_id_idx").on(table.applicationId),
    index("grants_expires_at_idx").on(table.expiresAt),
    tenantWall(table.organizationId),
  ],
);

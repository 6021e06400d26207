import { foreignKey, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { ApplicationId, OrganizationId, UserId } from "#lib/ids";
import { applications } from "./applications.ts";
import { createdAt } from "./columns.ts";
import { memberships } from "./memberships.ts";
import { tenantWall } from "./wall.ts";

/** What a member let somebody else's application know, in one organization. Ends with the membership. */
export const consents = pgTable(
  "consents",
  {
    organizationId: text().$type<OrganizationId>().notNull(),
    userId: text().$type<UserId>().notNull(),
    applicationId: text()
      .$type<ApplicationId>()
      .notNull()
      .references(() => applications.id, { onDelete: "cascade" }),
    scopes: text().array().notNull(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [
    foreignKey({
      name: "consents_membership_fk",
      columns: [table.organizationId, table.userId],
      foreignColumns: [memberships.organizationId, memberships.userId],
    }).onDelete("cascade"),
    primaryKey({ columns: [table.organizationId, table.userId, table.applicationId] }),
    index("consents_application_id_idx").on(table.applicationId),
    tenantWall(table.organizationId),
  ],
);

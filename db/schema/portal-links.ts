import { index, pgTable, text, unique } from "drizzle-orm/pg-core";
import type { OrganizationId, PortalLinkId } from "#lib/ids";
import { createdAt, moment } from "./columns.ts";
import { organizations } from "./organizations.ts";
import { tenantWall } from "./wall.ts";

/**
 * A link that lets whoever opens it set up one organization, without being a member of it. It opens once; the row is then the
 * session of whoever opened it, and their actor in the audit log.
 */
export const portalLinks = pgTable(
  "portal_links",
  {
    id: text().$type<PortalLinkId>().primaryKey(),
    organizationId: text()
      .$type<OrganizationId>()
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    /** SHA-256 of the token in the link. */
    tokenHash: text().notNull(),
    /** What it is limited to, by the API's names; none: everything a portal offers. */
    features: text().array().notNull().default([]),
    /** Until when it can be opened. */
    expiresAt: moment().notNull(),
    openedAt: moment(),
    /** SHA-256 of the cookie's token, and how long it is good, once opened. */
    sessionHash: text(),
    sessionExpiresAt: moment(),
    createdBy: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    unique("portal_links_token_hash_key").on(table.tokenHash),
    unique("portal_links_session_hash_key").on(table.sessionHash),
    index("portal_links_organization_id_id_idx").on(table.organizationId, table.id),
    index("portal_links_created_at_idx").on(table.createdAt),
    tenantWall(table.organizationId),
  ],
);

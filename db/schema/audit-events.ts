import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { AuditEventId, OrganizationId } from "#lib/ids";
import { createdAt } from "./columns.ts";
import { appendOnlyWall } from "./wall.ts";

/** What happened, written in the transaction that did it. Append-only, and it outlives the organization. */
export const auditEvents = pgTable(
  "audit_events",
  {
    id: text().$type<AuditEventId>().primaryKey(),
    organizationId: text().$type<OrganizationId>(),
    actorKind: text({ enum: ["user", "api_client", "portal_link", "operator", "system"] }).notNull(),
    actorId: text(),
    action: text().notNull(),
    /** Facts of the event for people to read: names and addresses, never secrets. */
    details: jsonb().$type<Record<string, string>>().notNull().default({}),
    ip: text(),
    createdAt: createdAt(),
  },
  (table) => [
    index("audit_events_organization_id_id_idx").on(table.organizationId, table.id.desc()),
    index("audit_events_actor_id_id_idx").on(table.actorId, table.id.desc()),
    check("audit_events_action_check", sql`${table.action} ~ '^[a-z_]+\\.[a-z_]+$'`),
    ...appendOnlyWall(table.organizationId),
  ],
);

import { index, jsonb, pgTable, text, unique } from "drizzle-orm/pg-core";
import type { OrganizationId, WebhookEventId } from "#lib/ids";
import { createdAt } from "./columns.ts";
import { tenantWall } from "./wall.ts";

/** Something that happened, as endpoints are told: written in the transaction that did it. The id is the webhook-id. */
export const webhookEvents = pgTable(
  "webhook_events",
  {
    id: text().$type<WebhookEventId>().primaryKey(),
    type: text().notNull(),
    /** What it happened to, and the transaction: of several changes in one only the last state is told. */
    objectId: text().notNull(),
    transaction: text().notNull(),
    organizationId: text().$type<OrganizationId>(),
    /** The object as it was then. */
    data: jsonb().$type<Record<string, unknown>>().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    unique("webhook_events_transaction_key").on(table.objectId, table.type, table.transaction),
    index("webhook_events_created_at_idx").on(table.createdAt),
    tenantWall(table.organizationId),
  ],
);

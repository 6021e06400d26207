import { sql } from "drizzle-orm";
import { check, foreignKey, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { OrganizationId, WebhookAttemptId, WebhookEndpointId, WebhookEventId } from "#lib/ids";
import { createdAt, moment } from "./columns.ts";
import { tenantWall } from "./wall.ts";
import { webhookEvents } from "./webhook-events.ts";

/**
 * An event on its way to an endpoint: the outbox. Its endpoint is no foreign key, or deleting one would fail whatever is writing an
 * event for it just then.
 */
export const webhookDeliveries = pgTable(
  "webhook_deliveries",
  {
    eventId: text()
      .$type<WebhookEventId>()
      .notNull()
      .references(() => webhookEvents.id, { onDelete: "cascade" }),
    endpointId: text().$type<WebhookEndpointId>().notNull(),
    /** That of the event: inside an organization only its own are written. */
    organizationId: text().$type<OrganizationId>(),
    status: text({ enum: ["pending", "delivered", "failed"] })
      .notNull()
      .default("pending"),
    /** Since it was written or asked for again. */
    attempts: integer().notNull().default(0),
    /** While an attempt is under way: when it counts as lost. */
    nextAttemptAt: moment().notNull().defaultNow(),
    lastStatus: integer(),
    lastProblem: text(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ name: "webhook_deliveries_pkey", columns: [table.eventId, table.endpointId] }),
    index("webhook_deliveries_due_idx")
      .on(table.endpointId, table.nextAttemptAt)
      .where(sql`${table.status} = 'pending'`),
    index("webhook_deliveries_endpoint_id_created_at_idx").on(table.endpointId, table.createdAt, table.eventId),
    check("webhook_deliveries_status_check", sql`${table.status} in ('pending', 'delivered', 'failed')`),
    tenantWall(table.organizationId),
  ],
);

/** Every time an event was sent to an endpoint, and what came of it. */
export const webhookAttempts = pgTable(
  "webhook_attempts",
  {
    id: text().$type<WebhookAttemptId>().primaryKey(),
    eventId: text().$type<WebhookEventId>().notNull(),
    endpointId: text().$type<WebhookEndpointId>().notNull(),
    organizationId: text().$type<OrganizationId>(),
    /** What the receiver answered; null when nothing came. */
    statusCode: integer(),
    durationMs: integer().notNull(),
    problem: text(),
    createdAt: createdAt(),
  },
  (table) => [
    foreignKey({
      name: "webhook_attempts_delivery_fk",
      columns: [table.eventId, table.endpointId],
      foreignColumns: [webhookDeliveries.eventId, webhookDeliveries.endpointId],
    }).onDelete("cascade"),
    index("webhook_attempts_delivery_idx").on(table.eventId, table.endpointId),
    tenantWall(table.organizationId),
  ],
);

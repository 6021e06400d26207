import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, primaryKey, text, unique } from "drizzle-orm/pg-core";
import type { WebhookEndpointId } from "#lib/ids";
import { createdAt, moment } from "./columns.ts";
import { currentOrganization, installationWall } from "./wall.ts";

/** Where events are sent to. Operators make it. */
export const webhookEndpoints = pgTable(
  "webhook_endpoints",
  {
    id: text().$type<WebhookEndpointId>().primaryKey(),
    url: text().notNull(),
    description: text().notNull().default(""),
    /** Sealed: it has to be read again to sign with. */
    secret: text().notNull(),
    /** The one before, which signs too until that moment, so that a receiver can change over without a pause. */
    previousSecret: text(),
    previousSecretUntil: moment(),
    /** Nothing is sent until it is resumed; what happens meanwhile waits. */
    pausedAt: moment(),
    /** No operator paused it: the receiver has answered 410. */
    gone: boolean().notNull().default(false),
    /** Attempts in a row that failed, and until when none is made for that (lib/webhooks/rules.ts). */
    failures: integer().notNull().default(0),
    openUntil: moment(),
    /** To the minute. */
    lastDeliveredAt: moment(),
    /** Of the form that made it, so that a form sent twice makes one; null for other ways of creating. */
    creationKey: text(),
    createdBy: text(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [
    unique("webhook_endpoints_creation_key_key").on(table.creationKey),
    check("webhook_endpoints_url_check", sql`char_length(${table.url}) between 1 and 1024`),
    check("webhook_endpoints_description_check", sql`char_length(${table.description}) <= 200`),
    index("webhook_endpoints_created_at_id_idx").on(table.createdAt, table.id),
    ...installationWall(),
  ],
);

/**
 * Which events an endpoint is sent: a row for each type, or one row with '' for all of them. Apart from the endpoints, because
 * whoever writes an event in an organization reads it, and is to see no more than this.
 */
export const webhookSubscriptions = pgTable(
  "webhook_subscriptions",
  {
    endpointId: text()
      .$type<WebhookEndpointId>()
      .notNull()
      .references(() => webhookEndpoints.id, { onDelete: "cascade" }),
    eventType: text().notNull(),
  },
  (table) => [
    primaryKey({ name: "webhook_subscriptions_pkey", columns: [table.endpointId, table.eventType] }),
    ...installationWall(sql`${currentOrganization} is not null`),
  ],
);

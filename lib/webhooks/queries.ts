import { and, desc, eq, sql } from "drizzle-orm";
import { installation } from "#db/client";
import { webhookAttempts, webhookDeliveries } from "#db/schema/webhook-deliveries";
import { webhookEndpoints, webhookSubscriptions } from "#db/schema/webhook-endpoints";
import { webhookEvents } from "#db/schema/webhook-events";
import type { InstallationContext } from "#lib/auth/context";
import type { WebhookEndpointId, WebhookEventId } from "#lib/ids";
import { newestFirst, onwards, positionOf } from "#lib/keyset";
import { lookupKey } from "#lib/lookup-key";
import { messageOf } from "./message.ts";
import type { Attempt, Delivery, DeliveryStatus, Endpoint } from "./types.ts";

const endpointColumns = {
  id: webhookEndpoints.id,
  url: webhookEndpoints.url,
  description: webhookEndpoints.description,
  eventTypes: sql<Endpoint["eventTypes"]>`array(select ${webhookSubscriptions.eventType} from ${webhookSubscriptions}
    where ${webhookSubscriptions.endpointId} = ${webhookEndpoints.id} and ${webhookSubscriptions.eventType} <> ''
    order by 1)`,
  createdAt: webhookEndpoints.createdAt,
  lastDeliveredAt: webhookEndpoints.lastDeliveredAt,
  pausedAt: webhookEndpoints.pausedAt,
  gone: webhookEndpoints.gone,
  failures: webhookEndpoints.failures,
  openUntil: webhookEndpoints.openUntil,
  previousSecretUntil: sql<Date | null>`case when ${webhookEndpoints.previousSecretUntil} > now()
    then ${webhookEndpoints.previousSecretUntil} end`.mapWith(webhookEndpoints.previousSecretUntil),
};

type Page = { after?: string | null; limit?: number };

/** The endpoints of the installation, newest first, a page at a time. */
export async function listEndpoints(
  _: InstallationContext,
  { after = null, limit = 50 }: Page = {},
): Promise<{ endpoints: Endpoint[]; next: string | null }> {
  const { from, order } = newestFirst(
    after === null ? null : { after },
    webhookEndpoints.createdAt,
    webhookEndpoints.id,
  );
  const rows = await installation
    .select({ ...endpointColumns, position: positionOf(webhookEndpoints.createdAt, webhookEndpoints.id) })
    .from(webhookEndpoints)
    .where(from)
    .orderBy(order)
    .limit(limit + 1);
  const { records, next } = onwards(rows, limit);
  return { endpoints: records, next };
}

/** One endpoint; null when there is none. */
export async function readEndpoint(_: InstallationContext, id: string): Promise<Endpoint | null> {
  const [endpoint] = await installation
    .select(endpointColumns)
    .from(webhookEndpoints)
    .where(eq(webhookEndpoints.id, lookupKey(id) as WebhookEndpointId));
  return endpoint ?? null;
}

const deliveryColumns = {
  eventId: webhookDeliveries.eventId,
  type: webhookEvents.type,
  status: webhookDeliveries.status,
  attempts: webhookDeliveries.attempts,
  nextAttemptAt: webhookDeliveries.nextAttemptAt,
  lastStatus: webhookDeliveries.lastStatus,
  lastProblem: webhookDeliveries.lastProblem,
  createdAt: webhookDeliveries.createdAt,
};

/** What an endpoint was sent and is to be sent, newest first, a page at a time. */
export async function listDeliveries(
  _: InstallationContext,
  endpointId: WebhookEndpointId,
  { status, after = null, limit = 50 }: Page & { status?: DeliveryStatus | undefined } = {},
): Promise<{ deliveries: Delivery[]; next: string | null }> {
  const { from, order } = newestFirst(
    after === null ? null : { after },
    webhookDeliveries.createdAt,
    webhookDeliveries.eventId,
  );
  const rows = await installation
    .select({ ...deliveryColumns, position: positionOf(webhookDeliveries.createdAt, webhookDeliveries.eventId) })
    .from(webhookDeliveries)
    .innerJoin(webhookEvents, eq(webhookEvents.id, webhookDeliveries.eventId))
    .where(and(eq(webhookDeliveries.endpointId, endpointId), status && eq(webhookDeliveries.status, status), from))
    .orderBy(order)
    .limit(limit + 1);
  const { records, next } = onwards(rows, limit);
  return { deliveries: records, next };
}

/** A delivery with what is sent and every attempt, the latest first. */
export type DeliveryView = { delivery: Delivery; message: Record<string, unknown>; attempts: Attempt[] };

/** One delivery; null when there is none. */
export async function readDelivery(
  _: InstallationContext,
  endpointId: string,
  eventId: string,
): Promise<DeliveryView | null> {
  const event = eq(webhookDeliveries.eventId, lookupKey(eventId) as WebhookEventId);
  const endpoint = eq(webhookDeliveries.endpointId, lookupKey(endpointId) as WebhookEndpointId);
  const [row] = await installation
    .select({ delivery: deliveryColumns, event: webhookEvents })
    .from(webhookDeliveries)
    .innerJoin(webhookEvents, eq(webhookEvents.id, webhookDeliveries.eventId))
    .where(and(event, endpoint));
  if (!row) return null;
  const attempts = await installation
    .select({
      id: webhookAttempts.id,
      createdAt: webhookAttempts.createdAt,
      statusCode: webhookAttempts.statusCode,
      durationMs: webhookAttempts.durationMs,
      problem: webhookAttempts.problem,
    })
    .from(webhookAttempts)
    .where(
      and(
        eq(webhookAttempts.eventId, row.delivery.eventId),
        eq(webhookAttempts.endpointId, lookupKey(endpointId) as WebhookEndpointId),
      ),
    )
    .orderBy(desc(webhookAttempts.createdAt), desc(webhookAttempts.id));
  return { delivery: row.delivery, message: messageOf(row.event), attempts };
}

import { asc, eq } from "drizzle-orm";
import { installation } from "#db/client";
import { webhookDeliveries } from "#db/schema/webhook-deliveries";
import { webhookEndpoints } from "#db/schema/webhook-endpoints";
import { webhookEvents } from "#db/schema/webhook-events";
import type { WebhookEndpointId } from "#lib/ids";
import { createEndpoint } from "#lib/webhooks/mutations";
import type { EventType } from "#lib/webhooks/types";
import { makeOperator } from "./factories.ts";

const made: WebhookEndpointId[] = [];

/** An endpoint and its secret. Every event of the database is for it, so `removeEndpoints` follows. */
export async function makeEndpoint({ url = "https://app.orion.com/webhooks", eventTypes = [] as EventType[] } = {}) {
  const { id, secret } = await createEndpoint(await makeOperator(), { url, description: "", eventTypes });
  made.push(id);
  return { id, secret: secret ?? "" };
}

export async function removeEndpoints(): Promise<void> {
  for (const id of made.splice(0)) {
    await installation.delete(webhookEndpoints).where(eq(webhookEndpoints.id, id));
    await installation.delete(webhookDeliveries).where(eq(webhookDeliveries.endpointId, id));
  }
}

/** What was written for an endpoint, in the order it happened. */
export function eventsFor(id: WebhookEndpointId) {
  return installation
    .select({
      id: webhookEvents.id,
      type: webhookEvents.type,
      organizationId: webhookEvents.organizationId,
      data: webhookEvents.data,
      status: webhookDeliveries.status,
    })
    .from(webhookDeliveries)
    .innerJoin(webhookEvents, eq(webhookEvents.id, webhookDeliveries.eventId))
    .where(eq(webhookDeliveries.endpointId, id))
    .orderBy(asc(webhookEvents.id));
}

import { and, eq, lt, notExists, sql } from "drizzle-orm";
import { type Database, installation } from "#db/client";
import { webhookDeliveries } from "#db/schema/webhook-deliveries";
import { webhookEndpoints, webhookSubscriptions } from "#db/schema/webhook-endpoints";
import { webhookEvents } from "#db/schema/webhook-events";
import { recordAudit } from "#lib/audit/mutations";
import type { AuditAction } from "#lib/audit/types";
import type { InstallationContext } from "#lib/auth/context";
import { type CreationKey, creationKeyOf, insertOnce } from "#lib/creation-key";
import { AppError } from "#lib/errors";
import { newId, type WebhookEndpointId, type WebhookEventId } from "#lib/ids";
import { enqueue } from "#lib/jobs/queue";
import { lookupKey } from "#lib/lookup-key";
import { confirms } from "#lib/organizations/lifecycle/rules";
import { purge } from "#lib/purge";
import { wake } from "./outbox.ts";
import { keptDays, overlapHours } from "./rules.ts";
import type { EndpointInput } from "./schema.ts";
import { newSecret } from "./secrets.ts";
import { testType } from "./types.ts";

/** What operators do about endpoints. Only the gate of operators makes the context, so whoever has one may. */

type Actor = InstallationContext["actor"];
type Endpoint = Readonly<{ id: WebhookEndpointId; url: string }>;

const record = (tx: Database, action: AuditAction, actor: Actor, { id, url }: Endpoint, more = {}) =>
  // The host alone: what follows it may be a secret.
  recordAudit(tx, { action, actor, details: { endpoint: id, host: new URL(url).host, ...more } });

/**
 * Makes an endpoint: from then on it is sent what it asks for.
 * @returns its id, and the secret that its receiver verifies with, which nobody is shown again; null when the form had made it already
 */
export async function createEndpoint(
  { actor }: InstallationContext,
  { creationKey: key, ...input }: EndpointInput & CreationKey,
): Promise<{ id: WebhookEndpointId; secret: string | null }> {
  const id = newId("whe");
  const { secret, sealed } = newSecret(id);
  const { url, description } = input;
  const row = { id, url, description, secret: sealed, createdBy: actor.id };
  return installation.transaction(async (tx) => {
    const made = await insertOnce(tx, webhookEndpoints, { ...row, creationKey: creationKeyOf(actor, key, url) });
    if (made !== id) return { id: made, secret: null };
    await subscribe(tx, id, input);
    await record(tx, "webhook.created", actor, { id, url });
    return { id, secret };
  });
}

/**
 * Changes where an endpoint is and what it is sent. What was written for it before goes to the new address.
 * @throws AppError not_found
 */
export async function updateEndpoint(
  { actor }: InstallationContext,
  id: WebhookEndpointId,
  input: EndpointInput,
): Promise<void> {
  await installation.transaction(async (tx) => {
    await lock(tx, id);
    const { url, description } = input;
    await tx
      .update(webhookEndpoints)
      .set({ url, description, updatedAt: sql`now()` })
      .where(eq(webhookEndpoints.id, id));
    await tx.delete(webhookSubscriptions).where(eq(webhookSubscriptions.endpointId, id));
    await subscribe(tx, id, input);
    await record(tx, "webhook.updated", actor, { id, url });
  });
}

async function subscribe(tx: Database, endpointId: WebhookEndpointId, { eventTypes }: EndpointInput): Promise<void> {
  const types = eventTypes.length > 0 ? eventTypes : [""];
  await tx.insert(webhookSubscriptions).values(types.map((eventType) => ({ endpointId, eventType })));
}

/**
 * Gives an endpoint another secret. The one it had signs beside it for a day; one that was still there from before does not.
 * @returns the secret, which nobody is shown again
 * @throws AppError not_found
 */
export async function rotateSecret({ actor }: InstallationContext, id: WebhookEndpointId): Promise<string> {
  return installation.transaction(async (tx) => {
    const endpoint = await lock(tx, id);
    const { secret, sealed } = newSecret(id);
    await tx
      .update(webhookEndpoints)
      .set({
        secret: sealed,
        previousSecret: endpoint.secret,
        previousSecretUntil: sql`now() + make_interval(hours => ${overlapHours})`,
      })
      .where(eq(webhookEndpoints.id, id));
    await record(tx, "webhook.secret_rotated", actor, endpoint);
    return secret;
  });
}

/**
 * Stops sending to an endpoint. What happens meanwhile waits for it, for as long as events are kept. Doing it again changes nothing.
 * @throws AppError not_found
 */
export async function pauseEndpoint({ actor }: InstallationContext, id: WebhookEndpointId): Promise<void> {
  await installation.transaction(async (tx) => {
    const endpoint = await lock(tx, id);
    if (endpoint.pausedAt) return;
    await tx.update(webhookEndpoints).set({ pausedAt: sql`now()` }).where(eq(webhookEndpoints.id, id));
    await record(tx, "webhook.paused", actor, endpoint);
  });
}

/**
 * Goes on sending to an endpoint, first what has waited. It counts as well again.
 * @throws AppError not_found
 */
export async function resumeEndpoint({ actor }: InstallationContext, id: WebhookEndpointId): Promise<void> {
  await installation.transaction(async (tx) => {
    const endpoint = await lock(tx, id);
    await tx
      .update(webhookEndpoints)
      .set({ pausedAt: null, gone: false, failures: 0, openUntil: null })
      .where(eq(webhookEndpoints.id, id));
    await wake(tx, id);
    await record(tx, "webhook.resumed", actor, endpoint);
  });
}

/**
 * Sends an endpoint an event that means nothing, whatever it is subscribed to.
 * @throws AppError not_found, or conflict when it is paused
 */
export async function sendTest({ actor }: InstallationContext, id: WebhookEndpointId): Promise<void> {
  await installation.transaction(async (tx) => {
    const endpoint = await lock(tx, id);
    if (endpoint.pausedAt) throw new AppError("conflict", "It is paused. Resume it first.");
    const eventId = newId("evt");
    const data = { message: "This is a test. Nothing has happened." };
    await tx
      .insert(webhookEvents)
      .values({ id: eventId, type: testType, objectId: eventId, transaction: eventId, data });
    await tx.insert(webhookDeliveries).values({ eventId, endpointId: id });
    await sendNow(tx, id);
    await record(tx, "webhook.tested", actor, endpoint, { event: eventId });
  });
}

/**
 * Sends an event to an endpoint again, under the same id, whatever became of it.
 * @throws AppError not_found when there is no such delivery, or it is no longer kept
 */
export async function replayDelivery(
  { actor }: InstallationContext,
  id: WebhookEndpointId,
  eventId: string,
): Promise<void> {
  await installation.transaction(async (tx) => {
    const endpoint = await lock(tx, id);
    const asked = await tx
      .update(webhookDeliveries)
      .set({ status: "pending", attempts: 0, nextAttemptAt: sql`now()` })
      .where(
        and(eq(webhookDeliveries.endpointId, id), eq(webhookDeliveries.eventId, lookupKey(eventId) as WebhookEventId)),
      )
      .returning({ eventId: webhookDeliveries.eventId });
    if (asked.length === 0) throw AppError.notFound("That event is no longer kept.");
    await sendNow(tx, id);
    await record(tx, "webhook.replayed", actor, endpoint, { event: eventId });
  });
}

/** Somebody wants to see it now: an open circuit lets one through to try. */
async function sendNow(tx: Database, id: WebhookEndpointId): Promise<void> {
  await tx.update(webhookEndpoints).set({ openUntil: null }).where(eq(webhookEndpoints.id, id));
  await wake(tx, id);
}

/**
 * Deletes an endpoint when its host was typed, and has what waits for it and the log of what it was sent deleted too.
 * @throws AppError not_found, or invalid at `confirmation`
 */
export async function deleteEndpoint(
  { actor }: InstallationContext,
  id: WebhookEndpointId,
  { confirmation }: { confirmation: string },
): Promise<void> {
  await installation.transaction(async (tx) => {
    const endpoint = await lock(tx, id);
    if (!confirms(confirmation, new URL(endpoint.url).host)) {
      throw AppError.invalid({ confirmation: "Type the name as it is written above." });
    }
    await tx.delete(webhookEndpoints).where(eq(webhookEndpoints.id, id));
    // They may be more than one statement should delete.
    await enqueue(tx, "webhook-purge", {});
    await record(tx, "webhook.deleted", actor, endpoint);
  });
}

/** Deletes events after 30 days, with their deliveries, and those of endpoints that are no longer there. */
export async function purgeEvents(): Promise<void> {
  await purge(webhookEvents, lt(webhookEvents.createdAt, sql`now() - make_interval(days => ${keptDays})`));
  await installation
    .update(webhookEndpoints)
    .set({ previousSecret: null, previousSecretUntil: null })
    .where(lt(webhookEndpoints.previousSecretUntil, sql`now()`));
  const theirs = installation
    .select({ one: sql`1` })
    .from(webhookEndpoints)
    .where(eq(webhookEndpoints.id, webhookDeliveries.endpointId));
  await purge(webhookDeliveries, notExists(theirs));
}

async function lock(tx: Database, id: WebhookEndpointId) {
  const [endpoint] = await tx
    .select()
    .from(webhookEndpoints)
    .where(eq(webhookEndpoints.id, lookupKey(id) as WebhookEndpointId))
    .for("update");
  if (!endpoint) throw AppError.notFound();
  return endpoint;
}

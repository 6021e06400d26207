import { eq, sql } from "drizzle-orm";
import { type Database, installation } from "#db/client";
import { webhookAttempts, webhookDeliveries } from "#db/schema/webhook-deliveries";
import { webhookEndpoints } from "#db/schema/webhook-endpoints";
import { webhookEvents } from "#db/schema/webhook-events";
import { FetchRefused, guardedFetch } from "#lib/guarded-fetch";
import { newId, type WebhookEndpointId } from "#lib/ids";
import { messageOf, type StoredEvent } from "./message.ts";
import { wake } from "./outbox.ts";
import { askedWait, circuit, mostFailures, patience, waitAfter } from "./rules.ts";
import { readSecret } from "./secrets.ts";
import { signedHeaders } from "./signature.ts";

/** How many are on their way to one endpoint at a time, and for how many milliseconds more are taken before others have their turn. */
const together = 5;
const turn = 10_000;

/** Longer than an attempt can take. What is not settled by then was lost with its process, and is due again. */
const lostAfter = sql`now() + interval '30 seconds'`;

/**
 * Sends an endpoint what is due. Any number of processes may do so at once: each claims deliveries for a while, and what a crash
 * leaves undone is due again after it. While its circuit is open nothing is sent; then one, to try.
 */
export async function deliverDue(endpointId: WebhookEndpointId): Promise<void> {
  const over = performance.now() + turn;
  do {
    const endpoint = await readTarget(endpointId);
    if (!endpoint) return;
    const limit = endpoint.failures >= mostFailures ? 1 : together;
    const claimed = await claim(endpointId, limit);
    await Promise.all(claimed.map((due) => deliver(endpoint, due)));
    if (claimed.length < limit) return;
  } while (performance.now() < over);
  await wake(installation, endpointId);
}

type Target = { id: WebhookEndpointId; url: string; failures: number; secrets: string[] };

/** The endpoint, when it is to be sent anything now. */
async function readTarget(id: WebhookEndpointId): Promise<Target | null> {
  const [endpoint] = await installation
    .select({
      url: webhookEndpoints.url,
      failures: webhookEndpoints.failures,
      secret: webhookEndpoints.secret,
      previous: webhookEndpoints.previousSecret,
      overlaps: sql<boolean>`coalesce(${webhookEndpoints.previousSecretUntil} > now(), false)`,
      rests: sql<boolean>`${webhookEndpoints.pausedAt} is not null or coalesce(${webhookEndpoints.openUntil} > now(), false)`,
    })
    .from(webhookEndpoints)
    .where(eq(webhookEndpoints.id, id));
  if (!endpoint || endpoint.rests) return null;
  const sealed = [endpoint.secret, ...(endpoint.overlaps && endpoint.previous ? [endpoint.previous] : [])];
  const secrets = sealed.flatMap((text) => readSecret(text, id) ?? []);
  return { id, url: endpoint.url, failures: endpoint.failures, secrets };
}

type Due = { event: StoredEvent; attempts: number };

async function claim(endpointId: WebhookEndpointId, limit: number): Promise<Due[]> {
  // An array, which is made once: a plain subquery may be run again for each row, and claim more than it says.
  const due = sql`any(array(select event_id from webhook_deliveries
    where endpoint_id = ${endpointId} and status = 'pending' and next_attempt_at <= now()
    order by next_attempt_at limit ${limit} for update skip locked))`;
  return installation
    .update(webhookDeliveries)
    .set({ nextAttemptAt: lostAfter })
    .from(webhookEvents)
    .where(
      sql`${webhookDeliveries.eventId} = ${due} and ${webhookDeliveries.endpointId} = ${endpointId}
        and ${webhookEvents.id} = ${webhookDeliveries.eventId}`,
    )
    .returning({
      attempts: webhookDeliveries.attempts,
      event: {
        id: webhookEvents.id,
        type: webhookEvents.type,
        organizationId: webhookEvents.organizationId,
        data: webhookEvents.data,
        createdAt: webhookEvents.createdAt,
      },
    });
}

/** What came of an attempt. Only an answer of success is one; a redirect is none. */
type Outcome = {
  status: number | null;
  problem: string | null;
  /** For how many seconds the receiver asks to be left alone. */
  asked: number;
};

async function deliver(endpoint: Target, due: Due): Promise<void> {
  const started = performance.now();
  const outcome = await send(endpoint, due.event);
  const durationMs = Math.round(performance.now() - started);
  await installation.transaction((tx) => settle(tx, endpoint.id, due, { ...outcome, durationMs }));
}

async function send({ url, secrets }: Target, event: StoredEvent): Promise<Outcome> {
  if (secrets.length === 0) {
    return { status: null, problem: "The secret was sealed with another AUTH_SECRET. Rotate it.", asked: 0 };
  }
  const body = JSON.stringify(messageOf(event));
  try {
    const { status, headers } = await guardedFetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...signedHeaders({ id: event.id, body, sentAt: new Date() }, secrets),
      },
      body,
      timeoutMs: patience,
      statusOnly: true,
    });
    return {
      status,
      problem: status >= 200 && status < 300 ? null : `The server there answered ${status}.`,
      asked: askedWait(status, headers.get("retry-after")),
    };
  } catch (error) {
    if (error instanceof FetchRefused) return { status: null, problem: error.message, asked: 0 };
    throw error;
  }
}

async function settle(
  tx: Database,
  endpointId: WebhookEndpointId,
  { event, attempts }: Due,
  { status, problem, asked, durationMs }: Outcome & { durationMs: number },
): Promise<void> {
  const delivery = sql`${webhookDeliveries.eventId} = ${event.id} and ${webhookDeliveries.endpointId} = ${endpointId}`;
  const made = attempts + 1;
  const usual = problem === null ? null : waitAfter(made);
  const wait = usual && Math.max(usual, asked);
  const written = await tx
    .update(webhookDeliveries)
    .set({
      attempts: made,
      lastStatus: status,
      lastProblem: problem,
      status: problem === null ? "delivered" : wait === null ? "failed" : "pending",
      nextAttemptAt: sql`now() + make_interval(secs => ${wait ?? 0})`,
    })
    .where(delivery)
    .returning({ eventId: webhookDeliveries.eventId });
  // The endpoint was deleted meanwhile, or the event purged.
  if (written.length === 0) return;
  await tx.insert(webhookAttempts).values({
    id: newId("att"),
    eventId: event.id,
    endpointId,
    organizationId: event.organizationId,
    statusCode: status,
    durationMs,
    problem,
  });
  if (problem === null) await noteSuccess(tx, endpointId);
  else await noteFailure(tx, endpointId, { asked, gone: status === 410 });
  if (wait !== null) await wake(tx, endpointId, wait);
}

/** Closes the circuit; when all is well anyway, it writes once a minute at most. */
async function noteSuccess(tx: Database, id: WebhookEndpointId): Promise<void> {
  await tx.execute(sql`
    update webhook_endpoints set failures = 0, open_until = null, last_delivered_at = now()
    where id = ${id} and (failures > 0 or open_until is not null or last_delivered_at is null
      or last_delivered_at < now() - interval '1 minute')`);
}

/** Counts a failure and opens the circuit after some in a row. What was under way when it opened does not count again. */
async function noteFailure(
  tx: Database,
  id: WebhookEndpointId,
  { asked, gone }: { asked: number; gone: boolean },
): Promise<void> {
  await tx.execute(sql`
    update webhook_endpoints set failures = failures + 1,
      open_until = case when failures + 1 >= ${mostFailures} then now() + make_interval(
        secs => greatest(${asked}, least(${circuit.longest}, ${circuit.first} * power(2, least(failures + 1 - ${mostFailures}, 20))))) end
    where id = ${id} and coalesce(open_until <= now(), true)`);
  // Who answers that wants nothing more (Standard Webhooks). An operator may resume it.
  if (gone) {
    await tx.execute(
      sql`update webhook_endpoints set paused_at = now(), gone = true where id = ${id} and paused_at is null`,
    );
  }
}

/** Wakes every endpoint that something is due for. Jobs do that at the moment; this is for what they lost, or what had to wait. */
export async function wakeDue(): Promise<void> {
  await installation.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: WebhookEndpointId }>(sql`
      select e.id from webhook_endpoints e
      where e.paused_at is null and coalesce(e.open_until <= now(), true) and exists (
        select 1 from webhook_deliveries d
        where d.endpoint_id = e.id and d.status = 'pending' and d.next_attempt_at <= now())`);
    for (const { id } of rows) await wake(tx, id);
  });
}

import type { IncomingHttpHeaders } from "node:http";
import { and, eq, sql } from "drizzle-orm";
import { afterAll } from "vitest";
import { installation } from "#db/client";
import { webhookDeliveries } from "#db/schema/webhook-deliveries";
import { makeOperator } from "#db/testing/factories";
import { makeEndpoint } from "#db/testing/webhooks";
import type { WebhookEndpointId } from "#lib/ids";
import { closeJobs } from "#lib/jobs/queue";
import { listDeliveries, readEndpoint } from "#lib/webhooks/queries";
import { type Health, healthOf } from "#lib/webhooks/rules";
import { internet } from "./guarded-fetching.ts";
import type { Site } from "./internet.ts";

/** Receivers of webhooks, for tests that send to them: real servers behind real names and certificates. */

afterAll(() => Promise.all([closeJobs(), internet.close()]));

export type Received = { headers: IncomingHttpHeaders; body: string; method: string | undefined };

/** A receiver on the internet of the tests, what it got, and what it answers: one status after the other, the last for good. */
export async function receiver(...answers: (number | Site)[]) {
  const received: Received[] = [];
  const name = internet.host((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      received.push({ headers: request.headers, body, method: request.method });
      const [answer = 200] = answers.length > 1 ? answers.splice(0, 1) : answers;
      if (typeof answer === "number") response.writeHead(answer).end("x");
      else answer(request, response);
    });
  });
  const { id, secret } = await makeEndpoint({ url: `https://${name}/hooks?from=foyer`, eventTypes: ["user.deleted"] });
  return { id, secret, received, operator: await makeOperator() };
}

export const storedEndpoint = async (id: WebhookEndpointId) => readEndpoint(await makeOperator(), id);
export const deliveriesOf = async (id: WebhookEndpointId) =>
  (await listDeliveries(await makeOperator(), id)).deliveries;
/** Its time has come. */
export const makeDue = (id: WebhookEndpointId) =>
  installation
    .update(webhookDeliveries)
    .set({ nextAttemptAt: sql`now()` })
    .where(and(eq(webhookDeliveries.endpointId, id), eq(webhookDeliveries.status, "pending")));

export async function healthOfStored(id: WebhookEndpointId): Promise<Health | null> {
  const endpoint = await storedEndpoint(id);
  return endpoint && healthOf(endpoint);
}

import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { webhookEndpoints } from "#db/schema/webhook-endpoints";
import { removeEndpoints } from "#db/testing/webhooks";
import type { WebhookEndpointId } from "#lib/ids";
import { deliveriesOf, healthOfStored, makeDue, receiver, storedEndpoint } from "../../testing/webhook-receiver.ts";
import { deliverDue } from "./delivery.ts";
import { sendTest } from "./mutations.ts";

afterEach(removeEndpoints);

const endRest = (id: WebhookEndpointId) =>
  installation.update(webhookEndpoints).set({ openUntil: sql`now()` }).where(eq(webhookEndpoints.id, id));

describe("the circuit of an endpoint", () => {
  test("opens after failures in a row; then one is sent to try, and when it arrives so does the rest", async () => {
    const { id, operator, received } = await receiver(...Array<number>(6).fill(503), 200);
    for (let sent = 0; sent < 9; sent += 1) await sendTest(operator, id);
    await deliverDue(id);
    expect(received).toHaveLength(5);
    expect(await healthOfStored(id)).toBe("open");
    await makeDue(id);
    await deliverDue(id);
    expect(received).toHaveLength(5);
    await endRest(id);
    await deliverDue(id);
    expect(received).toHaveLength(6);
    expect([await healthOfStored(id), (await storedEndpoint(id))?.failures]).toEqual(["open", 6]);
    await endRest(id);
    await makeDue(id);
    await deliverDue(id);
    expect(received).toHaveLength(15);
    expect((await deliveriesOf(id)).map(({ status }) => status)).toEqual(Array(9).fill("delivered"));
    expect(await healthOfStored(id)).toBe("active");
  });

  test("rests longer each time", async () => {
    const { id, operator } = await receiver(503);
    for (let sent = 0; sent < 5; sent += 1) await sendTest(operator, id);
    const rests: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      await deliverDue(id);
      const [row] = await installation
        .select({ rest: sql<number>`round(extract(epoch from ${webhookEndpoints.openUntil} - now()))::int` })
        .from(webhookEndpoints)
        .where(eq(webhookEndpoints.id, id));
      rests.push(row?.rest ?? 0);
      await endRest(id);
      await makeDue(id);
    }
    expect(rests).toEqual([30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
  });

  test("rests as long as the receiver asks", async () => {
    const { id, operator, received } = await receiver((_, response) =>
      response.writeHead(429, { "retry-after": "7200" }).end(),
    );
    for (let sent = 0; sent < 6; sent += 1) await sendTest(operator, id);
    await deliverDue(id);
    expect(received).toHaveLength(5);
    const [row] = await installation
      .select({ rest: sql<number>`ceil(extract(epoch from ${webhookEndpoints.openUntil} - now()) / 3600)::int` })
      .from(webhookEndpoints)
      .where(eq(webhookEndpoints.id, id));
    expect(row?.rest).toBe(2);
  });

  test("lets a test through that an operator sends", async () => {
    const { id, operator, received } = await receiver(...Array<number>(5).fill(503), 200);
    for (let sent = 0; sent < 5; sent += 1) await sendTest(operator, id);
    await deliverDue(id);
    expect(await healthOfStored(id)).toBe("open");
    await sendTest(operator, id);
    await deliverDue(id);
    expect(received).toHaveLength(6);
    expect(await healthOfStored(id)).toBe("active");
  });
});

import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, test, vi } from "vitest";
import { installation } from "#db/client";
import { webhookDeliveries } from "#db/schema/webhook-deliveries";
import { webhookEndpoints } from "#db/schema/webhook-endpoints";
import { webhookEvents } from "#db/schema/webhook-events";
import { makeOperator } from "#db/testing/factories";
import { eventsFor, makeEndpoint, removeEndpoints } from "#db/testing/webhooks";
import { internet } from "../../testing/guarded-fetching.ts";
import type { Site } from "../../testing/internet.ts";
import {
  deliveriesOf,
  healthOfStored,
  makeDue,
  type Received,
  receiver,
  storedEndpoint,
} from "../../testing/webhook-receiver.ts";
import { verifies } from "../../testing/webhook-signature.ts";
import { deliverDue } from "./delivery.ts";
import {
  deleteEndpoint,
  pauseEndpoint,
  purgeEvents,
  replayDelivery,
  resumeEndpoint,
  rotateSecret,
  sendTest,
  updateEndpoint,
} from "./mutations.ts";
import { listDeliveries, readDelivery } from "./queries.ts";
import { mostAttempts } from "./rules.ts";

afterEach(removeEndpoints);

describe("a delivery", () => {
  test.each([
    ["seconds", 429, () => "7200", 7200],
    ["a date", 503, () => new Date(Date.now() + 7_200_000).toUTCString(), 7200],
    ["more than the longest wait", 503, () => "9999999", 28_800],
    ["less than it waits anyway", 503, () => "1", null],
    ["something of another answer", 500, () => "7200", null],
  ])("waits as its receiver asks in %s of a %d", async (_, status, retryAfter, seconds) => {
    const { id, operator, received } = await receiver((_, response) =>
      response.writeHead(status, { "retry-after": retryAfter() }).end(),
    );
    await sendTest(operator, id);
    await deliverDue(id);
    expect(received).toHaveLength(1);
    const [delivery] = await deliveriesOf(id);
    const attempt = (await readDelivery(operator, id, delivery?.eventId ?? ""))?.attempts[0];
    const waits = ((delivery?.nextAttemptAt.getTime() ?? 0) - (attempt?.createdAt.getTime() ?? 0)) / 1000;
    if (seconds === null) expect(waits).toBeLessThanOrEqual(6);
    // A date has no parts of a second.
    else expect(Math.abs(waits - seconds)).toBeLessThanOrEqual(status === 503 ? 2 : 0);
  });

  test("is a POST that the published SDK verifies, and is the same message when it is sent again", async () => {
    const { id, secret, received, operator } = await receiver();
    await sendTest(operator, id);
    await deliverDue(id);
    const [first] = received as [Received];
    expect(first.method).toBe("POST");
    expect(first.headers).toMatchObject({ "content-type": "application/json", "user-agent": "Foyer" });
    expect(verifies(secret, first)).toBe(true);
    const [event] = await eventsFor(id);
    expect(first.headers["webhook-id"]).toBe(event?.id);
    expect(JSON.parse(first.body)).toEqual({
      spec_version: "1",
      id: event?.id,
      type: "webhook.test",
      timestamp: expect.stringMatching(/Z$/),
      organization_id: null,
      data: { message: expect.any(String) },
    });
    await deliverDue(id);
    expect(received).toHaveLength(1);
    await replayDelivery(operator, id, event?.id ?? "");
    await deliverDue(id);
    expect(received).toHaveLength(2);
    expect([received[1]?.body, received[1]?.headers["webhook-id"]]).toEqual([first.body, event?.id]);
    const view = await readDelivery(operator, id, event?.id ?? "");
    expect(view?.delivery).toMatchObject({ status: "delivered", attempts: 1, lastStatus: 200, lastProblem: null });
    expect(view?.attempts.map(({ statusCode, problem }) => [statusCode, problem])).toEqual([
      [200, null],
      [200, null],
    ]);
    expect(view?.message).toEqual(JSON.parse(first.body));
  });

  test("counts by its status alone: a body that never ends is not waited for", async () => {
    const { id, operator } = await receiver((_, response) => {
      response.writeHead(202, { "content-encoding": "gzip" });
      response.write("x".repeat(100_000));
    });
    await sendTest(operator, id);
    await deliverDue(id);
    expect(await deliveriesOf(id)).toMatchObject([{ status: "delivered", lastStatus: 202 }]);
  });

  test.each<[string, number | Site, string]>([
    ["answers with an error", 500, "The server there answered 500."],
    [
      "leads elsewhere",
      (_, response) => response.writeHead(307, { location: "https://orion.com/" }).end(),
      "The server there answered 307.",
    ],
    [
      "breaks off",
      (_, response) => response.socket.destroy(),
      "The server there broke off, or sent something that is no proper answer.",
    ],
  ])("to a receiver that %s is tried again later, and arrives when that is over", async (_, answer, problem) => {
    const { id, secret, received, operator } = await receiver(answer, 200);
    await sendTest(operator, id);
    await deliverDue(id);
    const [failed] = await deliveriesOf(id);
    expect(failed).toMatchObject({ status: "pending", attempts: 1, lastProblem: problem });
    expect(await healthOfStored(id)).toBe("failing");
    await deliverDue(id);
    expect(received).toHaveLength(1);
    await makeDue(id);
    await deliverDue(id);
    expect(await deliveriesOf(id)).toMatchObject([{ status: "delivered", attempts: 2, lastProblem: null }]);
    expect(verifies(secret, received.at(-1) ?? expect.fail())).toBe(true);
    expect(received.at(-1)?.headers["webhook-id"]).toBe(failed?.eventId);
    expect(await healthOfStored(id)).toBe("active");
  });

  test("to an address that leads into a private network is never made", async () => {
    const name = internet.host(undefined, ["10.0.0.7"]);
    const { id } = await makeEndpoint({ url: `https://${name}/`, eventTypes: ["user.deleted"] });
    internet.asked.length = 0;
    await sendTest(await makeOperator(), id);
    await deliverDue(id);
    expect(await deliveriesOf(id)).toMatchObject([
      { status: "pending", lastProblem: "There is no server of that name on the public internet." },
    ]);
    expect(internet.asked).toEqual([]);
  });

  test("is given up after the last attempt, and an operator can have it sent again", async () => {
    const { id, operator, received } = await receiver(500);
    await sendTest(operator, id);
    await installation
      .update(webhookDeliveries)
      .set({ attempts: mostAttempts - 1 })
      .where(eq(webhookDeliveries.endpointId, id));
    await deliverDue(id);
    const [failed] = await deliveriesOf(id);
    expect(failed?.status).toBe("failed");
    await deliverDue(id);
    expect(received).toHaveLength(1);
    expect((await listDeliveries(operator, id, { status: "delivered" })).deliveries).toEqual([]);
    expect((await listDeliveries(operator, id, { status: "failed" })).deliveries).toHaveLength(1);
    await replayDelivery(operator, id, failed?.eventId ?? "");
    expect(await deliveriesOf(id)).toMatchObject([{ status: "pending", attempts: 0 }]);
  });

  test("that was under way when its process died is due again, and until then nobody else makes it", async () => {
    const { id, operator, received } = await receiver();
    await sendTest(operator, id);
    // What a claim leaves behind.
    const later = sql`now() + interval '30 seconds'`;
    await installation
      .update(webhookDeliveries)
      .set({ nextAttemptAt: later })
      .where(eq(webhookDeliveries.endpointId, id));
    await deliverDue(id);
    expect(received).toHaveLength(0);
    await makeDue(id);
    await deliverDue(id);
    expect(received).toHaveLength(1);
  });

  test("of many at once is made once, by however many processes", async () => {
    const { id, operator, received } = await receiver();
    for (let sent = 0; sent < 12; sent += 1) await sendTest(operator, id);
    await Promise.all([deliverDue(id), deliverDue(id), deliverDue(id)]);
    expect(received).toHaveLength(12);
    expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).toBe(12);
  });
});

describe("an endpoint", () => {
  test("that is slow gives way to others after a while, and is sent the rest when it is its turn again", async () => {
    const { id, operator, received } = await receiver();
    for (let sent = 0; sent < 7; sent += 1) await sendTest(operator, id);
    let passed = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => {
      passed += 5_000;
      return passed;
    });
    await deliverDue(id);
    clock.mockRestore();
    expect(received).toHaveLength(5);
    await deliverDue(id);
    expect(received).toHaveLength(7);
  });

  test("that answers 410 is paused; what happens waits, and goes out when it is resumed", async () => {
    const { id, operator, received } = await receiver(410, 200);
    await sendTest(operator, id);
    await deliverDue(id);
    expect(await healthOfStored(id)).toBe("gone");
    await makeDue(id);
    await deliverDue(id);
    expect(received).toHaveLength(1);
    await expect(sendTest(operator, id)).rejects.toThrow("Resume it first");
    await resumeEndpoint(operator, id);
    await deliverDue(id);
    expect(received).toHaveLength(2);
    await pauseEndpoint(operator, id);
    expect(await healthOfStored(id)).toBe("paused");
  });

  test("whose secret is rotated is signed for with both for a day, then with the new one; neither is stored as it is", async () => {
    const { id, operator, secret: first, received } = await receiver();
    const second = await rotateSecret(operator, id);
    await sendTest(operator, id);
    await deliverDue(id);
    const both = received.at(-1) ?? expect.fail();
    expect([verifies(first, both), verifies(second, both)]).toEqual([true, true]);
    const { rows } = await installation.execute<{ row: string }>(
      sql`select e::text as row from webhook_endpoints e where id = ${id}`,
    );
    for (const secret of [first, second]) expect(rows[0]?.row).not.toContain(secret.replace("whsec_", ""));
    await installation
      .update(webhookEndpoints)
      .set({ previousSecretUntil: sql`now()` })
      .where(eq(webhookEndpoints.id, id));
    await sendTest(operator, id);
    await deliverDue(id);
    const one = received.at(-1) ?? expect.fail();
    expect(verifies(second, one)).toBe(true);
    expect(() => verifies(first, one)).toThrow();
    await purgeEvents();
    expect(await storedEndpoint(id)).toMatchObject({ previousSecretUntil: null });
  });

  test("is deleted with its log when its host is typed", async () => {
    const { id, operator } = await receiver();
    await sendTest(operator, id);
    await expect(deleteEndpoint(operator, id, { confirmation: "orion.com" })).rejects.toThrow("as it is written");
    const { host } = new URL((await storedEndpoint(id))?.url ?? "");
    await deleteEndpoint(operator, id, { confirmation: ` ${host}` });
    await purgeEvents();
    expect([await storedEndpoint(id), await deliveriesOf(id)]).toEqual([null, []]);
    await deliverDue(id);
  });

  test("that is moved is sent what waits for it at its new place", async () => {
    const [{ id, operator }, other] = [await receiver(500), await receiver()];
    await sendTest(operator, id);
    await deliverDue(id);
    const url = (await storedEndpoint(other.id))?.url ?? "";
    await updateEndpoint(operator, id, { url, description: "Moved", eventTypes: [] });
    expect(await storedEndpoint(id)).toMatchObject({ url, description: "Moved", eventTypes: [] });
    await makeDue(id);
    await deliverDue(id);
    expect(other.received).toHaveLength(1);
  });
});

test("events go after 30 days, with what became of them", async () => {
  const { id, operator } = await receiver();
  await sendTest(operator, id);
  await sendTest(operator, id);
  await deliverDue(id);
  const [newest, old] = await deliveriesOf(id);
  const longAgo = sql`now() - interval '30 days 1 minute'`;
  await installation
    .update(webhookEvents)
    .set({ createdAt: longAgo })
    .where(eq(webhookEvents.id, old?.eventId ?? "evt_"));
  await purgeEvents();
  expect((await deliveriesOf(id)).map(({ eventId }) => eventId)).toEqual([newest?.eventId]);
  expect(await readDelivery(operator, id, old?.eventId ?? "")).toBeNull();
});

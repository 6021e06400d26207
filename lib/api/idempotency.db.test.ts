import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { idempotencyKeys } from "#db/schema/idempotency-keys";
import { makeApiClient, makeOperator } from "#db/testing/factories";
import { withApi } from "../../testing/api.ts";
import { updateApiClient } from "./clients/mutations.ts";
import { type Answer, once, purgeIdempotencyKeys } from "./idempotency.ts";

const api = withApi();

let count = 0;
const fresh = () => `key-${process.pid}-${++count}`;
const counting = () => {
  const work = { done: 0, run: async (): Promise<Answer> => ({ status: 201, body: { b: ++work.done, a: "x" } }) };
  return work;
};

describe("a request that is sent again", () => {
  test("is done once and answered to the letter", async () => {
    const { id: clientId } = await makeApiClient();
    const [key, work] = [fresh(), counting()];
    const first = await once({ clientId, key, asked: "a" }, work.run);
    const second = await once({ clientId, key, asked: "a" }, work.run);
    expect([work.done, JSON.stringify(second)]).toEqual([1, JSON.stringify(first)]);
  });

  test("of twelve at once is done once; the others are told to wait, or get its answer", async () => {
    const { id: clientId } = await makeApiClient();
    const [key, work] = [fresh(), counting()];
    await Promise.all(Array.from({ length: 10 }, () => installation.execute("select 1")));
    const all = await Promise.allSettled(
      Array.from({ length: 12 }, () => once({ clientId, key, asked: "a" }, work.run)),
    );
    expect(work.done).toBe(1);
    for (const one of all) {
      if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "ALREADY_EXISTS" });
      else expect(one.value).toEqual({ status: 201, body: { b: 1, a: "x" } });
    }
  });

  test("with another body is refused, and so is a key that is none", async () => {
    const { id: clientId } = await makeApiClient();
    const [key, work] = [fresh(), counting()];
    await once({ clientId, key, asked: "a" }, work.run);
    await expect(once({ clientId, key, asked: "b" }, work.run)).rejects.toMatchObject({ code: "ALREADY_EXISTS" });
    for (const bad of ["", "x".repeat(256), "two words", "é", "\0"])
      await expect(once({ clientId, key: bad, asked: "a" }, work.run)).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
      });
    expect(work.done).toBe(1);
  });

  test("means something else for another client", async () => {
    const [one, other] = [await makeApiClient(), await makeApiClient()];
    const [key, work] = [fresh(), counting()];
    await once({ clientId: one.id, key, asked: "a" }, work.run);
    await once({ clientId: other.id, key, asked: "b" }, work.run);
    expect(work.done).toBe(2);
  });
});

test("what was answered is not told again to a client that may no longer ask", async () => {
  const [caller, key] = [await api(), fresh()];
  const create = () => caller.rest("POST", "/organizations", { display_name: "Orion" }, { "idempotency-key": key });
  expect([(await create()).status, (await create()).status]).toEqual([201, 201]);
  await updateApiClient(await makeOperator(), caller.id, { scopes: ["users:read"] });
  await expect.poll(async () => (await create()).status, { timeout: 10_000 }).toBe(403);
});

test("what fails is not remembered", async () => {
  const { id: clientId } = await makeApiClient();
  const [key, work] = [fresh(), counting()];
  const failing = once({ clientId, key, asked: "a" }, () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  await once({ clientId, key, asked: "b" }, work.run);
  expect(work.done).toBe(1);
});

test("a request whose process died is begun again after a while, and keys are forgotten after a day", async () => {
  const { id: clientId } = await makeApiClient();
  const [key, work] = [fresh(), counting()];
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const dying = once({ clientId, key, asked: "a" }, () => promise);
  await expect
    .poll(() => installation.select().from(idempotencyKeys).where(eq(idempotencyKeys.key, key)))
    .toHaveLength(1);
  await expect(once({ clientId, key, asked: "a" }, work.run)).rejects.toMatchObject({ code: "ALREADY_EXISTS" });
  const age = (interval: string) =>
    installation
      .update(idempotencyKeys)
      .set({ createdAt: sql`now() - ${interval}::interval` })
      .where(eq(idempotencyKeys.key, key));
  await age("3 minutes");
  expect(await once({ clientId, key, asked: "a" }, work.run)).toMatchObject({ body: { b: 1 } });
  resolve({ status: 201, body: {} });
  await dying;
  expect(await once({ clientId, key, asked: "a" }, work.run)).toMatchObject({ body: { b: 1 } });
  await age("25 hours");
  await purgeIdempotencyKeys();
  expect(await installation.select().from(idempotencyKeys).where(eq(idempotencyKeys.key, key))).toEqual([]);
});

import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { installation } from "#db/client";
import { rateLimits } from "#db/schema/rate-limits";
import { limitApiCalls } from "./rate-limit.ts";

test("calls of an API client that come together count as the calls they are", async () => {
  const clientId = `skc_${process.pid}${Date.now()}`;
  for (let round = 0; round < 3; round += 1) {
    await Promise.all(Array.from({ length: 100 }, () => limitApiCalls(clientId)));
  }
  const [row] = await installation
    .select({ points: rateLimits.points })
    .from(rateLimits)
    .where(eq(rateLimits.key, `call by API client:${clientId}`));
  expect(row).toEqual({ points: 300 });
});

test("one that has made all it may in a minute is refused, and told for how long", async () => {
  const clientId = `skc_${process.pid}${Date.now()}`;
  const calls = await Promise.allSettled(Array.from({ length: 6_001 }, () => limitApiCalls(clientId)));
  const refused = calls.flatMap((call) => (call.status === "rejected" ? [call.reason] : []));
  expect(refused).toEqual([expect.objectContaining({ code: "limit", retryAfter: expect.any(Number) })]);
});

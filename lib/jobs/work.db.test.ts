import { sql } from "drizzle-orm";
import { afterAll, expect, test, vi } from "vitest";
import { installation } from "#db/client";
import { AppError } from "#lib/errors";
import { log } from "#lib/logger";
import { closeJobs, jobQueue } from "./queue.ts";
import { runJob } from "./work.ts";

afterAll(closeJobs);

test.each<[string, string, () => Promise<void>]>([
  [
    "a statement that fails",
    "It failed; the log says where.",
    async () => void (await installation.execute(sql`select ${"ada@orion-analytics.com"}::int`)),
  ],
  [
    "what is said to people",
    "It ended as conflict.",
    async () => {
      throw AppError.conflict("domain", "Somebody else has ada@orion-analytics.com.");
    },
  ],
])("of %s the row of a job keeps nothing, and neither does the log", async (_, message, run) => {
  const told = vi.spyOn(log(), "error");
  const queue = await jobQueue(true);
  const name = `failing-${Date.now()}`;
  await queue.createQueue(name, { retryLimit: 0 });
  const id = await queue.send(name, {});
  await queue.work(name, { pollingIntervalSeconds: 0.5 }, () => runJob(name, run));
  await vi.waitFor(
    async () => {
      const { rows } = await installation.execute<{ state: string; row: string; output: { message: string } }>(
        sql`select state, output, job::text as row from pgboss.job where id = ${id}`,
      );
      expect(rows[0]).toMatchObject({ state: "failed", output: { message } });
      expect(rows[0]?.row).not.toContain("ada@");
    },
    { timeout: 20_000, interval: 100 },
  );
  expect(JSON.stringify(told.mock.calls)).not.toContain("ada@");
  await queue.deleteQueue(name);
});

import { afterAll, expect, test } from "vitest";
import { inOrganization, installation } from "#db/client";
import { makeMember } from "#db/testing/factories";
import { newId } from "#lib/ids";
import { closeJobs, enqueue, jobQueue } from "./queue.ts";

afterAll(closeJobs);

/** The waiting jobs, taken off the queue. */
async function take(): Promise<object[]> {
  const jobs = await (await jobQueue()).fetch<object>("logo-copy", { batchSize: 100 });
  return jobs.map(({ data }) => data);
}

test("a job is there when its transaction commits, and never was when it does not", async () => {
  const [kept, undone] = [newId("org"), newId("org")];
  await installation.transaction((tx) => enqueue(tx, "logo-copy", { organizationId: kept }, kept));
  const failing = installation.transaction(async (tx) => {
    await enqueue(tx, "logo-copy", { organizationId: undone }, undone);
    throw new Error("The change is undone.");
  });
  await expect(failing).rejects.toThrow("undone");
  expect(await take()).toEqual([{ organizationId: kept }]);
});

test("a transaction of one organization can send jobs too", async () => {
  const { context } = await makeMember();
  const { organizationId } = context;
  await inOrganization(context, (tx) => enqueue(tx, "logo-copy", { organizationId }, organizationId));
  expect(await take()).toEqual([{ organizationId }]);
});

test("while one waits, another about the same is not written, and one about something else is", async () => {
  const [one, other] = [newId("org"), newId("org")];
  for (const organizationId of [one, one, other]) {
    await installation.transaction((tx) => enqueue(tx, "logo-copy", { organizationId }, organizationId));
  }
  expect(await take()).toHaveLength(2);
});

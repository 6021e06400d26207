import { afterAll, expect, test } from "vitest";
import { inOrganization, installation } from "#db/client";
import { makeMember } from "#db/testing/factories";
import { newId, type OrganizationId } from "#lib/ids";
import { closeJobs, enqueue, jobQueue } from "./queue.ts";
import type { JobData } from "./types.ts";

afterAll(closeJobs);

/** Takes everything off the queue. @returns the jobs about these organizations; other tests leave theirs in the same database */
async function take(...ids: OrganizationId[]): Promise<OrganizationId[]> {
  const jobs = await (await jobQueue()).fetch<JobData["logo-copy"]>("logo-copy", { batchSize: 1000 });
  return jobs.map(({ data }) => data.organizationId).filter((id) => ids.includes(id));
}

test("a job is there when its transaction commits, and never was when it does not", async () => {
  const [kept, undone] = [newId("org"), newId("org")];
  await installation.transaction((tx) => enqueue(tx, "logo-copy", { organizationId: kept }, kept));
  const failing = installation.transaction(async (tx) => {
    await enqueue(tx, "logo-copy", { organizationId: undone }, undone);
    throw new Error("The change is undone.");
  });
  await expect(failing).rejects.toThrow("undone");
  expect(await take(kept, undone)).toEqual([kept]);
});

test("a transaction of one organization can send jobs too", async () => {
  const { context } = await makeMember();
  const { organizationId } = context;
  await inOrganization(context, (tx) => enqueue(tx, "logo-copy", { organizationId }, organizationId));
  expect(await take(organizationId)).toEqual([organizationId]);
});

test("while one waits, another about the same is not written, and one about something else is", async () => {
  const [one, other] = [newId("org"), newId("org")];
  for (const organizationId of [one, one, other]) {
    await installation.transaction((tx) => enqueue(tx, "logo-copy", { organizationId }, organizationId));
  }
  expect((await take(one, other)).sort()).toEqual([one, other].sort());
});

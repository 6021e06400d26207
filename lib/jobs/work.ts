import { purgeIdempotencyKeys } from "#lib/api/idempotency";
import { env } from "#lib/env";
import { AppError } from "#lib/errors";
import { logUnexpected } from "#lib/logger";
import { checkDueDomains } from "#lib/organizations/domains/proofs";
import { purgeOrganizations } from "#lib/organizations/lifecycle/mutations";
import { copyLogo } from "#lib/organizations/logos/copy";
import { sweepLogos } from "#lib/organizations/logos/mutations";
import { purgePortalLinks } from "#lib/portal-links/mutations";
import { purgeSessions } from "#lib/sessions/mutations";
import { rotateOldSigningKeys } from "#lib/tokens/keys/mutations";
import { purgeRequests } from "#lib/tokens/requests/mutations";
import { deliverDue, wakeDue } from "#lib/webhooks/delivery";
import { purgeEvents } from "#lib/webhooks/mutations";
import { closeJobs, jobQueue } from "./queue.ts";
import type { JobData, JobName } from "./types.ts";

type Work = {
  [Name in JobName]: {
    run: (data: JobData[Name]) => Promise<void>;
    /** When it starts by itself, as cron writes it, in UTC. */
    due?: string;
    /** How often it is tried again when it fails, the wait doubling each time. */
    retries?: number;
    /** How many run at one time in one process. */
    atOnce?: number;
    /** How many of them of one group; all if it does not say. */
    atOncePerGroup?: number;
  };
};

/** What this installation does by itself. */
const work: Work = {
  purge: { run: purgeOrganizations, due: "17 * * * *" },
  "logo-copy": {
    run: async ({ organizationId }) => {
      if (await copyLogo(organizationId))
        throw new AppError("unavailable", "The picture could not be fetched this time.");
    },
    // One slow server holds nobody else up.
    atOnce: 4,
  },
  // Not tried again: what is still due is taken by the next minute's.
  "domain-checks": { run: checkDueDomains, due: "* * * * *", retries: 0 },
  "key-rotation": { run: rotateOldSigningKeys, due: "7 3 * * *" },
  "request-purge": {
    run: async () => {
      await purgeRequests();
      await purgeIdempotencyKeys();
      await purgeSessions();
    },
    due: "29 * * * *",
  },
  "portal-link-purge": { run: purgePortalLinks, due: "53 * * * *" },
  "logo-sweep": { run: sweepLogos, due: "41 * * * *" },
  // Neither is tried again: what is still due is woken by the next minute's sweep.
  "webhook-delivery": {
    run: ({ endpointId }) => deliverDue(endpointId),
    retries: 0,
    // One slow receiver holds nobody else up.
    atOnce: 8,
    atOncePerGroup: 1,
  },
  "webhook-sweep": { run: wakeDue, due: "* * * * *", retries: 0 },
  "webhook-purge": { run: purgeEvents, due: "53 * * * *" },
};

/**
 * Does what a job is about. When that fails, its row, which stands outside the tenant wall, keeps nothing but that it did: what an
 * error of the database says holds statements and their parameters. The log says where it happened.
 */
export async function runJob(name: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    const isExpected = error instanceof AppError;
    if (!isExpected) logUnexpected(error, { where: "job", job: name });
    throw new Error(isExpected ? `It ended as ${error.code}.` : "It failed; the log says where.");
  }
}

/** Runs jobs in this process until closed. With JOBS=off it only sends them; another process has to work then. */
export async function startJobs(): Promise<{ close: () => Promise<void> }> {
  const works = env.JOBS === "on";
  const queue = await jobQueue(works);
  if (works) {
    for (const [name, { run, due, retries = 3, atOnce = 1, atOncePerGroup }] of Object.entries(work)) {
      await queue.updateQueue(name, { retryLimit: retries, retryDelay: 5, retryBackoff: true });
      await queue.work(
        name,
        {
          pollingIntervalSeconds: 1,
          localConcurrency: atOnce,
          ...(atOncePerGroup && { localGroupConcurrency: atOncePerGroup }),
        },
        async (jobs: { data: never }[]) => {
          for (const { data } of jobs) await runJob(name, () => run(data));
        },
      );
      if (due) await queue.schedule(name, due, {}, { tz: "UTC" });
    }
  }
  return { close: closeJobs };
}

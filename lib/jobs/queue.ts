import { sql } from "drizzle-orm";
import { fromDrizzle, type PgBoss } from "pg-boss";
import type { Database } from "#db/client";
import { type Boss, makeBoss } from "#db/jobs";
import { env } from "#lib/env";
import { log } from "#lib/logger";
import type { JobData, JobName } from "./types.ts";

/** Of the same kind and key, one waits at most; another may be running meanwhile. The type wants every kind. */
const policies: Record<JobName, "short"> = {
  "logo-copy": "short",
  "logo-sweep": "short",
  "domain-checks": "short",
  "key-rotation": "short",
  "request-purge": "short",
  "portal-link-purge": "short",
  purge: "short",
  "webhook-delivery": "short",
  "webhook-sweep": "short",
  "webhook-purge": "short",
};

type Holder = { foyerJobs?: Promise<Boss> | undefined };
// On globalThis, because Next may hold this module more than once in a process.
const holder = globalThis as typeof globalThis & Holder;

/**
 * The job queue of this process, started at first use. Whoever starts it first says whether this process works; the front process
 * does so before anything is sent.
 */
export async function jobQueue(works = false): Promise<PgBoss> {
  holder.foyerJobs ??= start(works).catch((error: unknown) => {
    holder.foyerJobs = undefined;
    throw error;
  });
  return (await holder.foyerJobs).boss;
}

async function start(works: boolean): Promise<Boss> {
  const made = makeBoss(env.DATABASE_URL, { works });
  // Also when the database is away for a moment: the queue goes on by itself.
  made.boss.on("error", (error) => log().warn({ error: error.name }, "the job queue has trouble"));
  try {
    await made.boss.start();
    for (const [name, policy] of Object.entries(policies)) await made.boss.createQueue(name, { policy });
    return made;
  } catch (error) {
    await made.close().catch(() => {});
    throw error;
  }
}

/** Lets running jobs finish for a moment, and closes the connections. */
export async function closeJobs(): Promise<void> {
  const open = holder.foyerJobs;
  holder.foyerJobs = undefined;
  await (await open?.catch(() => undefined))?.close();
}

/**
 * Writes a job in the caller's transaction: it runs if and only if that commits.
 * @param key what the job is about: while one waits for it, another is not written
 * @param seconds how long it waits at least
 * @param group of jobs of one group a process may run fewer at a time (work.ts)
 */
export async function enqueue<Name extends JobName>(
  tx: Database,
  name: Name,
  data: JobData[Name],
  key = "",
  { seconds = 0, group }: { seconds?: number; group?: string } = {},
): Promise<void> {
  const queue = await jobQueue();
  await queue.send(name, data, {
    db: fromDrizzle(tx, sql),
    singletonKey: key,
    startAfter: seconds,
    ...(group && { group: { id: group } }),
  });
}

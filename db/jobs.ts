import { PgBoss } from "pg-boss";
import { createPool } from "./client.ts";

/** Where the job queue keeps its tables. */
const schema = "pgboss";

/** A job queue and how to let go of its connections. */
export type Boss = { boss: PgBoss; close: () => Promise<void> };

type BossOptions = {
  /** Whether this process runs jobs, looks after the tables and starts what is due; else it only sends. */
  works: boolean;
  /** Makes the tables or brings them up to date; only the holder of the migrations' lock does. */
  migrates?: boolean;
};

/** The job queue on connections of this installation, which step down from superuser like all others. Not started yet. */
export function makeBoss(url: string, { works, migrates = false }: BossOptions): Boss {
  const pool = createPool("installation", url, 2, "jobs");
  const boss = new PgBoss({
    schema,
    db: { executeSql: (text, values) => pool.query(text, values) },
    // A migration made the schema.
    createSchema: false,
    migrate: migrates,
    supervise: works,
    schedule: works,
  });
  return {
    boss,
    async close() {
      await boss.stop({ graceful: works, timeout: 5_000 });
      await pool.end();
    },
  };
}

/** Makes the tables of the job queue, or brings them up to date. The caller holds the lock of migrations. */
export async function installJobs(url: string): Promise<void> {
  const { boss, close } = makeBoss(url, { works: false, migrates: true });
  try {
    await boss.start();
  } finally {
    await close();
  }
}

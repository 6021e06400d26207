import { join } from "node:path";
import { dataDirectory } from "./data-directory.ts";
import { openDatabase } from "./database.ts";
import { Explained } from "./explain.ts";
import { waitForLock } from "./lock.mjs";
import { startPostgres } from "./postgres/start.ts";
import { checkEnvironment, ensureSecret, loadEnvironmentFiles } from "./settings.ts";

type Options = {
  /** Whether `work` needs the secret that Foyer runs with; most tools sign and encrypt nothing. */
  secret?: boolean;
};

/**
 * Runs `work` with DATABASE_URL set: to the one given, or to the bundled Postgres, which is started for the occasion unless
 * Foyer is running on it already.
 */
export async function withDatabase(
  command: string,
  work: (url: string) => Promise<void>,
  { secret = false }: Options = {},
): Promise<void> {
  loadEnvironmentFiles("development");
  if (process.env.DATABASE_URL) {
    if (secret && !process.env.AUTH_SECRET) throw new Explained("AUTH_SECRET has to be the one that Foyer runs with.");
    process.env.AUTH_SECRET ||= "0".repeat(32);
    checkEnvironment();
    return work((await openDatabase(null)).url);
  }
  const directory = dataDirectory();
  checkEnvironment();
  ensureSecret(directory);
  const lock = await waitForLock(
    join(directory, "instance.lock"),
    { command: `npm run ${command}` },
    { timeout: 1_500 },
  );
  if ("holder" in lock) {
    const running = await startPostgres({ directory });
    process.env.DATABASE_URL = running.url();
    return work(running.url());
  }
  const database = await openDatabase(directory);
  try {
    await work(database.url);
  } finally {
    await database.close();
    lock.release();
  }
}

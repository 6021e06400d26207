import { join } from "node:path";
import { dataDirectory } from "./data-directory.ts";
import { openDatabase } from "./database.ts";
import { waitForLock } from "./lock.mjs";
import { startPostgres } from "./postgres/start.ts";
import { checkEnvironment, ensureSecret, loadEnvironmentFiles } from "./settings.ts";

/**
 * Runs `work` with DATABASE_URL set: to the one given, or to the bundled Postgres, which is started for the occasion unless
 * Foyer is running on it already.
 */
export async function withDatabase(command: string, work: (url: string) => Promise<void>): Promise<void> {
  loadEnvironmentFiles("development");
  if (process.env.DATABASE_URL) {
    // Nothing is signed here: a tool that works on a database needs no secret of the installation.
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

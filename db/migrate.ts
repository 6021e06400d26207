import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate as applyMigrations } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { installJobs } from "./jobs.ts";

/** Any constant does, as long as every Foyer process takes the same one. */
const migrationLock = 727_465_001;

/**
 * Applies the committed migrations of drizzle/ that `url` does not have yet. Any number of processes may call it at once:
 * one migrates, the others wait. Runs as the connection's own user (it creates tables) and in installation scope (the wall
 * binds the owner too).
 */
export async function migrate(url: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "foyer migrate",
    connectionTimeoutMillis: 5_000,
  });
  // A connection that breaks rejects the query that was running; without a listener it would end the process first.
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("select set_config('app.scope', 'installation', false), pg_advisory_lock($1)", [migrationLock]);
    await applyMigrations(drizzle(client), { migrationsFolder: fileURLToPath(new URL("../drizzle", import.meta.url)) });
    await installJobs(url);
  } finally {
    await client.end();
  }
}

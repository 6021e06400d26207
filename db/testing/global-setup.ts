import pg from "pg";
import { migrate } from "#db/migrate";
import { startTestPostgres } from "#scripts/test-postgres";
import { assertLocal, connected, templateName, urlOfDatabase } from "./database.ts";

/** Once per run: a migrated template, from which every worker clones its own database. Needs TEST_DATABASE_URL, a superuser's. */
export default async function setup(): Promise<() => Promise<void>> {
  const started = process.env.TEST_DATABASE_URL ? null : await startTestPostgres();
  const url = process.env.TEST_DATABASE_URL ?? started?.url ?? "";
  process.env.TEST_DATABASE_URL = url;
  assertLocal(url);
  await dropAll(url);
  await connected(url, (client) => client.query(`create database ${templateName}`));
  await migrate(urlOfDatabase(url, templateName));
  return async () => {
    await dropAll(url);
    await started?.stop();
  };
}

async function dropAll(url: string): Promise<void> {
  await connected(url, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      "select datname from pg_database where datname = $1 or datname like 'foyer_worker_%'",
      [templateName],
    );
    for (const { datname } of rows) await client.query(`drop database ${pg.escapeIdentifier(datname)} with (force)`);
  });
}

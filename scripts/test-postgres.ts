import { join } from "node:path";
import pg from "pg";
import { dataDirectory } from "./data-directory.ts";
import { startPostgres } from "./postgres/start.ts";

// Data of tests is made anew each time, so a power cut may have it.
const settings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "200" };

/** The Postgres of all tests on this machine: one server, in which every run makes databases of its own. */
export async function startTestPostgres(): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = await startPostgres({ directory: join(dataDirectory(), "test"), settings });
  const url = server.url("postgres");
  return {
    url,
    // Another run may have joined meanwhile; the one that ends last stops the server.
    stop: async () => {
      if (!(await isInUse(url))) await server.stop();
    },
  };
}

async function isInUse(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rowCount } = await client.query(
    "select 1 from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() limit 1",
  );
  await client.end();
  return Boolean(rowCount);
}

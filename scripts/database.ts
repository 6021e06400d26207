import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { migrate } from "#db/migrate";
import { assertTenantWall } from "#db/wall";
import { Explained } from "#scripts/explain";
import { isAlive, processStart } from "./lock.mjs";
import { mustNotOutlive } from "./must-not-outlive.ts";
import { type Postgres, startPostgres } from "./postgres/start.ts";

const oldestVersion = 15;

/** Postgres' code for it (appendix A of its manual). */
const insufficientPrivilege = "42501";

/** The database Foyer works with, and how to let go of it. */
export type OpenDatabase = {
  url: string;
  /** The Postgres we run ourselves; null with DATABASE_URL. */
  embedded: Postgres | null;
  close(): Promise<void>;
};

/**
 * Starts the bundled Postgres on the data directory and makes it DATABASE_URL; without a directory, checks the one that
 * DATABASE_URL names.
 * @throws Explained when it cannot be reached or is too old
 */
export async function openDatabase(directory: string | null): Promise<OpenDatabase> {
  if (directory === null) {
    const { DATABASE_URL: url = "" } = process.env;
    await assertReachable(url);
    return { url, embedded: null, close: async () => {} };
  }
  const embedded = await startPostgres({ directory, onProcess });
  process.env.DATABASE_URL = embedded.url();
  return { url: embedded.url(), embedded, close: keepRunning(embedded, directory) };
}

/** Brings the schema up to date and proves that the wall between tenants stands. */
export async function prepareSchema(url: string): Promise<void> {
  try {
    await migrate(url);
    await assertTenantWall(url);
  } catch (error) {
    if (error instanceof Error && /is not protected/.test(error.message)) throw new Explained(error.message);
    // Drizzle wraps what Postgres said.
    const { code } = ((error as Error).cause ?? error) as { code?: string };
    if (code !== insufficientPrivilege) throw error;
    throw new Explained(
      "The user in DATABASE_URL may not make tables in its database: make it the owner with ALTER DATABASE … OWNER TO ….",
    );
  }
}

/** From its first moment: this process may be killed before the server answers. */
const onProcess = (pid: number) => mustNotOutlive(pid, "SIGINT");

/** Starts the server again when it dies under us (kill -9, out of memory). Returns how to stop it for good. */
function keepRunning(first: Postgres, directory: string): () => Promise<void> {
  let current = first;
  let stopping = false;
  let restart = Promise.resolve();
  const again = async () => {
    process.stderr.write("Postgres stopped unexpectedly: starting it again.\n");
    for (let pause = 250; !stopping; pause = Math.min(pause * 2, 10_000)) {
      try {
        current = await startPostgres({ directory, port: first.port, onProcess });
        return watch();
      } catch (error) {
        process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
        await sleep(pause);
      }
    }
  };
  const watch = () => {
    const started = processStart(current.pid);
    const timer = setInterval(() => {
      if (!stopping && isAlive(current.pid, started)) return;
      clearInterval(timer);
      if (!stopping) restart = again();
    }, 250);
    timer.unref();
  };
  watch();
  return async () => {
    stopping = true;
    await restart;
    await current.stop();
  };
}

async function assertReachable(url: string): Promise<void> {
  const client = clientFor(url);
  client.on("error", () => {});
  let version: number;
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      "select current_setting('server_version_num')::int as version",
    );
    version = Math.floor((rows[0]?.version ?? 0) / 10_000);
  } catch (error) {
    throw new Explained(explainConnection(error as NodeJS.ErrnoException, client));
  } finally {
    await client.end().catch(() => {});
  }
  if (version < oldestVersion) {
    throw new Explained(
      `DATABASE_URL points to Postgres ${version}, and Foyer needs Postgres ${oldestVersion} or newer.`,
    );
  }
}

function clientFor(url: string): pg.Client {
  try {
    return new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 5_000 });
  } catch {
    throw new Explained("DATABASE_URL is not an address such as postgres://user:password@host:5432/foyer.");
  }
}

function explainConnection(error: NodeJS.ErrnoException, { host, port, user, database }: pg.Client): string {
  const at = `DATABASE_URL points to ${host}:${port}`;
  switch (error.code) {
    case "ECONNREFUSED":
      return `${at}, where no Postgres listens: start it, or correct the address.`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `${at}, which is not a known host: correct the address.`;
    case "28P01":
    case "28000":
      return `${at}, which refuses the user ${user}: check the user name and password in it.`;
    case "3D000":
      return `${at}, which has no database ${database}: create it, or correct the name.`;
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ETIMEDOUT":
      return `${at}, which does not answer: start it, or correct the address.`;
    default:
      if (/timeout|terminated/.test(error.message))
        return `${at}, which does not answer as Postgres does: correct the address.`;
      return `${at}, which cannot be used: ${error.message || error.code}.`;
  }
}

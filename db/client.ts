import { fillPlaceholders, type SQL, sql } from "drizzle-orm";
import { drizzle, type NodePgQueryResultHKT } from "drizzle-orm/node-postgres";
import { type PgDatabase, PgDialect } from "drizzle-orm/pg-core";
import pg from "pg";
import { env } from "#lib/env";
import type { OrganizationId } from "#lib/ids";
import * as schema from "./schema/index.ts";

/** A handle or a transaction: what domain functions take when they may run inside a caller's transaction. */
export type Database = PgDatabase<NodePgQueryResultHKT, typeof schema>;

/** Whoever proves to act inside one organization; made by the gates (lib/auth/gates.ts). */
type InOrganization = Readonly<{ organizationId: OrganizationId }>;

export type Scope = "installation" | "organization";

/** Connections that only one part of the program uses say so in their name, for whoever looks at pg_stat_activity. */
type PoolName = Scope | "jobs";

/**
 * One statement that readies a new connection. A superuser or BYPASSRLS user would see through the wall, so it steps down
 * to the plain role that the migration made. Connections of the organization pool carry no scope and see no tenant row
 * until a transaction names its organization.
 */
const ready = `select set_config('app.scope', $1, false),
  set_config('role', case when rolsuper or rolbypassrls then 'foyer_app' else 'none' end, false)
  from pg_roles where rolname = session_user`;

/** A pool whose connections carry `scope`. For db/ itself; everything else uses `installation` and `inOrganization`. */
export function createPool(scope: Scope, url: string, max: number, name: PoolName = scope): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: `foyer ${name}`,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 15_000,
    lock_timeout: 5_000,
    idle_in_transaction_session_timeout: 15_000,
    keepAlive: true,
    onConnect: async (client) => {
      await client.query(ready, [scope === "installation" ? "installation" : ""]);
    },
  });
  // An idle connection that breaks (Postgres restarts) must not end the process: the pool replaces it at the next query.
  pool.on("error", () => {});
  return pool;
}

type Handles = { installation: Database; organization: Database; pools: pg.Pool[] };
const holder = globalThis as typeof globalThis & { foyerDatabase?: Handles };

/** Made at first use, so that `next build` needs no database; kept on globalThis, so that a dev reload does not leak pools. */
function handles(): Handles {
  if (!holder.foyerDatabase) {
    const pools = (["installation", "organization"] as const).map((scope) =>
      createPool(scope, env.DATABASE_URL, env.DATABASE_POOL_SIZE),
    );
    const [installationPool, organizationPool] = pools as [pg.Pool, pg.Pool];
    holder.foyerDatabase = {
      installation: drizzle(installationPool, { schema, casing }),
      organization: drizzle(organizationPool, { schema, casing }),
      pools,
    };
  }
  return holder.foyerDatabase;
}

/**
 * The handle for what is not one organization's own act: gates, sign-in, provisioning, operators, API clients, jobs. It sees
 * every organization, so each query names the rows it means.
 */
export const installation: Database = new Proxy({} as Database, {
  get: (_, name) => {
    const database = handles().installation;
    const value = database[name as keyof Database] as unknown;
    return typeof value === "function" ? value.bind(database) : value;
  },
});

const casing = "snake_case";
const dialect = new PgDialect({ casing });

/**
 * A statement of the `installation` that is asked all the time: Postgres plans it once for each connection and keeps it under its name.
 * @param statement with `sql.placeholder(…)` for each value, which the function that is returned takes by name
 */
export function prepared<Row extends pg.QueryResultRow>(
  name: string,
  statement: SQL,
): (values: Record<string, unknown>) => Promise<Row[]> {
  const { sql: text, params } = dialect.sqlToQuery(statement);
  return async (values) => {
    const [pool] = handles().pools as [pg.Pool];
    return (await pool.query<Row>({ name, text, values: fillPlaceholders(params, values) })).rows;
  };
}

/**
 * Runs `work` in a transaction that sees and writes rows of one organization only, whatever its where clauses say.
 * Use the `tx` it gets; another handle inside would be another connection.
 */
export function inOrganization<T>(context: InOrganization, work: (tx: Database) => Promise<T>): Promise<T> {
  return handles().organization.transaction(async (tx) => {
    await tx.execute(sql`select set_config('app.organization_id', ${context.organizationId}, true)`);
    return work(tx);
  });
}

/** Closes all connections, for scripts and tests that end. */
export async function closeDatabase(): Promise<void> {
  const open = holder.foyerDatabase;
  holder.foyerDatabase = undefined;
  await Promise.all(open?.pools.map((pool) => pool.end()) ?? []);
}

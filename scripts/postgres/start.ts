import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { Explained } from "#scripts/explain";
import { isAlive, processStart, waitForLock } from "../lock.mjs";
import { copyBinaries, executable, findBinaries } from "./binaries.ts";
import { assertVersion, type Cluster, explainFailure, findRunning, initialize, launch, superuser } from "./cluster.ts";
import { canReach, findServerUser } from "./server-user.ts";

export type PostgresOptions = {
  /** Folder that holds the data (postgres/), its password, its port and its log. Made when missing. */
  directory: string;
  /** Server settings, such as `{ fsync: "off" }` for tests that do not pull the plug. */
  settings?: Record<string, string>;
  /** The port it must have, because others know it; otherwise the one of last time or a free one. */
  port?: number;
  /** Called with the server's process id as soon as it has one: before it answers, and for one that ran already. */
  onProcess?: (pid: number) => void;
};

export type Postgres = {
  /** Superuser address of `database`, on loopback. */
  url(database?: string): string;
  port: number;
  pid: number;
  /** Whether it ran already, left by a process that was killed. */
  adopted: boolean;
  stop(): Promise<void>;
};

type Access = { password: string; port: number };

const databaseName = "foyer";
const attempts = 40;

/**
 * Starts the bundled Postgres on the data in `directory`, making it at first use; or takes over the server that runs on it.
 * @throws Explained when it cannot run, with what to do
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  mkdirSync(options.directory, { recursive: true, mode: 0o711 });
  const directory = realpathSync(options.directory);
  const lock = await waitForLock(join(directory, "postgres.lock"), {}, { timeout: 60_000 });
  if ("holder" in lock)
    throw new Explained(`Process ${lock.holder.pid} is starting Postgres in ${directory} and does not get done.`);
  try {
    return await start(prepare(directory, options.settings ?? {}), directory, options);
  } finally {
    lock.release();
  }
}

function prepare(directory: string, settings: Record<string, string>): Cluster {
  const user = findServerUser(directory);
  if (user) chmodSync(directory, statSync(directory).mode | 0o711);
  if (!canReach(user, directory)) {
    throw new Explained(
      `Postgres runs as the user ${user?.name}, who cannot enter ${directory}: set FOYER_DATA_DIR to a folder such as /var/lib/foyer.`,
    );
  }
  let binaries = findBinaries();
  if (!canReach(user, directory, executable(binaries, "postgres"))) binaries = copyBinaries(binaries, directory);
  const log = join(directory, "postgres.log");
  if (existsSync(log) && statSync(log).size > 10_000_000) truncateSync(log);
  return { data: join(directory, "postgres"), log, binaries, user, settings };
}

async function start(
  cluster: Cluster,
  directory: string,
  { port: fixedPort, onProcess = () => {} }: PostgresOptions,
): Promise<Postgres> {
  const passwordFile = join(directory, "postgres-password");
  const portFile = join(directory, "postgres-port");
  if (!existsSync(cluster.data)) {
    writeFileSync(passwordFile, randomBytes(24).toString("base64url"), { mode: 0o600 });
    initialize(cluster, readFileSync(passwordFile, "utf8"));
  }
  assertVersion(cluster);
  if (!existsSync(passwordFile)) {
    throw new Explained(`${passwordFile} is missing, and without it the data beside it cannot be opened: put it back.`);
  }
  const password = readFileSync(passwordFile, "utf8");
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const running = await adopt(cluster, password);
    if (running) {
      onProcess(running.pid);
      return handle({ password, port: running.port }, running.pid, true);
    }
    const port = fixedPort ?? (await choosePort(portFile));
    const offset = existsSync(cluster.log) ? statSync(cluster.log).size : 0;
    const child = launch(cluster, port);
    if (child.pid) onProcess(child.pid);
    if (await becomesReady(child, { password, port })) {
      const server = handle({ password, port }, child.pid ?? 0, false);
      try {
        writeFileSync(portFile, String(port));
        await ensureDatabase({ password, port });
        return server;
      } catch (error) {
        await server.stop();
        throw error;
      }
    }
    const output = readFrom(cluster.log, offset);
    // Right after a crash the old server's last processes still hold its shared memory, and another program may be quicker
    // with the port: both pass.
    if (!/shared memory block|lock file|already in use|could not bind/.test(output) || attempt === attempts - 1) {
      throw new Explained(explainFailure(output, cluster));
    }
    await sleep(250);
  }
  throw new Explained(`Postgres did not start. Its log is ${cluster.log}.`);
}

/** The server that runs on this data already, once it answers; null when there is none. */
async function adopt(cluster: Cluster, password: string): Promise<{ pid: number; port: number } | null> {
  for (let patience = 0; patience < 300; patience += 1) {
    const running = findRunning(cluster);
    if (!running) return null;
    if (running.port) {
      const directory = await ask(running.port, password, "postgres", "show data_directory").catch(() => null);
      if (directory === cluster.data) return running;
    }
    await sleep(100);
  }
  throw new Explained(`A Postgres server has ${cluster.data} open and does not answer: stop it and start again.`);
}

async function becomesReady(child: ChildProcess, { port, password }: Access): Promise<boolean> {
  let exited = false;
  child.on("exit", () => {
    exited = true;
  });
  child.on("error", () => {
    exited = true;
  });
  for (let patience = 0; patience < 1_200 && !exited; patience += 1) {
    if ((await ask(port, password, "postgres", "select 1").catch(() => null)) !== null) return !exited;
    await sleep(50);
  }
  if (!exited) child.kill("SIGQUIT");
  return false;
}

async function ask(port: number, password: string, database: string, query: string): Promise<unknown> {
  const client = new pg.Client({
    host: "127.0.0.1",
    port,
    user: superuser,
    password,
    database,
    connectionTimeoutMillis: 2_000,
    query_timeout: 5_000,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(query);
    return Object.values(rows[0] ?? {})[0] ?? null;
  } finally {
    await client.end().catch(() => {});
  }
}

async function ensureDatabase({ port, password }: Access): Promise<void> {
  const query = `select count(*)::int from pg_database where datname = '${databaseName}'`;
  if ((await ask(port, password, "postgres", query)) === 0) {
    await ask(port, password, "postgres", `create database ${databaseName}`);
  }
}

/** The port of last time, so that an address noted elsewhere stays right; another one when that is taken. */
async function choosePort(file: string): Promise<number> {
  const last = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  return (last && (await tryPort(last))) || tryPort(0);
}

function tryPort(port: number): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on("error", () => resolve(0));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

function readFrom(file: string, offset: number): string {
  const descriptor = openSync(file, "r");
  const buffer = Buffer.alloc(Math.min(Math.max(statSync(file).size - offset, 0), 100_000));
  readSync(descriptor, buffer, 0, buffer.length, offset);
  closeSync(descriptor);
  return buffer.toString("utf8");
}

function handle({ port, password }: Access, pid: number, adopted: boolean): Postgres {
  const started = processStart(pid);
  return {
    url: (database = databaseName) => `postgres://${superuser}:${password}@127.0.0.1:${port}/${database}`,
    port,
    pid,
    adopted,
    stop: () => stopServer(pid, started),
  };
}

/** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
async function stopServer(pid: number, started: string): Promise<void> {
  for (const [signal, patience] of [
    ["SIGINT", 15_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 2_000],
  ] as const) {
    if (!isAlive(pid, started)) return;
    process.kill(pid, signal);
    for (let waited = 0; waited < patience && isAlive(pid, started); waited += 20) await sleep(20);
  }
}

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  chownSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Explained, fullDisk, saysDiskFull } from "#scripts/explain";
import { isAlive } from "../lock.mjs";
import { executable } from "./binaries.ts";
import type { ServerUser } from "./server-user.ts";

/** One Postgres data directory and what is needed to run it. */
export type Cluster = Readonly<{
  data: string;
  log: string;
  binaries: string;
  user: ServerUser | null;
  settings: Readonly<Record<string, string>>;
}>;

export const superuser = "postgres";

const identity = (user: ServerUser | null) => (user ? { uid: user.uid, gid: user.gid } : {});
// The rest of our environment (PGHOST, locales that are not installed…) is not for this server.
const cleanEnvironment = { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" } as unknown as NodeJS.ProcessEnv;

/** Makes the cluster, all or nothing: an interrupted attempt leaves a folder that the next one removes. */
export function initialize(cluster: Cluster, password: string): void {
  const draft = `${cluster.data}.new`;
  const passwordFile = `${draft}-password`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (cluster.user) {
    for (const path of [draft, passwordFile]) chownSync(path, cluster.user.uid, cluster.user.gid);
  }
  const options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"];
  options.push("--builtin-locale=C.UTF-8", "--no-instructions", `--username=${superuser}`, `--pwfile=${passwordFile}`);
  if (cluster.settings.fsync === "off") options.push("--no-sync");
  const made = spawnSync(executable(cluster.binaries, "initdb"), [...options, "-D", draft], {
    ...identity(cluster.user),
    cwd: draft,
    env: cleanEnvironment,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  rmSync(passwordFile, { force: true });
  if (made.status !== 0) {
    rmSync(draft, { recursive: true, force: true });
    throw new Explained(explainFailure(`${made.stdout}\n${made.stderr}\n${made.error ?? ""}`, cluster));
  }
  renameSync(draft, cluster.data);
}

/** Refuses data of another major version, which these binaries cannot read. */
export function assertVersion(cluster: Cluster): void {
  const file = join(cluster.data, "PG_VERSION");
  if (!existsSync(file))
    throw new Explained(`${cluster.data} holds no Postgres data: move that folder away and start again.`);
  const data = readFileSync(file, "utf8").trim();
  const version = spawnSync(executable(cluster.binaries, "postgres"), ["--version"], { encoding: "utf8" }).stdout;
  const own = /(\d+)\./.exec(version)?.[1] ?? data;
  if (own === data) return;
  throw new Explained(
    `The data in ${cluster.data} was made by Postgres ${data} and this version of Foyer brings Postgres ${own}: upgrade it with pg_upgrade, or set FOYER_DATA_DIR to another folder.`,
  );
}

/** Starts the server, in a process group of its own: Ctrl-C in the terminal must reach Foyer first. */
export function launch(cluster: Cluster, port: number): ChildProcess {
  const settings = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    ...cluster.settings,
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const log = openSync(cluster.log, "a", 0o600);
  const child = spawn(executable(cluster.binaries, "postgres"), ["-D", cluster.data, ...options], {
    ...identity(cluster.user),
    cwd: cluster.data,
    env: cleanEnvironment,
    detached: true,
    stdio: ["ignore", log, log],
  });
  child.unref();
  return child;
}

/** Process id and port of the server that has this data open, or null. */
export function findRunning(cluster: Cluster): { pid: number; port: number } | null {
  const file = join(cluster.data, "postmaster.pid");
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, "utf8").split("\n");
  const pid = Number(lines[0]);
  const users = process.platform === "linux" ? listProcessesIn(cluster.data) : null;
  if (users ? users.includes(pid) : pid && isAlive(pid)) return { pid, port: Number(lines[3]) || 0 };
  // The server is gone, and so are its helpers; but its process id may belong to another program by now, or to a dead
  // process that nobody collects. Postgres cannot tell, and would refuse to start.
  if (users?.length === 0) rmSync(file, { force: true });
  return null;
}

/** Every process of a Postgres server works in its data directory. */
function listProcessesIn(folder: string): number[] {
  const ids = readdirSync("/proc").map(Number).filter(Boolean);
  return ids.filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === folder;
    } catch {
      return false;
    }
  });
}

/** The sentence for what Postgres wrote to its log when it would not start. */
export function explainFailure(output: string, cluster: Cluster): string {
  if (saysDiskFull(output)) return fullDisk(cluster.data);
  const reason = /(?:FATAL|PANIC|error):\s+(.+)/.exec(output)?.[1] ?? output.trim().split("\n").at(-1);
  return `Postgres did not start: ${reason || "it gave no reason"}. Its log is ${cluster.log}.`;
}

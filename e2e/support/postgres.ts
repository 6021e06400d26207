import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Postgres, startPostgres } from "#scripts/postgres/start";
import { isAlive, processStart } from "../../scripts/lock.mjs";

/** A folder that this test alone uses, with everything a Foyer keeps; removed by `remove`. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "foyer-e2e-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Process id of the Postgres whose data is in `directory`, as Foyer lays it out. */
export function processIn(directory: string): number {
  return Number(readFileSync(join(directory, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
}

/** What `pg_ctl stop -m immediate` does: the server drops everything and writes nothing more. Waits until it is gone. */
export async function stopImmediately(directory: string): Promise<void> {
  const pid = processIn(directory);
  const started = processStart(pid);
  process.kill(pid, "SIGQUIT");
  while (isAlive(pid, started)) await sleep(20);
}

/** A real Postgres to pull the plug of. `restart` comes back on the same data and port. */
export async function ownPostgres(): Promise<{
  url: string;
  stop: () => Promise<void>;
  restart: () => Promise<void>;
  remove: () => Promise<void>;
}> {
  const folder = temporaryFolder();
  let server: Postgres = await startPostgres({ directory: folder.path });
  const { port } = server;
  return {
    url: server.url(),
    stop: () => stopImmediately(folder.path),
    restart: async () => {
      server = await startPostgres({ directory: folder.path, port });
    },
    remove: async () => {
      await server.stop();
      folder.remove();
    },
  };
}

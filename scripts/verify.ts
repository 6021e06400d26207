import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { root } from "./data-directory.ts";
import { run } from "./explain.ts";
import { checkHouse } from "./house.ts";
import { runTool, tools } from "./tool.ts";

// `npm run verify`: everything that can be known without a browser. `-- static` leaves out the tests, for CI, where they follow.

/** What is wrong, as text; empty when nothing is. */
type Check = () => Promise<string>;

const says =
  (file: string, ...arguments_: string[]): Check =>
  async () => {
    const { code, output } = await runTool(file, arguments_, { quiet: true });
    return code === 0 ? "" : output.trim() || `${file} failed.`;
  };

/** Writes the migration that db/schema asks for into a copy of drizzle/: there must be none. */
async function migrationDrift(): Promise<string> {
  const copy = mkdtempSync(join(tmpdir(), "foyer-migrations-"));
  try {
    cpSync(join(root, "drizzle"), copy, { recursive: true });
    const before = readdirSync(copy).length;
    const schema = ["--dialect", "postgresql", "--schema", "./db/schema/index.ts", "--casing", "snake_case"];
    const { code, output } = await runTool(tools.drizzle, ["generate", ...schema, "--out", relative(root, copy)], {
      quiet: true,
    });
    if (code !== 0) return output;
    const drifted = readdirSync(copy).length !== before;
    return drifted ? "db/schema says more than the migrations do: run npm run db:generate -- --name what_changes." : "";
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const staticChecks: [name: string, check: Check][] = [
  ["format, lint, import directions", says(tools.biome, "ci", "--colors=off")],
  ["types", says(tools.tsc, "--noEmit")],
  ["rules of the house", async () => checkHouse().join("\n")],
  ["unused files and exports", says(tools.knip)],
  ["migrations fit together", says(tools.drizzle, "check")],
  ["migrations fit the schema", migrationDrift],
];
const tests: [name: string, check: Check][] = [["unit and domain tests", says(tools.vitest, "run", "--reporter=dot")]];

await run(async () => {
  const checks = process.argv.includes("static") ? staticChecks : [...staticChecks, ...tests];
  let failed = 0;
  for (const [name, check] of checks) {
    const started = Date.now();
    const problem = await check();
    process.stdout.write(`${problem ? "✗" : "✓"} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`);
    if (!problem) continue;
    failed += 1;
    process.stdout.write(`${problem.replace(/^/gm, "    ")}\n\n`);
  }
  if (failed > 0) process.exit(1);
});

import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureBrowser } from "./browser.ts";
import { buildIfNeeded } from "./build.ts";
import { root } from "./data-directory.ts";
import { Explained, run } from "./explain.ts";
import { stopSignal } from "./stop-signal.ts";
import { startTestPostgres } from "./test-postgres.ts";

// `npm test`: unit, domain, build, end-to-end, in that order, stopping at the first that fails.
// `npm test -- e2e sign-in` runs one kind only, and of that only the files whose name contains "sign-in".

type Result = { passed: number; failed: number };

const results = join(root, "test-results");
const stop = stopSignal();

/** Runs a test runner and reads what it reported. One that reports nothing, or fails without a failed test, has failed. */
async function runTests(
  name: string,
  script: string,
  arguments_: string[],
  read: (report: never) => Result,
): Promise<Result> {
  const file = join(results, `${name}.json`);
  const code = await new Promise<number | null>((resolve) => {
    const child = spawn(process.execPath, [join(root, "node_modules", script), ...arguments_], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      signal: stop,
    });
    child.on("error", () => resolve(1));
    child.on("close", resolve);
  });
  let result: Result;
  try {
    result = read(JSON.parse(readFileSync(file, "utf8")) as never);
  } catch {
    result = { passed: 0, failed: 1 };
  }
  const nothingRan = result.passed + result.failed === 0;
  return code === 0 && !nothingRan ? result : { ...result, failed: Math.max(result.failed, 1) };
}

function vitest(project: "unit" | "domain", filters: string[]): Promise<Result> {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${join(results, `${project}.json`)}`];
  return runTests(
    project,
    "vitest/vitest.mjs",
    ["run", "--project", project, ...reporters, ...filters],
    (report: { numPassedTests: number; numFailedTests: number }) => ({
      passed: report.numPassedTests,
      failed: report.numFailedTests,
    }),
  );
}

function playwright(filters: string[]): Promise<Result> {
  return runTests(
    "e2e",
    "@playwright/test/cli.js",
    ["test", ...filters],
    ({ stats }: { stats: { expected: number; unexpected: number; flaky: number } }) => ({
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky,
    }),
  );
}

/** The build is a test of its own: types and bundling. It counts only when it fails. */
async function build(): Promise<Result> {
  ensureBrowser();
  await buildIfNeeded(stop);
  return { passed: 0, failed: 0 };
}

const stages: Record<string, (filters: string[]) => Promise<Result>> = {
  unit: (filters) => vitest("unit", filters),
  domain: (filters) => vitest("domain", filters),
  build,
  e2e: playwright,
};

async function main(): Promise<void> {
  const [only, ...filters] = process.argv.slice(2);
  if (only && !(only in stages))
    throw new Explained(`There are no ${only} tests: choose unit, domain or e2e, or nothing for all.`);
  const wanted = Object.keys(stages).filter((name) => !only || name === only || (only === "e2e" && name === "build"));
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  const postgres = only === "unit" ? null : await startTestPostgres();
  if (postgres) process.env.TEST_DATABASE_URL = postgres.url;
  const total: Result = { passed: 0, failed: 0 };
  try {
    for (const name of wanted) {
      process.stdout.write(`\n— ${name}\n`);
      const result = await stages[name]?.(filters).catch((error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
        return { passed: 0, failed: 1 };
      });
      total.passed += result?.passed ?? 0;
      total.failed += result?.failed ?? 1;
      if (total.failed > 0 || stop.aborted) break;
    }
  } finally {
    await postgres?.stop();
  }
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
  process.exit(total.failed > 0 || total.passed === 0 || stop.aborted ? 1 : 0);
}

await run(main);

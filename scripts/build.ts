import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Explained, fullDisk, saysDiskFull } from "#scripts/explain";
import { root } from "./data-directory.ts";
import { waitForLock } from "./lock.mjs";
import { mustNotOutlive } from "./must-not-outlive.ts";

// What `next build` reads. The front process and the scripts run as they are, so a change there needs no build.
const folders = ["app", "components", "lib", "db", "public"];
const files = [
  "next.config.ts",
  "postcss.config.mjs",
  "tailwind.config.ts",
  "tsconfig.json",
  "proxy.ts",
  "instrumentation.ts",
];
const stamp = join(root, ".next", "foyer-build");

/** Makes the production build when there is none for exactly these sources. */
export async function buildIfNeeded(signal: AbortSignal): Promise<void> {
  if (isBuilt()) return;
  const lock = await waitForLock(
    join(root, ".data", "build.lock"),
    {},
    { onWait: ({ pid }) => process.stdout.write(`Waiting for another build (process ${pid})…\n`) },
  );
  try {
    if (!isBuilt()) await build(signal);
  } finally {
    if (!("holder" in lock)) lock.release();
  }
}

function isBuilt(): boolean {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === sourceHash();
}

async function build(signal: AbortSignal): Promise<void> {
  process.stdout.write("Building (about 40 s)…\n");
  rmSync(stamp, { force: true });
  const hash = sourceHash();
  let { code, output } = await runNextBuild(signal);
  // A start that was killed leaves its build running for a while.
  for (let patience = 0; patience < 60 && code !== 0 && /process is already running/.test(output); patience += 1) {
    await sleep(2_000, undefined, { signal });
    ({ code, output } = await runNextBuild(signal));
  }
  signal.throwIfAborted();
  if (code !== 0) {
    if (saysDiskFull(output)) throw new Explained(fullDisk(join(root, ".next")));
    throw new Explained(`The build failed:\n${output.trim()}`);
  }
  writeFileSync(stamp, hash);
}

function runNextBuild(signal: AbortSignal): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, "node_modules/next/dist/bin/next"), "build"], {
      cwd: root,
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    mustNotOutlive(child.pid, "SIGTERM");
    const stop = () => child.kill();
    signal.addEventListener("abort", stop);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString("utf8");
      });
    }
    child.on("error", reject);
    child.on("close", (code) => {
      signal.removeEventListener("abort", stop);
      resolve({ code, output });
    });
  });
}

/** Changes whenever the build would. */
function sourceHash(): string {
  const hash = createHash("sha256").update(process.version);
  const sources = folders.flatMap((folder) => listFiles(folder));
  for (const file of [...sources, ...files, "package.json", "package-lock.json"]) {
    const path = join(root, file);
    if (existsSync(path)) hash.update(`\0${file}\0`).update(readFileSync(path));
  }
  return hash.digest("hex");
}

function listFiles(folder: string): string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => !/\.test\.tsx?$/.test(name) && statSync(join(path, name)).isFile())
    .map((name) => join(folder, name))
    .sort();
}

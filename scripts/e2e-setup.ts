import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { root } from "./data-directory.ts";

/** Playwright's global setup: starts scripts/e2e-server.ts, tells the tests where it is, and stops it after them. */
export default async function setup(): Promise<() => Promise<void>> {
  mkdirSync(join(root, "test-results"), { recursive: true });
  const logFile = join(root, "test-results", "server.log");
  const log = openSync(logFile, "w");
  const server = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", join(root, "scripts/e2e-server.ts")],
    {
      cwd: root,
      stdio: ["ignore", log, log, "ipc"],
    },
  );
  closeSync(log);
  const gone = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  const places = await Promise.race([
    new Promise<Record<string, string>>((resolve) =>
      server.on("message", (message) => {
        if ("E2E_BASE_URL" in Object(message)) resolve(message as Record<string, string>);
      }),
    ),
    gone.then(() => {
      throw new Error(`The server for the end-to-end tests did not start: see ${logFile}.`);
    }),
  ]);
  Object.assign(process.env, places);
  return async () => {
    server.kill("SIGTERM");
    await gone;
  };
}

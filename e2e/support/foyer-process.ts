import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { target } from "./environment.ts";
import { trusting } from "./identity-provider.ts";

/** A Foyer of a test's own, to be killed, starved or misconfigured. */
export type FoyerProcess = {
  url: string;
  port: number;
  pid: number;
  /** kill -9, and waits until it is gone. What it started (a Postgres of its own) stays. */
  kill(): Promise<void>;
  /** Asks it to stop, as Ctrl-C does, and waits. */
  stop(): Promise<void>;
};

/** A Foyer that did not start: what it said, and its exit code. */
export class DidNotStart extends Error {
  readonly code: number | null;

  constructor(output: string, code: number | null) {
    super(output);
    this.code = code;
  }
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const patience = 60_000;

/** Not every variable of the tests: only what a fresh shell would have, then what the test wants. */
function environmentFor(variables: Record<string, string>): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return {
    PATH,
    HOME,
    TMPDIR,
    NODE_ENV: "production",
    PORT: "0",
    LOG_LEVEL: "error",
    AUTH_SECRET: "a secret for the servers that tests start",
    ...trusting(target.issuer),
    ...variables,
  };
}

/**
 * Starts the production build with these variables, on a free port unless PORT says which. It trusts the test provider. Give
 * DATABASE_URL (see createDatabase), or FOYER_DATA_DIR for a Postgres of its own.
 * @throws DidNotStart with its output
 */
export async function startFoyer(variables: Record<string, string>): Promise<FoyerProcess> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "scripts/start.ts"], {
    cwd: root,
    env: environmentFor(variables),
    stdio: ["ignore", "pipe", "pipe"],
  });
  // A test that fails halfway must not leave it behind.
  process.once("exit", () => child.kill("SIGKILL"));
  const url = await announced(child);
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid ?? 0,
    kill: () => end(child, "SIGKILL"),
    stop: () => end(child, "SIGTERM"),
  };
}

function announced(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new DidNotStart(`It said nothing for too long. ${output}`, null));
    }, patience);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        output += chunk.toString("utf8");
        const url = /Foyer\s+(http\S+)/.exec(output)?.[1];
        if (!url) return;
        clearTimeout(timer);
        resolve(url);
      });
    }
    child.once("close", (code) => {
      clearTimeout(timer);
      reject(new DidNotStart(output, code));
    });
  });
}

async function end(child: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { target } from "./environment.ts";
import { trusting } from "./identity-provider.ts";

/** A Foyer of a test's own, to be killed, starved or misconfigured. */
export type FoyerProcess = {
  url: string;
  port: number;
  pid: number;
  /** Everything it has said so far. */
  said(): string;
  /** Its exit code once it has ended, by a signal as a shell counts it. */
  ended: Promise<number>;
  /** kill -9, and waits until it is gone. What it started (a Postgres of its own) stays. */
  kill(): Promise<void>;
  /** Asks it to stop, as Ctrl-C does, and waits. */
  stop(): Promise<void>;
  /** Ctrl-C: the terminal sends it to every process of the foreground group. */
  interrupt(): Promise<number>;
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
    // Beside the server of all tests: jobs are that one's, which knows where the tests' DNS is.
    ...(variables.DATABASE_URL === target.databaseUrl && { JOBS: "off" }),
    ...variables,
  };
}

/**
 * Starts the production build with these variables, on a free port unless PORT says which. It trusts the test provider. Give
 * DATABASE_URL (see createDatabase), or FOYER_DATA_DIR for a Postgres of its own.
 * @throws DidNotStart with its output
 */
export function startFoyer(variables: Record<string, string>): Promise<FoyerProcess> {
  return launch(["--disable-warning=ExperimentalWarning", "scripts/start.ts"], variables, {});
}

/** The same as `npm start` does it: with the bootstrap above the server, in a process group of its own. */
export function npmStart(variables: Record<string, string>): Promise<FoyerProcess> {
  return launch(["scripts/bootstrap.mjs", "start"], variables, { detached: true });
}

async function launch(
  command: string[],
  variables: Record<string, string>,
  group: { detached?: boolean },
): Promise<FoyerProcess> {
  const child = spawn(process.execPath, command, {
    cwd: root,
    env: environmentFor(variables),
    stdio: ["ignore", "pipe", "pipe"],
    ...group,
  });
  const ended = new Promise<number>((resolve) => {
    child.once("exit", (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString("utf8");
    });
  }
  // A test that fails halfway must not leave it behind.
  const abandon = () => child.kill("SIGKILL");
  process.once("exit", abandon);
  child.once("exit", () => process.off("exit", abandon));
  const url = await announced(child);
  const pid = child.pid ?? 0;
  return {
    url,
    port: Number(/Listens\s+\S+:(\d+)/.exec(said)?.[1] ?? new URL(url).port),
    pid,
    said: () => said,
    ended,
    kill: () => end(child, "SIGKILL"),
    stop: () => end(child, "SIGTERM"),
    interrupt: () => {
      process.kill(-pid, "SIGINT");
      return ended;
    },
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
        // The last line of the announcement: the lines before it have arrived.
        const url = /Foyer\s+(http\S+)[\s\S]+Stop /.exec(output)?.[1];
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

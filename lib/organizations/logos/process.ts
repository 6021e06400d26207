import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { AppError } from "#lib/errors";
import { FairTurns } from "#lib/fair-turns";
import { inspectLogo, type LogoSource, logoMessages } from "./rules.ts";
import type { ProcessedLogo } from "./types.ts";
import type { LogoAnswer } from "./worker.ts";

type Limits = {
  /** How long one picture may take, in milliseconds. An SVG is drawn small: what takes longer is made to. */
  rasterMs: number;
  svgMs: number;
  startMs: number;
  /** How long a worker waits for its next picture. */
  idleMs: number;
  /** Pictures that wait at one time, of one person or organization and of all. */
  waitingEach: number;
  waitingInAll: number;
};

const usual: Limits = {
  rasterMs: 5_000,
  svgMs: 1_200,
  startMs: 10_000,
  idleMs: 60_000,
  waitingEach: 2,
  waitingInAll: 7,
};
const refusal = () => new AppError("unavailable", logoMessages.busy, { logo: logoMessages.busy });

export type LogoReader = {
  read: (bytes: Uint8Array, whose?: string) => Promise<ProcessedLogo>;
  /** Process id of the worker, while there is one. */
  pid: () => number | undefined;
};

/** One worker, started when needed, and the queue before it. For tests; everything else calls `processLogo`. */
export function createLogoReader(limits: Partial<Limits> = {}): LogoReader {
  const { rasterMs, svgMs, startMs, idleMs, ...waiting } = { ...usual, ...limits };
  let worker: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  const turns = new FairTurns({ atOnce: 1, refusal, ...waiting });

  function stop(child: ChildProcess): void {
    if (worker === child) worker = undefined;
    child.kill("SIGKILL");
  }

  async function started(): Promise<ChildProcess> {
    clearTimeout(idle);
    if (worker) {
      hold(worker);
      return worker;
    }
    const child = startWorker();
    worker = child;
    child.once("exit", () => {
      if (worker === child) worker = undefined;
    });
    const ready = await nextMessage(child, startMs);
    if (ready === "ready") return child;
    stop(child);
    throw new Error("The process that reads logos does not start.");
  }

  async function answer(source: LogoSource): Promise<LogoAnswer> {
    const child = await started();
    const message = nextMessage(child, source.type === "svg" ? svgMs : rasterMs);
    // A failed send means a dead worker, which the message already waits for.
    child.send(source, () => {});
    const answered = await message;
    if (answered === null) {
      stop(child);
      return { refusal: "heavy" };
    }
    release(child);
    idle = setTimeout(stop, idleMs, child).unref();
    // The worker is our own file and sends nothing else after its start.
    return answered as LogoAnswer;
  }

  async function read(bytes: Uint8Array, whose = ""): Promise<ProcessedLogo> {
    const source = inspectLogo(bytes);
    if ("refusal" in source) throw AppError.invalid({ logo: logoMessages[source.refusal] });
    const logo = await turns.take(whose, () => answer(source));
    if ("refusal" in logo) throw AppError.invalid({ logo: logoMessages[logo.refusal] });
    const webp = Buffer.from(logo.webp);
    return { ...logo, webp, png: Buffer.from(logo.png), hash: createHash("sha256").update(webp).digest("hex") };
  }

  return { read, pid: () => worker?.pid };
}

function startWorker(): ChildProcess {
  // From the working folder, which is the project's: inside Next's bundle a module does not know where its source lies.
  const file = join(/* turbopackIgnore: true */ process.cwd(), "lib/organizations/logos/worker.ts");
  return spawn(process.execPath, ["--max-old-space-size=64", file], {
    // Not the server's environment: its secrets have no business beside strangers' files.
    env: { NODE_ENV: "production", UV_THREADPOOL_SIZE: "1", MALLOC_ARENA_MAX: "2", VIPS_WARNING: "0" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    serialization: "advanced",
    windowsHide: true,
  });
}

/** The next message of a worker, or null when it dies or says nothing in time. */
function nextMessage(child: ChildProcess, patience: number): Promise<unknown> {
  return new Promise((resolve) => {
    const settle = (message: unknown) => {
      clearTimeout(timer);
      child.off("message", settle).off("exit", fail).off("error", fail);
      resolve(message);
    };
    const fail = () => settle(null);
    const timer = setTimeout(fail, patience);
    child.on("message", settle).on("exit", fail).on("error", fail);
  });
}

/** An idle worker keeps no script from ending; a busy one does. */
function release(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
}

function hold(child: ChildProcess): void {
  child.ref();
  child.channel?.ref();
}

// On globalThis, because Next may hold this module more than once in a process.
const holder = globalThis as typeof globalThis & { foyerLogos?: LogoReader };

/**
 * Decodes an uploaded logo in a process of its own and encodes it anew: at most 512 pixels on the longer side, upright, sRGB,
 * without metadata. The same bytes always give the same result.
 * @param whose person or organization whose turn it takes: each has one after the other
 * @throws AppError `invalid` with the field `logo`, or `unavailable` when too many pictures wait
 */
export function processLogo(bytes: Uint8Array, whose?: string): Promise<ProcessedLogo> {
  holder.foyerLogos ??= createLogoReader();
  return holder.foyerLogos.read(bytes, whose);
}

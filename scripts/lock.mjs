// Lock files that survive kill -9: each names its process by id and start time, so a lock whose process is gone counts as
// free. Plain JavaScript, because the bootstrap uses it before anything is installed.
import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** What Linux tells of a process (proc(5): the fields after the name in brackets). */
function linuxStat(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").pop().split(" ");
  return { state: fields[0], parent: Number(fields[1]), started: fields[19] };
}

/** Process id of the parent of `pid`, 0 when it cannot be found out. */
export function parentOf(pid) {
  try {
    if (process.platform === "linux") return linuxStat(pid).parent;
    if (process.platform === "win32") return 0;
    return Number(execFileSync("ps", ["-o", "ppid=", "-p", String(pid)], { encoding: "utf8" }));
  } catch {
    return 0;
  }
}

/** How a process was called, "" when it cannot be found out. */
export function commandLine(pid) {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    if (process.platform === "win32") return "";
    return execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}

/** When a process started, in whatever unit the system keeps: process ids are reused, the pair of both is not. */
export function processStart(pid) {
  try {
    if (process.platform === "linux") return linuxStat(pid).started;
    if (process.platform === "win32") return "";
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}

/** Whether `pid` runs, and is still the process that it was when `started` was noted. */
export function isAlive(pid, started = "") {
  try {
    process.kill(pid, 0);
    // A killed process that nobody has collected yet still has an id.
    if (process.platform === "linux" && linuxStat(pid).state === "Z") return false;
  } catch (error) {
    if (error.code !== "EPERM") return false;
  }
  return started === "" || processStart(pid) === started;
}

/** What the lock says, or null when nobody living holds it. */
export function readLock(file) {
  try {
    const holder = JSON.parse(readFileSync(file, "utf8"));
    return isAlive(holder.pid, holder.started) ? holder : null;
  } catch {
    return null;
  }
}

/** Removes a lock whose process died. Only one process may at a time: the second could remove the lock of the first. */
function clearStale(file) {
  const turn = `${file}.turn`;
  try {
    mkdirSync(turn);
  } catch {
    try {
      if (Date.now() - statSync(turn).mtimeMs > 5_000) rmdirSync(turn);
    } catch {
      // Another process is done with its turn already.
    }
    return;
  }
  try {
    if (!readLock(file)) rmSync(file, { force: true });
  } finally {
    rmdirSync(turn);
  }
}

/**
 * Takes the lock, or says who has it. `facts` are told to whoever asks meanwhile.
 * @returns {{ release(): void, tell(facts: object): void } | { holder: object }}
 */
export function takeLock(file, facts = {}) {
  mkdirSync(dirname(file), { recursive: true });
  const mine = { pid: process.pid, started: processStart(process.pid) };
  const draft = `${file}.${process.pid}`;
  const write = (content) => writeFileSync(draft, `${JSON.stringify({ ...content, ...mine })}\n`);
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      write(facts);
      linkSync(draft, file);
      rmSync(draft, { force: true });
      return {
        tell(news) {
          write({ ...facts, ...news });
          renameSync(draft, file);
        },
        release() {
          if (readLock(file)?.pid === process.pid) rmSync(file, { force: true });
        },
      };
    } catch (error) {
      rmSync(draft, { force: true });
      if (error.code !== "EEXIST") throw error;
    }
    const holder = readLock(file);
    if (holder) return { holder };
    clearStale(file);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  }
  throw new Error(`${file} cannot be taken: remove it and try again.`);
}

/** Takes the lock as soon as it is free, calling `onWait` once when that is not at once. */
export async function waitForLock(file, facts = {}, { onWait = () => {}, timeout = Number.POSITIVE_INFINITY } = {}) {
  const deadline = Date.now() + timeout;
  for (let waited = false; ; waited = true) {
    const lock = takeLock(file, facts);
    if (!("holder" in lock) || Date.now() > deadline) return lock;
    if (!waited) onWait(lock.holder);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

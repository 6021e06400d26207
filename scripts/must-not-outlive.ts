import { processStart } from "./lock.mjs";

/**
 * For a process that would go on when this one is killed: the bootstrap, which started this one, then sends it `signal`. Without
 * a bootstrap (a server that a test starts) it is left behind, and the next start takes it over.
 */
export function mustNotOutlive(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid) process.send?.({ orphan: { pid, started: processStart(pid), signal } });
}

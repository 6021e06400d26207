import { EnvironmentError } from "#lib/env";

/** Something the person at the terminal can put right. Its message is the whole sentence they read; no stack is shown. */
export class Explained extends Error {}

/** Postgres' code for it (appendix A of its manual). */
const diskFull = "53100";

type SystemError = Error & { code?: string; path?: string; port?: number; address?: string };

/** One sentence for a failure we foresaw, or null. */
export function explanation(error: unknown): string | null {
  if (error instanceof Explained || error instanceof EnvironmentError) return error.message;
  if (!(error instanceof Error)) return null;
  const { code, path, message } = error as SystemError;
  // Drizzle wraps what Postgres said.
  const inner = explanation(error.cause);
  if (inner) return inner;
  if (code === "ENOSPC" || code === diskFull || saysDiskFull(message)) return fullDisk(path);
  if (code === "EROFS" || code === "EACCES" || code === "EPERM") {
    return path
      ? `${path} cannot be written by this user: check who owns it, or set FOYER_DATA_DIR to another folder.`
      : null;
  }
  return null;
}

/** Postgres, npm and Next each have their own words for it. */
export function saysDiskFull(output: string): boolean {
  return /no space left on device|ENOSPC|disk full|could not extend file .* wrote only/i.test(output);
}

export function fullDisk(path?: string): string {
  return `The disk${path ? ` that holds ${path}` : ""} is full: free some space and start again.`;
}

/** Runs a script's main function: a foreseen failure is one sentence on stderr and exit code 1. */
export async function run(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const foreseen = explanation(error);
    process.stderr.write(`${foreseen ?? (error instanceof Error ? error.stack : String(error))}\n`);
    process.exit(1);
  }
}

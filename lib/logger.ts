import pino from "pino";
import { env } from "#lib/env";

let logger: pino.Logger | undefined;

/** JSON lines on stderr. Never give it a request, a token or an address: an id is enough to find the row. */
export function log(): pino.Logger {
  logger ??= pino({ level: env.LOG_LEVEL, base: undefined }, pino.destination({ fd: 2, sync: true }));
  return logger;
}

/** Logs a defect with the place it happened in. Messages of unknown errors hold SQL and parameters: they do not even reach the log. */
export function logUnexpected(error: unknown, facts: Record<string, unknown>): void {
  const stack = error instanceof Error ? (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)) : [];
  log().error({ ...facts, kind: error instanceof Error ? error.name : typeof error, stack }, "unexpected error");
}

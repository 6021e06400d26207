import pg from "pg";

/** The driver's error inside whatever wrapped it (Drizzle keeps it in `cause`), or null. */
export function databaseError(error: unknown): pg.DatabaseError | null {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth++) {
    if (current instanceof pg.DatabaseError) return current;
  }
  return null;
}

/** The name of the unique constraint or index that a write ran into, or null when the error is something else. */
export function uniqueViolation(error: unknown): string | null {
  const cause = databaseError(error);
  return cause?.code === "23505" ? (cause.constraint ?? null) : null;
}

/**
 * Whether Postgres could not be reached, is starting or stopping, or had no connection free in time; or had one, and what somebody else
 * was changing was not free in time, or the statement took longer than one may.
 */
export function isUnavailable(error: unknown): boolean {
  const cause = databaseError(error);
  if (cause) return /^(08|53|55P03|57014|57P0[1-3])/.test(cause.code ?? "");
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth++) {
    if (
      /ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|timeout exceeded when trying to connect|Connection terminated/.test(
        current.message,
      )
    )
      return true;
  }
  return false;
}

import { type SQL, type SQLWrapper, sql } from "drizzle-orm";

/**
 * Pages of a list that is ordered by a moment and an id: the next one begins after the last row of this one, wherever that is by
 * then. A position is text, `2026-03-01T09:30:00.123456~usr_1`, in microseconds and UTC, and travels in addresses.
 */
export function positionOf(moment: SQLWrapper, id: SQLWrapper): SQL<string> {
  return sql<string>`to_char(${moment} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '~' || ${id}`;
}

/** A position as a row to compare with, or null when it is none of ours: it came from an address bar, and nothing depends on it. */
export function rowAt(position: string): SQL | null {
  const [moment = "", id = ""] = position.split("~");
  return isMoment(moment) && /^[a-z]{3}_\d{1,24}$/.test(id)
    ? sql`(${moment}::timestamp at time zone 'utc', ${id}::text)`
    : null;
}

/** A moment in microseconds that Postgres reads too: the 30th of February only looks like one. */
function isMoment(text: string): boolean {
  // Postgres has no year 0.
  if (!/^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/.test(text)) return false;
  const date = new Date(`${text}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.slice(0, 19));
}

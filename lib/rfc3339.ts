import { type SQL, type SQLWrapper, sql } from "drizzle-orm";

/** A moment as text in a statement: RFC 3339, in UTC, with microseconds. */
export function rfc3339(moment: SQLWrapper): SQL<string> {
  return sql<string>`to_char((${moment}) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

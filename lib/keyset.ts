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

/** Whether `text` is a position that a list could have given. */
export function isPosition(text: string): boolean {
  return rowAt(text) !== null;
}

/** Where a page of a list begins: after a row, or before one and then read backwards; null: where the list does. */
export type PageStart = { after: string } | { before: string } | null;

/** A page of a list, and how long the whole of it is, counted. */
export type Page<Item> = {
  records: Item[];
  /** Positions of the rows to go on from; null where the list ends. */
  next: string | null;
  previous: string | null;
  total: number;
};

const isBackwards = (start: PageStart) => start !== null && "before" in start;

/** Which rows a page is made of, newest first, and the order to read them in: backwards for a page before another. */
export function newestFirst(start: PageStart, moment: SQLWrapper, id: SQLWrapper): { from: SQL; order: SQL } {
  const row = start && rowAt("before" in start ? start.before : start.after);
  const here = sql`(${moment}, ${id})`;
  const backwards = isBackwards(start);
  return {
    from: row ? (backwards ? sql`${here} > ${row}` : sql`${here} < ${row}`) : sql`true`,
    order: backwards ? sql`${moment}, ${id}` : sql`${moment} desc, ${id} desc`,
  };
}

/**
 * The page out of its rows, of which one more than `limit` was read, in the order they were read in. The total stands in each; of an
 * empty page there is one row, without a position.
 */
export function pageOf<Row extends { position: string | null; total: string }, Item>(
  rows: readonly Row[],
  { start, limit }: { start: PageStart; limit: number },
  toItem: (row: Row) => Item,
): Page<Item> {
  const shown = rows.filter(({ position }) => position !== null);
  const more = shown.length > limit;
  const page = shown.slice(0, limit);
  const backwards = isBackwards(start);
  if (backwards) page.reverse();
  return {
    records: page.map(toItem),
    next: backwards || more ? (page.at(-1)?.position ?? null) : null,
    previous: (backwards ? more : start !== null) ? (page[0]?.position ?? null) : null,
    total: Number(rows[0]?.total ?? 0),
  };
}

/** The page of a list that is only read onwards, out of its rows, of which one more than `limit` was read. */
export function onwards<Row extends { position: string }>(
  rows: readonly Row[],
  limit: number,
): { records: Omit<Row, "position">[]; next: string | null } {
  return {
    records: rows.slice(0, limit).map(({ position: _, ...record }) => record),
    next: rows.length > limit ? (rows[limit - 1]?.position ?? null) : null,
  };
}

import { type SQL, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { installation } from "#db/client";

/** How many rows one statement deletes, so that none comes near the time that a statement has, with what hangs on its rows. */
export const purgeBatch = 500;
/** For how many milliseconds one purge goes on, so that its job is over before it counts as lost. */
const patience = 4 * 60_000;

/**
 * Deletes what is over, however much has come together: some rows at a time, each time for good, until there are none or its own
 * time is up. Then the next purge goes on. Processes that do it at once share the work.
 * @param over which rows of the table
 */
export async function purge(table: PgTable, over: SQL, milliseconds = patience): Promise<void> {
  const until = performance.now() + milliseconds;
  do {
    // An array, which is made once: a plain subquery may be run again for each row.
    const { rowCount } = await installation.execute(sql`delete from ${table} where ctid = any(array(
      select ctid from ${table} where ${over} limit ${purgeBatch} for update skip locked))`);
    if ((rowCount ?? 0) < purgeBatch) return;
  } while (performance.now() < until);
}

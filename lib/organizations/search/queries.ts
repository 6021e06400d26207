import { type SQL, sql } from "drizzle-orm";
import { lookupKey } from "#lib/lookup-key";
import { trigramsOf } from "./rules.ts";

type Conditions = {
  /** What the trigram index finds; null when the search is too short for it. */
  candidates: SQL | null;
  /** What is true of an organization that was meant. */
  matches: SQL;
};

type Searched = { text: SQL; key: SQL };

/**
 * What a search for `wanted` means, as conditions on `s`, the organization_search table: any part of a name, an address, live or
 * former, an id or an external id; under three characters, what begins with it.
 * @param wanted normalised (NFC) and trimmed, not empty
 * @param where other columns of the same kind: lower-case lines of text, and search_key() of them
 */
export function mentions(wanted: string, where: Searched = { text: sql`s.text`, key: sql`s.key` }): Conditions {
  const text = sql`lower(${lookupKey(wanted)})`;
  const key = sql`search_key(${text})`;
  const trigrams = trigramsOf(wanted);
  if (trigrams.length > 0) {
    const found = trigrams.map((at) => sql`${where.key} like '%' || substr(${key}, ${at}, 3) || '%'`);
    return { candidates: sql.join(found, sql` and `), matches: sql`strpos(${where.text}, ${text}) > 0` };
  }
  const line = sql`E'\\n' || ${text}`;
  return {
    candidates:
      [...wanted].length > 1
        ? sql`(${where.key} like ${key} || '%' or ${where.key} like '%' || search_key(${line}) || '%')`
        : null,
    matches: sql`(starts_with(${where.text}, ${text}) or strpos(${where.text}, ${line}) > 0)`,
  };
}

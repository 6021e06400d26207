/**
 * Text from outside, as a key to look a row up by. Postgres cannot store a NUL and answers a comparison with one by an error, so
 * it becomes a character that no key has: nothing is found, which is the truth.
 */
export function lookupKey(raw: string): string {
  return raw.replaceAll("\0", "\uFFFD");
}

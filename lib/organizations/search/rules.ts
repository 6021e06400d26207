const mostTrigrams = 8;

/**
 * Where in the search_key() of a query to take the trigrams that are looked up, counted from 1; empty when it is too short to have
 * one. Each is a list to read, so they do not overlap more than they must; and where there are digits or other scripts, those tell
 * organizations apart: what stands before them ("customer_") is everywhere.
 */
export function trigramsOf(query: string): number[] {
  const telling = [...query].flatMap((character) => (character > "\x7f" ? [true, true] : [/\d/.test(character)]));
  const last = telling.length - 3;
  if (last < 0) return [];
  const starts = [...new Set([...Array.from({ length: Math.ceil(last / 3) }, (_, index) => 3 * index), last])];
  const rare = starts.filter((start) => telling.slice(start, start + 3).includes(true));
  return (rare.length > 1 ? rare : starts).slice(0, mostTrigrams).map((start) => start + 1);
}

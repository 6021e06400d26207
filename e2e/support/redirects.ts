import type { Answer, Client } from "./client.ts";
import { formsIn } from "./html-form.ts";

/**
 * Follows an answer to its end and returns every address it led to, and every place its pages' forms would send a browser
 * afterwards. Stops where it leaves Foyer, and at addresses in `seen`: what those lead to is known from an earlier trail.
 */
export async function trailOf(client: Client, first: Answer, seen = new Set<string>()): Promise<URL[]> {
  const trail: URL[] = [];
  let answer = first;
  for (let hops = 0; hops < 12; hops++) {
    const { location } = answer;
    if (!location) return [...trail, ...targetsIn(answer)];
    trail.push(location);
    if (location.origin !== new URL(client.baseUrl).origin || seen.has(location.href)) return trail;
    seen.add(location.href);
    answer = await client.get(location.pathname + location.search);
  }
  throw new Error(`Redirects never end: ${trail.map(({ href }) => href).join(" → ")}`);
}

/** Where the page's own forms and refreshes lead, now or after sign-in. */
function targetsIn({ body, url, headers }: Answer): URL[] {
  const named = formsIn(body).flatMap(({ action, fields }) => [action, fields.callbackUrl ?? ""]);
  const refreshed = [headers.refresh, /<meta http-equiv="refresh" content="([^"]*)"/i.exec(body)?.[1]].flatMap(
    (refresh) => /url=(.*)/i.exec(String(refresh ?? ""))?.[1] ?? [],
  );
  return [...named, ...refreshed]
    .filter((target) => !target.startsWith("javascript:throw"))
    .map((target) => new URL(target, url));
}

/** Runs work for each item, a few at a time: a server on two cores answers hundreds of requests soonest in small batches. */
export async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>, together = 8): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: together }, worker));
}

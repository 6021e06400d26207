import type { IncomingMessage } from "node:http";
import { LRUCache } from "lru-cache";
import { NamedKeys } from "./named-keys.ts";

const maxBytes = 64 * 1024 * 1024;

/** What a render gave: worth keeping when it has a size, else only to be answered. */
export type Rendered = { bytes: number | null };

/** A page: by which host, "" for Foyer's own, and under which path; and the name whose notices make it out of date, if any do. */
export type PageKey = { host: string; path: string; name: string | null };

/**
 * Keeps rendered pages by host and path. Requests for the same page share one render. A render that was under way when its page was
 * invalidated is answered to those who already waited, but neither kept nor given to anybody who comes later.
 */
export class PageCache<Page extends Rendered> {
  readonly #named = new NamedKeys();
  readonly #pages = new LRUCache<string, Page>({
    maxSize: maxBytes,
    sizeCalculation: (page) => page.bytes ?? 1,
    dispose: (_, id) => this.#named.remove(id),
  });
  readonly #underWay = new Map<string, Promise<Page>>();
  readonly #render: (key: PageKey) => Promise<Page>;

  constructor(render: (key: PageKey) => Promise<Page>) {
    this.#render = render;
  }

  async get(key: PageKey): Promise<Page> {
    // By its name too: a host may pass from one organization to another, and no notice of the new one names the old.
    const id = `${key.host}${key.path} ${key.name ?? ""}`;
    return this.#pages.get(id) ?? this.#underWay.get(id) ?? this.#fill(id, key);
  }

  /** Forgets what is out of date since `name` was announced. */
  invalidate(name: string): void {
    for (const id of this.#named.keysOf(name)) {
      this.#pages.delete(id);
      this.#underWay.delete(id);
      this.#named.remove(id);
    }
  }

  clear(): void {
    this.#pages.clear();
    for (const id of this.#underWay.keys()) this.#named.remove(id);
    this.#underWay.clear();
  }

  #fill(id: string, key: PageKey): Promise<Page> {
    const render = this.#render(key).then(
      (page) => {
        if (this.#settle(id, render) && page.bytes !== null) {
          this.#pages.set(id, page);
          if (key.name !== null) this.#named.add(id, key.name);
        }
        return page;
      },
      (error: unknown) => {
        this.#settle(id, render);
        throw error;
      },
    );
    this.#underWay.set(id, render);
    if (key.name !== null) this.#named.add(id, key.name);
    return render;
  }

  /** Whether `render` still speaks for its page. */
  #settle(id: string, render: Promise<Page>): boolean {
    if (this.#underWay.get(id) !== render) return false;
    this.#underWay.delete(id);
    this.#named.remove(id);
    return true;
  }
}

// No empty name and no dots alone: those are another path by the time Next reads it. Besides slugs, ids.
const doorPath = /^\/login\/((?!\.)[a-z0-9.-]{1,253}|org_\d{17,19})$/;
/** What is answered wherever there is nothing, or nothing for whoever asks. Nothing must ever be there. */
export const nothing: PageKey = { host: "", path: "/nothing-here", name: null };

const samePages = new Set(["/", "/sign-in", "/sign-up"]);

/**
 * Under what the answer to this request of Foyer's own host is kept, or null when it depends on more than the path.
 * @param sessionCookie name of the cookie that a signed-in browser sends
 */
export function pageKey(
  request: Pick<IncomingMessage, "url" | "method" | "headers">,
  sessionCookie: string,
): PageKey | null {
  const { url = "", headers } = request;
  if (!asksForPage(request)) return null;
  const door = doorPath.exec(url)?.[1] ?? null;
  if (!samePages.has(url) && door === null) return null;
  // Whoever is signed in is sent on from the landing page.
  if (url === "/" && headers.cookie?.includes(`${sessionCookie}=`)) return null;
  return { host: "", path: url, name: door };
}

function asksForPage({ method, headers }: Pick<IncomingMessage, "method" | "headers">): boolean {
  return (
    (method === "GET" || method === "HEAD") &&
    headers.rsc === undefined &&
    headers["next-action"] === undefined &&
    headers.authorization === undefined
  );
}

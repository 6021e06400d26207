import type { IncomingMessage } from "node:http";
import { LRUCache } from "lru-cache";

const maxBytes = 64 * 1024 * 1024;

/** What a render gave: worth keeping when it has a size, else only to be answered. */
export type Rendered = { bytes: number | null };

/**
 * Keeps rendered pages by path. Requests for the same path share one render. A render that was under way when its page was
 * invalidated is answered to those who already waited, but neither kept nor given to anybody who comes later.
 */
export class PageCache<Page extends Rendered> {
  readonly #pages = new LRUCache<string, Page>({ maxSize: maxBytes, sizeCalculation: (page) => page.bytes ?? 1 });
  readonly #underWay = new Map<string, Promise<Page>>();
  readonly #render: (path: string) => Promise<Page>;

  constructor(render: (path: string) => Promise<Page>) {
    this.#render = render;
  }

  async get(path: string): Promise<Page> {
    return this.#pages.get(path) ?? this.#underWay.get(path) ?? this.#fill(path);
  }

  invalidate(path: string): void {
    this.#pages.delete(path);
    this.#underWay.delete(path);
  }

  clear(): void {
    this.#pages.clear();
    this.#underWay.clear();
  }

  #fill(path: string): Promise<Page> {
    const render = this.#render(path).then(
      (page) => {
        if (this.#settle(path, render) && page.bytes !== null) this.#pages.set(path, page);
        return page;
      },
      (error: unknown) => {
        this.#settle(path, render);
        throw error;
      },
    );
    this.#underWay.set(path, render);
    return render;
  }

  /** Whether `render` still speaks for its path. */
  #settle(path: string, render: Promise<Page>): boolean {
    return this.#underWay.get(path) === render && this.#underWay.delete(path);
  }
}

// No empty name and no dots alone: those are another path by the time Next reads it.
const doorPath = /^\/login\/(?!\.)[a-z0-9.-]{1,253}$/;
const samePages = new Set(["/", "/sign-in", "/sign-up"]);

/**
 * The path under which the answer to this request is kept, or null when it depends on more than the path.
 * @param sessionCookie name of the cookie that a signed-in browser sends
 */
export function cacheKey(
  { url = "", method, headers }: Pick<IncomingMessage, "url" | "method" | "headers">,
  sessionCookie: string,
): string | null {
  if (method !== "GET" && method !== "HEAD") return null;
  if (headers.rsc !== undefined || headers["next-action"] !== undefined || headers.authorization !== undefined)
    return null;
  if (!samePages.has(url) && !doorPath.test(url)) return null;
  // Whoever is signed in is sent on from the landing page.
  if (url === "/" && headers.cookie?.includes(`${sessionCookie}=`)) return null;
  return url;
}

/** The page that shows the brand of this slug. */
export function doorPathOf(slug: string): string {
  return `/login/${slug}`;
}

import { beforeEach, describe, expect, test } from "vitest";
import { cacheKey, doorPathOf, PageCache } from "./page-cache.ts";

type Page = { bytes: number | null; text: string };

/** A render that finishes when told to. */
function renderer() {
  const renders: { path: string; finish: (page?: Partial<Page>) => void; fail: () => void }[] = [];
  const render = (path: string) =>
    new Promise<Page>((resolve, reject) => {
      const text = `${path} ${renders.length + 1}`;
      renders.push({
        path,
        finish: (page) => resolve({ bytes: 1, text, ...page }),
        fail: () => reject(new Error("The render failed.")),
      });
    });
  return { render, renders };
}

describe("the page cache", () => {
  let { render, renders } = renderer();
  let pages = new PageCache<Page>(render);

  beforeEach(() => {
    ({ render, renders } = renderer());
    pages = new PageCache(render);
  });

  async function fill(path: string): Promise<Page> {
    const page = pages.get(path);
    renders.at(-1)?.finish();
    return page;
  }

  test("renders a page once, however many ask at the same time", async () => {
    const asked = Promise.all([pages.get("/a"), pages.get("/a"), pages.get("/a")]);
    renders[0]?.finish();
    expect(new Set(await asked).size).toBe(1);
    expect(await pages.get("/a")).toBe((await asked)[0]);
    expect(renders).toHaveLength(1);
  });

  test("forgets a page when it is invalidated, and no other", async () => {
    await fill("/a");
    await fill("/b");
    pages.invalidate("/a");
    expect((await fill("/a")).text).toBe("/a 3");
    expect((await pages.get("/b")).text).toBe("/b 2");
  });

  test("does not keep a render that was under way when its page was invalidated", async () => {
    const early = pages.get("/a");
    pages.invalidate("/a");
    const late = pages.get("/a");
    renders[0]?.finish();
    renders[1]?.finish();
    expect((await early).text).toBe("/a 1");
    expect((await late).text).toBe("/a 2");
    expect((await pages.get("/a")).text).toBe("/a 2");
  });

  test("does not let an outdated render that ends last replace the newer one", async () => {
    const early = pages.get("/a");
    pages.invalidate("/a");
    const late = pages.get("/a");
    renders[1]?.finish();
    await late;
    renders[0]?.finish();
    await early;
    expect((await pages.get("/a")).text).toBe("/a 2");
  });

  test("is empty after a gap, renders under way included", async () => {
    await fill("/a");
    const underWay = pages.get("/b");
    pages.clear();
    renders[1]?.finish();
    await underWay;
    expect((await fill("/a")).text).toBe("/a 3");
    expect((await fill("/b")).text).toBe("/b 4");
  });

  test("does not keep what is not worth keeping, nor failures", async () => {
    const missing = pages.get("/a");
    renders[0]?.finish({ bytes: null });
    await missing;
    const failing = pages.get("/a");
    renders[1]?.fail();
    await expect(failing).rejects.toThrow();
    expect((await fill("/a")).text).toBe("/a 3");
  });
});

describe("the cache key", () => {
  const key = (url: string, headers = {}, method = "GET") => cacheKey({ url, headers, method }, "foyer.session");

  test("is the path of the public pages", () => {
    for (const path of ["/", "/sign-in", "/sign-up", "/login/orion", "/login/auth.orion-analytics.com"]) {
      expect(key(path)).toBe(path);
      expect(key(path, {}, "HEAD")).toBe(path);
    }
  });

  test("is null for whatever depends on more than the path", () => {
    expect(key("/sign-in?x=1")).toBeNull();
    expect(key("/sign-in", { rsc: "1" })).toBeNull();
    expect(key("/sign-in", {}, "POST")).toBeNull();
    expect(key("/o/orion")).toBeNull();
    expect(key("/login")).toBeNull();
    expect(key("/login/Orion")).toBeNull();
    expect(key("/login/%6frion")).toBeNull();
    expect(key("/login/orion/x")).toBeNull();
  });

  test("is null for the landing page of a signed-in browser only", () => {
    const signedIn = { cookie: "a=b; foyer.session=x" };
    expect(key("/", signedIn)).toBeNull();
    expect(key("/sign-in", signedIn)).toBe("/sign-in");
    expect(key("/", { cookie: "foyer.last-method=email" })).toBe("/");
  });

  test("of a door is found by its slug", () => {
    expect(key(doorPathOf("orion"))).toBe("/login/orion");
  });
});

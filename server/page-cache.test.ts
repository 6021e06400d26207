import { beforeEach, describe, expect, test } from "vitest";
import { PageCache, type PageKey, pageKey } from "./page-cache.ts";

type Page = { bytes: number | null; text: string };

/** A render that finishes when told to. */
function renderer() {
  const renders: { path: string; finish: (page?: Partial<Page>) => void; fail: () => void }[] = [];
  const render = ({ path }: PageKey) =>
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

/** A page that the notices for its own path are about. */
const at = (path: string): PageKey => ({ host: "", path, name: path });

describe("the page cache", () => {
  let { render, renders } = renderer();
  let pages = new PageCache<Page>(render);

  beforeEach(() => {
    ({ render, renders } = renderer());
    pages = new PageCache(render);
  });

  async function fill(path: string): Promise<Page> {
    const page = pages.get(at(path));
    renders.at(-1)?.finish();
    return page;
  }

  test("renders a page once, however many ask at the same time", async () => {
    const asked = Promise.all([pages.get(at("/a")), pages.get(at("/a")), pages.get(at("/a"))]);
    renders[0]?.finish();
    expect(new Set(await asked).size).toBe(1);
    expect(await pages.get(at("/a"))).toBe((await asked)[0]);
    expect(renders).toHaveLength(1);
  });

  test("forgets a page when it is invalidated, and no other", async () => {
    await fill("/a");
    await fill("/b");
    pages.invalidate("/a");
    expect((await fill("/a")).text).toBe("/a 3");
    expect((await pages.get(at("/b"))).text).toBe("/b 2");
  });

  test("never shows one organization's page at a host that has become another's", async () => {
    const fillFor = async (name: string) => {
      const filled = pages.get({ host: "auth.orion.com", path: "/", name });
      renders.at(-1)?.finish();
      return (await filled).text;
    };
    const first = await fillFor("org_1");
    expect(await fillFor("org_1")).toBe(first);
    expect(await fillFor("org_2")).not.toBe(first);
  });

  test("forgets every page that a notice is about, under every host", async () => {
    await fill("/a");
    await fill("/b");
    const hosts = ["orion.foyer.example", "auth.orion.com"];
    const fillHosted = async (host: string) => {
      const filled = pages.get({ host, path: "/a", name: "org_1" });
      renders.at(-1)?.finish();
      return (await filled).text;
    };
    expect(await Promise.all(hosts.map(fillHosted))).toEqual(["/a 3", "/a 4"]);
    pages.invalidate("/a");
    expect((await fill("/a")).text).toBe("/a 5");
    expect(await Promise.all(hosts.map(fillHosted))).toEqual(["/a 3", "/a 4"]);
    pages.invalidate("org_1");
    expect(await Promise.all(hosts.map(fillHosted))).toEqual(["/a 6", "/a 7"]);
    expect((await pages.get(at("/b"))).text).toBe("/b 2");
  });

  test("does not keep a render that was under way when its page was invalidated", async () => {
    const early = pages.get(at("/a"));
    pages.invalidate("/a");
    const late = pages.get(at("/a"));
    renders[0]?.finish();
    renders[1]?.finish();
    expect((await early).text).toBe("/a 1");
    expect((await late).text).toBe("/a 2");
    expect((await pages.get(at("/a"))).text).toBe("/a 2");
  });

  test("does not let an outdated render that ends last replace the newer one", async () => {
    const early = pages.get(at("/a"));
    pages.invalidate("/a");
    const late = pages.get(at("/a"));
    renders[1]?.finish();
    await late;
    renders[0]?.finish();
    await early;
    expect((await pages.get(at("/a"))).text).toBe("/a 2");
  });

  test("is empty after a gap, renders under way included", async () => {
    await fill("/a");
    const underWay = pages.get(at("/b"));
    pages.clear();
    renders[1]?.finish();
    await underWay;
    expect((await fill("/a")).text).toBe("/a 3");
    expect((await fill("/b")).text).toBe("/b 4");
  });

  test("does not keep what is not worth keeping, nor failures", async () => {
    const missing = pages.get(at("/a"));
    renders[0]?.finish({ bytes: null });
    await missing;
    const failing = pages.get(at("/a"));
    renders[1]?.fail();
    await expect(failing).rejects.toThrow();
    expect((await fill("/a")).text).toBe("/a 3");
  });
});

describe("the key of a page", () => {
  const key = (url: string, headers = {}, method = "GET") => pageKey({ url, headers, method }, "foyer.session");
  const own = (path: string, name: string | null = null): PageKey => ({ host: "", path, name });

  test("is the path of the public pages", () => {
    for (const path of ["/", "/sign-in", "/sign-up"]) {
      expect(key(path)).toEqual(own(path));
      expect(key(path, {}, "HEAD")).toEqual(own(path));
    }
  });

  test("of a door has the slug or the id that its notices name", () => {
    for (const address of ["orion", "auth.orion-analytics.com", "org_12345678901234567"]) {
      expect(key(`/login/${address}`)).toEqual(own(`/login/${address}`, address));
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
    expect(key("/sign-in", signedIn)).toEqual(own("/sign-in"));
    expect(key("/", { cookie: "foyer.last-method=email" })).toEqual(own("/"));
  });
});

import { createServer, type RequestListener } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { chooseEncoding, matches, sendCachedPage, toCachedPage, withoutNonce } from "./cached-page.ts";
import { type Answer, render } from "./renderer.ts";
import { scriptHash } from "./security-headers.ts";

const nonce = "bm9uY2Ugb2YgYSB0ZXN0IQ==";
const written = (n: string) =>
  `<html><script src="/a.js" async="" nonce="${n}"></script><script nonce="${n}">one("${n}")</script><script id="x" nonce="${n}">two("</" + "x")</script><script>injected()</script></html>`;
const html = written(nonce);

const answer = (overrides: Partial<Answer> = {}): Answer => ({
  status: 200,
  headers: {
    "content-type": "text/html; charset=utf-8",
    vary: "rsc",
    "cache-control": "private, no-store",
    link: "</f.woff2>",
  },
  body: Buffer.from(html),
  ...overrides,
});

const policy = (scripts: string[]) => `script-src ${scripts.join(" ")}`;

async function ask(
  page: Awaited<ReturnType<typeof toCachedPage>>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const listener: RequestListener = (request, response) => sendCachedPage(request, response, page);
  return render(createServer(listener), "/", headers);
}

describe("hashes of inline scripts", () => {
  test("cover the scripts that carried the nonce, byte for byte as they are kept, and no other", () => {
    const kept = withoutNonce(html, nonce);
    expect(kept.hashes).toEqual([scriptHash(`one("")`), scriptHash(`two("</" + "x")`)]);
    expect(kept.html).toBe(written(""));
  });
});

describe("a cached page", () => {
  test("is sent whole, revalidated each time, with the hashes of its scripts", async () => {
    const { status, headers, body } = await ask(await toCachedPage(answer(), nonce, policy));
    expect(status).toBe(200);
    expect(body.toString()).toBe(written(""));
    expect(headers["cache-control"]).toBe("no-cache");
    expect(headers.vary).toBe("rsc, accept-encoding");
    expect(headers.link).toBe("</f.woff2>");
    expect(headers["content-security-policy"]).toContain(scriptHash(`one("")`));
  });

  test("is sent compressed to whoever accepts that", async () => {
    const page = await toCachedPage(answer(), nonce, policy);
    const br = await ask(page, { "accept-encoding": "gzip, br" });
    expect(br.headers["content-encoding"]).toBe("br");
    expect(brotliDecompressSync(br.body).toString()).toBe(written(""));
    const gzip = await ask(page, { "accept-encoding": "gzip, br;q=0" });
    expect(gzip.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(gzip.body).toString()).toBe(written(""));
  });

  test("is not sent again to whoever has it", async () => {
    const page = await toCachedPage(answer(), nonce, policy);
    const { etag = "" } = (await ask(page)).headers;
    const again = await ask(page, { "if-none-match": `"other", ${etag}` });
    expect(again.status).toBe(304);
    expect(again.body).toHaveLength(0);
    expect(again.headers.etag).toBe(etag);
    expect((await ask(page, { "if-none-match": `"other"` })).status).toBe(200);
  });

  test("has another tag when only the policy changed, because a 304 keeps the old one", async () => {
    const first = await ask(await toCachedPage(answer(), nonce, policy));
    const second = await ask(await toCachedPage(answer(), nonce, () => "script-src 'none'"));
    expect(first.headers.etag).not.toBe(second.headers.etag);
  });

  test("is kept only when it is a whole page for everyone", async () => {
    expect((await toCachedPage(answer(), nonce, policy)).bytes).toBeGreaterThan(0);
    expect((await toCachedPage(answer({ status: 404 }), nonce, policy)).bytes).toBeNull();
    expect((await toCachedPage(answer({ headers: { "content-type": "text/plain" } }), nonce, policy)).bytes).toBeNull();
    const cookie = { "content-type": "text/html", "set-cookie": ["a=b"] };
    expect((await toCachedPage(answer({ headers: cookie }), nonce, policy)).bytes).toBeNull();
  });

  test("passes on what is not kept as it came", async () => {
    const redirect = answer({
      status: 308,
      headers: { location: "/login/orion", "cache-control": "no-store" },
      body: Buffer.from(""),
    });
    const { status, headers } = await ask(await toCachedPage(redirect, nonce, policy), { "if-none-match": "*" });
    expect(status).toBe(308);
    expect(headers.location).toBe("/login/orion");
    expect(headers.etag).toBeUndefined();
  });
});

describe("negotiation", () => {
  test("takes the smallest encoding that is not refused", () => {
    expect(chooseEncoding("gzip, deflate, br")).toBe("br");
    expect(chooseEncoding("gzip")).toBe("gzip");
    expect(chooseEncoding("*")).toBe("br");
    expect(chooseEncoding("br;q=0, *;q=0.5")).toBe("gzip");
    expect(chooseEncoding("identity")).toBe("identity");
    expect(chooseEncoding(undefined)).toBe("identity");
  });

  test("compares tags weakly", () => {
    expect(matches(`W/"a"`, `W/"a"`)).toBe(true);
    expect(matches(`"a"`, `W/"a"`)).toBe(true);
    expect(matches(`*`, `W/"a"`)).toBe(true);
    expect(matches(`W/"b"`, `W/"a"`)).toBe(false);
    expect(matches(undefined, `W/"a"`)).toBe(false);
  });
});

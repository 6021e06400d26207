import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { AppError } from "#lib/errors";
import type { HostDoor } from "#lib/organizations/hosts/queries";
import type { HostPlace } from "#lib/organizations/hosts/rules";
import { toCachedPage } from "./cached-page.ts";
import { createFront, type FrontOptions } from "./front.ts";
import { createFrontServer } from "./http-server.ts";
import type { PageKey } from "./page-cache.ts";

const settings = { APP_URL: "http://foyer.example:3000", secure: false } as FrontOptions["settings"];
const door = (values: Partial<HostDoor> = {}): HostDoor => ({
  brand: { organizationId: "org_1", displayName: "Orion", slug: "orion", color: null, logo: null },
  open: true,
  moved: null,
  ...values,
});
const houses: Record<string, HostDoor> = {
  "orion.foyer.example": door(),
  "auth.orion.com": door(),
  "old.foyer.example": door({ moved: { to: "http://orion.foyer.example:3000", whole: true } }),
  "older.foyer.example": door({ moved: { to: "http://foyer.example:3000/login/auth.orion.com", whole: false } }),
  "shut.foyer.example": door({ open: false }),
};

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.closeAllConnections();
});

type Next = (request: IncomingMessage, response: ServerResponse) => void;
const bakeries: Record<string, Next> = {
  "as a header": (_, response) => void response.setHeader("Set-Cookie", ["a=1", "b=2"]).end("ok"),
  "one by one": (_, response) => void response.appendHeader("set-cookie", "a=1").end("ok"),
  "with the status": (_, response) => void response.writeHead(200, { "Set-Cookie": "a=1", "x-kept": "1" }).end("ok"),
  "in a list": (_, response) =>
    void response.writeHead(200, "OK", ["Set-Cookie", "a=1", "x-kept", "1"] as never).end("ok"),
};

async function start({
  next = (_, response) => void response.end("file"),
  ...rest
}: Partial<Omit<FrontOptions, "next">> & { next?: Next } = {}) {
  const asked: PageKey[] = [];
  const options: FrontOptions = {
    settings,
    trust: {
      appUrl: new URL(settings.APP_URL),
      hops: 1,
      dev: false,
      cookies: { session: "foyer.session", callbackUrl: "foyer.callback-url" },
    },
    database: { connected: true, listening: true, answers: async () => true },
    pages: {
      get: async (key) => {
        asked.push(key);
        const headers = { "content-type": "text/html", "set-cookie": ["baked=1"] };
        return toCachedPage({ status: 200, headers, body: Buffer.from(`door of ${key.host}`) }, "nonce", () => "csp");
      },
    },
    doors: { find: async ({ host }: HostPlace) => houses[host] ?? null },
    subdomains: true,
    ...rest,
    next: async (request, response) => next(request, response),
  };
  const server = createFrontServer(createFront(options), []);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { port, asked };
}

/** Sends lines as they are; the answer in parts. */
function speak(port: number, lines: string): Promise<{ status: number; head: string; body: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () =>
      socket.write(Buffer.from(`${lines}\r\nConnection: close\r\n\r\n`, "latin1")),
    );
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("error", reject);
    socket.on("close", () => {
      const [head = "", body = ""] = answer.split("\r\n\r\n", 2);
      resolve({ status: Number(head.split(" ")[1]), head, body });
    });
  });
}

const get = (port: number, host: string, path = "/", more = "") =>
  speak(port, `GET ${path} HTTP/1.1\r\nHost: ${host}${more}`);
const without = (head: string) => head.replace(/^Date: .*\r\n/m, "");

describe("under a host that means an organization", () => {
  test("the door is answered, with any query, by any spelling of the host and from any port", async () => {
    const { port, asked } = await start();
    for (const [host, path] of [
      ["orion.foyer.example", "/"],
      ["ORION.foyer.example:3000", "/?utm=x"],
      ["auth.orion.com:8080", "/"],
    ] as const) {
      const { status, body } = await get(port, host, path);
      const name = host.toLowerCase().replace(/:.*/, "");
      expect([status, body]).toEqual([200, `door of ${name}`]);
      expect(asked.pop()).toEqual({ host: name, path: "/", name: "org_1" });
    }
  });

  test("the page may send its forms to APP_URL and says from where", async () => {
    const { head } = await get((await start()).port, "orion.foyer.example");
    expect(head).toMatch(/^referrer-policy: strict-origin\r?$/im);
  });

  test.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])("%s is not answered", async (method) => {
    const { status, head } = await speak((await start()).port, `${method} / HTTP/1.1\r\nHost: orion.foyer.example`);
    expect(status).toBe(405);
    expect(head).toMatch(/^allow: GET, HEAD\r?$/im);
  });

  test.each(["/_next/static/chunks/0.f~a-1.js", "/logos/abc.webp", "/favicon.ico", "/icon.svg?v=1", "/robots.txt"])(
    "the file %s is there, asked for without a visitor",
    async (path) => {
      let seen: IncomingMessage["headers"] = {};
      const { port } = await start({
        next: (request, response) => {
          seen = request.headers;
          response.end("file");
        },
      });
      const secrets =
        "\r\nCookie: foyer.session=x\r\nAuthorization: Bearer x\r\nX-Org-Id: org_2\r\nX-Foyer-Door-Host: evil.example";
      expect((await get(port, "orion.foyer.example", path, secrets)).body).toBe("file");
      expect(seen).not.toHaveProperty("cookie");
      expect(seen).not.toHaveProperty("authorization");
      expect(seen).not.toHaveProperty("x-org-id");
      expect(seen).not.toHaveProperty("x-foyer-door-host");
      expect(seen.host).toBe("foyer.example:3000");
    },
  );

  test.each([
    "/login/orion",
    "/o/orion",
    "/api/sign-in",
    "/api/auth/session",
    "/door/orion.foyer.example",
    "/sign-in",
    "/tls-check?domain=orion.foyer.example",
    "/mailbox",
    "/_next/image?url=x",
    "/_next/static/../../o/orion",
    "/_next/static/%2e%2e/x",
    "/_next/static//x",
    "//",
    "/logos/",
    "/robots.txt/x",
  ])("%s is nothing, exactly as under an unknown host", async (path) => {
    const { port } = await start({ next: () => expect.unreachable() });
    const [there, nowhere] = [
      await get(port, "orion.foyer.example", path),
      await get(port, "nobody.foyer.example", path),
    ];
    expect([there.status, without(there.head), there.body]).toEqual([404, without(nowhere.head), nowhere.body]);
  });

  test("the page that must be made anew is asked for by name, without a visitor or a router's headers", async () => {
    let seen: IncomingMessage["headers"] = {};
    const { port } = await start({
      database: { connected: true, listening: false, answers: async () => true },
      next: (request, response) => {
        seen = request.headers;
        response.end("page");
      },
    });
    await get(port, "orion.foyer.example", "/?x", "\r\nCookie: a=b\r\nRSC: 1\r\nNext-Router-State-Tree: x");
    expect(seen["x-foyer-door-host"]).toBe("orion.foyer.example");
    expect(Object.keys(seen).filter((name) => /^(cookie|rsc|next-)/.test(name))).toEqual([]);
  });

  test.each(Object.entries(bakeries))("no cookie leaves, set %s", async (how, next) => {
    const { port } = await start({ next });
    for (const path of ["/", "/robots.txt", "/o/orion"]) {
      for (const host of ["orion.foyer.example", "nobody.foyer.example"]) {
        expect((await get(port, host, path)).head).not.toMatch(/set-cookie/i);
      }
    }
    const { head, body } = await get(port, "orion.foyer.example", "/robots.txt");
    expect(body).toContain("ok");
    if (/status|list/.test(how)) expect(head).toMatch(/^x-kept: 1\r?$/m);
  });

  test("a former address leads to the live one, with path and query, or to the door under APP_URL", async () => {
    const { port } = await start();
    const location = async (host: string, path: string) =>
      /^location: (.*?)\r?$/im.exec((await get(port, host, path)).head)?.[1];
    expect(await location("old.foyer.example", "/a/b?c=d&e")).toBe("http://orion.foyer.example:3000/a/b?c=d&e");
    expect(await location("old.foyer.example", "//evil.example/")).toBe(
      "http://orion.foyer.example:3000/evil.example/",
    );
    expect(await location("older.foyer.example", "/a?c=d")).toBe("http://foyer.example:3000/login/auth.orion.com?c=d");
    expect((await get(port, "old.foyer.example")).status).toBe(308);
  });
});

describe("under any other host", () => {
  test.each([
    ["plain", ""],
    ["html", "\r\naccept: text/html,*/*"],
  ])("the answer is the same, whoever it could have been (%s)", async (type, accept) => {
    const { port } = await start({ next: () => expect.unreachable() });
    const first = await get(port, "nobody.foyer.example", "/", accept);
    expect([first.status, first.body]).toEqual([
      404,
      expect.stringContaining("There is nothing here under that name."),
    ]);
    expect(first.head).toContain(`text/${type};`);
    expect(first.body).not.toMatch(/<script|Foyer/);
    for (const host of [
      "shut.foyer.example",
      "evil.example",
      "orion.foyer.example.",
      "a.orion.foyer.example",
      "orion.foyer.example:x",
      "orion%2efoyer.example",
      "xn--80aqlfh.xn--p1ai",
      "\xd0\xbe\xd1\x80\xd0\xb8\xd0\xbe\xd0\xbd.com",
      "0x7f.1",
      "[::1",
      "orion.foyer.example@evil.example",
      "a".repeat(8_000),
      "",
    ]) {
      const { status, head, body } = await get(port, host, "/", accept);
      expect([host, status, without(head), body]).toEqual([host, 404, without(first.head), first.body]);
    }
  });

  test("health is answered nevertheless", async () => {
    const { port } = await start();
    expect((await get(port, "10.foyer.internal", "/health")).status).toBe(200);
  });

  test("two hosts in one request are refused", async () => {
    const { port } = await start({ next: () => expect.unreachable() });
    for (const [one, two] of [
      ["foyer.example:3000", "orion.foyer.example"],
      ["orion.foyer.example", "foyer.example:3000"],
    ]) {
      expect((await get(port, one ?? "", "/", `\r\nhost: ${two}`)).status).toBe(400);
    }
  });

  test("no Host header brings a fault, a cookie, or a page of Foyer's own", async () => {
    const { port } = await start({
      next: () => expect.unreachable(),
      pages: { get: () => Promise.reject(new Error("no")) },
    });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme-ascii", maxLength: 300 }), async (host) => {
        const { status, head } = await get(port, `${host.trim()}.x`);
        expect([400, 404]).toContain(status);
        expect(head).not.toMatch(/set-cookie/i);
      }),
      { numRuns: 200 },
    );
  });

  test("looks up each name for the client who asks, and says when that client asks for too many", async () => {
    const clients: string[] = [];
    const find = async (_: HostPlace, client: string) => {
      clients.push(client);
      throw new AppError("unavailable", "Too many.");
    };
    const { port } = await start({ doors: { find } });
    for (const [host, path, from] of [
      ["orion.foyer.example", "/", "2001:db8:1:2::9"],
      ["foyer.example", "/tls-check?domain=auth.orion.com", "2001:db8:1:ffff::9"],
    ] as const) {
      const { status, head, body } = await get(port, host, path, `\r\nX-Forwarded-For: ${from}`);
      expect({ status, body }).toEqual({ status: 429, body: expect.stringContaining("Too many.") });
      expect(head).toMatch(/retry-after: \d/i);
      expect(head).not.toMatch(/set-cookie/i);
    }
    // All that one subscriber can have is one client.
    expect(clients).toEqual(["2001:db8:1::/48", "2001:db8:1::/48"]);
  });

  test("an outage is an outage", async () => {
    const gone = { connected: false, listening: false, answers: async () => false };
    const failing = { find: () => Promise.reject(new Error("gone")) };
    const { port } = await start({ database: gone });
    expect((await get(port, "orion.foyer.example")).status).toBe(503);
    const late = await start({ database: { ...gone, connected: true }, doors: failing });
    expect((await get(late.port, "orion.foyer.example")).status).toBe(503);
  });
});

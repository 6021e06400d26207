import type { IncomingMessage } from "node:http";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  betterAddress,
  clientAddress,
  isFromThisMachine,
  isOwnHost,
  proxyWarning,
  sanitizeHeaders,
  saysHostOnce,
} from "./request-headers.ts";

const appUrl = new URL("https://foyer.example");
const cookies = { session: "foyer.session", callbackUrl: "foyer.callback-url" };

function requestWith(headers: Record<string, string>, remoteAddress = "203.0.113.9"): IncomingMessage {
  return {
    method: "GET",
    url: "/",
    httpVersion: "1.1",
    headers: { ...headers },
    socket: { remoteAddress },
    rawHeaders: [],
  } as never;
}

describe("the client's address", () => {
  test("is the socket's when no proxy is trusted", () => {
    expect(clientAddress("203.0.113.9", "198.51.100.1", 0)).toBe("203.0.113.9");
  });

  test("is what the outermost trusted proxy saw, counted from the right", () => {
    expect(clientAddress("10.0.0.1", "6.6.6.6, 198.51.100.1", 1)).toBe("198.51.100.1");
    expect(clientAddress("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", 2)).toBe("198.51.100.1");
  });

  test("is the socket's when the header is too short or not an address", () => {
    expect(clientAddress("10.0.0.1", "198.51.100.1", 2)).toBe("10.0.0.1");
    expect(clientAddress("10.0.0.1", "not-an-address", 1)).toBe("10.0.0.1");
    expect(clientAddress("10.0.0.1", undefined, 1)).toBe("10.0.0.1");
  });

  test.each([
    ["203.0.113.7:51312", "203.0.113.7"],
    [" 203.0.113.7 ", "203.0.113.7"],
    ["::FFFF:cb00:7107", "203.0.113.7"],
    ["[::ffff:203.0.113.7]:443", "203.0.113.7"],
    ["[2001:db8:1:2::9]:443", "2001:db8:1:2::9"],
    ["010.0.0.1", "10.0.0.1"],
    ["0x7f.1", "10.0.0.1"],
    ["1.2.3.256", "10.0.0.1"],
    ["2130706433", "10.0.0.1"],
  ])("is read from %j as %s, or is the proxy's when that is no address", (written, read) => {
    expect(clientAddress("10.0.0.1", `6.6.6.6, ${written}`, 1)).toBe(read);
  });

  test("is written one way only", () => {
    expect(clientAddress("::ffff:203.0.113.9", undefined, 0)).toBe("203.0.113.9");
    expect(clientAddress("10.0.0.1", "2001:DB8:0:0::1", 1)).toBe("2001:db8::1");
    expect(clientAddress("fe80::1%eth0", undefined, 0)).toBe("fe80::1");
  });

  test("never depends on what the client wrote left of the trusted entry", () => {
    fc.assert(
      fc.property(fc.string(), (forged) => {
        expect(clientAddress("10.0.0.1", `${forged}, 198.51.100.1`, 1)).toBe("198.51.100.1");
      }),
    );
  });
});

describe("a proxy that nobody trusts", () => {
  test.each(["x-forwarded-for", "forwarded"])("is spoken of once, when it says %s", (name) => {
    const said: string[] = [];
    const warn = proxyWarning(0, (text) => said.push(text));
    warn(requestWith({ host: "foyer.example" }));
    expect(said).toEqual([]);
    for (let index = 0; index < 3; index++) warn(requestWith({ [name]: "for=192.0.2.43" }));
    expect(said).toEqual([expect.stringMatching(/TRUSTED_PROXY_HOPS is 0.*one client/)]);
    expect(said[0]).not.toContain("192.0.2.43");
  });

  test("is not Next, which asks this server itself with the headers of the request that it answers", () => {
    const answered = requestWith({ host: "foyer.example" });
    sanitizeHeaders(answered, { appUrl, hops: 0, dev: false, cookies });
    expect(answered.headers["x-forwarded-for"]).toBe("203.0.113.9");
    proxyWarning(0, () => expect.unreachable())(answered);
  });

  test("is none when proxies are trusted", () => {
    proxyWarning(1, () => expect.unreachable())(requestWith({ "x-forwarded-for": "192.0.2.43" }));
  });
});

describe("sanitizing", () => {
  const forged = {
    "x-org-id": "org_1",
    "x-foyer-client": "6.6.6.6",
    "x-foyer-door-host": "evil.example",
    "x-middleware-subrequest": "proxy",
    "x-nextjs-data": "1",
    "x-forwarded-host": "evil.example",
    "x-forwarded-prefix": "/evil",
    "x-real-ip": "6.6.6.6",
    "x-invoke-path": "/account",
    "content-security-policy": "script-src 'nonce-evil'",
    forwarded: "for=6.6.6.6",
    host: "evil.example",
  };

  test("removes everything that only we or Next may say, and states the host ourselves", () => {
    const request = requestWith({ ...forged, cookie: "a=b", accept: "text/html" });
    sanitizeHeaders(request, { appUrl, hops: 0, dev: false, cookies });
    expect(request.headers).toEqual({
      cookie: "a=b",
      accept: "text/html",
      host: "foyer.example",
      "x-forwarded-host": "foyer.example",
      "x-forwarded-proto": "https",
      "x-forwarded-for": "203.0.113.9",
      "x-foyer-client": "203.0.113.9",
      "x-foyer-path": "/",
      "user-agent": "unknown",
    });
  });

  test("leaves no other story in the raw list", () => {
    const request = requestWith(forged);
    sanitizeHeaders(request, { appUrl, hops: 0, dev: false, cookies });
    expect(request.rawHeaders.join(" ")).not.toMatch(/evil|6\.6\.6\.6|org_1/);
  });

  test("names the host whose door is asked for, when this process says so", () => {
    const request = requestWith(forged);
    sanitizeHeaders(request, { appUrl, hops: 0, dev: false, cookies }, "orion.foyer.example");
    expect(request.headers["x-foyer-door-host"]).toBe("orion.foyer.example");
    expect(request.headers.host).toBe("foyer.example");
    expect(request.rawHeaders.join(" ")).not.toContain("evil");
  });

  test("keeps what Next's browser half sends", () => {
    const kept = { rsc: "1", "next-action": "a", "next-router-state-tree": "t", "next-url": "/", "user-agent": "ua" };
    const request = requestWith(kept);
    sanitizeHeaders(request, { appUrl, hops: 0, dev: false, cookies });
    expect(request.headers).toMatchObject(kept);
  });
});

describe("the better address", () => {
  const local = new URL("http://localhost:3000");
  const navigate = { host: "127.0.0.1:3000", "sec-fetch-mode": "navigate" };

  test("is given to a browser that came by another name of this machine", () => {
    const request = { ...requestWith(navigate), url: "/login/orion?x=1" } as IncomingMessage;
    expect(betterAddress(request, local)).toBe("http://localhost:3000/login/orion?x=1");
  });

  test("is not given to programs, for other hosts, or where it is the same", () => {
    expect(betterAddress(requestWith({ host: "127.0.0.1:3000" }), local)).toBeNull();
    expect(betterAddress(requestWith({ ...navigate, host: "evil.example" }), local)).toBeNull();
    expect(betterAddress(requestWith(navigate), appUrl)).toBeNull();
    expect(betterAddress(requestWith({ ...navigate, host: "localhost:3000" }), local)).toBeNull();
  });

  test("never leads to another host", () => {
    fc.assert(
      fc.property(fc.string(), (path) => {
        const request = { ...requestWith(navigate), url: `/${path}` } as IncomingMessage;
        expect(new URL(betterAddress(request, local) ?? "").origin).toBe("http://localhost:3000");
      }),
    );
  });
});

test.each([
  [undefined, true],
  ["foyer.example", true],
  ["FOYER.example:443", true],
  ["localhost:3000", true],
  ["127.0.0.1:3000", true],
  ["[::1]:3000", true],
  ["evil.example", false],
  ["foyer.example.evil.example", false],
  ["127.0.0.1.evil.example", false],
  ["orion.foyer.example", false],
  ["foyer.example.", false],
  ["foyer.example:port", false],
  ["1", false],
  ["0x7f.1", false],
  ["", false],
])("the Host %s is ours: %s", (host, own) => {
  expect(isOwnHost(host, new URL("https://foyer.example"))).toBe(own);
});

test.each([
  [["Host", "a", "Accept", "host"], true],
  [["Accept", "*/*"], true],
  [["Host", "a", "HOST", "a"], false],
  [["host", "a", "x", "y", "Host", "b"], false],
])("%j names at most one host: %s", (rawHeaders, once) => {
  expect(saysHostOnce({ rawHeaders } as IncomingMessage)).toBe(once);
});

describe("a request from this machine", () => {
  const localApp = new URL("http://localhost:3000");
  const asked = (headers: Record<string, string>, remoteAddress = "127.0.0.1") =>
    isFromThisMachine(requestWith({ host: "localhost:3000", ...headers }, remoteAddress), localApp);

  test("is one a browser made here, by Foyer's own name", () => {
    expect(asked({})).toBe(true);
    expect(asked({}, "::1")).toBe(true);
    expect(asked({}, "::ffff:127.0.0.1")).toBe(true);
  });

  test.each([
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "forwarded",
    "via",
    "x-real-ip",
    "cf-connecting-ip",
  ])("is not one that was forwarded: %s", (name) => {
    expect(asked({ [name]: "127.0.0.1" })).toBe(false);
  });

  test("is not one from elsewhere, by another name, or in a proxy's HTTP", () => {
    expect(asked({}, "203.0.113.9")).toBe(false);
    expect(asked({ host: "127.0.0.1:3000" })).toBe(false);
    expect(asked({ host: "evil.example:3000" })).toBe(false);
    const old = Object.assign(requestWith({ host: "localhost:3000" }, "127.0.0.1"), { httpVersion: "1.0" });
    expect(isFromThisMachine(old, localApp)).toBe(false);
  });

  test("cannot be claimed", () => {
    const request = requestWith({ host: "localhost:3000", "x-foyer-local": "1" }, "203.0.113.9");
    sanitizeHeaders(request, { appUrl: localApp, hops: 0, dev: false, cookies });
    expect(request.headers["x-foyer-local"]).toBeUndefined();
  });
});

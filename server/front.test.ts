import { request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { Readable } from "node:stream";
import { afterEach, describe, expect, test } from "vitest";
import { createFront, type FrontOptions } from "./front.ts";
import { createFrontServer } from "./http-server.ts";
import { fixedHeaders } from "./security-headers.ts";

const appUrl = new URL("http://localhost:3000");
const settings = { secure: false } as FrontOptions["settings"];
const fixed = fixedHeaders(settings).map(([name]) => name);

type Next = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.closeAllConnections();
});

/** The front before a stand-in for Next. */
async function start(next: Next, database: Partial<FrontOptions["database"]> = {}): Promise<string> {
  const options: FrontOptions = {
    settings,
    trust: { appUrl, hops: 0, dev: false, cookies: { session: "foyer.session", callbackUrl: "foyer.callback-url" } },
    database: Object.assign(database, { connected: true, listening: false, answers: async () => true, ...database }),
    pages: { get: () => Promise.reject(new Error("Nothing is cached here.")) },
    doors: { find: () => Promise.reject(new Error("Nobody comes by another name here.")) },
    subdomains: false,
    next: async (request, response) => next(request, response),
  };
  const server = createFrontServer(createFront(options), fixedHeaders(settings));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const page: Next = (_, response) => {
  response.setHeader("content-type", "text/html");
  response.end("page");
};

/** Sends bytes as they are and reads everything that comes back. */
function speak(url: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(text));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

const multipart = "multipart/form-data; boundary=seam";

/** Answers with the number of bytes that came. */
const count: Next = async (request, response) => {
  let received = 0;
  try {
    for await (const chunk of request) received += (chunk as Buffer).length;
    response.end(String(received));
  } catch {
    // Refused on the way: it has been answered.
  }
};

/** Posts so many megabytes without saying how many. Returns the status. */
function stream(url: string, type: string, megabytes: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: "POST", headers: { "content-type": type } }, (response) => {
      resolve(response.statusCode);
      request.on("error", () => {});
      request.end();
    });
    request.on("error", reject);
    const chunk = Buffer.alloc(1024 * 1024);
    for (let sent = 0; sent < megabytes; sent += 1) request.write(chunk);
  });
}

describe("every answer", () => {
  test("carries the security headers and a policy of its own", async () => {
    const url = await start(page);
    const [first, second] = await Promise.all([fetch(url), fetch(url)]);
    for (const name of fixed) expect(first.headers.get(name)).toBeTruthy();
    const nonce = (answer: Response) =>
      /'nonce-([^']+)'/.exec(answer.headers.get("content-security-policy") ?? "")?.[1];
    expect(nonce(first)).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    expect(nonce(first)).not.toBe(nonce(second));
  });

  test("has them also where the request was not even understood", async () => {
    const answer = await speak(await start(page), "NOT HTTP\r\n\r\n");
    expect(answer).toContain("HTTP/1.1 400 Bad Request");
    for (const name of fixed) expect(answer).toContain(`${name}: `);
  });

  test("keeps the stricter policy of a route", async () => {
    const url = await start((_, response) => {
      response.setHeader("content-security-policy", "default-src 'none'; sandbox");
      response.end();
    });
    expect((await fetch(url)).headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
  });

  test("tells Next the same nonce as the browser", async () => {
    const url = await start((request, response) => void response.end(request.headers["content-security-policy"]));
    const answer = await fetch(url);
    expect(await answer.text()).toBe(answer.headers.get("content-security-policy"));
  });
});

describe("a refused request", () => {
  test("is one for another server", async () => {
    const answer = await speak(
      await start(page),
      "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    );
    expect(answer).toContain("HTTP/1.1 400");
  });

  test.each(["/login/%ED%A0%80", "/%", "/o/%C0%AF", "/%zz?x=1"])(
    "is one whose path means nothing: %s",
    async (path) => {
      const url = await start(() => expect.unreachable());
      const answer = await speak(url, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      expect(answer).toContain("HTTP/1.1 400");
      for (const name of fixed) expect(answer).toContain(`${name}: `);
    },
  );

  test("is one with too large a body, announced", async () => {
    const url = await start(page);
    const answer = await speak(url, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n\r\n");
    expect(answer).toContain("HTTP/1.1 413");
    for (const name of fixed) expect(answer).toContain(`${name}: `);
  });

  test("is one with too large a body, found out on the way; its reader never takes the part for the whole", async () => {
    const reading = Promise.withResolvers<string>();
    const url = await start(async (request) => {
      try {
        for await (const _ of request);
        reading.resolve("whole");
      } catch {
        reading.resolve("broken");
      }
    });
    expect(await stream(`${url}/organizations/new`, multipart, 12)).toBe(413);
    expect(await reading.promise).toBe("broken");
  });

  test("is one of a megabyte where no logo is sent", async () => {
    const url = await start(count);
    for (const path of ["/", "/api/sign-in", "/api/auth/callback/nodemailer", "/o/orion/settings"]) {
      expect([path, await stream(url + path, multipart, 1)]).toEqual([path, 413]);
    }
    expect(await stream(`${url}/organizations/new`, "text/plain", 1)).toBe(413);
  });

  test("is one of very many parts, also when a boundary comes in two pieces", async () => {
    const url = await start(count);
    const post = (parts: number, path = "/organizations/new") =>
      fetch(url + path, {
        method: "POST",
        headers: { "content-type": multipart },
        body: Readable.toWeb(
          Readable.from([..."--seam\r\n\r\n".repeat(parts)].map((character) => Buffer.from(character))),
        ),
        duplex: "half",
      } as RequestInit);
    expect((await post(64)).status).toBe(200);
    expect((await post(65)).status).toBe(413);
    // As many as the whole catalogue needs.
    expect((await post(1_208, "/admin/permissions")).status).toBe(200);
    expect((await post(1_209, "/admin/permissions")).status).toBe(413);
    expect((await post(65, "/admin/permissions/x")).status).toBe(413);
  });

  test.each([
    "multipart/form-data; boundary=seam; boundary=zz",
    "multipart/form-data; boundary=seam; x-boundary=zz",
    'multipart/form-data; boundary="se\\am"',
    "multipart/form-data; charset=utf-8; boundary=seam",
    "multipart/form-data",
    "multipart/mixed; boundary=seam",
  ])("is one whose parts two readers could count differently: %s", async (type) => {
    const url = await start(count);
    const answer = await fetch(`${url}/welcome`, { method: "POST", headers: { "content-type": type }, body: "--seam" });
    expect(answer.status).toBe(400);
  });

  test.each(["/welcome", "/organizations/new", "/o/orion/settings/branding", "/portal/lnk_1/branding"])(
    "is not one with a logo that is just large enough, to %s",
    async (path) => {
      const url = await start(count);
      const answer = await fetch(url + path, {
        method: "POST",
        headers: { "content-type": multipart },
        body: new Blob([Buffer.alloc(7 * 1024 * 1024)]).stream(),
        duplex: "half",
      } as RequestInit);
      expect(await answer.text()).toBe(String(7 * 1024 * 1024));
    },
  );

  test("is one with an expectation nobody knows, and carries the headers", async () => {
    const url = await start(page);
    const answer = await speak(url, "GET / HTTP/1.1\r\nHost: localhost\r\nExpect: foo\r\nConnection: close\r\n\r\n");
    expect(answer).toContain("HTTP/1.1 417");
    for (const name of fixed) expect(answer).toContain(`${name}: `);
  });
});

describe("with the database gone", () => {
  const gone = { connected: false, answers: async () => false };

  test("every page is a 503 that says so, and Next is not asked", async () => {
    const url = await start(() => expect.unreachable(), gone);
    const answer = await fetch(`${url}/o/orion`, { headers: { accept: "text/html" } });
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("5");
    expect(await answer.text()).toContain("<h1>Back in a moment</h1>");
    for (const name of fixed) expect(answer.headers.get(name)).toBeTruthy();
  });

  test("health says so, and files of the build are still there", async () => {
    const url = await start(page, gone);
    expect((await fetch(`${url}/health`)).status).toBe(503);
    expect(await (await fetch(`${url}/_next/static/a.js`)).text()).toBe("page");
  });

  test("a failure halfway through turns into a 503, however Next writes it", async () => {
    const database = { connected: true, answers: async () => false };
    const ways: Next[] = [
      (_, response) => {
        database.connected = false;
        response.statusCode = 500;
        response.setHeader("content-encoding", "gzip");
        response.end("broken");
      },
      (_, response) => {
        database.connected = false;
        response.statusCode = 500;
        response.write("bro");
        response.write("ken");
        response.end();
      },
      (_, response) => {
        database.connected = false;
        response.writeHead(500, { "content-length": "6" });
        response.end("broken");
      },
    ];
    for (const way of ways) {
      database.connected = true;
      // One connection for both: a spoiled first answer would show in the second.
      const url = await start(way, database);
      const answer = await fetch(url);
      expect(answer.status).toBe(503);
      expect(answer.headers.get("content-encoding")).toBeNull();
      expect(await answer.text()).toMatch(/^The database cannot be reached/);
      expect((await fetch(`${url}/health`)).status).toBe(503);
    }
  });

  test("a request that hangs on it ends", async () => {
    const url = await start(() => new Promise(() => {}), { connected: true, answers: async () => false });
    expect((await fetch(url)).status).toBe(503);
  });
});

describe("with the database there", () => {
  test("health is 200", async () => {
    const answer = await fetch(`${await start(page)}/health`);
    expect([answer.status, await answer.json()]).toEqual([200, { status: "ok" }]);
    for (const name of [...fixed, "content-security-policy"]) expect(answer.headers.get(name)).toBeTruthy();
  });

  test("a failure stays a 500", async () => {
    const url = await start((_, response) => {
      response.statusCode = 500;
      response.end("broken");
    });
    const answer = await fetch(url);
    expect([answer.status, await answer.text()]).toEqual([500, "broken"]);
  });
});

import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { fromBinary, create as makeMessage, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient, type Transport } from "@connectrpc/connect";
import { createTransport } from "@connectrpc/connect/protocol-grpc";
import { createNodeHttpClient } from "@connectrpc/connect-node";
import { afterEach, describe, expect, test, vi } from "vitest";
import { answerCall } from "#lib/api/call";
import { ErrorInfoSchema, OrganizationService } from "#lib/api/contract";
import type { HostDoor } from "#lib/organizations/hosts/queries";
import { createFront, type FrontOptions } from "./front.ts";
import { createFrontServer, type FrontServer, listen } from "./http-server.ts";
import { fixedHeaders } from "./security-headers.ts";

const settings = { APP_URL: "http://foyer.example", secure: false } as FrontOptions["settings"];
const fixed = fixedHeaders(settings).map(([name]) => name);

const servers: FrontServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

type Seen = { headers: IncomingMessage["headers"]; raw: string[] };

/** A front before one real service, which says what it was asked and by whom. */
async function start(changes: Partial<FrontOptions> = {}, answer: () => Promise<void> = async () => {}) {
  const seen: Seen[] = [];
  const { input, output } = OrganizationService.method.createOrganization;
  const front = createFront({
    settings,
    trust: {
      appUrl: new URL("http://foyer.example"),
      hops: 0,
      dev: false,
      cookies: { session: "foyer.session", callbackUrl: "foyer.callback-url" },
    },
    database: { connected: true, listening: false, answers: async () => true },
    pages: { get: () => Promise.reject(new Error("Nothing is cached here.")) },
    doors: { find: async () => null },
    subdomains: false,
    rpc: async (request, response) => {
      seen.push({ headers: { ...request.headers }, raw: [...request.rawHeaders] });
      void answerCall(request, response, async (message) => {
        await answer();
        const displayName = fromBinary(input, message).organization?.displayName ?? "";
        return toBinary(output, makeMessage(output, { organization: { id: "org_1", displayName } }));
      });
    },
    next: async (_, response) => void response.end("page"),
    ...changes,
  });
  const server = createFrontServer(front, fixedHeaders(settings));
  servers.push(server);
  return { url: `http://127.0.0.1:${await listen(server, "127.0.0.1", 0)}`, seen };
}

const versions = ["1.1", "2"] as const;

/** As a client that speaks gRPC over HTTP/1.1 too, which Go's does. */
const transportTo = (baseUrl: string, httpVersion: (typeof versions)[number]) =>
  createTransport({
    httpClient: createNodeHttpClient({ httpVersion }),
    baseUrl,
    useBinaryFormat: true,
    interceptors: [],
    acceptCompression: [],
    sendCompression: null,
    compressMinBytes: 1024,
    readMaxBytes: 1024 * 1024,
    writeMaxBytes: 1024 * 1024 * 2,
  });

const create = (transport: Transport, displayName: string, headers: [string, string][] = []) =>
  createClient(OrganizationService, transport).createOrganization({ organization: { displayName } }, { headers });

/** The error that a call ends with, and the code in its detail. */
async function errorOf(call: Promise<unknown>): Promise<{ code: string; detail: string | undefined }> {
  const error = ConnectError.from(
    await call.then(
      () => expect.unreachable(),
      (reason: unknown) => reason,
    ),
  );
  return { code: Code[error.code] ?? "", detail: error.findDetails(ErrorInfoSchema)[0]?.errorCode };
}

describe.each(versions)("a call of gRPC over HTTP/%s", (httpVersion) => {
  const to = (baseUrl: string) => transportTo(baseUrl, httpVersion);

  test("is answered by its service", async () => {
    const { url } = await start();
    const { organization } = await create(to(url), "Orion Analytics");
    expect(organization?.displayName).toBe("Orion Analytics");
  });

  test("tells the service what it may rely on, and nothing that a client made up", async () => {
    const { url, seen } = await start({});
    await create(to(url), "Orion", [
      ["x-foyer-client", "1.2.3.4"],
      ["x-forwarded-for", "1.2.3.4"],
      ["x-middleware-subrequest", "1"],
    ]);
    const [{ headers, raw } = { headers: {}, raw: [] }] = seen;
    expect(headers).toMatchObject({
      "x-foyer-client": "127.0.0.1",
      "x-forwarded-for": "127.0.0.1",
      host: "foyer.example",
    });
    expect(headers["x-middleware-subrequest"]).toBeUndefined();
    expect(raw).not.toContain("1.2.3.4");
    if (httpVersion === "2") expect(headers[":authority"]).toBe("foyer.example");
  });

  test("comes from the address that a trusted proxy names", async () => {
    const trust = {
      appUrl: new URL("http://foyer.example"),
      hops: 1,
      dev: false,
      cookies: { session: "a", callbackUrl: "b" },
    };
    const { url, seen } = await start({ trust });
    await create(to(url), "Orion", [["x-forwarded-for", "9.9.9.9, 1.2.3.4"]]);
    expect(seen[0]?.headers["x-foyer-client"]).toBe("1.2.3.4");
  });

  test.each([1024 * 65, 1024 * 1024])("is refused with a body of %i bytes", async (size) => {
    const { url } = await start();
    const transport = to(url);
    // Again and again: a connection that is used once more must not end with what was sent over it before.
    for (let turn = 0; turn < 10; turn += 1) {
      const refused = { code: "ResourceExhausted", detail: "RESOURCE_EXHAUSTED" };
      expect(await errorOf(create(transport, "x".repeat(size)))).toEqual(refused);
    }
    expect((await create(transport, "x".repeat(60 * 1024))).organization?.displayName).toHaveLength(60 * 1024);
  });

  test("is unavailable without a database, from the start or on the way", async () => {
    const unavailable = { code: "Unavailable", detail: "UNAVAILABLE" };
    const { url } = await start({ database: { connected: false, listening: false, answers: async () => false } });
    expect(await errorOf(create(to(url), "Orion"))).toEqual(unavailable);
    const lost = await start(
      { database: { connected: true, listening: false, answers: async () => false } },
      () => new Promise(() => {}),
    );
    expect(await errorOf(create(to(lost.url), "Orion"))).toEqual(unavailable);
  });

  test("is not answered twice when its service is late", async () => {
    const late = Promise.withResolvers<void>();
    const { url } = await start(
      { database: { connected: true, listening: false, answers: async () => false } },
      () => late.promise,
    );
    const transport = to(url);
    expect(await errorOf(create(transport, "Orion"))).toMatchObject({ code: "Unavailable" });
    late.resolve();
    expect((await create(transport, "Orion")).organization?.displayName).toBe("Orion");
  });

  test("is an internal error when its service breaks", async () => {
    vi.stubEnv("DATABASE_URL", "postgres://localhost")
      .stubEnv("AUTH_SECRET", "0".repeat(32))
      .stubEnv("LOG_LEVEL", "silent");
    const { url } = await start({
      rpc: async () => {
        throw new Error("broken");
      },
    });
    expect(await errorOf(create(to(url), "Orion"))).toEqual({ code: "Internal", detail: "INTERNAL" });
  });
});

/** Answers of HTTP/2 without a client of gRPC. */
function ask(url: string, headers: object) {
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    const session = connectHttp2(url, { strictSingleValueFields: false } as object).on("error", reject);
    const stream = session.request({ ":path": "/", ...headers }, { endStream: true });
    let text = "";
    let head: Record<string, unknown> = {};
    stream.on("response", (given) => {
      head = given;
    });
    stream.on("data", (chunk) => {
      text += chunk;
    });
    stream.on("error", reject);
    stream.on("end", () => {
      session.close();
      resolve({ status: Number(head[":status"]), headers: head, text });
    });
  });
}

const call = { ":method": "POST", "content-type": "application/grpc" };

describe("HTTP/2", () => {
  test.each([
    {},
    { ":path": "/health" },
    { ":path": "/api/v1/organizations" },
    { ":method": "POST", "content-type": "application/json" },
  ])("is for gRPC alone: %j is told so, with the headers of every answer", async (headers) => {
    const { url } = await start({ next: () => expect.unreachable(), api: () => expect.unreachable() });
    const answer = await ask(url, headers);
    expect([answer.status, answer.text]).toEqual([505, expect.stringContaining("use HTTP/1.1")]);
    for (const name of fixed) expect(answer.headers[name.toLowerCase()]).toBeTruthy();
  });

  test("never reaches Next, even where no services are", async () => {
    const { url } = await start({ rpc: undefined, next: () => expect.unreachable() });
    expect((await ask(url, call)).status).toBe(505);
  });

  test("under the name of somebody else has nothing, as HTTP/1.1 has", async () => {
    const { url, seen } = await start();
    for (const host of ["evil.example", "foyer.example.evil.example", "foyer.example:80:80"]) {
      const [one, two] = await Promise.all([fetchAs(url, host), ask(url, { ...call, ":authority": host })]);
      expect([two.status, two.text]).toEqual([one.status, one.text]);
      expect(one.status).toBe(404);
    }
    expect(seen).toEqual([]);
  });

  test("finds no services behind a door", async () => {
    const door: HostDoor = {
      brand: { organizationId: "org_1", displayName: "Orion", slug: "orion", color: null, logo: null },
      open: true,
      moved: null,
    };
    const { url, seen } = await start({ doors: { find: async () => door }, next: () => expect.unreachable() });
    const answer = await ask(url, { ...call, ":method": "GET", ":authority": "orion.foyer.example" });
    expect([answer.status, seen]).toEqual([404, []]);
  });

  test("gives a service every token that came, the second as well", async () => {
    const { url, seen } = await start();
    await ask(url, { ...call, authorization: ["Bearer old", "Bearer new"] });
    const raw = seen[0]?.raw ?? [];
    expect(raw.filter((_, index) => raw[index - 1] === "authorization")).toEqual(["Bearer old", "Bearer new"]);
  });
});

function fetchAs(url: string, host: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(
      url,
      { method: "POST", headers: { host, "content-type": "application/grpc" } },
      (response) => {
        let text = "";
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    asked.on("error", reject).end();
  });
}

describe("REST", () => {
  const api = async (request: IncomingMessage, response: ServerResponse) => {
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ client: request.headers["x-foyer-client"] }));
  };

  test("is answered before Next, with the headers of every answer", async () => {
    const { url } = await start({ api, next: () => expect.unreachable() });
    for (const path of ["/api/v1", "/api/v1/organizations?page_size=5"]) {
      const answer = await fetch(url + path, { headers: { "x-foyer-client": "1.2.3.4" } });
      expect(await answer.json()).toEqual({ client: "127.0.0.1" });
      for (const name of [...fixed, "content-security-policy"]) expect(answer.headers.get(name)).toBeTruthy();
    }
  });

  test("is not under paths beside its own", async () => {
    const { url } = await start({ api: () => expect.unreachable() });
    expect(await (await fetch(`${url}/api/v10`)).text()).toBe("page");
  });

  test("takes no more than other requests, and says when the database is gone", async () => {
    const { url } = await start({ api });
    const large = await fetch(`${url}/api/v1/organizations`, { method: "POST", body: "x".repeat(65 * 1024) });
    expect([large.status, large.headers.get("content-type")]).toEqual([413, "application/problem+json"]);
    expect(await large.json()).toMatchObject({ status: 413, code: "RESOURCE_EXHAUSTED" });
    const lost = await start({
      api: () => new Promise(() => {}),
      database: { connected: true, listening: false, answers: async () => false },
    });
    const answer = await fetch(`${lost.url}/api/v1/organizations`);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(await answer.json()).toMatchObject({ status: 503, code: "UNAVAILABLE" });
  });
});

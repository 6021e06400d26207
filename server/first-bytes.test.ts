import type { IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { afterEach, describe, expect, test } from "vitest";
import { createFrontServer, type FrontServer, listen } from "./http-server.ts";

const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const noSettings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);

const servers: FrontServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

async function start(times: Record<string, number> = {}, upgrade?: Upgrade): Promise<number> {
  const server = createFrontServer(
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () =>
        response.end(`${request.httpVersion} ${request.method} ${request.url} ${Buffer.concat(chunks)}`),
      );
    },
    [],
    { times },
  );
  servers.push(server);
  if (upgrade) server.on("upgrade", upgrade);
  return listen(server, "127.0.0.1", 0);
}

const open = (port: number) =>
  new Promise<Socket>((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true, allowHalfOpen: true }, () => resolve(socket));
  });

/** Sends these pieces one by one. Gives the first bytes that come back. */
async function firstAnswer(port: number, pieces: Iterable<string | Buffer>): Promise<Buffer> {
  const socket = await open(port);
  const answer = new Promise<Buffer>((resolve, reject) => {
    socket.once("data", resolve).once("error", reject);
    socket.once("end", () => resolve(Buffer.alloc(0)));
  });
  for (const piece of pieces) {
    await new Promise((resolve) => socket.write(piece, resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const bytes = await answer;
  socket.destroy();
  return bytes;
}

/** Everything that comes until the server ends the connection. */
async function everything(socket: Socket): Promise<string> {
  let text = "";
  for await (const chunk of socket) text += chunk;
  socket.destroy();
  return text;
}

const isSettings = (frame: Buffer) => frame[3] === 4;

describe("a connection", () => {
  test("that begins as HTTP/2 does is answered with it, in however many pieces it comes", async () => {
    const port = await start();
    expect(isSettings(await firstAnswer(port, [preface, noSettings]))).toBe(true);
    expect(isSettings(await firstAnswer(port, [...preface, noSettings]))).toBe(true);
    expect(isSettings(await firstAnswer(port, [preface.slice(0, 7), preface.slice(7), noSettings]))).toBe(true);
  });

  test("may bring more with its first bytes than is read at once", async () => {
    const port = await start();
    const ping = Buffer.from([0, 0, 8, 6, 0, 0, 0, 0, 0, ...Buffer.from("thatping")]);
    const socket = await open(port);
    let received = Buffer.alloc(0);
    const answered = new Promise<void>((resolve) =>
      socket.on("data", (chunk: Buffer) => {
        received = Buffer.concat([received, chunk]);
        if (received.includes("thatping")) resolve();
      }),
    );
    // Frames of a kind that nobody knows are ignored.
    const unknown = Buffer.concat([Buffer.from([0, 0x40, 0, 0xee, 0, 0, 0, 0, 0]), Buffer.alloc(0x4000)]);
    socket.write(Buffer.concat([Buffer.from(preface), noSettings, ...Array(20).fill(unknown), ping]));
    await answered;
    socket.destroy();
  });

  test.each(["PROPFIND", "PRI", "P", "PR", "GET", "POST", "PUT"])(
    "whose method is %s is of HTTP/1.1, in one piece and in many",
    async (method) => {
      const port = await start();
      const text = `${method} /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
      const answers = await Promise.all([firstAnswer(port, [text]), firstAnswer(port, text)]);
      for (const answer of answers.map(String)) {
        const isKnown = !["PRI", "P", "PR"].includes(method);
        expect(answer).toContain(isKnown ? "HTTP/1.1 200 OK" : "HTTP/1.1 400 Bad Request");
        if (isKnown) expect(answer).toContain(`1.1 ${method} /x`);
      }
    },
  );

  test("keeps the order of what comes after its first bytes", async () => {
    const port = await start();
    const body = Array.from({ length: 200 }, (_, index) => `${index} `);
    const head = `POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ${body.join("").length}\r\n\r\n`;
    const socket = await open(port);
    const answer = everything(socket);
    for (const piece of [...head, ...body]) socket.write(piece);
    expect(await answer).toContain(body.join(""));
  });

  test("answers several requests in turn", async () => {
    const socket = await open(await start());
    const request = (path: string, more = "") => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;
    socket.write(`${request("/a")}${request("/b")}${request("/c", "Connection: close\r\n")}`);
    const text = await everything(socket);
    expect([...text.matchAll(/1\.1 GET (\/\w)/g)].map(([, path]) => path)).toEqual(["/a", "/b", "/c"]);
  });

  test("can become something else than HTTP", async () => {
    const port = await start({}, (_, socket, head) => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
      socket.write(head);
      socket.pipe(socket);
    });
    const socket = await open(port);
    const answer = everything(socket);
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\none ");
    socket.end("two");
    expect(await answer).toMatch(/^HTTP\/1\.1 101 [\s\S]*one two$/);
  });

  test("that sends nothing more after its request is answered", async () => {
    const socket = await open(await start());
    socket.end("GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n");
    expect(await everything(socket)).toContain("1.1 GET /x");
  });

  test.each(["", "P", preface.slice(0, 20)])("that ends before it has said what it is is ended: %j", async (text) => {
    const socket = await open(await start());
    socket.end(text);
    expect(await everything(socket)).toBe("");
  });

  test.each(["", "P", preface.slice(0, 20), "GET / HTTP/1.1\r\nHost: lo"])(
    "that does not go on is ended in time, with the answer of HTTP/1.1: %j",
    async (text) => {
      const socket = await open(await start({ firstBytes: 20, headers: 40, check: 20 }));
      socket.write(text);
      expect(await everything(socket)).toMatch(/^HTTP\/1\.1 4(00|08) /);
    },
  );

  test("whose headers are too large is told so", async () => {
    const socket = await open(await start());
    socket.write(`GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: ${"x".repeat(20_000)}\r\n\r\n`);
    expect(await everything(socket)).toMatch(/^HTTP\/1\.1 431 /);
  });

  test("whose body does not come is ended in time", async () => {
    const socket = await open(await start({ headers: 20, request: 40, check: 20 }));
    socket.write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n12");
    expect(await everything(socket)).toMatch(/^HTTP\/1\.1 408 /);
  });

  test("that breaks off before it has said what it is breaks nothing", async () => {
    const port = await start();
    const socket = await open(port);
    await new Promise((resolve) => socket.write("PRI", resolve));
    socket.resetAndDestroy();
    expect(String(await firstAnswer(port, ["GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n"]))).toContain("1.1 GET /x");
  });
});

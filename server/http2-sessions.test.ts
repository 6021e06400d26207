import { once } from "node:events";
import type { RequestListener } from "node:http";
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from "node:http2";
import { connect as connectSocket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createFrontServer, type FrontServer, listen, shutDown } from "./http-server.ts";

const servers: FrontServer[] = [];
const sessions: ClientHttp2Session[] = [];
afterEach(() => {
  for (const session of sessions.splice(0)) session.destroy();
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function start(listener: RequestListener, times: Record<string, number> = {}) {
  const server = createFrontServer(listener, [], { times });
  servers.push(server);
  return { server, url: `http://127.0.0.1:${await listen(server, "127.0.0.1", 0)}` };
}

function open(url: string): ClientHttp2Session {
  const session = connect(url);
  session.on("error", () => {});
  sessions.push(session);
  return session;
}

const closed = (what: ClientHttp2Session | ClientHttp2Stream) =>
  new Promise<void>((resolve) => what.once("close", resolve));

/** Both sides know each other's settings then. */
async function settled(session: ClientHttp2Session): Promise<void> {
  if (session.connecting) await once(session, "connect");
  await new Promise((resolve) => session.ping(() => resolve(undefined)));
}

/** How a request ends: its status and body, or the code that its stream is closed with. */
async function outcome(stream: ClientHttp2Stream): Promise<{ status?: number; text: string; code: number }> {
  let text = "";
  let status: number | undefined;
  stream.on("response", (headers) => {
    status = headers[":status"];
  });
  stream.on("data", (chunk) => {
    text += chunk;
  });
  stream.on("error", () => {});
  await closed(stream);
  return { ...(status !== undefined && { status }), text, code: stream.rstCode };
}

const ask = (session: ClientHttp2Session, path = "/", headers = {}) =>
  outcome(session.request({ ":path": path, ...headers }));
const hello: RequestListener = (request, response) => void response.end(`hello ${request.headers.host}`);
const never: RequestListener = () => {};

describe("a session of HTTP/2", () => {
  test("asks of the listener what HTTP/1.1 would", async () => {
    const { url } = await start(hello);
    expect(await ask(open(url))).toEqual({ status: 200, text: `hello ${new URL(url).host}`, code: 0 });
    expect(await ask(open(url), "/", { ":authority": "foyer.example" })).toMatchObject({ text: "hello foyer.example" });
  });

  test("names one host in a request", async () => {
    const { url } = await start(() => expect.unreachable());
    const { code } = await ask(open(url), "/", { ":authority": "localhost", host: "evil.example" });
    expect(code).toBe(constants.NGHTTP2_PROTOCOL_ERROR);
  });

  test("ends when nothing moves on it, with word of it", async () => {
    const { url } = await start(hello, { idle: 50 });
    const session = open(url);
    const [code] = await once(session, "goaway");
    expect(code).toBe(constants.NGHTTP2_NO_ERROR);
    await closed(session);
  });

  test("ends also when its first frame never comes whole", async () => {
    const { url } = await start(hello, { idle: 50 });
    const socket = connectSocket(Number(new URL(url).port), "127.0.0.1");
    socket.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0");
    socket.resume();
    await once(socket, "close");
  });

  test("ends also when nobody answers to that", async () => {
    const { server, url } = await start(hello, { idle: 50 });
    const gone = once(server, "connection").then(([socket]) => once(socket, "close"));
    const socket = connectSocket({ port: Number(new URL(url).port), host: "127.0.0.1", allowHalfOpen: true }).resume();
    socket.on("error", () => {});
    socket.write(Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0"));
    await gone;
    socket.destroy();
  });

  test("gives a request whose body does not end no more than its time, and goes on", async () => {
    const { url } = await start(
      (request, response) => (request.url === "/" ? response.end("hello") : request.resume()),
      { headers: 50, request: 50 },
    );
    const session = open(url);
    const slow = session.request({ ":path": "/slow", ":method": "POST" });
    slow.write("a part");
    expect(await outcome(slow)).toEqual({ text: "", code: constants.NGHTTP2_CANCEL });
    expect(await ask(session)).toMatchObject({ status: 200 });
  });

  test("gives an answer that nobody reads no more than that either", async () => {
    const gone = Promise.withResolvers<void>();
    const { url } = await start(
      (_, response) => {
        response.on("close", () => gone.resolve());
        response.write(Buffer.alloc(1024 * 1024));
      },
      { headers: 50, request: 50 },
    );
    open(url)
      .request({ ":path": "/" })
      .on("error", () => {})
      .pause();
    await gone.promise;
  });

  test("has 250 requests under way at most", async () => {
    let under = 0;
    const full = Promise.withResolvers<void>();
    const { url } = await start((_, response) => {
      under += 1;
      if (under === 250) full.resolve();
      response.on("close", () => {
        under -= 1;
      });
    });
    // This client does not listen to what it may.
    const session = open(url);
    const streams = Array.from({ length: 270 }, () => session.request({ ":path": "/" }));
    const ends = streams.map(outcome);
    await full.promise;
    await settled(session);
    expect(under).toBe(250);
    session.destroy();
    await Promise.all(ends);
  });

  test("lets many be taken back at once, as by clients whose time is up, and those beside them go on", async () => {
    const { url } = await start((request, response) => request.url === "/" && response.end("hello"));
    const session = open(url);
    for (let round = 0; round < 4; round += 1) {
      await settled(session);
      const late = Array.from({ length: 200 }, () => session.request({ ":path": "/late" }));
      const ends = late.map(outcome);
      await settled(session);
      for (const stream of late) stream.close(constants.NGHTTP2_CANCEL);
      const beside = await Promise.all(Array.from({ length: 50 }, () => ask(session)));
      expect(new Set(beside.map(({ status, code }) => `${status} ${code}`))).toEqual(new Set(["200 0"]));
      await Promise.all(ends);
    }
  });

  test("refuses headers that are too large or too many", async () => {
    const { url } = await start(hello);
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`x-${index}`, "1"]));
    for (const headers of [{ "x-large": "x".repeat(20_000) }, many]) {
      for (const wait of [false, true]) {
        const session = open(url);
        if (wait) await settled(session);
        expect(await ask(session, "/", headers)).toEqual({ text: "", code: constants.NGHTTP2_ENHANCE_YOUR_CALM });
        expect(await ask(session)).toMatchObject({ status: 200 });
      }
    }
  });

  test("that takes its requests back as fast as it makes them is ended, and the server goes on", async () => {
    const { url } = await start(never);
    const session = open(url);
    const ended = closed(session);
    let made = 0;
    const flood = () => {
      for (let count = 0; count < 50 && !session.closed && !session.destroyed; count += 1) {
        made += 1;
        session
          .request({ ":path": "/" })
          .on("error", () => {})
          .close(constants.NGHTTP2_CANCEL);
      }
      if (!session.closed && !session.destroyed && made < 5_000) setImmediate(flood);
    };
    once(session, "connect").then(flood);
    await ended;
    expect(made).toBeLessThan(5_000);
    await settled(open(url));
  });
});

describe("the end of the server", () => {
  test("is told to sessions; a call under way is finished and no new one begins", async () => {
    const arrived = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const { server, url } = await start(async (_, response) => {
      arrived.resolve();
      await finish.promise;
      response.end("whole");
    });
    const [busy, idle] = [open(url), open(url)];
    await settled(idle);
    const answer = ask(busy);
    await arrived.promise;
    const farewells = Promise.all([once(busy, "goaway"), once(idle, "goaway"), closed(idle)]);
    const ended = shutDown(server);
    await farewells;
    expect(busy.closed).toBe(true);
    finish.resolve();
    expect(await answer).toMatchObject({ status: 200, text: "whole" });
    await ended;
  });

  test("waits for nobody for ever", async () => {
    const arrived = Promise.withResolvers<void>();
    const { server, url } = await start(() => arrived.resolve());
    const hanging = ask(open(url));
    // One that does not even say what it is, and one that never reads.
    const silent = connectSocket(Number(new URL(url).port), "127.0.0.1");
    const deaf = connectSocket(Number(new URL(url).port), "127.0.0.1").pause();
    deaf.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    await arrived.promise;
    const gone = once(silent, "close");
    silent.resume();
    await shutDown(server, 50);
    expect((await hanging).status).toBeUndefined();
    await gone;
    deaf.destroy();
  });
});

import { createServer, request as httpRequest, type IncomingMessage, type Server, ServerResponse } from "node:http";
import { connect, createServer as createHttp2Server, type Http2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { Code, type ConnectError } from "@connectrpc/connect";
import { findTrailerError } from "@connectrpc/connect/protocol-grpc";
import { afterEach, describe, expect, test } from "vitest";
import { answerCall } from "./call.ts";
import { ErrorInfoSchema } from "./contract.ts";
import { ApiError, apiErrors } from "./errors.ts";

type Work = Parameters<typeof answerCall>[2];
type Asked = { method?: string; headers?: Record<string, string>; body?: Buffer };
type Answered = { status: number; headers: Record<string, unknown>; body: Buffer; error: ConnectError | undefined };

const servers: (Server | Http2Server)[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** The frame of a message. */
function frame(message: string | Buffer, { flags = 0, length = message.length } = {}): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(flags);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, Buffer.from(message)]);
}

async function listening(server: Server | Http2Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

const answered = (status: number, headers: Record<string, unknown>, body: Buffer, trailers: object): Answered => ({
  status,
  headers,
  body,
  error: findTrailerError(new Headers(Object.entries(trailers))),
});

const type = { "content-type": "application/grpc", te: "trailers" };

/** Calls a service that does `work`. */
const ask = {
  "1.1": async (work: Work, { method = "POST", headers, body }: Asked): Promise<Answered> => {
    const port = await listening(createServer((request, response) => void answerCall(request, response, work)));
    return new Promise((resolve, reject) => {
      const options = { port, method, headers: { ...type, ...headers }, agent: false };
      const sent = httpRequest(options, async (response: IncomingMessage) => {
        const whole = await buffer(response);
        resolve(answered(response.statusCode ?? 0, response.headers, whole, response.trailers));
      });
      sent.on("error", reject).end(body);
    });
  },
  "2": async (work: Work, { method = "POST", headers, body }: Asked): Promise<Answered> => {
    const port = await listening(createHttp2Server((request, response) => void answerCall(request, response, work)));
    const session = connect(`http://127.0.0.1:${port}`);
    const stream = session.request({ ":method": method, ...type, ...headers }, { endStream: false });
    let [head, trailers] = [{} as Record<string, unknown>, {}];
    stream.on("response", (told) => {
      head = told;
    });
    stream.on("trailers", (told) => {
      trailers = told;
    });
    stream.end(body);
    const whole = await buffer(stream);
    session.close();
    return answered(Number(head[":status"]), head, whole, trailers);
  },
};

test("a body in very many pieces costs no more for each than in one", async () => {
  let counted = 0;
  const pieces = [...frame("x".repeat(1_000))].map((byte) =>
    Object.defineProperty(Buffer.from([byte]), "byteLength", {
      get: () => {
        counted += 1;
        return 1;
      },
    }),
  );
  const request = Object.assign(Readable.from(pieces), { method: "POST", headers: type }) as unknown as IncomingMessage;
  const read = Promise.withResolvers<Uint8Array>();
  const response = new ServerResponse(request);
  await answerCall(request, response, async (message) => {
    read.resolve(message);
    return message;
  });
  expect((await read.promise).length).toBe(1_000);
  expect(counted).toBeLessThan(10 * pieces.length);
});

const shout: Work = async (message) => Buffer.from(Buffer.from(message).toString().toUpperCase());
const never: Work = () => expect.unreachable();

describe.each(["1.1", "2"] as const)("a call over HTTP/%s", (version) => {
  const call = ask[version];

  test("is answered with one message, and a status after it", async () => {
    const { status, headers, body, error } = await call(shout, { body: frame("orion") });
    expect([status, headers["content-type"], error]).toEqual([200, "application/grpc", undefined]);
    expect(body).toEqual(frame("ORION"));
  });

  test("may bring and be answered with a message that is empty", async () => {
    const { body, error } = await call(shout, { body: frame("") });
    expect([body, error]).toEqual([frame(""), undefined]);
  });

  test("ends with the error that its work throws", async () => {
    const refusing: Work = async () => {
      throw new ApiError("NOT_FOUND", "There is no „Orion“.", { violations: [{ field: "id", message: "None." }] });
    };
    const { body, error } = await call(refusing, { body: frame("orion") });
    expect([body.length, error?.code, error?.rawMessage]).toEqual([0, Code.NotFound, "There is no „Orion“."]);
    expect(error?.findDetails(ErrorInfoSchema)[0]).toMatchObject({
      errorCode: "NOT_FOUND",
      validationErrorInfo: { fieldViolations: [{ field: "id", description: "None." }] },
    });
  });

  test("ends with an error also when its text was cut within a character", async () => {
    const half = "🚪".slice(0, 1);
    const refusing: Work = async () => {
      throw new ApiError("NOT_FOUND", half, { violations: [{ field: half, message: half }] });
    };
    const { error } = await call(refusing, { body: frame("orion") });
    expect([error?.code, error?.rawMessage]).toEqual([Code.NotFound, "\uFFFD"]);
    expect(error?.findDetails(ErrorInfoSchema)).toHaveLength(1);
  });

  const bad: [what: string, asked: Asked, name: keyof typeof apiErrors][] = [
    ["no message", { body: Buffer.alloc(0) }, "UNIMPLEMENTED"],
    ["less than a frame", { body: Buffer.alloc(3) }, "INVALID_ARGUMENT"],
    ["less than it says", { body: frame("orion", { length: 6 }) }, "INVALID_ARGUMENT"],
    ["two messages", { body: Buffer.concat([frame("orion"), frame("orion")]) }, "UNIMPLEMENTED"],
    ["a compressed message", { body: frame("orion", { flags: 1 }) }, "UNIMPLEMENTED"],
    ["a message that says it is too large", { body: frame("orion", { length: 65_537 }) }, "RESOURCE_EXHAUSTED"],
    ["one that is", { body: frame("x".repeat(65_537)) }, "RESOURCE_EXHAUSTED"],
    ["a time that is none", { headers: { "grpc-timeout": "soon" }, body: frame("orion") }, "INVALID_ARGUMENT"],
  ];
  test.each(bad)("with %s is refused, with the detail that SDKs look for", async (_, asked, name) => {
    const { status, error } = await call(never, asked);
    expect([status, error?.code]).toEqual([200, apiErrors[name].grpc]);
    expect(error?.findDetails(ErrorInfoSchema)).toMatchObject([{ errorCode: name }]);
  });

  test("may bring as much as a message may be", async () => {
    const large = "X".repeat(65_536);
    expect((await call(shout, { body: frame(large) })).body).toEqual(frame(large));
  });

  test("ends when its time is up, and not again when its work is done", async () => {
    const work = Promise.withResolvers<Uint8Array>();
    const { error } = await call(() => work.promise, { headers: { "grpc-timeout": "20m" }, body: frame("orion") });
    expect(error?.code).toBe(Code.DeadlineExceeded);
    work.resolve(Buffer.from("late"));
    await work.promise;
  });

  test("is a POST of protobuf", async () => {
    const others = ["application/grpc+json", "application/grpc-web+proto", "application/grpc2"];
    for (const name of others) {
      const { status } = await call(never, { headers: { "content-type": name }, body: frame("orion") });
      expect([name, status]).toEqual([name, 415]);
    }
    expect((await call(never, { method: "PUT", body: frame("orion") })).status).toBe(405);
    expect(
      (await call(shout, { headers: { "content-type": "application/grpc+proto" }, body: frame("x") })).status,
    ).toBe(200);
  });
});

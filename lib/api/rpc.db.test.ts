import { connect, createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { Code } from "@connectrpc/connect";
import { findTrailerError } from "@connectrpc/connect/protocol-grpc";
import { createLocalJWKSet } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ErrorInfoSchema } from "./contract.ts";
import { makeRpc } from "./rpc.ts";

const server = createServer(makeRpc({ keys: async () => createLocalJWKSet({ keys: [] }) }));

beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** The trailers of a call whose body is `body`. */
function trailersOf(body: Buffer, headers: Record<string, string>): Promise<Headers> {
  const { port } = server.address() as AddressInfo;
  const session = connect(`http://127.0.0.1:${port}`);
  const stream = session.request({
    ":method": "POST",
    ":path": "/scalekit.v1.organizations.OrganizationService/GetOrganization",
    "content-type": "application/grpc",
    te: "trailers",
    ...headers,
  });
  return new Promise((resolve, reject) => {
    stream.on("error", reject).on("data", () => {});
    stream.on("trailers", (trailers) => {
      session.close();
      resolve(new Headers(Object.entries(trailers).map(([name, value]) => [name, String(value)])));
    });
    stream.end(body);
  });
}

const enveloped = (message: number[], flags = 0) => Buffer.from([flags, 0, 0, 0, message.length, ...message]);

test.each<[string, Buffer, Record<string, string>, Code, string]>([
  ["is larger than any", Buffer.from([0, 0, 1, 0, 1]), {}, Code.ResourceExhausted, "RESOURCE_EXHAUSTED"],
  ["is none of its kind", enveloped([255, 255, 255]), {}, Code.InvalidArgument, "INVALID_ARGUMENT"],
  ["says that it is compressed", enveloped([1, 2, 3], 1), {}, Code.InvalidArgument, "INVALID_ARGUMENT"],
  ["is compressed", enveloped([1], 1), { "grpc-encoding": "gzip" }, Code.Unimplemented, "UNIMPLEMENTED"],
  ["is missing", Buffer.alloc(0), {}, Code.Unimplemented, "UNIMPLEMENTED"],
  ["has a time that is none", enveloped([]), { "grpc-timeout": "x" }, Code.InvalidArgument, "INVALID_ARGUMENT"],
])("a call whose message %s is refused with the detail that SDKs read", async (_, body, headers, code, name) => {
  const error = findTrailerError(await trailersOf(body, headers));
  expect([error?.code, error?.findDetails(ErrorInfoSchema)[0]?.errorCode]).toEqual([code, name]);
});

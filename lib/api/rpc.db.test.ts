import { connect, createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { create } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import { Code } from "@connectrpc/connect";
import { findTrailerError } from "@connectrpc/connect/protocol-grpc";
import { createLocalJWKSet } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { refusalOf, withApi } from "../../testing/api.ts";
import { ErrorInfoSchema, OrganizationService } from "./contract.ts";
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
  ["says that it is compressed", enveloped([1, 2, 3], 1), {}, Code.Unimplemented, "UNIMPLEMENTED"],
  ["is compressed", enveloped([1], 1), { "grpc-encoding": "gzip" }, Code.Unimplemented, "UNIMPLEMENTED"],
  ["is missing", Buffer.alloc(0), {}, Code.Unimplemented, "UNIMPLEMENTED"],
  ["has a time that is none", enveloped([]), { "grpc-timeout": "x" }, Code.InvalidArgument, "INVALID_ARGUMENT"],
])("a call whose message %s is refused with the detail that SDKs read", async (_, body, headers, code, name) => {
  const error = findTrailerError(await trailersOf(body, headers));
  expect([error?.code, error?.findDetails(ErrorInfoSchema)[0]?.errorCode]).toEqual([code, name]);
});

const api = withApi();

test("a call whose message is none of its kind is refused, once it is known who calls", async () => {
  const { grpc } = await api();
  const message = create(OrganizationService.method.getOrganization.input);
  // Says that a text of 16,383 bytes follows, and ends.
  message.$unknown = [{ no: 1, wireType: WireType.LengthDelimited, data: Buffer.from([0xff, 0x7f]) }];
  expect(await refusalOf(() => grpc(OrganizationService).getOrganization(message))).toEqual({
    code: Code.InvalidArgument,
    name: "INVALID_ARGUMENT",
    fields: [],
  });
  const unnamed = findTrailerError(await trailersOf(enveloped([0x0a, 0xff, 0x7f]), {}));
  expect(unnamed?.code).toBe(Code.Unauthenticated);
});

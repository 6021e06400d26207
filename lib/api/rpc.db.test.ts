import { connect, createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { create } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import { Code } from "@connectrpc/connect";
import { findTrailerError } from "@connectrpc/connect/protocol-grpc";
import { createLocalJWKSet } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { refusalOf, withApi } from "../../testing/api.ts";
import { OrganizationService } from "./contract.ts";
import { makeRpc } from "./rpc.ts";

const server = createServer(makeRpc({ keys: async () => createLocalJWKSet({ keys: [] }) }));

beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** The trailers of a call whose body is `body`. */
function trailersOf(body: Buffer): Promise<Headers> {
  const { port } = server.address() as AddressInfo;
  const session = connect(`http://127.0.0.1:${port}`);
  const stream = session.request({
    ":method": "POST",
    ":path": "/scalekit.v1.organizations.OrganizationService/GetOrganization",
    "content-type": "application/grpc",
    te: "trailers",
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
  const unnamed = findTrailerError(await trailersOf(Buffer.from([0, 0, 0, 0, 3, 0x0a, 0xff, 0x7f])));
  expect(unnamed?.code).toBe(Code.Unauthenticated);
});

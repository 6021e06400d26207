import http from "node:http";
import http2 from "node:http2";
import type { AddressInfo } from "node:net";
import type { DescService } from "@bufbuild/protobuf";
import { type Client, type Code, ConnectError, createClient, type Interceptor } from "@connectrpc/connect";
import { createGrpcTransport, Http2SessionManager } from "@connectrpc/connect-node";
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll } from "vitest";
import { makeApiClient } from "#db/testing/factories";
import { apiAudience, apiPath } from "#lib/api/address";
import { type Scope, scopes } from "#lib/api/clients/rules";
import { ErrorInfoSchema } from "#lib/api/contract";
import { makeRest } from "#lib/api/rest";
import { makeRpc } from "#lib/api/rpc";
import { env } from "#lib/env";
import type { ApiClientId } from "#lib/ids";

/** The API as back-ends meet it, on loopback, with tokens that are signed as the provider signs them. */

type Answered = { status: number; headers: Headers; body: never };

/** An API client and what it calls with. */
export type Caller = Readonly<{
  id: ApiClientId;
  /** A request to REST under /api/v1. */
  rest: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answered>;
  /** A client of one of the contract's services. */
  grpc: <Service extends DescService>(service: Service) => Client<Service>;
}>;

/** What gRPC says instead of a result: the status, and what SDKs read of its detail. */
export async function refusalOf(
  call: () => Promise<unknown>,
): Promise<{ code: Code; name?: string; fields: string[] }> {
  const error = await call().then(
    () => null,
    (reason: unknown) => ConnectError.from(reason),
  );
  if (!error) throw new Error("It was not refused.");
  const [info] = error.findDetails(ErrorInfoSchema);
  const fields = info?.validationErrorInfo?.fieldViolations.map(({ field }) => field) ?? [];
  return { code: error.code, ...(info && { name: info.errorCode }), fields };
}

/** Serves both wires to the tests of a file. Call its result in a test to have a client of its own. */
export function withApi(): (allowed?: readonly Scope[]) => Promise<Caller> {
  let close = async () => {};
  let origins = { rest: "", grpc: "" };
  let sessions: Http2SessionManager;
  let privateKey: CryptoKey;

  beforeAll(async () => {
    const pair = await generateKeyPair("RS256");
    privateKey = pair.privateKey;
    const published = { ...(await exportJWK(pair.publicKey)), kid: "key_1", alg: "RS256", use: "sig" };
    const gate = { keys: async () => createLocalJWKSet({ keys: [published] }) };
    const rest = http.createServer(makeRest(gate));
    const grpc = http2.createServer(makeRpc(gate));
    const originOf = async (server: http.Server | http2.Http2Server) => {
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    };
    origins = { rest: await originOf(rest), grpc: await originOf(grpc) };
    sessions = new Http2SessionManager(origins.grpc);
    close = async () => {
      sessions.abort();
      rest.closeAllConnections();
      await Promise.all([rest, grpc].map((server) => new Promise((resolve) => server.close(resolve))));
    };
  });
  afterAll(() => close());

  const tokenOf = (id: ApiClientId, allowed: readonly Scope[]) =>
    new SignJWT({ client_id: id, scopes: allowed, jti: `tkn_${id}` })
      .setProtectedHeader({ alg: "RS256", typ: "at+jwt", kid: "key_1" })
      .setIssuer(env.APP_URL)
      .setSubject(id)
      .setAudience(apiAudience())
      .setIssuedAt()
      .setExpirationTime("5m")
      .sign(privateKey);

  return async (allowed = scopes) => {
    const { id } = await makeApiClient({ scopes: [...allowed] });
    const authorization = `Bearer ${await tokenOf(id, allowed)}`;
    const authorized: Interceptor = (next) => (request) => {
      request.header.set("authorization", authorization);
      return next(request);
    };
    return {
      id,
      rest: async (method, path, body, headers = {}) => {
        const response = await fetch(`${origins.rest}${apiPath}${path}`, {
          method,
          headers: { authorization, ...(body !== undefined && { "content-type": "application/json" }), ...headers },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : null) as never };
      },
      grpc: (service) =>
        createClient(
          service,
          createGrpcTransport({ baseUrl: origins.grpc, sessionManager: sessions, interceptors: [authorized] }),
        ),
    };
  };
}

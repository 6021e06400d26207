import type { OutgoingHttpHeaders } from "node:http";
import type { DescMessage, DescMethod, JsonValue, MessageShape } from "@bufbuild/protobuf";
import { fromJson, toJson } from "@bufbuild/protobuf";
import {
  Code,
  type ConnectRouter,
  createContextKey,
  createContextValues,
  type HandlerContext,
} from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { services } from "./contract.ts";
import { ApiError, toApiError } from "./errors.ts";
import { authenticate, type Credentials, credentialsOf, type Gate } from "./gate.ts";
import { type Operation, perform, scopesOf } from "./operation.ts";
import { operations } from "./operations/all.ts";
import { refusalTrailers, toConnectError } from "./rpc-error.ts";

/** gRPC: the services of the contract, on Node's own requests. What it has no operation for is answered UNIMPLEMENTED. */

/** The largest message, in bytes. */
const largestMessage = 64 * 1024;
/** The longest a call may take, in milliseconds; a client may ask for less. */
const longestCall = 30_000;

const credentials = createContextKey<Credentials>({ authorization: [], ip: null });

type Listener = ReturnType<typeof connectNodeAdapter>;

/** The listener for requests that carry gRPC. */
export function makeRpc(gate: Gate): Listener {
  const listen = listenerOf(gate);
  return (request, response) => {
    const { addTrailers } = response;
    response.addTrailers = (trailers: OutgoingHttpHeaders) => addTrailers.call(response, explained(trailers));
    listen(request, response);
  };
}

/** What the library refuses by itself says no more than a code; and of a message that is none, that the fault is ours. */
function explained(trailers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const code: Code = Number(trailers["grpc-status"]);
  if (!Code[code] || trailers["grpc-status-details-bin"] !== undefined) return trailers;
  const message = decodeURIComponent(String(trailers["grpc-message"] ?? ""));
  const isUnreadable = code === Code.Internal && /^(parse|received) /.test(message);
  return { ...trailers, ...refusalTrailers(isUnreadable ? Code.InvalidArgument : code, message) };
}

function listenerOf(gate: Gate): Listener {
  return connectNodeAdapter({
    routes: (router) => {
      for (const service of services) addService(router, service, gate);
    },
    grpc: true,
    grpcWeb: false,
    connect: false,
    acceptCompression: [],
    readMaxBytes: largestMessage,
    maxTimeoutMs: longestCall,
    contextValues: (request) => createContextValues().set(credentials, credentialsOf(request)),
  });
}

function addService(router: ConnectRouter, service: (typeof services)[number], gate: Gate): void {
  const own = operations.filter((operation) => operation.service.typeName === service.typeName);
  const methods = service.methods.map((method: DescMethod) => {
    const operation = own.find(({ method: name }) => name === method.localName);
    return [method.localName, operation ? answering(operation, method, gate) : refusing(method)] as const;
  });
  router.service(service, Object.fromEntries(methods));
}

type Handler = (request: MessageShape<DescMessage>, context: HandlerContext) => Promise<MessageShape<DescMessage>>;

function answering(operation: Operation, { input, output }: DescMethod, gate: Gate): Handler {
  return async (request, context) => {
    try {
      const caller = await authenticate(gate, context.values.get(credentials), scopesOf(operation));
      const answer = await perform(operation, caller, rawOf(input, request));
      // Some of the contract's messages are shorter than what REST says.
      return fromJson(output, answer as JsonValue, { ignoreUnknownFields: true });
    } catch (error) {
      throw toConnectError(toApiError(error));
    }
  };
}

/** A request in the words of REST. A message can carry what no text can say: a moment in the year 30,000. */
function rawOf(input: DescMessage, request: MessageShape<DescMessage>): JsonValue {
  try {
    return toJson(input, request, { useProtoFieldName: true });
  } catch {
    throw new ApiError("INVALID_ARGUMENT", "The message holds a value that is out of range.");
  }
}

function refusing({ name }: DescMethod): Handler {
  const error = new ApiError("UNIMPLEMENTED", `This version of Foyer has no ${name}.`);
  return () => Promise.reject(toConnectError(error));
}

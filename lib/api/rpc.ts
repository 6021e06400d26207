import {
  type DescMessage,
  type DescMethod,
  fromBinary,
  fromJson,
  type JsonValue,
  toBinary,
  toJson,
} from "@bufbuild/protobuf";
import { answerCall, type CallRequest, type CallResponse } from "./call.ts";
import { services } from "./contract.ts";
import { ApiError } from "./errors.ts";
import { authenticate, type Credentials, credentialsOf, type Gate } from "./gate.ts";
import { type Operation, perform, scopesOf } from "./operation.ts";
import { operations } from "./operations/all.ts";

/** gRPC: the methods of the contract, on Node's own requests. What there is no operation for is answered UNIMPLEMENTED. */

type Method = (message: Uint8Array, credentials: Credentials) => Promise<Uint8Array>;

/** Answers requests that carry gRPC. */
export function makeRpc(gate: Gate): (request: CallRequest, response: CallResponse) => Promise<void> {
  const methods = new Map(
    services.flatMap((service) => service.methods.map((method) => [pathOf(method), method] as const)),
  );
  const answering = new Map(operations.map((operation) => methodOf(operation, gate)));
  return (request, response) =>
    answerCall(request, response, async (message) => {
      const path = request.url ?? "";
      const method = answering.get(path);
      if (method) return method(message, credentialsOf(request));
      throw new ApiError("UNIMPLEMENTED", `This version of Foyer has no ${methods.get(path)?.name ?? "such method"}.`);
    });
}

const pathOf = ({ parent, name }: DescMethod) => `/${parent.typeName}/${name}`;

/** Where an operation is called, and what then happens. */
function methodOf(operation: Operation, gate: Gate): [path: string, method: Method] {
  const method = descriptorOf(operation);
  const { input, output } = method;
  const call: Method = async (message, credentials) => {
    const caller = await authenticate(gate, credentials, scopesOf(operation));
    const answer = await perform(operation, caller, rawOf(input, message));
    // Some of the contract's messages are shorter than what REST says.
    return toBinary(output, fromJson(output, answer as JsonValue, { ignoreUnknownFields: true }));
  };
  return [pathOf(method), call];
}

function descriptorOf({ service, method }: Operation): DescMethod {
  const found = service.methods.find(({ localName }) => localName === method);
  if (!found) throw new Error(`${service.typeName} has no ${method}.`);
  return found;
}

/** A request in the words of REST. A message may be none, or carry what no text can say: a moment in the year 30,000. */
function rawOf(input: DescMessage, message: Uint8Array): JsonValue {
  try {
    return toJson(input, fromBinary(input, message), { useProtoFieldName: true });
  } catch {
    throw new ApiError("INVALID_ARGUMENT", "The message cannot be read, or holds a value that is out of range.");
  }
}

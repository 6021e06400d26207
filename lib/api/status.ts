import { Code, ConnectError } from "@connectrpc/connect";
import { setTrailerStatus } from "@connectrpc/connect/protocol-grpc";
import { ErrorInfoSchema } from "./contract.ts";

/**
 * The trailers of a call of gRPC that no service has answered, under the name that google.rpc.Code has. Some clients break on an error
 * that says no more than its code.
 */
export function refusalTrailers(code: Code, message: string): Record<string, string> {
  const errorCode = Code[code].replace(/(?<=[a-z])[A-Z]/g, "_$&").toUpperCase();
  const error = new ConnectError(message, code, undefined, [{ desc: ErrorInfoSchema, value: { errorCode } }]);
  return Object.fromEntries(setTrailerStatus(new Headers(), error));
}

import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { setTrailerStatus } from "@connectrpc/connect/protocol-grpc";
import { ErrorInfoSchema } from "./contract.ts";
import { apiErrors, toApiError } from "./errors.ts";

/**
 * Any error as the trailers that end a call: always with the detail that SDKs look for, since some break on an error without one. What
 * the library says of a call by itself has none, and is told under the name that google.rpc.Code has.
 */
export function trailersOf(error: unknown): Record<string, string> {
  const told = error instanceof ConnectError ? explained(error) : toConnectError(error);
  return Object.fromEntries(setTrailerStatus(new Headers(), told));
}

function toConnectError(error: unknown): ConnectError {
  const { code, message, violations, requestId, retryAfter } = toApiError(error);
  const info = create(ErrorInfoSchema, {
    errorCode: code,
    ...(violations.length > 0 && {
      validationErrorInfo: {
        fieldViolations: violations.map(({ field, message: text }) => ({
          field: field.toWellFormed(),
          description: text.toWellFormed(),
        })),
      },
    }),
    ...(requestId && { requestInfo: { requestId } }),
  });
  const headers = retryAfter ? { "retry-after": String(retryAfter) } : undefined;
  // Half of a character, where what somebody sent was cut, cannot be written in either form.
  return new ConnectError(message.toWellFormed(), apiErrors[code].grpc, headers, [
    { desc: ErrorInfoSchema, value: info },
  ]);
}

function explained({ code, rawMessage }: ConnectError): ConnectError {
  const errorCode = Code[code].replace(/(?<=[a-z])[A-Z]/g, "_$&").toUpperCase();
  return new ConnectError(rawMessage, code, undefined, [{ desc: ErrorInfoSchema, value: { errorCode } }]);
}

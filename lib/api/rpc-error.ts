import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { setTrailerStatus } from "@connectrpc/connect/protocol-grpc";
import { ErrorInfoSchema } from "./contract.ts";
import { type ApiError, apiErrors } from "./errors.ts";

/** An answer that is no result, over gRPC: always with the detail that SDKs look for, since some break on an error without one. */
export function toConnectError({ code, message, violations, requestId, retryAfter }: ApiError): ConnectError {
  const info = create(ErrorInfoSchema, {
    errorCode: code,
    ...(violations.length > 0 && {
      validationErrorInfo: {
        fieldViolations: violations.map(({ field, message: description }) => ({ field, description })),
      },
    }),
    ...(requestId && { requestInfo: { requestId } }),
  });
  const headers = retryAfter ? { "retry-after": String(retryAfter) } : undefined;
  return new ConnectError(message, apiErrors[code].grpc, headers, [{ desc: ErrorInfoSchema, value: info }]);
}

/** An error as the trailers that end a call. */
export function trailersOf(error: ConnectError): Record<string, string> {
  return Object.fromEntries(setTrailerStatus(new Headers(), error));
}

/** The trailers of a call that no service has answered, under the name that google.rpc.Code has. */
export function refusalTrailers(code: Code, message: string): Record<string, string> {
  const errorCode = Code[code].replace(/(?<=[a-z])[A-Z]/g, "_$&").toUpperCase();
  return trailersOf(new ConnectError(message, code, undefined, [{ desc: ErrorInfoSchema, value: { errorCode } }]));
}

import type { IncomingMessage, ServerResponse } from "node:http";
import { endCall } from "#lib/api/call";
import { ApiError, type ApiErrorCode } from "#lib/api/errors";
import { trailersOf } from "#lib/api/rpc-error";

/** Whether a request is a call of gRPC, by HTTP/1.1 or HTTP/2. */
export function isRpc({ headers }: IncomingMessage): boolean {
  return headers["content-type"]?.toLowerCase().startsWith("application/grpc") === true;
}

/** Ends a call without its service, whose own answer then is too late. */
export function refuseRpc(response: ServerResponse, code: ApiErrorCode, message?: string): void {
  endCall(response, trailersOf(new ApiError(code, message)));
}

const slow = 2_000;

/** Ends a call that waits for a database which is gone. */
export function guardRpc(response: ServerResponse, databaseAnswers: () => Promise<boolean>): void {
  const timer = setTimeout(async () => {
    if (!response.headersSent && !(await databaseAnswers())) refuseRpcInOutage(response);
  }, slow);
  response.once("close", () => clearTimeout(timer));
}

export function refuseRpcInOutage(response: ServerResponse): void {
  refuseRpc(response, "UNAVAILABLE", "The database cannot be reached right now. Try again in a minute.");
}

import type { IncomingMessage, ServerResponse } from "node:http";
import { ApiError, type ApiErrorCode } from "#lib/api/errors";
import { trailersOf } from "#lib/api/rpc-error";

/** Whether a request is a call of gRPC, by HTTP/1.1 or HTTP/2. */
export function isRpc({ headers }: IncomingMessage): boolean {
  return headers["content-type"]?.toLowerCase().startsWith("application/grpc") === true;
}

/** Ends a call without its service. */
export function refuseRpc(response: ServerResponse, code: ApiErrorCode, message?: string): void {
  if (response.headersSent) return;
  response.writeHead(200, { "content-type": "application/grpc" });
  response.addTrailers(trailersOf(new ApiError(code, message)));
  response.end();
  dropRest(response);
}

/** What is still written of an answer that another one was sent for goes nowhere. */
export function dropRest(response: ServerResponse): void {
  response.addTrailers = () => {};
  response.writeHead = () => response;
  response.write = () => true;
  response.end = () => response;
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

import type { IncomingMessage, ServerResponse } from "node:http";
import { Code, ConnectError } from "@connectrpc/connect";
import { setTrailerStatus } from "@connectrpc/connect/protocol-grpc";
import { ErrorInfoSchema } from "#lib/api/contract";

/** Whether a request is a call of gRPC, by HTTP/1.1 or HTTP/2. */
export function isRpc({ headers }: IncomingMessage): boolean {
  return headers["content-type"]?.toLowerCase().startsWith("application/grpc") === true;
}

const names = {
  [Code.ResourceExhausted]: "RESOURCE_EXHAUSTED",
  [Code.Internal]: "INTERNAL",
  [Code.Unavailable]: "UNAVAILABLE",
} as const;

/** Ends a call without its service. What the service still writes is dropped. */
export function refuseRpc(response: ServerResponse, code: keyof typeof names, message: string): void {
  if (response.headersSent) return;
  // Some clients break on an error that says no more than its code.
  const error = new ConnectError(message, code, undefined, [
    { desc: ErrorInfoSchema, value: { errorCode: names[code] } },
  ]);
  const status = new Headers();
  setTrailerStatus(status, error);
  response.writeHead(200, { "content-type": "application/grpc" });
  response.addTrailers(Object.fromEntries(status));
  response.end();
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
  refuseRpc(response, Code.Unavailable, "The database cannot be reached right now. Try again in a minute.");
}

import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { sendText } from "./plain-answers.ts";

const shutdownPatience = 10_000;

/** The server that owns the port: bounded in time, size and number of headers. */
export function createFrontServer(listener: RequestListener, headers: readonly (readonly [string, string])[]): Server {
  const server = createServer({ requestTimeout: 60_000, headersTimeout: 15_000, keepAliveTimeout: 65_000 }, listener);
  server.maxRequestsPerSocket = 0;
  // What Node would answer by itself, without the headers of every answer.
  server.on("checkExpectation", (_, response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    sendText(response, 417, "That expectation cannot be met.");
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => refuseBadRequest(error, socket, headers));
  return server;
}

/** What Node's parser refuses never reaches a listener, and still gets the headers of every answer. */
function refuseBadRequest(
  error: NodeJS.ErrnoException,
  socket: Socket,
  headers: readonly (readonly [string, string])[],
): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const statuses: Record<string, string> = {
    HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
    HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Payload Too Large",
    ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
  };
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  socket.end(
    `HTTP/1.1 ${statuses[error.code ?? ""] ?? "400 Bad Request"}\r\n${lines}Connection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}

/** Starts to listen. @returns the port */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Takes no new requests, lets those under way finish, and ends what is left after `patience` milliseconds. */
export async function shutDown(server: Server, patience = shutdownPatience): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Connections whose request was under way become idle one by one; browsers would keep them open.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  // Not awaited for ever: a websocket is no connection of HTTP any more, and would hold the server open.
  await Promise.race([closed, sleep(patience, undefined, { ref: false })]);
  clearInterval(sweep);
  server.closeAllConnections();
}

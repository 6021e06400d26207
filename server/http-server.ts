import { createServer, type RequestListener, type Server, type ServerOptions } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import type { AddressInfo, Server as NetServer, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import { recognize } from "./first-bytes.ts";
import { Http2Sessions } from "./http2-sessions.ts";
import { sendText } from "./plain-answers.ts";
import type { KeyPair } from "./tls-files.ts";

const shutdownPatience = 10_000;

/** Milliseconds. */
const ordinaryTimes = {
  /** How long it is waited for what tells HTTP/2 from HTTP/1.1. */
  firstBytes: 5_000,
  headers: 15_000,
  request: 60_000,
  idle: 65_000,
  /** How often HTTP/1.1 looks for connections whose time is up. */
  check: 30_000,
};

type FrontServerOptions = {
  /** With it the port speaks TLS and nothing else. */
  tls?: KeyPair;
  times?: Partial<typeof ordinaryTimes>;
};

export type FrontServer = Server | TlsServer;

/** The server that owns the port, and speaks HTTP/1.1 and HTTP/2 on it: bounded in time, size and number of headers. */
export function createFrontServer(
  listener: RequestListener,
  headers: readonly (readonly [string, string])[],
  { tls, times: changed }: FrontServerOptions = {},
): FrontServer {
  const times = { ...ordinaryTimes, ...changed };
  const options: ServerOptions = {
    requestTimeout: times.request,
    headersTimeout: times.headers,
    keepAliveTimeout: times.idle,
    connectionsCheckingInterval: times.check,
  };
  const server: NetServer & FrontServer = tls
    ? createTlsServer({ ...options, ...tls, ALPNCallback: preferred, handshakeTimeout: times.headers }, listener)
    : createServer(options, listener);
  server.maxRequestsPerSocket = 0;
  // What Node would answer by itself, without the headers of every answer.
  server.on("checkExpectation", (_, response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    sendText(response, 417, "That expectation cannot be met.");
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => refuseBadRequest(error, socket, headers));
  divide(server, tls !== undefined, times.firstBytes, new Http2Sessions(listener, times));
  return server;
}

/**
 * Browsers and everything else that can are answered by HTTP/1.1, which is all that Next speaks well; clients of gRPC offer nothing
 * but h2. With neither, there is no connection.
 */
function preferred({ protocols }: { protocols: string[] }): string | undefined {
  return ["http/1.1", "h2"].find((name) => protocols.includes(name));
}

/**
 * Puts HTTP/2 beside the HTTP/1.1 of a server. Node's own listener goes on serving its connections: in a server that does not own the
 * port, its limits in time would silently not be kept.
 */
function divide(server: FrontServer, isTls: boolean, patience: number, http2: Http2Sessions): void {
  const arrival = isTls ? "secureConnection" : "connection";
  const [serve] = server.listeners(arrival) as ((socket: Socket) => void)[];
  const http1 = (socket: Socket) => serve?.call(server, socket);
  const open = new Set<Socket>();
  const unrecognized = new Set<Socket>();
  server.removeAllListeners(arrival);
  server.on(arrival, (socket: Socket) => {
    if (isTls) return (socket as TLSSocket).alpnProtocol === "h2" ? http2.take(socket) : http1(socket);
    const handOn = (protocol: (socket: Socket) => void) => () => {
      unrecognized.delete(socket);
      protocol(socket);
    };
    unrecognized.add(socket);
    socket.once("close", () => unrecognized.delete(socket));
    recognize(socket, patience, { http1: handOn(http1), http2: handOn((each) => http2.take(each)) });
  });
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });

  // Node's own know of HTTP/1.1 only.
  const { closeIdleConnections, closeAllConnections } = server;
  server.closeIdleConnections = () => {
    closeIdleConnections.call(server);
    for (const socket of unrecognized) socket.destroy();
    http2.retire();
  };
  server.closeAllConnections = () => {
    closeAllConnections.call(server);
    for (const socket of open) socket.destroy();
  };
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
export function listen(server: NetServer, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Takes no new requests, lets those under way finish, and ends what is left after `patience` milliseconds. */
export async function shutDown(server: FrontServer, patience = shutdownPatience): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Connections whose request was under way become idle one by one; browsers would keep them open.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  // Not awaited for ever: a websocket is no connection of HTTP any more, and would hold the server open.
  await Promise.race([closed, sleep(patience, undefined, { ref: false })]);
  clearInterval(sweep);
  server.closeAllConnections();
}

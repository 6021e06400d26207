import type { Socket } from "node:net";

/** What every connection of HTTP/2 begins with (RFC 9113, 3.4), and none of HTTP/1.1. */
const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

type Protocols = { http1: (socket: Socket) => void; http2: (socket: Socket) => void };

/**
 * Hands a connection on once its first bytes say which protocol it speaks; they are still unread then. Whoever has not said so within
 * `patience` milliseconds is HTTP/1.1's matter, with all the limits in time that it has.
 */
export function recognize(socket: Socket, patience: number, protocols: Protocols): void {
  let seen: Buffer = Buffer.alloc(0);

  function handOn(protocol: keyof Protocols): void {
    leave();
    // Paused, or what is put back would be emitted at once, to nobody. HTTP/2 takes it from a socket that stands still.
    socket.pause();
    if (seen.length > 0) socket.unshift(seen);
    protocols[protocol](socket);
    if (protocol === "http1") socket.resume();
  }
  function onData(chunk: Buffer): void {
    seen = seen.length > 0 ? Buffer.concat([seen, chunk]) : chunk;
    const compared = Math.min(seen.length, preface.length);
    if (seen.compare(preface, 0, compared, 0, compared) !== 0) handOn("http1");
    else if (compared === preface.length) handOn("http2");
  }
  function onGone(): void {
    leave();
    socket.destroy();
  }
  function leave(): void {
    clearTimeout(timer);
    socket.off("data", onData).off("end", onGone).off("error", onGone).off("close", leave);
  }
  const timer = setTimeout(() => handOn("http1"), patience);
  socket.on("data", onData).on("end", onGone).on("error", onGone).on("close", leave);
}

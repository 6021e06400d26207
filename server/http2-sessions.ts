import type { RequestListener } from "node:http";
import { constants, createServer, type Http2ServerRequest, type ServerHttp2Session } from "node:http2";
import type { Socket } from "node:net";

/** Milliseconds. */
type Times = {
  /** How long a session stays open on which nothing moves. */
  idle: number;
  /** How long one request may take in all, its body and the reading of its answer included. */
  request: number;
};

const limits = {
  // More than a back-end has under way at once, and less than the turns that wait for one client's countings. At this limit Node still
  // counts those taken back in the same bytes, and refuses the next with a status that no client tries again.
  settings: { maxConcurrentStreams: 250, maxHeaderListSize: 16 * 1024 },
  maxHeaderListPairs: 100,
  maxSessionInvalidFrames: 100,
  // Requests taken back as soon as they were made cost the server more than their sender. So many at once are calls whose time is up.
  streamResetBurst: 1_000,
  streamResetRate: 33,
};
const lingering = 2_000;

/** As HTTP/2 counts it (RFC 9113, 6.5.2). */
const sizeOf = ({ rawHeaders }: Http2ServerRequest) => rawHeaders.reduce((sum, text) => sum + text.length + 16, 0);

/** HTTP/2 on connections that another server has accepted. What it hears it tells a listener of HTTP/1.1, in the same form. */
export class Http2Sessions {
  readonly #core = createServer(limits);
  readonly #open = new Set<ServerHttp2Session>();
  readonly #times: Times;

  constructor(listener: RequestListener, times: Times) {
    this.#times = times;
    // What a session does wrong ends it; there is nobody to tell.
    this.#core.on("sessionError", () => {});
    this.#core.on("request", (request, response) => {
      if (this.#accepts(request)) listener(request as never, response as never);
    });
  }

  /** Answers on a connection whose first bytes, or whose TLS, say that it is HTTP/2. */
  take(socket: Socket): void {
    const keep = (session: ServerHttp2Session) => this.#keep(session, socket);
    this.#core.once("session", keep);
    this.#core.emit("connection", socket);
    this.#core.off("session", keep);
  }

  /** Takes no new requests. Sessions end as soon as those under way are answered. */
  retire(): void {
    for (const session of this.#open) session.close();
  }

  #keep(session: ServerHttp2Session, socket: Socket): void {
    this.#open.add(session);
    session.once("close", () => this.#open.delete(session));
    session.setTimeout(this.#times.idle, () => {
      session.close();
      // Of somebody who no longer listens, not even the end would be noticed.
      setTimeout(() => socket.destroy(), lingering).unref();
    });
  }

  #accepts(request: Http2ServerRequest): boolean {
    const { headers, stream } = request;
    // Without a listener, a body that breaks off would be thrown at the process.
    request.on("error", () => {});
    const timer = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), this.#times.request);
    stream.once("close", () => clearTimeout(timer));
    // What a client sends before it has heard of the settings is not measured by them.
    if (sizeOf(request) > limits.settings.maxHeaderListSize) {
      stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
      return false;
    }
    const authority = headers[":authority"];
    // RFC 9113, 8.3.1.
    if (authority !== undefined && headers.host !== undefined && headers.host !== authority) {
      stream.close(constants.NGHTTP2_PROTOCOL_ERROR);
      return false;
    }
    // Where everyone who reads a request looks for it.
    headers.host ??= authority;
    return true;
  }
}

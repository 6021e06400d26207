import { connect, type Socket } from "node:net";

/** One answer of a server, as it came over the wire. */
export type Reply = { status: number; head: string; body: string; bytes: number };

type Parsed = { status: number; head: string; body: () => string; length: number };

const blank: Buffer = Buffer.alloc(0);

/**
 * One keep-alive connection that sends requests written out beforehand. It does as little as possible, because the load
 * generator shares the machine with the server it measures: nothing is decompressed, and bodies become text only when asked.
 */
export class Wire {
  readonly #port: number;
  readonly #keepBodies: boolean;
  #socket: Socket | null = null;
  #received = blank;
  #answer: ((parsed: Parsed) => void) | null = null;
  #fail: ((error: Error) => void) | null = null;

  constructor(port: number, { keepBodies = false } = {}) {
    this.#port = port;
    this.#keepBodies = keepBodies;
  }

  async send(request: string): Promise<Reply> {
    const socket = this.#socket ?? (await this.#open());
    const parsed = await new Promise<Parsed>((resolve, reject) => {
      this.#answer = resolve;
      this.#fail = reject;
      socket.write(request);
    });
    if (/\r\nconnection: close/i.test(parsed.head)) this.close();
    const body = this.#keepBodies || parsed.status >= 400 ? parsed.body() : "";
    return { status: parsed.status, head: parsed.head, body, bytes: parsed.length };
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
    this.#received = blank;
  }

  #open(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port: this.#port, host: "127.0.0.1", noDelay: true }, () => resolve(socket));
      const lose = (error: Error) => {
        reject(error);
        if (this.#socket !== socket) return;
        this.#socket = null;
        this.#received = blank;
        this.#fail?.(error);
      };
      socket.on("error", lose);
      socket.on("close", () => lose(new Error("The server closed the connection before it answered.")));
      socket.on("data", (chunk: Buffer) => this.#take(chunk));
      this.#socket = socket;
    });
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length > 0 ? Buffer.concat([this.#received, chunk]) : chunk;
    const parsed = parse(this.#received);
    if (!parsed) return;
    this.#received = this.#received.subarray(parsed.length);
    const answer = this.#answer;
    this.#answer = null;
    this.#fail = null;
    answer?.(parsed);
  }
}

/** The first whole answer in the buffer, or null while some of it is still on its way (RFC 9112, 6.3). */
function parse(buffer: Buffer): Parsed | null {
  const headEnd = buffer.indexOf("\r\n\r\n");
  if (headEnd < 0) return null;
  const head = buffer.toString("latin1", 0, headEnd);
  const status = Number(head.slice(9, 12));
  const start = headEnd + 4;
  if (status === 204 || status === 304) return { status, head, length: start, body: () => "" };
  if (/\r\ntransfer-encoding: chunked/i.test(head)) {
    const pieces = chunks(buffer, start);
    if (!pieces) return null;
    return { status, head, length: pieces.end, body: () => Buffer.concat(pieces.parts).toString("utf8") };
  }
  const length = start + Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
  if (buffer.length < length) return null;
  return { status, head, length, body: () => buffer.toString("utf8", start, length) };
}

function chunks(buffer: Buffer, start: number): { parts: Buffer[]; end: number } | null {
  const parts: Buffer[] = [];
  for (let at = start; ; ) {
    const lineEnd = buffer.indexOf("\r\n", at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(buffer.toString("latin1", at, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (buffer.length < next) return null;
    if (size === 0) return { parts, end: next };
    parts.push(buffer.subarray(lineEnd + 2, next - 2));
    at = next;
  }
}

/** The value of a header, or null. */
export function headerOf(reply: Reply, name: string): string | null {
  return new RegExp(`\\r\\n${name}: ([^\\r]*)`, "i").exec(reply.head)?.[1] ?? null;
}

/** `name=value` of every cookie an answer sets and does not delete. */
export function cookiesOf(reply: Reply): string[] {
  const set = [...reply.head.matchAll(/\r\nset-cookie: ([^;\r]*)/gi)].map(([, pair = ""]) => pair);
  return set.filter((pair) => !pair.endsWith("="));
}

type Parts = {
  method?: string;
  port: number;
  path: string;
  /** Another name of the server than localhost, without the port. */
  host?: string;
  cookies?: string;
  body?: string;
  type?: string;
  /** For answers that are read here. */
  plain?: boolean;
};

/** A request as a browser would write it. */
export function request({ method = "GET", port, path, host = "localhost", cookies, body, type, plain }: Parts): string {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `host: ${host}:${port}`,
    "user-agent: Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    `accept-encoding: ${plain ? "identity" : "gzip, deflate, br"}`,
    "accept-language: en",
  ];
  if (cookies) lines.push(`cookie: ${cookies}`);
  if (method === "POST") lines.push(`origin: http://localhost:${port}`, "sec-fetch-site: same-origin");
  if (body !== undefined) lines.push(`content-type: ${type}`, `content-length: ${Buffer.byteLength(body)}`);
  return `${lines.join("\r\n")}\r\n\r\n${body ?? ""}`;
}

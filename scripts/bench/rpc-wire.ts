import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from "node:http2";
import type { Reply } from "./wire.ts";

/** Written out beforehand as one text: two lines and the frame of the message, a character for each byte. */
export function writeCall({ path, token, message }: { path: string; token: string; message: Uint8Array }): string {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return `${path}\nBearer ${token}\n${Buffer.concat([head, message]).toString("latin1")}`;
}

/**
 * One HTTP/2 connection without TLS that sends calls of gRPC, as many at a time as somebody asks for: the official SDKs share one
 * among all calls of a client too. Messages are neither made nor read here.
 */
export class RpcWire {
  readonly #session: ClientHttp2Session;

  constructor(port: number) {
    this.#session = connect(`http://localhost:${port}`, { settings: { enablePush: false } });
    // Whoever waits for an answer is told by the stream.
    this.#session.on("error", () => {});
  }

  /** @returns the status of gRPC as the status: 0 is a success */
  send(call: string): Promise<Reply> {
    const [pathEnd, headEnd] = [call.indexOf("\n"), call.indexOf("\n", call.indexOf("\n") + 1)];
    return new Promise((resolve, reject) => {
      const stream = this.#session.request({
        ":method": "POST",
        ":path": call.slice(0, pathEnd),
        "content-type": "application/grpc",
        te: "trailers",
        "user-agent": "orion/1.0",
        authorization: call.slice(pathEnd + 1, headEnd),
      });
      let told: IncomingHttpHeaders = {};
      let bytes = 0;
      stream.on("response", (headers) => {
        told = headers;
      });
      stream.on("trailers", (trailers) => {
        told = { ...told, ...trailers };
      });
      stream.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      stream.on("error", reject);
      stream.on("end", () => {
        const status = Number(told["grpc-status"] ?? Number.NaN);
        // A success is one message: its frame is never empty.
        if (status === 0 && bytes <= 5) return reject(new Error("The call succeeded without an answer."));
        resolve({ status, head: status === 0 ? "" : JSON.stringify(told), body: "", bytes });
      });
      stream.end(Buffer.from(call.slice(headEnd + 1), "latin1"));
    });
  }

  close(): void {
    this.#session.close();
  }
}

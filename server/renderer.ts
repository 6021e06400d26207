import { request as httpRequest, type IncomingHttpHeaders, type Server } from "node:http";
import { duplexPair } from "node:stream";

/** A whole answer, read to its end. */
export type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/**
 * Asks `server` for a page over a connection that exists in memory only: real HTTP, but no port that anybody else could
 * reach, and nothing of any visitor's request in it.
 */
export function render(server: Server, path: string, headers: Record<string, string>): Promise<Answer> {
  const [ours, theirs] = duplexPair();
  server.emit("connection", theirs);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { path, headers: { ...headers, connection: "close" }, createConnection: () => ours },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 500, headers: response.headers, body: Buffer.concat(chunks) });
        });
      },
    );
    request.on("error", reject);
    request.end();
  });
}

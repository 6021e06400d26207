import type { IncomingMessage } from "node:http";

/** The fields of a posted form; null when it is none. How much may be sent is bounded before (body-limit.ts). */
export async function formOf(request: IncomingMessage): Promise<URLSearchParams | null> {
  if (!request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) return null;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}

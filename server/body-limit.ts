import type { IncomingMessage, ServerResponse } from "node:http";
import { sendText } from "./plain-answers.ts";

/** How large a body may be: bytes in all, and parts of a multipart form, since each costs whoever reads it. */
type BodyLimit = { bytes: number; parts: number };

const ordinary: BodyLimit = { bytes: 64 * 1024, parts: 64 };
/** Room for a logo and the form around it. A logo may have 1 MB; more, up to here, is refused in words at its field. */
const withLogo: BodyLimit = { bytes: 8 * 1024 * 1024, parts: 64 };

const logoForms = /^\/(?:welcome|organizations\/new|o\/[^/]+\/settings\/branding)$/;
const lingering = 2_000;

const boundaryOf = ({ headers }: IncomingMessage) =>
  /^multipart\/form-data\b.*\bboundary=(?:"([^"]+)"|([^;\s]+))/i
    .exec(headers["content-type"] ?? "")
    ?.slice(1)
    .find(Boolean);

/** What a request may bring. Everything larger is refused before Next sees it. */
function bodyLimit(request: IncomingMessage): BodyLimit {
  const path = (request.url ?? "").split("?", 1)[0] ?? "";
  return boundaryOf(request) !== undefined && logoForms.test(path) ? withLogo : ordinary;
}

/** Answers 413 to a body that says it is too large, or turns out to be. Returns whether the request was refused already. */
export function limitBody(request: IncomingMessage, response: ServerResponse): boolean {
  const limit = bodyLimit(request);
  const refuse = () => {
    if (!response.headersSent) sendText(response, 413, "That is more than can be sent at once.");
    // What still comes is read and dropped for a moment: closing at once would cut off the answer on its way.
    request.unpipe();
    request.resume();
    setTimeout(() => request.complete || request.socket.destroy(), lingering).unref();
  };
  if (Number(request.headers["content-length"] ?? 0) > limit.bytes) {
    refuse();
    return true;
  }
  const boundary = boundaryOf(request);
  if (request.headers["transfer-encoding"] !== undefined || boundary !== undefined)
    watch(request, limit, boundary, refuse);
  return false;
}

/** Counts what comes without consuming it: Next reads the same stream. */
function watch(request: IncomingMessage, limit: BodyLimit, boundary: string | undefined, refuse: () => void): void {
  const countParts = partCounter(boundary);
  let bytes = 0;
  let refused = false;
  const push = request.push.bind(request);
  request.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    bytes += chunk?.length ?? 0;
    if (!refused && (bytes > limit.bytes || countParts(chunk) > limit.parts)) {
      refused = true;
      refuse();
    }
    if (!refused) return push(chunk, encoding);
    // Whoever reads must not take the first part for the whole: it ends with an error, once the client is done.
    if (chunk === null) request.destroy(new Error("The body of the request was too large."));
    return true;
  };
}

/** How many boundaries of a multipart body have come so far, those that two chunks share included. */
function partCounter(boundary: string | undefined): (chunk: Buffer | null) => number {
  if (boundary === undefined) return () => 0;
  const marker = Buffer.from(`--${boundary}`, "latin1");
  let tail: Buffer = Buffer.alloc(0);
  let parts = 0;
  return (chunk) => {
    if (!chunk) return parts;
    const text = Buffer.concat([tail, chunk]);
    let from = 0;
    for (let at = text.indexOf(marker); at !== -1; at = text.indexOf(marker, from)) {
      parts += 1;
      from = at + marker.length;
    }
    tail = text.subarray(Math.max(from, text.length - marker.length + 1));
    return parts;
  };
}

import type { IncomingMessage, ServerResponse } from "node:http";
import { mostOfRole, mostPermissions, roles } from "#lib/roles/rules";
import { sendText } from "./plain-answers.ts";
import { isRpc, refuseRpc } from "./rpc.ts";

/** How large a body may be: bytes in all, and parts of a multipart form, since each costs whoever reads it. */
type BodyLimit = { bytes: number; parts: number };

const ordinary: BodyLimit = { bytes: 64 * 1024, parts: 64 };
/** Room for a logo and the form around it. A logo may have 1 MB; more, up to here, is refused in words at its field. */
const withLogo: BodyLimit = { bytes: 8 * 1024 * 1024, parts: 64 };

/** A box for each permission and role, and what those were that were held; some that the form has besides. */
const boxes = roles.length * (mostPermissions + mostOfRole) + 8;
const withGrants: BodyLimit = { bytes: 256 * boxes, parts: boxes };

const grantsForm = "/admin/permissions";
const logoForms = /^\/(?:welcome|organizations\/new|o\/[^/]+\/settings\/branding|portal\/[^/]+\/branding)$/;
const lingering = 2_000;

/**
 * The boundary of a multipart form in the one form that browsers write. Null for a multipart body that says it in any other way:
 * two readers could find two boundaries in it, and count different parts; or with one longer than may be (RFC 2046, 5.1.1), which costs
 * much to look for in a body that comes byte by byte. Undefined when the body is not multipart.
 */
function boundaryOf({ headers }: IncomingMessage): string | null | undefined {
  const type = headers["content-type"] ?? "";
  if (!/^\s*multipart\//i.test(type)) return undefined;
  const [, quoted, bare] = /^multipart\/form-data; ?boundary=(?:"([^"\\]{1,70})"|([^\s;"]{1,70}))$/i.exec(type) ?? [];
  return quoted ?? bare ?? null;
}

/** What a request may bring. Everything larger is refused before Next sees it. */
function bodyLimit(request: IncomingMessage, isForm: boolean): BodyLimit {
  const path = (request.url ?? "").split("?", 1)[0] ?? "";
  if (!isForm) return ordinary;
  return logoForms.test(path) ? withLogo : path === grantsForm ? withGrants : ordinary;
}

/**
 * Answers 413 to a body that says it is too large, or turns out to be, and 400 to a multipart one of an odd kind. Returns whether the
 * request was refused already.
 */
export function limitBody(request: IncomingMessage, response: ServerResponse): boolean {
  if (ending.has(request.socket)) return true;
  const boundary = boundaryOf(request);
  const limit = bodyLimit(request, typeof boundary === "string");
  const refuse = (status = 413, text = "That is more than can be sent at once.") => {
    if (isRpc(request)) refuseRpc(response, "RESOURCE_EXHAUSTED", text);
    else if (!response.headersSent) {
      sendText(response, status, text);
      dropRest(response);
    }
    // What still comes is read and dropped for a moment: closing at once would cut off the answer on its way.
    request.unpipe();
    request.resume();
    setTimeout(() => request.complete || request.socket.destroy(), lingering).unref();
  };
  if (boundary === null) {
    refuse(400, "A form is sent as multipart/form-data with one boundary.");
    return true;
  }
  if (Number(request.headers["content-length"] ?? 0) > limit.bytes) {
    refuse();
    return true;
  }
  // HTTP/2 needs no header to announce a body.
  const mayBeAny = request.headers["transfer-encoding"] !== undefined || request.httpVersionMajor > 1;
  if (mayBeAny || boundary !== undefined) watch(request, response, { limit, boundary, refuse });
  return false;
}

/** Counts what comes without consuming it: Next reads the same stream. */
function watch(
  request: IncomingMessage,
  response: ServerResponse,
  { limit, boundary, refuse }: { limit: BodyLimit; boundary: string | undefined; refuse: () => void },
): void {
  const countParts = partCounter(boundary);
  let bytes = 0;
  let refused = false;
  const push = request.push.bind(request);
  request.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    bytes += chunk?.length ?? 0;
    if (!refused && (bytes > limit.bytes || countParts(chunk) > limit.parts)) {
      refused = true;
      if (request.httpVersionMajor === 1) endAfter(request, response);
      refuse();
    }
    if (!refused) return push(chunk, encoding);
    // Whoever reads must not take the first part for the whole: it ends with an error, once the client is done.
    if (chunk === null) onceSent(response, () => request.destroy(new Error("The body of the request was too large.")));
    return true;
  };
}

/** Connections that end with an answer. What was sent over them behind its request is not done (RFC 9112, 9.6). */
const ending = new WeakSet<object>();

/**
 * Says that the connection ends with this answer, and ends Foyer's side of it then, so that nobody asks anything more over it. What the
 * client still sends is read: closing both sides at once would make its machine drop the answer.
 */
function endAfter({ socket }: IncomingMessage, response: ServerResponse): void {
  ending.add(socket);
  if (response.headersSent) return;
  response.shouldKeepAlive = false;
  socket.destroySoon = () => void socket.end();
}

/** What is still written of an answer that another one was sent for goes nowhere. */
function dropRest(response: ServerResponse): void {
  response.writeHead = () => response;
  response.write = () => true;
  response.end = () => response;
}

/** After an answer that is on its way has left: what ends the connection would cut it off. */
function onceSent(response: ServerResponse, done: () => void): void {
  if (response.writableEnded && !response.writableFinished) response.once("finish", done).once("close", done);
  else done();
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

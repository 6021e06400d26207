import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import { Code, ConnectError } from "@connectrpc/connect";
import { encodeEnvelope } from "@connectrpc/connect/protocol";
import { parseContentType, parseTimeout } from "@connectrpc/connect/protocol-grpc";
import { trailersOf } from "./rpc-error.ts";

/**
 * A call of gRPC on Node's own requests: one message, answered with one, which is all that the contract has. How it is on the wire is the
 * library's matter, but for the reading; its adapter for streams is left out, which took half of a call's time (decision 0031).
 */

/** The largest message, in bytes. */
const largestMessage = 64 * 1024;
/** What stands before a message: whether it is compressed, and its length. */
const headLength = 5;
/** The longest a call may take, in milliseconds; a client may ask for less. */
const longestCall = 30_000;

export type CallRequest = IncomingMessage | Http2ServerRequest;
export type CallResponse = ServerResponse | Http2ServerResponse;

/** Answers a call with what `work` makes of its message, or with the error that it throws. Over HTTP/1.1 and HTTP/2. */
export async function answerCall(
  request: CallRequest,
  response: CallResponse,
  work: (message: Uint8Array) => Promise<Uint8Array>,
): Promise<void> {
  const answered = response as ServerResponse;
  if (request.method !== "POST") return void answered.writeHead(405, { allow: "POST" }).end();
  if (!parseContentType(request.headers["content-type"] ?? null)?.binary) return void answered.writeHead(415).end();
  try {
    const answer = await inTime(request, async () => work(await messageOf(request)));
    endCall(answered, { "grpc-status": "0" }, encodeEnvelope(0, answer));
  } catch (error) {
    endCall(answered, trailersOf(error));
  }
}

/** Ends a call, unless it was answered in another way meanwhile. */
export function endCall(response: ServerResponse, trailers: Record<string, string>, body?: Uint8Array): void {
  if (response.headersSent) return;
  response.writeHead(200, { "content-type": "application/grpc", "grpc-accept-encoding": "identity" });
  response.addTrailers(trailers);
  response.end(body);
}

/** Work that goes on after the time is up is heard of no more. */
function inTime<T>({ headers }: CallRequest, work: () => Promise<T>): Promise<T> {
  const asked = headers["grpc-timeout"];
  const { timeoutMs = longestCall, error } = parseTimeout(asked === undefined ? null : String(asked), Infinity);
  if (error) return Promise.reject(error);
  return new Promise((resolve, reject) => {
    const late = () => reject(new ConnectError("The time for this call is up.", Code.DeadlineExceeded));
    const timer = setTimeout(late, Math.min(timeoutMs, longestCall));
    work()
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}

/**
 * Looked for once the body is whole. The library's reader of frames counts for each piece all that came before, which took it seconds for
 * a body in pieces of one byte. How large a body may be is the front process's matter (server/body-limit.ts).
 */
async function messageOf(request: CallRequest): Promise<Uint8Array> {
  const body = await bodyOf(request);
  if (body.length === 0) throw notOne();
  if (body.length < headLength) throw broken();
  const end = headLength + body.readUInt32BE(1);
  if (end > headLength + largestMessage)
    throw new ConnectError("That is more than can be sent at once.", Code.ResourceExhausted);
  if (body.length < end) throw broken();
  if (body[0] !== 0) throw new ConnectError("Messages are not compressed here.", Code.Unimplemented);
  if (body.length > end) throw notOne();
  return body.subarray(headLength, end);
}

const broken = () => new ConnectError("The message broke off.", Code.InvalidArgument);
const notOne = () => new ConnectError("A call brings one message.", Code.Unimplemented);

function bodyOf(request: CallRequest): Promise<Buffer> {
  const pieces: Buffer[] = [];
  return new Promise((resolve, reject) => {
    const onGone = () => reject(broken());
    request
      .on("data", (piece: Buffer) => pieces.push(piece))
      .on("end", () => resolve(Buffer.concat(pieces)))
      .on("error", onGone)
      // Over HTTP/2 a client that goes says nothing else.
      .on("close", onGone);
  });
}

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import { Code, ConnectError } from "@connectrpc/connect";
import { encodeEnvelope, transformSplitEnvelope } from "@connectrpc/connect/protocol";
import { parseContentType, parseTimeout } from "@connectrpc/connect/protocol-grpc";
import { trailersOf } from "./rpc-error.ts";

/**
 * A call of gRPC on Node's own requests: one message, answered with one, which is all that the contract has. How it is on the wire is the
 * library's matter; only its adapter for streams is left out, which took half of a call's time (decision 0031).
 */

/** The largest message, in bytes. */
const largestMessage = 64 * 1024;
/** The longest a call may take, in milliseconds; a client may ask for less. */
const longestCall = 30_000;

export type CallRequest = IncomingMessage | Http2ServerRequest;
export type CallResponse = ServerResponse | Http2ServerResponse;

const split = transformSplitEnvelope(largestMessage);
const bad = (text: string) => new ConnectError(text, Code.InvalidArgument);

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
    end(answered, { "grpc-status": "0" }, encodeEnvelope(0, answer));
  } catch (error) {
    end(answered, trailersOf(error));
  }
}

function end(response: ServerResponse, trailers: Record<string, string>, body?: Uint8Array): void {
  // It was answered in another way meanwhile.
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

async function messageOf(request: CallRequest): Promise<Uint8Array> {
  let message: Uint8Array | null = null;
  // The rest of what is refused is left to Node: to end its reading here would end the connection before the answer.
  for await (const { flags, data } of split(whole(request.iterator({ destroyOnReturn: false })))) {
    if (flags !== 0) throw new ConnectError("Messages are not compressed here.", Code.Unimplemented);
    if (message) throw new ConnectError("A call brings one message.", Code.Unimplemented);
    message = data;
  }
  if (!message) throw new ConnectError("A call brings one message.", Code.Unimplemented);
  return message;
}

async function* whole(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* body;
  } catch {
    throw bad("The message broke off.");
  }
}

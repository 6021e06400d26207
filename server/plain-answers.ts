import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import { isApiPath } from "#lib/api/address";
import type { ApiErrorCode } from "#lib/api/errors";
import { isRpc, refuseRpcInOutage } from "./rpc.ts";

/** What this process says itself, without Next: few words, no script, nothing to load. */

type Words = { title: string; heading: string; text: string };

const pageOf = ({ title, heading, text }: Words) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
  :root { color-scheme: light dark }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.5 system-ui, sans-serif }
  main { max-width: 26rem; padding: 2rem }
  h1 { font-size: 1.25rem; font-weight: 600; margin: 0 0 .5rem }
  p { margin: 0; opacity: .8 }
</style>
<main>
  <h1>${heading}</h1>
  <p>${text}</p>
</main>
</html>
`;

const outage = pageOf({
  title: "Back in a moment · Foyer",
  heading: "Back in a moment",
  text: "The database cannot be reached right now. Nothing is lost: please try again in a minute.",
});

const nothingText = "There is nothing here under that name.";
/** Says whose server this is as little as the line does. */
const nothing = pageOf({ title: "Nothing here", heading: "Nothing here", text: nothingText });

const wantsPage = ({ headers }: IncomingMessage) =>
  headers.accept?.includes("text/html") === true && headers.rsc === undefined;
const html = { "content-type": "text/html; charset=utf-8" };

/** The policy of pages that hold nothing but text and their own style. */
export const closedPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** The API's name for what went wrong before it was asked, by status; what is not here was wrong in the request. */
const apiCodes: Record<number, ApiErrorCode> = {
  413: "RESOURCE_EXHAUSTED",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  503: "UNAVAILABLE",
};

/** A text for people, and for programs that ask the API the same as problem details (RFC 9457). */
function worded({ url }: Pick<IncomingMessage, "url">, status: number, text: string): { type: string; body: string } {
  if (!isApiPath(url)) return { type: "text/plain; charset=utf-8", body: `${text}\n` };
  const code = apiCodes[status] ?? "INVALID_ARGUMENT";
  const body = JSON.stringify({ title: STATUS_CODES[status], status, detail: text, code });
  return { type: "application/problem+json", body };
}

/** 503 with a page for people, a line for programs. */
export function outageAnswer(request: IncomingMessage): { headers: Record<string, string>; body: string } {
  const line = worded(request, 503, "The database cannot be reached right now. Try again in a minute.");
  const { type, body } = wantsPage(request) ? { type: html["content-type"], body: outage } : line;
  return {
    headers: {
      "content-type": type,
      "cache-control": "no-store",
      "retry-after": "5",
      "content-security-policy": closedPolicy,
    },
    body,
  };
}

export function sendOutage(request: IncomingMessage, response: ServerResponse): void {
  if (isRpc(request)) {
    refuseRpcInOutage(response);
    return;
  }
  const { headers, body } = outageAnswer(request);
  response.writeHead(503, headers).end(body);
}

export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  // Where nothing is, nobody learns what might be.
  const { type, body } = worded(status === 404 ? {} : response.req, status, text);
  response
    .writeHead(status, {
      "content-type": type,
      "cache-control": "no-store",
      "content-security-policy": closedPolicy,
      ...headers,
    })
    .end(body);
}

/** What is said under every name that is nobody's, and on every path but the door's: always the same. */
export function sendNothing(response: ServerResponse): void {
  const page = wantsPage(response.req);
  if (page) sendText(response, 404, nothing, html);
  else sendText(response, 404, nothingText);
}

export function sendHealth(response: ServerResponse, healthy: boolean): void {
  response
    .writeHead(healthy ? 200 : 503, {
      "content-type": "application/json",
      "cache-control": "no-store",
      "content-security-policy": closedPolicy,
    })
    .end(JSON.stringify({ status: healthy ? "ok" : "unavailable" }));
}

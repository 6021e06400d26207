import type { IncomingMessage, ServerResponse } from "node:http";
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

/** 503 with a page for people, a line for programs. */
export function outageAnswer(request: IncomingMessage): { headers: Record<string, string>; body: string } {
  const isPage = wantsPage(request);
  return {
    headers: {
      "content-type": isPage ? "text/html; charset=utf-8" : "text/plain; charset=utf-8",
      "cache-control": "no-store",
      "retry-after": "5",
      "content-security-policy": closedPolicy,
    },
    body: isPage ? outage : "The database cannot be reached right now. Try again in a minute.\n",
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
  response
    .writeHead(status, {
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": closedPolicy,
      ...headers,
    })
    .end(`${text}\n`);
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

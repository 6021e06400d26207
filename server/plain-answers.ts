import type { IncomingMessage, ServerResponse } from "node:http";

/** What this process says itself, without Next: few words, no script, nothing to load. */

const outage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Back in a moment · Foyer</title>
<style>
  :root { color-scheme: light dark }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.5 system-ui, sans-serif }
  main { max-width: 26rem; padding: 2rem }
  h1 { font-size: 1.25rem; font-weight: 600; margin: 0 0 .5rem }
  p { margin: 0; opacity: .8 }
</style>
<main>
  <h1>Back in a moment</h1>
  <p>The database cannot be reached right now. Nothing is lost: please try again in a minute.</p>
</main>
</html>
`;

/** The policy of pages that hold nothing but text and their own style. */
const closedPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** 503 with a page for people, a line for programs. */
export function outageAnswer(request: IncomingMessage): { headers: Record<string, string>; body: string } {
  const wantsPage = request.headers.accept?.includes("text/html") && request.headers.rsc === undefined;
  return {
    headers: {
      "content-type": wantsPage ? "text/html; charset=utf-8" : "text/plain; charset=utf-8",
      "cache-control": "no-store",
      "retry-after": "5",
      "content-security-policy": closedPolicy,
    },
    body: wantsPage ? outage : "The database cannot be reached right now. Try again in a minute.\n",
  };
}

export function sendOutage(request: IncomingMessage, response: ServerResponse): void {
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

export function sendHealth(response: ServerResponse, healthy: boolean): void {
  response
    .writeHead(healthy ? 200 : 503, {
      "content-type": "application/json",
      "cache-control": "no-store",
      "content-security-policy": closedPolicy,
    })
    .end(JSON.stringify({ status: healthy ? "ok" : "unavailable" }));
}

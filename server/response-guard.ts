import type { IncomingMessage, ServerResponse } from "node:http";
import { type CachedPage, sendCachedPage } from "./cached-page.ts";
import { outageAnswer } from "./plain-answers.ts";
import { setMissing } from "./security-headers.ts";

type Guard = {
  /** Headers for whatever is answered. */
  headers: readonly (readonly [string, string])[];
  /** Whether the database is known to be gone at this moment. */
  databaseLost: () => boolean;
  /** Asks the database, for a bounded time. */
  databaseAnswers: () => Promise<boolean>;
  /** The page for where there is nothing; null lets Next say so itself. */
  nothing: (() => Promise<CachedPage>) | null;
};

const slow = 2_000;

/**
 * Watches over one response that Next makes. Every answer leaves with the security headers; and when it fails, or does not
 * come, because the database is gone, a 503 is sent in its place and what Next still writes is dropped. So is what Next writes of a
 * page where there is nothing: it leaves the words of it to scripts when a page finds out itself, and the answer for what is not
 * yours has to be the very one for what does not exist.
 */
export function guardResponse(request: IncomingMessage, response: ServerResponse, guard: Guard): void {
  const { writeHead, write, end } = response;
  let replaced = false;

  function replace(): void {
    replaced = true;
    const { headers, body } = outageAnswer(request);
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    setMissing(response, [...Object.entries(headers), ...guard.headers]);
    response.statusMessage = "";
    writeHead.call(response, 503);
    end.call(response, body, "utf8");
  }

  function isNothing(status: number): boolean {
    return (
      status === 404 &&
      request.headers.rsc === undefined &&
      request.headers["next-action"] === undefined &&
      String(response.getHeader("content-type") ?? "").startsWith("text/html")
    );
  }

  function sayNothing(page: () => Promise<CachedPage>): void {
    replaced = true;
    page().then(
      (nothing) => {
        for (const name of response.getHeaderNames()) response.removeHeader(name);
        for (const [name, value] of nothing.headers) response.setHeader(name, value);
        setMissing(response, guard.headers);
        response.statusMessage = "";
        // Ours goes out; what Next goes on to write is dropped as before.
        const guarded = { writeHead: response.writeHead, write: response.write, end: response.end };
        Object.assign(response, { writeHead, write, end });
        sendCachedPage(request, response, nothing);
        Object.assign(response, guarded);
      },
      () => replace(),
    );
  }

  const timer = setTimeout(async () => {
    if (!response.headersSent && !(await guard.databaseAnswers()) && !response.headersSent && !response.destroyed)
      replace();
  }, slow);
  response.once("close", () => clearTimeout(timer));

  /** Whether what Next is about to send is dropped. */
  function intercepted(status: number): boolean {
    if (replaced || response.headersSent) return replaced;
    if (status === 500 && guard.databaseLost()) replace();
    else if (guard.nothing && isNothing(status)) sayNothing(guard.nothing);
    return replaced;
  }

  response.writeHead = ((status: number, ...rest: []) => {
    clearTimeout(timer);
    if (intercepted(status)) return response;
    setMissing(response, guard.headers);
    return writeHead.call(response, status, ...rest);
  }) as ServerResponse["writeHead"];
  // Both are asked before Node's own code runs: that would call writeHead halfway through, too late to turn back.
  response.write = ((...parts: Parameters<typeof write>) =>
    intercepted(response.statusCode) || write.apply(response, parts)) as ServerResponse["write"];
  response.end = ((...parts: Parameters<typeof end>) =>
    intercepted(response.statusCode) ? response : end.apply(response, parts)) as ServerResponse["end"];
}

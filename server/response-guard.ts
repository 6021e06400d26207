import type { IncomingMessage, ServerResponse } from "node:http";
import { outageAnswer } from "./plain-answers.ts";
import { setMissing } from "./security-headers.ts";

type Guard = {
  /** Headers for whatever is answered. */
  headers: readonly (readonly [string, string])[];
  /** Whether the database is known to be gone at this moment. */
  databaseLost: () => boolean;
  /** Asks the database, for a bounded time. */
  databaseAnswers: () => Promise<boolean>;
};

const slow = 2_000;

/**
 * Watches over one response that Next makes. Every answer leaves with the security headers; and when it fails, or does not
 * come, because the database is gone, a 503 is sent in its place and what Next still writes is dropped.
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

  const timer = setTimeout(async () => {
    if (!response.headersSent && !(await guard.databaseAnswers()) && !response.headersSent && !response.destroyed)
      replace();
  }, slow);
  response.once("close", () => clearTimeout(timer));

  /** Whether what Next is about to send is dropped. */
  function intercepted(status: number): boolean {
    if (!replaced && status === 500 && !response.headersSent && guard.databaseLost()) replace();
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

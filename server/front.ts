import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { log } from "#lib/logger";
import { limitBody } from "./body-limit.ts";
import { type CachedPage, sendCachedPage } from "./cached-page.ts";
import { cacheKey } from "./page-cache.ts";
import { sendHealth, sendOutage, sendText } from "./plain-answers.ts";
import { betterAddress, isOwnHost, sanitizeHeaders, type TrustSettings } from "./request-headers.ts";
import { guardResponse } from "./response-guard.ts";
import { fixedHeaders, type HeaderSettings, newNonce, policyMaker, setMissing } from "./security-headers.ts";

export type FrontOptions = {
  settings: HeaderSettings;
  trust: TrustSettings;
  database: {
    readonly connected: boolean;
    readonly listening: boolean;
    answers(): Promise<boolean>;
  };
  pages: { get(path: string): Promise<CachedPage> };
  next: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
};

/** Files of the build need no database and are answered in an outage too. */
const isStatic = (url: string) => url.startsWith("/_next/");

/** What happens to every request before Next, or instead of it. */
export function createFront({ settings, trust, database, pages, next }: FrontOptions): RequestListener {
  const policy = policyMaker(settings, trust.dev);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? "";
    const headers = fixedHeaders(settings);
    setMissing(response, headers);
    const early = earlyAnswer(request, trust);
    if (early) return sendText(response, early.status, early.text, early.headers);
    if (url.split("?", 1)[0] === "/health") return sendHealth(response, await database.answers());
    if (limitBody(request, response)) return;

    sanitizeHeaders(request, trust);
    if (!isStatic(url) && !database.connected && !(await database.answers())) return sendOutage(request, response);
    const key = database.listening && !trust.dev ? cacheKey(request, trust.cookies.session) : null;
    if (key !== null) {
      const page = await pages.get(key);
      if (page.status === 500 && !(await database.answers())) return sendOutage(request, response);
      return sendCachedPage(request, response, page);
    }
    const csp = policy([`'nonce-${newNonce()}'`]);
    // Next takes the nonce for its scripts from this header of the request.
    request.headers["content-security-policy"] = csp;
    guardResponse(request, response, {
      headers: [...headers, ["Content-Security-Policy", csp]],
      databaseLost: () => !database.connected,
      databaseAnswers: () => database.answers(),
    });
    await next(request, response);
  }

  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      log().error({ err: error }, "A request failed in the front process.");
      if (response.headersSent) response.destroy();
      else sendText(response, 500, "Something went wrong.");
    });
  };
}

/** A path whose percent-encoding is whole: Next answers 500 to any other. */
function isPath(url = ""): boolean {
  try {
    return url.startsWith("/") && decodeURIComponent(url.split("?", 1)[0] ?? "") !== "";
  } catch {
    return false;
  }
}

type EarlyAnswer = { status: number; text: string; headers?: Record<string, string> };

/** Answers that depend on the request line and the host alone. */
function earlyAnswer(request: IncomingMessage, { appUrl }: TrustSettings): EarlyAnswer | null {
  if (!isPath(request.url)) return { status: 400, text: "That is not an address of this server." };
  if (request.method === "TRACE")
    return { status: 405, text: "That method is not answered here.", headers: { allow: "GET, HEAD, POST" } };
  if (!isOwnHost(request.headers.host, appUrl) && request.url !== "/health") {
    return { status: 421, text: "There is nothing here under that name." };
  }
  const better = betterAddress(request, appUrl);
  return better ? { status: 307, text: better, headers: { location: better } } : null;
}

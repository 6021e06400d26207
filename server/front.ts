import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { isApiPath } from "#lib/api/address";
import { clientPrefix } from "#lib/client-prefix";
import { AppError } from "#lib/errors";
import { log, logUnexpected } from "#lib/logger";
import type { HostDoor } from "#lib/organizations/hosts/queries";
import { type HostPlace, placeOf } from "#lib/organizations/hosts/rules";
import { limitBody } from "./body-limit.ts";
import { type CachedPage, sendCachedPage } from "./cached-page.ts";
import { type AtDoor, answerForeignHost } from "./foreign-host.ts";
import type { OpenId } from "./openid.ts";
import { nothing, type PageKey, pageKey } from "./page-cache.ts";
import { closedPolicy, sendHealth, sendNothing, sendOutage, sendText } from "./plain-answers.ts";
import {
  betterAddress,
  clientOf,
  isOwnHost,
  proxyWarning,
  sanitizeHeaders,
  saysHostOnce,
  type TrustSettings,
} from "./request-headers.ts";
import { guardResponse } from "./response-guard.ts";
import { guardRpc, isRpc, refuseRpc } from "./rpc.ts";
import { fixedHeaders, type HeaderSettings, newNonce, policyMaker, setMissing } from "./security-headers.ts";

export type FrontOptions = {
  settings: HeaderSettings;
  trust: TrustSettings;
  database: {
    readonly connected: boolean;
    readonly listening: boolean;
    answers(): Promise<boolean>;
  };
  pages: { get(key: PageKey): Promise<CachedPage> };
  /** Whose door a host is. */
  doors: { find(place: HostPlace, client: string): Promise<HostDoor | null> };
  /** Whether names under the installation's own host lead here, wherever people are. */
  subdomains: boolean;
  /** Answers before Next; the benchmark's floors have none. */
  openid?: Pick<OpenId, "pathOf" | "answer">;
  /** REST under /api/v1. */
  api?: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Calls of gRPC, over HTTP/1.1 and HTTP/2. */
  rpc?: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  next: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
};

/** Files of the build need no database and are answered in an outage too. */
const isStatic = (url: string) => url.startsWith("/_next/");

/** What happens to every request before Next, or instead of it. */
export function createFront({
  settings,
  trust,
  database,
  pages,
  doors,
  subdomains,
  openid,
  api,
  rpc,
  next,
}: FrontOptions): RequestListener {
  const headers = fixedHeaders(settings);
  const policy = policyMaker(settings, trust.dev);
  const warnOfProxy = proxyWarning(trust.hops, (text) => log().warn(text));
  const reachable = async () => database.connected || (await database.answers());

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? "";
    const call = rpc !== undefined && isRpc(request) ? rpc : null;
    // They are for browsers.
    if (!call) setMissing(response, headers);
    // Pages are never asked for by HTTP/2: Next breaks on some of its requests.
    if (request.httpVersionMajor > 1 && !call)
      return sendText(response, 505, "Over HTTP/2 only gRPC is answered here: use HTTP/1.1.");
    warnOfProxy(request);
    const early = earlyAnswer(request, trust);
    if (early) return sendText(response, early.status, early.text, early.headers);
    const [path = "", query = ""] = url.split("?", 2);
    if (path === "/health" && !call) return sendHealth(response, await database.answers());
    if (limitBody(request, response)) return;

    const isOwn = isOwnHost(request.headers.host, trust.appUrl);
    if (!(isOwn && isStatic(url)) && !(await reachable())) return sendOutage(request, response);
    const find = (place: HostPlace) => doors.find(place, clientPrefix(clientOf(request, trust.hops), 48));
    if (isOwn && path === "/tls-check" && !call)
      return answerTlsCheck(response, new URLSearchParams(query).get("domain"), find);
    const ownHost = trust.appUrl.hostname;
    const atDoor = isOwn ? null : await answerForeignHost(request, response, { ownHost, find });
    if (!isOwn && !atDoor) return;
    // A door is a page.
    if (call && atDoor) return sendNothing(response);
    sanitizeHeaders(request, trust, atDoor?.isPage ? atDoor.host : null);

    if (call) {
      guardRpc(response, () => database.answers());
      return call(request, response);
    }
    const provided = isOwn ? openid?.pathOf(path) : null;
    if (openid && provided) {
      setMissing(response, [["Content-Security-Policy", closedPolicy]]);
      return openid.answer(request, response, provided);
    }
    const key = database.listening && !trust.dev ? keyOf(request, atDoor) : null;
    if (key !== null) {
      const page = await pages.get(key);
      if (page.status === 500 && !(await database.answers())) return sendOutage(request, response);
      // Shut since it was looked up.
      if (atDoor && page.status === 404) return sendNothing(response);
      return sendCachedPage(request, response, page);
    }
    const isOwnApi = isOwn && isApiPath(path) ? api : undefined;
    const csp = isOwnApi ? closedPolicy : policy([`'nonce-${newNonce()}'`]);
    // Next takes the nonce for its scripts from this header of the request.
    request.headers["content-security-policy"] = csp;
    guardResponse(request, response, {
      headers: [...headers, ["Content-Security-Policy", csp]],
      databaseLost: () => !database.connected,
      databaseAnswers: () => database.answers(),
      nothing: trust.dev || isOwnApi ? null : () => pages.get(nothing),
    });
    await (isOwnApi ?? next)(request, response);
  }

  function keyOf(request: IncomingMessage, atDoor: AtDoor | null): PageKey | null {
    if (!atDoor) return pageKey(request, trust.cookies.session);
    return atDoor.isPage ? { host: atDoor.host, path: "/", name: atDoor.door.brand.organizationId } : null;
  }

  /** For the proxy that ends TLS, which asks before it gets a certificate for a name (docs/operations.md): 200 when it leads somewhere here. */
  async function answerTlsCheck(response: ServerResponse, domain: string | null, find: FindDoor): Promise<void> {
    const name = domain?.toLowerCase() ?? "";
    const place = placeOf(name, trust.appUrl.hostname);
    const known = name === trust.appUrl.hostname || (place?.host === name && (await isCertified(place, find)));
    return known ? sendText(response, 200, "That name is answered here.") : sendNothing(response);
  }

  /**
   * Labels are certain to lead here only where the installation says so, and anyone can have a handful of former ones: certificates
   * for each of them would use up what an authority gives out in a week.
   */
  async function isCertified(place: HostPlace, find: FindDoor): Promise<boolean> {
    if (place.label !== null && !subdomains) return false;
    const door = await find(place);
    return door?.open === true && door.moved === null;
  }

  return (request, response) => {
    answer(request, response).catch(async (error: unknown) => {
      if (isBusy(error) && !response.headersSent) return sendBusy(response, error);
      const lost = !response.headersSent && !(await database.answers());
      if (lost && !response.headersSent) return sendOutage(request, response);
      logUnexpected(error, { where: "front process" });
      if (response.headersSent) response.destroy();
      else if (isRpc(request)) refuseRpc(response, "INTERNAL");
      else sendText(response, 500, "Something went wrong.");
    });
  };
}

type FindDoor = (place: HostPlace) => Promise<HostDoor | null>;

const isBusy = (error: unknown): error is AppError => error instanceof AppError && error.code === "unavailable";

/** No 404, which would be untrue of a real door, and no 5xx, which no name that somebody makes up is answered with. */
function sendBusy(response: ServerResponse, { message }: AppError): void {
  sendText(response, 429, message, { "retry-after": "5" });
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
  // RFC 9112, 3.2.
  if (!saysHostOnce(request)) return { status: 400, text: "A request names one host." };
  const better = betterAddress(request, appUrl);
  return better ? { status: 307, text: better, headers: { location: better } } : null;
}

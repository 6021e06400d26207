import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { doorHostHeader } from "#lib/organizations/hosts/rules";
import { type CookieNames, unambiguousCookies } from "./request-cookies.ts";
import { isRpc } from "./rpc.ts";

/**
 * Request headers that only this process or Next itself may speak: whoever sends them from outside wants to be taken for a
 * proxy, for Next's own machinery, or for somebody else.
 */
const internal =
  /^(x-org-|x-foyer-|x-middleware-|x-invoke-|x-now-|x-vercel-|x-matched-path$|x-prerender-|x-next-|next-resume|x-forwarded-|forwarded$|x-real-ip$|content-security-policy)/;
const internalInProduction = /^x-nextjs-/;

/**
 * The one spelling of an IP address: IPv4-in-IPv6 unwrapped, without zone, and without the port that some proxies add. Null for
 * anything else; IPv4 in strict decimal only, or `010.0.0.1` in a forwarded header would be another client.
 */
function canonical(address: string | undefined): string | null {
  const text = withoutPort(address?.trim() ?? "").replace(/%.*$/, "");
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return text;
  return text.includes(":") && ipaddr.IPv6.isValid(text) ? ipaddr.process(text).toString() : null;
}

function withoutPort(address: string): string {
  return /^\[(.+)\](?::\d+)?$/.exec(address)?.[1] ?? /^(\d+(?:\.\d+){3}):\d+$/.exec(address)?.[1] ?? address;
}

/**
 * The client's address: the socket's, or with trusted proxies in front the entry of X-Forwarded-For that the outermost of
 * them wrote. Everything further left was sent by the client.
 */
export function clientAddress(
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
  hops: number,
): string {
  const direct = canonical(socketAddress) ?? "unknown";
  if (hops === 0) return direct;
  return canonical(forwardedFor?.split(",").at(-hops)) ?? direct;
}

/** The client of a request, as clientAddress says. */
export function clientOf({ headers, socket }: IncomingMessage, hops: number): string {
  return clientAddress(socket.remoteAddress, headers["x-forwarded-for"] as string | undefined, hops);
}

/** Says to the rest of the program who the client is. */
const clientHeader = "x-foyer-client";

/**
 * Says once, at the first request that a proxy passed on, when no proxy is trusted: nothing fails then, but limits meant for one
 * visitor are met by all of them together. To show where a form leads Next asks this server itself, with the headers of the request
 * it is answering: those that sanitizeHeaders wrote, and no proxy.
 */
export function proxyWarning(
  hops: number,
  warn: (text: string) => void,
): (request: Pick<IncomingMessage, "headers">) => void {
  let isSaid = hops > 0;
  return ({ headers }) => {
    if (isSaid || headers[clientHeader] !== undefined) return;
    if ((headers["x-forwarded-for"] ?? headers.forwarded) === undefined) return;
    isSaid = true;
    warn(
      "A request came with X-Forwarded-For or Forwarded, but TRUSTED_PROXY_HOPS is 0. If a proxy is in front of Foyer, all visitors " +
        "behind it count as one client and share its limits: set TRUSTED_PROXY_HOPS to the number of proxies that add to X-Forwarded-For.",
    );
  };
}

/** The address of the page asked for, without what Next's router adds to it: where to come back to after signing in. */
function pagePath(url: string): string {
  const [path = "/", query] = url.split("?", 2);
  if (query === undefined) return url;
  const kept = new URLSearchParams(query);
  if (!kept.has("_rsc")) return url;
  kept.delete("_rsc");
  return kept.size > 0 ? `${path}?${kept}` : path;
}

export type TrustSettings = { appUrl: URL; hops: number; dev: boolean; cookies: CookieNames };

// Whoever forwards a request says so in one of these, each in its own way.
const forwarding = /^(x-forwarded-|forwarded$|via$|x-real-ip$|cf-|x-client-ip$|true-client-ip$)/;

/**
 * Whether a request was made on this machine, by a browser that asked for Foyer by its own name: not by a proxy, a tunnel or a
 * name that somebody made to lead here. For what only the person at this machine may read.
 */
export function isFromThisMachine({ headers, httpVersion, socket }: IncomingMessage, appUrl: URL): boolean {
  return (
    /^(127\.|::1$)/.test(canonical(socket.remoteAddress) ?? "") &&
    headers.host === appUrl.host &&
    // Older proxies add nothing by default, but speak 1.0. One that says nothing of itself at all cannot be told from a browser.
    httpVersion === "1.1" &&
    !Object.keys(headers).some((name) => forwarding.test(name))
  );
}

/**
 * Removes what must not come from outside and states what the rest of the program may rely on.
 * @param doorHost the organization's host whose door is asked for, if any
 */
export function sanitizeHeaders(
  request: IncomingMessage,
  { appUrl, hops, dev, cookies }: TrustSettings,
  doorHost: string | null = null,
): void {
  const { headers } = request;
  const client = clientOf(request, hops);
  const local = isFromThisMachine(request, appUrl);
  for (const name of Object.keys(headers)) {
    if (internal.test(name) || (!dev && internalInProduction.test(name))) delete headers[name];
  }
  // To whoever does not say who they are Next would send the head in pieces, whatever next.config.ts says.
  headers["user-agent"] ||= "unknown";
  if (headers.cookie !== undefined) headers.cookie = unambiguousCookies(headers.cookie, cookies, appUrl);
  Object.assign(headers, {
    host: appUrl.host,
    "x-forwarded-host": appUrl.host,
    "x-forwarded-proto": appUrl.protocol.slice(0, -1),
    "x-forwarded-for": client,
    [clientHeader]: client,
    ...(local && { "x-foyer-local": "1" }),
    "x-foyer-path": pagePath(request.url ?? "/"),
    ...(doorHost && { [doorHostHeader]: doorHost }),
  });
  // HTTP/2's own name for it.
  if (":authority" in headers) headers[":authority"] = appUrl.host;
  const told = isRpc(request) ? { ...headers, authorization: valuesOf(request, "authorization") } : headers;
  // The list that headersDistinct and rawHeaders readers see must not tell another story. A request of HTTP/2 only lends its own.
  Object.defineProperty(request, "rawHeaders", {
    value: Object.entries(told).flatMap(([name, value]) => [value ?? []].flat().flatMap((each) => [name, each])),
    writable: true,
  });
}

/**
 * Whether a Host header names this installation. Addresses and localhost do too: probes and proxies use them, and no name that
 * somebody else owns can be made to lead here by DNS, to read what only this machine may see (DNS rebinding).
 */
export function isOwnHost(host: string | undefined, appUrl: URL): boolean {
  if (host === undefined || host.toLowerCase() === appUrl.host) return true;
  const name = host.toLowerCase().replace(/:\d{1,5}$/, "");
  return name === appUrl.hostname || name === "localhost" || isIP(name.replace(/^\[|\]$/g, "")) !== 0;
}

/** Every value of a header in turn. A call of gRPC may bring a token twice, of which only the second is fresh. */
function valuesOf({ rawHeaders }: IncomingMessage, name: string): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}

/** Whether at most one line of a request names its host: of two, others might have believed the one that we do not see. */
export function saysHostOnce(request: IncomingMessage): boolean {
  return valuesOf(request, "host").length < 2;
}

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Where a browser that came by another loopback name belongs. Cookies, passkeys and the origin check of forms know one name
 * only, so a person who typed 127.0.0.1 would be stuck; programs are left alone.
 */
export function betterAddress(request: IncomingMessage, appUrl: URL): string | null {
  const { host = "" } = request.headers;
  if (host === appUrl.host || !loopback.test(host) || !loopback.test(appUrl.host)) return null;
  if (request.method !== "GET" || request.headers["sec-fetch-mode"] !== "navigate") return null;
  return `${appUrl.origin}${request.url?.replace(/^\/+/, "/") ?? "/"}`;
}

import { Resolver } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { Client, type Dispatcher } from "undici";
import { env } from "#lib/env";
import { isPublicAddress } from "#lib/public-address";

/** Why nothing was fetched, in words for whoever gave the address. The only list; docs/decisions/0014 says what is behind it. */
const problems = {
  url: "Only addresses that start with https:// are fetched, without a user name and without a port.",
  // The same words, or whoever may type an address could ask which names exist in the operator's own network.
  private: "There is no server of that name on the public internet.",
  name: "There is no server of that name on the public internet.",
  unreachable: "The server there cannot be reached.",
  certificate: "The server there has no valid certificate for that name.",
  timeout: "The server there took too long to answer.",
  redirects: "The address leads on to others too many times.",
  large: "The server there sent more than is read.",
  encoding: "The server there sent a compressed answer, although it was asked not to.",
  broken: "The server there broke off, or sent something that is no proper answer.",
} as const;

export type FetchProblem = keyof typeof problems;

export class FetchRefused extends Error {
  readonly problem: FetchProblem;

  constructor(problem: FetchProblem, cause?: unknown) {
    super(problems[problem], { cause });
    this.problem = problem;
  }
}

type GuardedRequest = {
  /** GET unless it says otherwise. */
  method?: "GET" | "POST";
  headers?: Record<string, string>;
  body?: string;
  /** Whether the answer is its status and headers: its body is not waited for, and may be anything. */
  statusOnly?: boolean;
  /** Most bytes of an answer's body that are read. */
  maxBytes?: number;
  /** For everything together, from asking for the name to the last byte. */
  timeoutMs?: number;
  /** How many redirects are followed, each checked like the first address, with nothing of `headers`. Of a POST none is. */
  redirects?: number;
};

type GuardedFetch = (address: string, request?: GuardedRequest) => Promise<Response>;

const largestHeader = 16 * 1024;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/**
 * Fetches an address that somebody else chose: https on port 443 of the public internet only, within bounds of time and size. The
 * answer has been read to its end, unless only its status is wanted. Carries no cookies, credentials or Referer, and uses no proxy.
 * @throws FetchRefused
 */
export const guardedFetch: GuardedFetch = (address, request) => createGuardedFetch(env.DNS_SERVERS)(address, request);

/** @param dnsServers those to ask for names instead of the system's */
export function createGuardedFetch(dnsServers: readonly string[]): GuardedFetch {
  return async (address, request = {}) => {
    const { maxBytes = 64 * 1024, timeoutMs = 5_000, redirects = 0, headers, method = "GET", body } = request;
    const { statusOnly = false } = request;
    const resolver = new Resolver();
    if (dnsServers.length > 0) resolver.setServers(dnsServers);
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      let url = checkedUrl(address);
      for (let left = redirects; ; left -= 1) {
        const sent = left === redirects ? headers : undefined;
        const facts = {
          resolver,
          signal,
          maxBytes,
          follow: redirects > 0 && method === "GET",
          method,
          body,
          statusOnly,
        };
        const answer = await exchange(url, { ...facts, headers: sent });
        if (answer instanceof Response) return answer;
        if (left === 0) throw new FetchRefused("redirects");
        url = checkedUrl(answer.location, url);
      }
    } catch (error) {
      throw error instanceof FetchRefused
        ? error
        : new FetchRefused(signal.aborted ? "timeout" : causeOf(error), error);
    } finally {
      resolver.cancel();
    }
  };
}

/** A URL parser has written every numeral form of an IP address (decimal, octal, hexadecimal, short) as the usual one. */
function checkedUrl(address: string, base?: URL): URL {
  const url = URL.parse(address, base);
  if (url?.protocol !== "https:" || url.username !== "" || url.password !== "" || url.port !== "") {
    throw new FetchRefused("url");
  }
  // A connection to an IP address asks no resolver, which judges the rest.
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw new FetchRefused("private");
  return url;
}

type Exchange = {
  method: "GET" | "POST";
  body: string | undefined;
  statusOnly: boolean;
  headers: Record<string, string> | undefined;
  resolver: Resolver;
  signal: AbortSignal;
  maxBytes: number;
  follow: boolean;
};

/** One request over a connection of its own, which ends with it. */
async function exchange(url: URL, request: Exchange): Promise<Response | { location: string }> {
  const client = new Client(url.origin, {
    connect: {
      lookup: publicLookup(request.resolver),
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: 1_500,
      // Whatever NODE_TLS_REJECT_UNAUTHORIZED says.
      rejectUnauthorized: true,
    },
    allowH2: false,
    maxHeaderSize: largestHeader,
    // The signal bounds everything together.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  try {
    const answer = await client.request({
      path: url.pathname + url.search,
      method: request.method,
      ...(request.body !== undefined && { body: request.body }),
      headers: { accept: "*/*", ...request.headers, "user-agent": "Foyer", "accept-encoding": "identity" },
      signal: request.signal,
      reset: true,
    });
    // A body that nobody reads ends with an error when the connection does.
    answer.body.on("error", () => {});
    const { location } = answer.headers;
    if (request.follow && redirectStatuses.has(answer.statusCode) && typeof location === "string") return { location };
    const headers = headersOf(answer);
    if (request.statusOnly) return new Response(null, { status: answer.statusCode, headers });
    return await wholeResponse(answer, headers, request.maxBytes);
  } finally {
    client.destroy().catch(() => {});
  }
}

/**
 * Resolves a name to all its addresses, and refuses it when one of them is not public. What it returns is what the socket connects
 * to: no second answer can take the place of the one that was checked.
 */
function publicLookup(resolver: Resolver): LookupFunction {
  return (name, _, done) => {
    resolveAll(resolver, name).then(
      (addresses) => done(null, addresses),
      (error) => done(error, []),
    );
  };
}

const noSuchName = new Set(["ENOTFOUND", "ENODATA"]);
/** Nobody makes Foyer knock at a thousand doors with one name. */
const mostAddresses = 8;

async function resolveAll(resolver: Resolver, name: string): Promise<{ address: string; family: 4 | 6 }[]> {
  const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const addresses = [four, six].flatMap((found) => (found.status === "fulfilled" ? found.value : []));
  if (!addresses.every(isPublicAddress)) throw new FetchRefused("private");
  if (addresses.length === 0) {
    const known = [four, six].some((found) => found.status === "rejected" && !noSuchName.has(found.reason.code));
    throw new FetchRefused(known ? "unreachable" : "name");
  }
  return addresses.slice(0, mostAddresses).map((address) => ({ address, family: isIP(address) === 6 ? 6 : 4 }));
}

function headersOf(answer: Dispatcher.ResponseData): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(answer.headers)) {
    for (const value of [values ?? []].flat()) headers.append(name, value);
  }
  return headers;
}

async function wholeResponse(
  { statusCode: status, body }: Dispatcher.ResponseData,
  headers: Headers,
  maxBytes: number,
): Promise<Response> {
  if ((headers.get("content-encoding") ?? "identity") !== "identity") throw new FetchRefused("encoding");
  if (Number(headers.get("content-length")) > maxBytes) throw new FetchRefused("large");
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > maxBytes) throw new FetchRefused("large");
    chunks.push(chunk);
  }
  // 204 and 304 have no body, and Response insists.
  return new Response(length > 0 ? Buffer.concat(chunks) : null, { status, headers });
}

/** What went wrong on the way, as Node and undici name it. Whatever they do not name is no proper answer. */
function causeOf(error: unknown): FetchProblem {
  // Several addresses were tried: the last says as much as the others.
  const { code = "" } = (error instanceof AggregateError ? error.errors.at(-1) : error) as { code?: string };
  if (/^(ECONNREFUSED|E(HOST|NET)UNREACH|ETIMEDOUT|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT)$/.test(code))
    return "unreachable";
  return /CERT|ERR_TLS|ERR_SSL|SIGNATURE|EPROTO/.test(code) ? "certificate" : "broken";
}

import { createHash } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Answer } from "./renderer.ts";
import { scriptHash } from "./security-headers.ts";

type Encoding = "br" | "gzip" | "identity";

/** An answer ready to be sent again and again. Without `bytes` it is sent to those who wait for it, and forgotten. */
export type CachedPage = {
  status: number;
  headers: [name: string, value: string | string[]][];
  bodies: Partial<Record<Encoding, Buffer>> & { identity: Buffer };
  bytes: number | null;
};

const inlineScript = /<script\b([^>]*)>([\s\S]*?)<\/script>/gi;
// What belongs to one transfer, or is said anew below.
const dropped = new Set([
  "connection",
  "keep-alive",
  "transfer-encoding",
  "content-length",
  "date",
  "etag",
  "cache-control",
  "vary",
]);

/**
 * A page without the nonce it was rendered with, and the policy sources of the inline scripts that carried it. A script that got
 * into the page some other way carries none and stays forbidden. A kept page cannot use the nonce itself: everybody would get
 * the same one.
 */
export function withoutNonce(html: string, nonce: string): { html: string; hashes: string[] } {
  const strip = (text: string) => text.replaceAll(nonce, "");
  const own = [...html.matchAll(inlineScript)].filter(
    ([, attributes = ""]) => attributes.includes(` nonce="${nonce}"`) && !/\ssrc\s*=/i.test(attributes),
  );
  return { html: strip(html), hashes: own.map(([, , text = ""]) => scriptHash(strip(text))) };
}

/**
 * Turns a fresh render into what is kept. Only whole pages that set no cookie are.
 * @param wanted the status of a page that is worth keeping
 */
export async function toCachedPage(
  answer: Answer,
  nonce: string,
  policy: (scripts: string[]) => string,
  wanted = 200,
): Promise<CachedPage> {
  const { status, headers } = answer;
  const html = headers["content-type"]?.startsWith("text/html") ?? false;
  const page = html ? withoutNonce(answer.body.toString("utf8"), nonce) : null;
  const body = page ? Buffer.from(page.html) : answer.body;
  const csp = policy(page?.hashes ?? []);
  const kept: CachedPage["headers"] = Object.entries(headers).flatMap(([name, value]) =>
    dropped.has(name) || value === undefined ? [] : [[name, value]],
  );
  kept.push(["content-security-policy", csp]);
  if (status !== wanted || !html || headers["set-cookie"]) {
    kept.push(["cache-control", headers["cache-control"] ?? "no-store"]);
    return { status, headers: kept, bodies: { identity: body }, bytes: null };
  }
  const [br, zipped] = await Promise.all([
    promisify(brotliCompress)(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
    }),
    promisify(gzip)(body),
  ]);
  kept.push(["vary", vary(headers)]);
  if (status === 200) kept.push(["etag", etagOf(body, csp)], ["cache-control", "no-cache"]);
  else kept.push(["cache-control", "no-store"]);
  return {
    status,
    headers: kept,
    bodies: { br, gzip: zipped, identity: body },
    bytes: br.length + zipped.length + body.length,
  };
}

/** Weak: the same for every encoding. The policy is part of it, because a 304 leaves the old one standing. */
function etagOf(body: Buffer, csp: string): string {
  return `W/"${createHash("sha256").update(body).update(csp).digest("base64url").slice(0, 27)}"`;
}

function vary(headers: IncomingHttpHeaders): string {
  return [...new Set([...(headers.vary ?? "").split(/,\s*/).filter(Boolean), "accept-encoding"])].join(", ");
}

export function sendCachedPage(request: IncomingMessage, response: ServerResponse, page: CachedPage): void {
  for (const [name, value] of page.headers) response.setHeader(name, value);
  const etag = response.getHeader("etag");
  if (page.bytes !== null && typeof etag === "string" && matches(request.headers["if-none-match"], etag)) {
    response.removeHeader("content-type");
    response.writeHead(304).end();
    return;
  }
  const encoding = page.bytes === null ? "identity" : chooseEncoding(request.headers["accept-encoding"]);
  const body = page.bodies[encoding] ?? page.bodies.identity;
  if (encoding !== "identity") response.setHeader("content-encoding", encoding);
  response.setHeader("content-length", body.length);
  response.writeHead(page.status).end(body);
}

/** RFC 9110, 13.1.2: a list of tags, or *; compared weakly. */
export function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (!ifNoneMatch) return false;
  return (
    ifNoneMatch.trim() === "*" || ifNoneMatch.split(",").some((tag) => tag.trim().replace(/^(W\/)?/, "W/") === etag)
  );
}

/** RFC 9110, 12.5.3, for the encodings we have: the smallest that is not refused. */
export function chooseEncoding(acceptEncoding: string | string[] | undefined): Encoding {
  const offers = new Map(
    String(acceptEncoding ?? "")
      .toLowerCase()
      .split(",")
      .map((offer) => {
        const [name = "", ...parameters] = offer.split(";").map((part) => part.trim());
        const quality = parameters.find((parameter) => parameter.startsWith("q="));
        return [name, quality ? Number(quality.slice(2)) : 1] as const;
      }),
  );
  const accepted = (name: string) => (offers.get(name) ?? offers.get("*") ?? 0) > 0;
  return accepted("br") ? "br" : accepted("gzip") ? "gzip" : "identity";
}

import { createHash, randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { bootScript } from "#lib/boot-script";
import type { Environment } from "#lib/env";

/** What the headers depend on. */
export type HeaderSettings = Pick<
  Environment,
  | "APP_URL"
  | "secure"
  | "AUTH_GOOGLE_ID"
  | "AUTH_GITHUB_ID"
  | "AUTH_GITHUB_URL"
  | "AUTH_MICROSOFT_ENTRA_ID_ID"
  | "AUTH_MICROSOFT_ENTRA_ID_ISSUER"
  | "AUTH_OIDC_ISSUER"
>;

/** 128 random bits, as a policy and Next's scripts carry them. */
export function newNonce(): string {
  return randomBytes(16).toString("base64");
}

export function scriptHash(script: string): string {
  return `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
}

/**
 * Where a form of ours may lead: here, and from an organization's own host to APP_URL, where signing in happens. Browsers apply
 * form-action to every redirect that follows the post, so sign-in with a provider needs the provider. A generic OpenID provider
 * may keep its sign-in page on any host, hence https as a whole.
 */
export function formTargets(settings: HeaderSettings): string[] {
  const origin = (url: string) => new URL(url).origin;
  const targets = ["'self'", settings.APP_URL];
  if (settings.AUTH_GOOGLE_ID) targets.push("https://accounts.google.com");
  if (settings.AUTH_GITHUB_ID) targets.push(origin(settings.AUTH_GITHUB_URL ?? "https://github.com"));
  if (settings.AUTH_MICROSOFT_ENTRA_ID_ID) {
    targets.push(origin(settings.AUTH_MICROSOFT_ENTRA_ID_ISSUER ?? "https://login.microsoftonline.com"));
  }
  if (settings.AUTH_OIDC_ISSUER) targets.push("https:", origin(settings.AUTH_OIDC_ISSUER));
  return targets;
}

/**
 * Makes the policy of one response: `scripts` are its nonce, or the hashes of its inline scripts; `leadsTo` is where its form may end
 * besides.
 */
export function policyMaker(
  settings: HeaderSettings,
  dev: boolean,
): (scripts: readonly string[], leadsTo?: string) => string {
  const own = ["'self'", scriptHash(bootScript), ...(dev ? ["'unsafe-eval'"] : [])];
  const rest = [
    "style-src 'self' 'unsafe-inline'",
    // An organization's own host shows pictures of its brand from here, in the tab too.
    `img-src 'self' ${settings.APP_URL} data: blob:`,
    "font-src 'self'",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join("; ");
  const targets = formTargets(settings);
  return (scripts, leadsTo) =>
    [
      `default-src 'self'; script-src ${[...new Set([...own, ...scripts])].join(" ")}`,
      `form-action ${[...targets, ...(leadsTo ? [leadsTo] : [])].join(" ")}`,
      rest,
    ].join("; ");
}

const permissions = [
  "camera=()",
  "microphone=()",
  "geolocation=()",
  "publickey-credentials-get=(self)",
  "publickey-credentials-create=(self)",
].join(", ");

/** The headers that every response carries, errors included. */
export function fixedHeaders(settings: HeaderSettings): [name: string, value: string][] {
  const headers: [string, string][] = [
    ["X-Content-Type-Options", "nosniff"],
    // The address of a sign-in link holds its token. Not "no-referrer": a form's Origin would then be null, and prove nothing.
    ["Referrer-Policy", "same-origin"],
    ["X-Frame-Options", "DENY"],
    ["Cross-Origin-Opener-Policy", "same-origin"],
    ["Permissions-Policy", permissions],
  ];
  if (settings.secure) headers.push(["Strict-Transport-Security", "max-age=31536000"]);
  return headers;
}

/** Sets what the route has not set itself: a logo, for one, has a stricter policy than a page. */
export function setMissing(response: ServerResponse, headers: Iterable<readonly [string, string]>): void {
  for (const [name, value] of headers) {
    if (!response.hasHeader(name)) response.setHeader(name, value);
  }
}

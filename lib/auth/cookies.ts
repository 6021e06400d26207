import { env } from "#lib/env";
import type { PortalLinkId } from "#lib/ids";

/**
 * Cookie names in one place. On https they carry the __Host- prefix: Secure, no Domain, path /. Then no other host, not
 * even a subdomain, can set or read them.
 */
function name(base: string): string {
  return `${env.secure ? "__Host-" : ""}foyer.${base}`;
}

export const cookieNames = {
  get session() {
    return name("session");
  },
  get callbackUrl() {
    return name("callback-url");
  },
  get linking() {
    return name("linking");
  },
  get unconfirmed() {
    return name("unconfirmed");
  },
  get typedEmail() {
    return name("typed-email");
  },
  /** Of the portal that a link opened: a name for each, so that two portals in one browser stay apart. */
  portal: (id: PortalLinkId) => name(`portal.${id}`),
  /** An authorization request that waits for this browser, and its way on. At paths of their own, so without the prefix. */
  request: "foyer.request",
  resume: "foyer.resume",
  /** Read by the page itself to mark the button used last: never trusted, and readable on purpose. */
  lastMethod: "foyer.last-method",
};

/** For cookies only the server reads. Lax, since the way back from a provider is a cross-site navigation. */
export function cookieOptions(maxAge?: number) {
  return { httpOnly: true, sameSite: "lax", path: "/", secure: env.secure, ...(maxAge && { maxAge }) } as const;
}

/** The cookies of Auth.js, under our names. */
export function authCookies() {
  const cookie = (base: string, maxAge?: number) => ({ name: name(base), options: cookieOptions(maxAge) });
  return {
    sessionToken: cookie("session"),
    callbackUrl: cookie("callback-url"),
    csrfToken: cookie("csrf"),
    pkceCodeVerifier: cookie("pkce", 900),
    state: cookie("state", 900),
    nonce: cookie("nonce", 900),
    webauthnChallenge: cookie("webauthn", 900),
  };
}

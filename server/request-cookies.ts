/** The cookies whose reading by Foyer and by Auth.js must never differ. */
export type CookieNames = {
  session: string;
  /** In which Auth.js remembers where a sign-in is to end. */
  callbackUrl: string;
};

/**
 * A Cookie header that everyone reads alike. Auth.js would join `session.0`, `session.1`, … into a session, and take the first of
 * two cookies of one name where Next takes the last: then one would be checked and the other used. And it answers 500 to every
 * request with a callback address that is none of ours: planted once, it would lock a browser out.
 */
export function unambiguousCookies(cookie: string, names: CookieNames, appUrl: URL): string {
  let sessions = 0;
  const pairs = cookie
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => {
      const [name = ""] = pair.split("=", 1).map((part) => part.trim());
      if (name.startsWith(names.session)) return name === names.session && sessions++ === 0;
      return name !== names.callbackUrl || isAddressOf(appUrl, pair.slice(pair.indexOf("=") + 1));
    });
  return pairs.join("; ");
}

function isAddressOf(appUrl: URL, encoded: string): boolean {
  try {
    const address = decodeURIComponent(encoded);
    return new URL(address, address.startsWith("/") ? appUrl : undefined).origin === appUrl.origin;
  } catch {
    return false;
  }
}

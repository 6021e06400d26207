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
  let callbacks = 0;
  const pairs = cookie.split(";").flatMap((pair) => {
    const equals = pair.indexOf("=");
    const [name, value] = [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
    const kept =
      equals > 0 &&
      (name.startsWith(names.session)
        ? name === names.session && sessions++ === 0
        : name !== names.callbackUrl || (isAddressOf(appUrl, value) && callbacks++ === 0));
    return kept ? [`${name}=${value}`] : [];
  });
  return pairs.join("; ");
}

function isAddressOf(appUrl: URL, encoded: string): boolean {
  try {
    const address = decodeURIComponent(encoded);
    const { protocol, origin } = new URL(address, address.startsWith("/") ? appUrl : undefined);
    // A blob: address has the origin it was made in.
    return protocol === appUrl.protocol && origin === appUrl.origin;
  } catch {
    return false;
  }
}

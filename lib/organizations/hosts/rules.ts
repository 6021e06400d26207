/** What a host can stand for besides Foyer's own: pure, because the front process asks it of every stranger's Host header. */

/**
 * The request header in which the front process names the host whose door was asked for. Nobody outside can speak it: everything
 * that begins with x-foyer- is removed from requests. proxy.ts has to repeat it as a literal.
 */
export const doorHostHeader = "x-foyer-door-host";

/** A host as names are written: without port, lower-case. */
export type HostPlace = {
  host: string;
  /** What stands before the installation's own host: `orion` of `orion.foyer.example`. Null for a name of somebody's own. */
  label: string | null;
};

const longestHost = 253;
const longestPort = ":65535".length;
// Two labels or more, the last beginning with a letter: no IP address, in any notation, fits.
const hostname = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Reads a host as it came, `Orion.foyer.example:443`. The port says nothing. Null for what can be no organization's: not a
 * hostname, the installation's own host, or something deeper than one label under it.
 * @param ownHost host name of APP_URL; an IP address has no names under it
 */
export function placeOf(raw: string | undefined, ownHost: string): HostPlace | null {
  if (raw === undefined || raw.length > longestHost + longestPort) return null;
  const host = raw.replace(/:\d{1,5}$/, "").toLowerCase();
  if (host.length > longestHost || !hostname.test(host) || host === ownHost) return null;
  if (!host.endsWith(`.${ownHost}`)) return { host, label: null };
  const label = host.slice(0, -ownHost.length - 1);
  return label.includes(".") ? null : { host, label };
}

/** Whether a host is the domain or a name under it, which whoever owns the domain owns too. */
export function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

/** A host and the names above it, the nearest first: whoever owns one of them owns the host. A last label alone is nobody's. */
export function namesAbove(host: string): string[] {
  const labels = host.split(".");
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join("."));
}

/** The origin at which `host` answers: with the scheme and the port that people reach the installation by. */
export function originOf(host: string, appUrl: string): string {
  const { protocol, port } = new URL(appUrl);
  return `${protocol}//${host}${port && `:${port}`}`;
}

/** Addresses, callback targets and what providers prove, as pure rules. Isomorphic: the sign-in form may use them too. */

type NormalizedEmail = { ok: true; email: string } | { ok: false; message: string };

const longestEmail = 254;
const longestLocalPart = 64;

const notAnAddress = "Type an e-mail address such as ada@orion.com.";

/**
 * The one spelling of an address, made once and before anything looks at it: NFKC, ASCII local part, domain as IDNA A-labels,
 * lower case. Quoted local parts, lists, comments and address literals are refused: mail software disagrees about where they go.
 */
export function normalizeEmail(raw: unknown): NormalizedEmail {
  const refuse = (message: string): NormalizedEmail => ({ ok: false, message });
  if (typeof raw !== "string" || raw.trim() === "") return refuse("Type your e-mail address.");
  // Checked before normalising, which could hide a control character; NFKC can grow a string, so the length is bounded first.
  if (raw.length > 2 * longestEmail) return refuse("That address is too long.");
  if (/[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}]/u.test(raw)) return refuse(notAnAddress);

  const parts = raw.normalize("NFKC").trim().toLowerCase().split("@");
  const [local, domain] = parts;
  if (parts.length > 2 || /[,;]/.test(parts.join(""))) return refuse("Type one address only.");
  if (!local || !domain) return refuse(notAnAddress);
  if (/[^\x20-\x7e]/.test(local)) {
    return refuse("Use an address with only letters from a to z, digits and signs before the @.");
  }
  if (!/^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/.test(local)) return refuse(notAnAddress);

  const host = asciiDomain(domain);
  if (!host) return refuse("Check the part after the @; it should be a domain such as orion.com.");
  const email = `${local}@${host}`;
  if (local.length > longestLocalPart || email.length > longestEmail) return refuse("That address is too long.");
  return { ok: true, email };
}

/** A domain as A-labels with at least one dot, or null. The URL parser does the IDNA work (UTS 46), in browsers as well. */
function asciiDomain(domain: string): string | null {
  // ASCII that means something to a URL parser (port, path, percent-encoding) never reaches it.
  if (/[^a-z0-9.\-\u0080-\u{10FFFF}]/u.test(domain) || !URL.canParse(`http://${domain}`)) return null;
  const { hostname } = new URL(`http://${domain}`);
  const labels = hostname.split(".");
  if (labels.length < 2 || hostname.length > 253) return null;
  if (!labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label))) return null;
  return /^\d+$/.test(labels.at(-1) ?? "") ? null : hostname;
}

const recentMilliseconds = 15 * 60 * 1000;

/** Whether a sign-in is recent enough, a quarter of an hour, to change how its person signs in (promises P30). */
export function isRecent(authenticatedAt: Date): boolean {
  return Date.now() - authenticatedAt.getTime() < recentMilliseconds;
}

/** Where someone goes who signed in too long ago for that. */
export const signInAgainAddress = "/sign-in/continue?error=SignInAgain&callbackUrl=%2Faccount%2Fsign-in-methods";

/** Where people go when no better place is named. */
const home = "/home";
const longestCallbackUrl = 4096;

// Pages and endpoints of signing in and out: returning to them would loop, or act.
const loops = /^\/(?:api\/(?:auth|sign-in|sign-out)|sign-in|sign-up|sign-out|login)(?:\/|$)/;

/**
 * The path, query and fragment of a callback address on Foyer's own origin, or "/home" for anything else, in every spelling
 * that a browser, a proxy or a router might read differently (promises P23).
 * @param appUrl origin of the installation
 */
export function safeCallbackUrl(raw: unknown, appUrl: string): string {
  if (typeof raw !== "string" || raw.length > longestCallbackUrl) return home;
  // URL parsers drop tabs and line breaks and take a backslash for a slash.
  if (/[\s\p{Cc}\p{Cs}\\]/u.test(raw)) return home;
  const absolute = /^https?:\/\/[^/?#@]+(?:[/?#]|$)/i.test(raw);
  if (!absolute && !/^\/(?!\/)/.test(raw)) return home;
  const origin = new URL(appUrl).origin;
  if (!URL.canParse(raw, origin)) return home;
  const url = new URL(raw, origin);
  if (url.origin !== origin || url.username !== "" || url.password !== "") return home;

  const path = fullyDecoded(url.pathname);
  if (path === null || /\/\/|[\\\p{Cc}]/u.test(path) || /(?:^|\/)\.\.?(?:\/|$)/.test(path)) return home;
  if (loops.test(path.toLowerCase())) return home;
  return url.pathname + url.search + url.hash;
}

/** The slug that a callback address leads to: /home?organization={slug} from a door, /o/{slug} from a page; null for any other. */
export function organizationIn(callbackUrl: unknown, appUrl: string): string | null {
  const url = new URL(safeCallbackUrl(callbackUrl, appUrl), appUrl);
  const room = /^\/o\/([^/]+)/.exec(url.pathname)?.[1];
  // Its encoding is whole, or it would not have been safe.
  return url.searchParams.get("organization") ?? (room === undefined ? null : decodeURIComponent(room));
}

/** A path after every layer of percent-encoding and compatibility spelling is off, or null when it is malformed or never settles. */
function fullyDecoded(pathname: string): string | null {
  let path = pathname;
  for (let layer = 0; layer < 5; layer++) {
    let decoded: string;
    try {
      decoded = decodeURIComponent(path).normalize("NFKC");
    } catch {
      // Malformed encoding: readers would disagree about it.
      return null;
    }
    if (decoded === path) return path;
    path = decoded;
  }
  return null;
}

type ProviderEmail = {
  /** Normalised, or null when the provider named none that mail could reach. */
  email: string | null;
  /** Whether the provider vouches that the person reads mail there. */
  verified: boolean;
};

/**
 * The address a provider names and whether it vouches for it. Fails closed: an unknown provider vouches for nothing, and only the
 * exact values in the providers' documentation count.
 * @param profile claims of the ID token or user info; for GitHub with `emails`, the answer of its /user/emails
 */
export function verifiedEmail(provider: string, profile: unknown): ProviderEmail {
  const claims = isRecord(profile) ? profile : {};
  switch (provider) {
    case "google":
    case "oidc":
      return named(claims.email, claims.email_verified === true);
    case "github":
      return githubEmail(claims);
    case "microsoft-entra-id":
      return entraEmail(claims);
    default:
      return named(claims.email, false);
  }
}

function githubEmail(claims: Record<string, unknown>): ProviderEmail {
  const listed = Array.isArray(claims.emails) ? claims.emails.filter(isRecord) : [];
  const primary = listed.find((entry) => entry.primary === true);
  return primary ? named(primary.email, primary.verified === true) : named(claims.email, false);
}

/** Entra lets any tenant's admin write any address; `xms_edov` says that the tenant owns the domain of the `email` claim. */
function entraEmail(claims: Record<string, unknown>): ProviderEmail {
  const domainOwned = [true, 1, "1", "true"].some((value) => claims.xms_edov === value);
  const email = named(claims.email, domainOwned);
  // A user principal name looks like an address and often is one; it is only ever a start for confirming by mail.
  return email.email === null ? named(claims.preferred_username, false) : email;
}

function named(raw: unknown, verified: boolean): ProviderEmail {
  const normalized = normalizeEmail(raw);
  return normalized.ok ? { email: normalized.email, verified } : { email: null, verified: false };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import { parse } from "tldts";
import type { Checked } from "#lib/checked";
import { isWithin } from "#lib/organizations/hosts/rules";
import { checkMetadataKey } from "#lib/organizations/rules";
import { checkSlug, isHostname } from "#lib/organizations/slugs/rules";

/**
 * Where an application may be returned to: concrete addresses, and templates with placeholders that an organization fills. A
 * placeholder is one whole path segment, one whole leftmost label above a registered domain, or the whole host, so that no value can
 * change the scheme, the rest of the host, the port or the depth of the path.
 */

const longestUrl = 256;
const placeholders = /\{\{([^{}]*)\}\}/g;
/** Stands for a placeholder while the rest is looked at; raw text never has it. */
const mark = "\uE000";
const loopbackHosts: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);
const lowerCaseLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** What fills placeholders. */
export type RedirectOrganization = Readonly<{
  slug: string | null;
  externalId: string | null;
  metadata: Readonly<Record<string, string>>;
  /** Domains it has proved: a whole host equals one, or is under one. */
  verifiedDomains: readonly string[];
}>;

/** Whether it has a place that an organization fills. */
export function isTemplate(url: string): boolean {
  return url.includes("{{");
}

const refuse = (message: string): Checked => ({ ok: false, message });

/**
 * Checks an address or a template that somebody registers. The value is what was typed: addresses are compared character by
 * character, so what a browser would write in another way is refused instead of being changed.
 */
export function checkRedirectUrl(raw: string): Checked {
  if (raw.length > 2 * longestUrl || [...raw].length > longestUrl) {
    return refuse(`Use ${longestUrl} characters or fewer.`);
  }
  const named = checkNames(raw);
  if (!named.ok) return named;
  const skeleton = named.value;
  if (/[{}]/.test(skeleton)) return refuse("Write placeholders as {{org_slug}}, with two braces on either side.");
  if (/[^\x21-\x7e\uE000]/.test(skeleton) || skeleton.includes("\\")) {
    return refuse("Remove spaces, backslashes and characters that are not ASCII; percent-encode those of a path.");
  }
  if (skeleton.includes("*")) return refuse("Wildcards match nothing here. Use a placeholder, or one line for each.");
  if (skeleton.includes("?")) return refuse("Remove the question mark and what follows it.");
  if (skeleton.includes("#")) return refuse("Remove the # and what follows it.");
  const parts = /^(https?):\/\/([^/]+)(\/.*)?$/.exec(skeleton);
  if (!parts) return refuse("Type a full URL that starts with https://.");
  const [, scheme = "", authority = "", path = "/"] = parts;
  if (authority.includes("@")) return refuse("Remove the user name from the URL.");
  const [, host, port = "443"] = /^(\[[^\]]*\]|[^:]+)(?::(\d{1,5}))?$/.exec(authority) ?? [];
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) {
    return refuse("Type a number from 1 to 65535 as the port, or leave it out.");
  }
  const wrong = hostRefusal(host) ?? segmentsRefusal(path);
  if (wrong) return refuse(wrong);
  if (scheme === "http" && !loopbackHosts.has(host)) {
    return refuse("Use https://. Only localhost, 127.0.0.1 and [::1] may do without.");
  }
  return { ok: true, value: raw };
}

/** The text with a mark for each placeholder, when all of them are names that an organization can have something for. */
function checkNames(raw: string): Checked {
  for (const [whole, name = ""] of raw.matchAll(placeholders)) {
    if (name === "org_slug" || name === "external_id") continue;
    const key = checkMetadataKey(name);
    if (!key.ok) {
      return refuse(`${whole} is no placeholder. There are {{org_slug}}, {{external_id}} and keys of metadata.`);
    }
  }
  if (raw.includes(mark)) return refuse("Remove the characters that nobody can see.");
  return { ok: true, value: raw.replace(placeholders, mark) };
}

function hostRefusal(host: string): string | null {
  if (host === mark) return null;
  const [first = "", ...rest] = host.split(".");
  const above = rest.join(".");
  if (host.includes(mark) && (first !== mark || above.includes(mark))) {
    return "A placeholder in a host is its whole first label, as in {{org_slug}}.app.com, or all of it.";
  }
  if (host.endsWith(".")) return "Remove the dot at the end of the host.";
  const stood = host.replace(mark, "x");
  if (!URL.canParse(`https://${stood}`)) return "Type a full URL that starts with https://.";
  const { hostname } = new URL(`https://${stood}`);
  if (hostname !== stood) return `Write the host as browsers do: ${hostname}.`;
  if (first === mark && parse(above, { allowPrivateDomains: true }).domain === null) {
    return `Put the placeholder before a registered domain, as in {{org_slug}}.app.com: “${above}” is none.`;
  }
  return null;
}

/** What a URL parser would write in another way is refused: then no request could ever say the same. */
function segmentsRefusal(path: string): string | null {
  if (path.split("/").some((segment) => segment !== mark && segment.includes(mark))) {
    return "A placeholder in a path is a whole part of it, from slash to slash.";
  }
  const stood = path.replaceAll(mark, "x");
  return new URL(`https://x.com${stood}`).pathname === stood && !/%(?![0-9a-f]{2})/i.test(stood)
    ? null
    : "Remove parts of the path that are only dots, and percent-encode special characters.";
}

/** The address that a template means for an organization, or why there is none. A concrete one means itself. */
export function explainExpansion(template: string, organization: RedirectOrganization): Checked {
  const authority = /^https?:\/\/([^/]*)/.exec(template.replace(placeholders, mark))?.[1] ?? "";
  let place: Place = authority.replace(/:\d+$/, "") === mark ? "host" : authority.includes(mark) ? "label" : "segment";
  let refused: string | null = null;
  const value = template.replace(placeholders, (_, name: string) => {
    const text = textFor(name, organization);
    refused ??= text === null ? absent(name) : valueRefusal(text, place, organization);
    const filled = refused || text === null ? "" : place === "segment" ? encodeURIComponent(text) : text;
    // A host has one placeholder, and it is the first of all.
    place = "segment";
    return filled;
  });
  if (refused !== null) return refuse(refused);
  return isAsWritten(value) ? { ok: true, value } : refuse(`${value} is no URL as a browser writes it.`);
}

/** Some names that look like hosts are numbers to a URL parser. */
function isAsWritten(address: string): boolean {
  const host = /^https?:\/\/(.*?)(?::\d+)?(?:\/|$)/.exec(address)?.[1];
  return URL.canParse(address) && new URL(address).hostname === host;
}

type Place = "host" | "label" | "segment";

function absent(name: string): string {
  if (name === "org_slug") return "It has no address of its own.";
  return name === "external_id" ? "It has no external id." : `Its metadata has no “${name}”.`;
}

function textFor(name: string, { slug, externalId, metadata }: RedirectOrganization): string | null {
  if (name === "org_slug") return slug || null;
  if (name === "external_id") return externalId || null;
  // A key may be called `constructor`.
  return Object.hasOwn(metadata, name) ? metadata[name] || null : null;
}

function valueRefusal(value: string, place: Place, { verifiedDomains }: RedirectOrganization): string | null {
  const shown = `“${value}”`;
  if (place === "segment") {
    if (value === "." || value === "..") return `${shown} would change the path.`;
    return value.isWellFormed() ? null : `${shown} is not whole text.`;
  }
  // Two values that differ by case would be one host.
  if (place === "label") return lowerCaseLabel.test(value) ? null : `${shown} is not one lower-case label of a host.`;
  if (!isHostname(value) || !checkSlug(value, { chosenIn: "api" }).ok) return `${shown} is no hostname.`;
  const proven = verifiedDomains.some((domain) => isWithin(value, domain));
  return proven ? null : `${shown} is in no domain that it has verified.`;
}

/** As explainExpansion, for a machine: the address, or null. */
export function expandRedirect(template: string, organization: RedirectOrganization): string | null {
  const expanded = explainExpansion(template, organization);
  return expanded.ok ? expanded.value : null;
}

/**
 * Whether a request may name this address: it is one of those registered, character by character, or what a template means for the
 * organization in the request. Without one no template means anything. The port of a loopback address is free (RFC 8252, 7.3).
 */
export function redirectAllowed(
  requested: string,
  registered: readonly string[],
  organization: RedirectOrganization | null,
): boolean {
  const wanted = withoutLoopbackPort(requested);
  return registered.some((each) => {
    const address = isTemplate(each) ? organization && expandRedirect(each, organization) : each;
    return address !== null && withoutLoopbackPort(address) === wanted;
  });
}

function withoutLoopbackPort(address: string): string {
  const [whole, host = "", port = ""] =
    /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(?::(\d{1,5}))?(?=\/|$)/.exec(address) ?? [];
  return whole === undefined || Number(port) > 65_535 ? address : `http://${host}${address.slice(whole.length)}`;
}

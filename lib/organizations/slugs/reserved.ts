import { randomInt } from "node:crypto";
import anyAscii from "any-ascii";
import roleAddresses from "reserved-email-addresses-list" with { type: "json" };
import adminAddresses from "reserved-email-addresses-list/admin-list.json" with { type: "json" };
import noReplyAddresses from "reserved-email-addresses-list/no-reply-list.json" with { type: "json" };
import reservedUsernames from "reserved-usernames" with { type: "json" };
// @ts-expect-error -- the package has no types; its `list` is an array of words.
import bigBlacklist from "the-big-username-blacklist";
import { parse } from "tldts";
import { isPublicMailDomain, isThrowawayDomain } from "#lib/provisioning/rules";
import { isWithin } from "../hosts/rules.ts";
import {
  type ChosenIn,
  checkSlug,
  isHostname,
  longestChosenLabel,
  type Refusal,
  specialUseNames,
  startWithLetter,
  suggestFromLatin,
  toLabel,
} from "./rules.ts";

/** What is refused beyond the grammar, and free names to offer instead. Server only: the lists are far too big for a browser. */

/** First path segments of Foyer itself, public files included. A test compares them with app/ and public/. */
export const ownSegments: readonly string[] = [
  "account",
  "admin",
  "api",
  "apple-icon.png",
  "brands",
  "door",
  "favicon.ico",
  "health",
  "home",
  "icon.svg",
  "keys",
  "login",
  "logos",
  "mailbox",
  "o",
  "oauth",
  "oidc",
  "organizations",
  "portal",
  "robots.txt",
  "sign-in",
  "sign-out",
  "sign-up",
  "tls-check",
  "userinfo",
  "welcome",
];

const ownWords =
  "foyer operator operators organization tenant tenants workspace workspaces member members invite invitation";
const mailWords =
  "postmaster hostmaster webmaster abuse noc security mailer-daemon noreply no-reply donotreply bounce bounces mx smtp smtps " +
  "imap imaps pop pop3 mail email webmail mta-sts autoconfig autodiscover dkim dmarc spf bimi";
const networkWords =
  "www ftp ns dns whois wpad isatap localdomain broadcasthost localhost gateway proxy router cdn static assets " +
  "com net org edu gov mil int info biz name";
const protocolWords =
  "openid oidc oauth oauth2 saml sso scim jwks token tokens authorize authorization userinfo introspect introspection revoke " +
  "revocation callback connect consent device discovery end-session well-known login logout signin signout session sessions";
const literals =
  "null true false undefined nan infinity constructor prototype proto arguments eval this function object array string number " +
  "boolean symbol bigint class new delete void typeof import export default await async yield tojson then";

const words = (text: string) => text.split(" ");

const reservedLabels: ReadonlySet<string> = new Set(
  [
    ...ownSegments,
    ...[ownWords, mailWords, networkWords, protocolWords, literals].flatMap(words),
    ...Object.getOwnPropertyNames(Object.prototype),
    ...(reservedUsernames as string[]),
    ...(bigBlacklist.list as string[]),
    ...roleAddresses,
    ...adminAddresses,
    ...noReplyAddresses,
  ].flatMap((word) => spellings(word.toLowerCase())),
);

// The lists write some words with an underscore, which an address cannot have: "sign_in" stands for "sign-in" and "signin".
function spellings(word: string): string[] {
  return word.includes("_") ? [word.replaceAll("_", "-"), word.replaceAll("_", "")] : [word];
}

// ns1, mail2, www3: numbered hosts that resolvers, mail servers and people take for the installation's own.
const numberedHost = /^(?:ns|dns|mx|smtp|imap|pop|mail|www|ftp)\d+$/;

type RefusalOptions = {
  chosenIn: ChosenIn;
  /** Hostname of APP_URL. */
  installationHost: string;
};

/**
 * Why an organization cannot have this slug, whoever else has it, or null. Covers the grammar too, so that null means it may be
 * stored. Code "reserved" is for names kept back; every other code says what is wrong with the form.
 */
export function refusal(slug: string, { chosenIn, installationHost }: RefusalOptions): Refusal | null {
  const form = checkSlug(slug, { chosenIn });
  if (!form.ok) return { code: form.code, message: form.message };
  return punycodeRefusal(slug) ?? hostRefusal(slug, installationHost) ?? reservedRefusal(slug);
}

function punycodeRefusal(slug: string): Refusal | null {
  if (!slug.split(".").some((label) => label.slice(2, 4) === "--")) return null;
  return { code: "punycode", message: "The third and fourth characters cannot both be hyphens." };
}

/** Why a name of the slug grammar can be no organization's host, or null: what it reads as, its ending, or whose it is. For domains too. */
export function hostRefusal(slug: string, installationHost: string): Refusal | null {
  const labels = slug.split(".");
  const last = labels.at(-1) ?? "";
  if (isIpAddress(slug))
    return { code: "ip_address", message: "That reads as an IP address; use a name with letters." };
  // A URL parser takes a hexadecimal last part for a number as well.
  if (/^(?:\d+|0x[0-9a-f]*)$/.test(last)) {
    return { code: "numeric_ending", message: "The last part of an address cannot be a number." };
  }
  if (specialUseNames.has(last)) {
    return { code: "special_use", message: `“${last}” is set aside for private networks; choose another ending.` };
  }
  if (labels.length > 1 && isPublicSuffix(slug)) {
    return { code: "public_suffix", message: `“${slug}” is shared by many owners; put your own name in front of it.` };
  }
  return installationRefusal(slug, installationHost) ?? mailRefusal(slug);
}

/** What everyone can have a mailbox at is nobody's to verify. */
function mailRefusal(host: string): Refusal | null {
  if (!isHostname(host)) return null;
  const whose = isThrowawayDomain(host)
    ? "a service for throwaway mail"
    : isPublicMailDomain(host)
      ? "a mail service that anyone can join"
      : null;
  return whose && { code: "mail_service", message: `“${host}” belongs to ${whose}; use a domain of your own.` };
}

/** Whether a URL parser reads the whole slug as an IPv4 address (`1`, `0x7f`, `127.1`); IPv6 does not fit the grammar. */
function isIpAddress(slug: string): boolean {
  return URL.canParse(`https://${slug}`) && /^\d+(?:\.\d+){3}$/.test(new URL(`https://${slug}`).hostname);
}

function isPublicSuffix(hostname: string): boolean {
  const { publicSuffix, isIcann, isPrivate } = parse(hostname, { allowPrivateDomains: true });
  return publicSuffix === hostname && (isIcann === true || isPrivate === true);
}

function installationRefusal(slug: string, installationHost: string): Refusal | null {
  const host = installationHost.toLowerCase();
  if (host === "") return null;
  if (!isWithin(slug, host) && !isWithin(host, slug)) return null;
  return { code: "reserved", message: `“${slug}” belongs to the host Foyer itself runs on.` };
}

function reservedRefusal(slug: string): Refusal | null {
  // Lists name a few files too (`robots.txt`); any other hostname is free of them: `auth.orion-analytics.com` is fine, `auth` is not.
  if (!reservedLabels.has(slug) && !numberedHost.test(slug)) return null;
  return { code: "reserved", message: `“${slug}” is kept for Foyer itself.` };
}

/**
 * An address made from a name in any script. Always one a person could choose in the browser; may be taken.
 * "" or a reserved word becomes `org-` and six random characters.
 */
export function suggestSlug(name: string, installationHost = ""): string {
  const usable = (slug: string) => slug !== "" && !refusal(slug, { chosenIn: "browser", installationHost });
  const suggested = suggestFromLatin(name) || startWithLetter(transliterate(name));
  if (usable(suggested)) return suggested;
  let fallback: string;
  do fallback = `org-${randomText(6)}`;
  while (!usable(fallback));
  return fallback;
}

function transliterate(name: string): string {
  const bounded = name.slice(0, 1000).toWellFormed();
  const spaced = bounded.replace(
    /(?<=\p{Script=Han})(?=[\p{Script=Katakana}])|(?<=\p{Script=Katakana})(?=\p{Script=Han})/gu,
    " ",
  );
  const ascii = (text: string) => toLabel(anyAscii(text).toLowerCase().replace(/['`]/g, ""));
  // any-ascii spells emoji out ("rocket"): helpful only when there is nothing else.
  return ascii(spaced.replace(/[\p{Extended_Pictographic}\p{Default_Ignorable_Code_Point}]/gu, " ")) || ascii(spaced);
}

// Crockford's base 32: no look-alikes, and no u, so that few words appear by accident.
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

function randomText(length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
}

const endings = ["2", "hq", "team", "3", "group", "works"];

/**
 * Other addresses to offer when one is taken, the most readable first, then an endless random tail: take as many as needed. Each
 * passes `refusal()`; for a hostname they start from its registrable name (`auth.orion.com` → `orion`).
 */
export function* alternatives(slug: string, installationHost = ""): Generator<string, never> {
  const stem = startWithLetter(toLabel(stemOf(slug))) || "org";
  const free = (candidate: string) =>
    candidate !== slug && !refusal(candidate, { chosenIn: "browser", installationHost });
  if (isHostname(slug) && free(stem)) yield stem;
  for (const ending of endings) {
    const candidate = withEnding(stem, ending);
    if (free(candidate)) yield candidate;
  }
  for (;;) {
    const candidate = withEnding(stem, randomText(5));
    if (free(candidate)) yield candidate;
  }
}

function stemOf(slug: string): string {
  const lower = slug.toLowerCase();
  return isHostname(lower) ? (parse(lower, { allowPrivateDomains: true }).domainWithoutSuffix ?? lower) : lower;
}

function withEnding(stem: string, ending: string): string {
  const room = longestChosenLabel - ending.length - 1;
  return `${stem.slice(0, room).replace(/-+$/, "")}-${ending}`;
}

import { domainToUnicode } from "node:url";
import { disposableEmailBlocklistSet } from "disposable-email-domains-js";
import publicDomains from "email-providers/all.json" with { type: "json" };
import { parse } from "tldts";
import type { Environment } from "#lib/env";
import { namesAbove } from "#lib/organizations/hosts/rules";
import { cleanDisplayName } from "#lib/organizations/rules";

// Relays and mailbox hosts that the list lacks: an address there says nothing about a company.
const morePublicDomains = [
  "aleeas.com",
  "anonaddy.me",
  "appleid.com",
  "duck.com",
  "fastmail.com",
  "mozmail.com",
  "passinbox.com",
  "passmail.net",
  "posteo.de",
  "simplelogin.com",
  "slmail.me",
  "tuta.com",
  "tuta.io",
  "tutanota.com",
  "users.noreply.github.com",
];
const shared: ReadonlySet<string> = new Set([...publicDomains, ...morePublicDomains]);

// Nine thousand names, once somebody asks for them.
let throwaway: ReadonlySet<string> | undefined;

/** Whether mailboxes at this host are made to be thrown away. */
export function isThrowawayDomain(host: string): boolean {
  throwaway ??= disposableEmailBlocklistSet();
  return isUnder(throwaway, host);
}

/** Why an installation takes nobody new with an address: it takes nobody, or nobody with one of that kind. */
export type SignUpRefusal = "closed" | "disposable" | "public";

type SignUpPolicy = Pick<Environment, "SIGN_UP" | "BLOCK_DISPOSABLE_EMAIL" | "BLOCK_PUBLIC_EMAIL">;

/**
 * What an installation says to whoever types this address to sign up, or null: the same whether or not it is known.
 * @param email normalised
 */
export function signUpRefusal(email: string, policy: SignUpPolicy): SignUpRefusal | null {
  if (policy.SIGN_UP === "off") return "closed";
  const host = email.slice(email.lastIndexOf("@") + 1);
  if (policy.BLOCK_DISPOSABLE_EMAIL === "on" && isThrowawayDomain(host)) return "disposable";
  if (policy.BLOCK_PUBLIC_EMAIL === "on" && isPublicMailDomain(host)) return "public";
  return null;
}

/**
 * Why a person who has proved this address and is not known yet does not become one, or null. The people who run the installation
 * always may: somebody has to be the first.
 */
export function newcomerRefusal(
  email: string,
  policy: SignUpPolicy & Pick<Environment, "OPERATOR_EMAILS">,
): SignUpRefusal | null {
  return policy.OPERATOR_EMAILS.includes(email) ? null : signUpRefusal(email, policy);
}

type Newcomer = {
  email: string | null;
  emailVerified: boolean;
  givenName?: string | null | undefined;
  name?: string | null | undefined;
};

/**
 * The name of the organization a first sign-in makes: the company behind a verified, non-public e-mail domain, else the person's
 * ("Ada's workspace"), else "My workspace". Always a valid display name; the person sees and edits it on /welcome.
 */
export function organizationName(newcomer: Newcomer, noun: string): string {
  const company = newcomer.email && newcomer.emailVerified ? companyOf(newcomer.email) : "";
  if (company) return company;
  const person = givenNameOf(newcomer);
  return (person && cleanDisplayName(`${person}'s ${noun}`)) || `My ${noun}`;
}

/** "ada@mail.orion-analytics.com" → "Orion Analytics"; "" when the domain is public, shared or says nothing. */
function companyOf(email: string): string {
  const host = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
  // Microsoft gives every tenant <company>.onmicrosoft.com, which the public suffix list does not know.
  const { domain, domainWithoutSuffix } = parse(host.replace(/\.onmicrosoft\.com$/, ".com"), {
    allowPrivateDomains: true,
  });
  if (!domain || !domainWithoutSuffix || isPublicMailDomain(host)) return "";
  const words = domainToUnicode(domainWithoutSuffix).split(/[-_]+/).filter(Boolean);
  const name = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join(" ");
  // A short run of consonants is spelled out: bmw.com is "BMW".
  return cleanDisplayName(/^[^aeiouy\P{ASCII}]{2,4}$/iu.test(name) ? name.toUpperCase() : name);
}

/** Whether mailboxes at this host are anyone's to have, so that it is no organization's own. */
export function isPublicMailDomain(host: string): boolean {
  return isUnder(shared, host);
}

/** Whether the domain, or one above it, is in the list. */
function isUnder(domains: ReadonlySet<string>, host: string): boolean {
  return namesAbove(host).some((name) => domains.has(name));
}

function givenNameOf({ givenName, name }: Newcomer): string {
  const given = cleanDisplayName(givenName) || (cleanDisplayName(name).split(" ")[0] ?? "");
  // Some providers put the address where the name belongs.
  if (given.includes("@")) return "";
  return [...given].slice(0, 100).join("");
}

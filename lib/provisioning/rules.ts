import { domainToUnicode } from "node:url";
import publicDomains from "email-providers/all.json" with { type: "json" };
import { parse } from "tldts";
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
  const labels = host.split(".");
  return labels.some((_, index) => shared.has(labels.slice(index).join(".")));
}

function givenNameOf({ givenName, name }: Newcomer): string {
  const given = cleanDisplayName(givenName) || (cleanDisplayName(name).split(" ")[0] ?? "");
  // Some providers put the address where the name belongs.
  if (given.includes("@")) return "";
  return [...given].slice(0, 100).join("");
}

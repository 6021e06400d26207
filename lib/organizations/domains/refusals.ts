import { disposableEmailBlocklistSet } from "disposable-email-domains-js";
import { parse } from "tldts";
import { hostRefusal } from "#lib/organizations/slugs/reserved";
import { isPublicMailDomain } from "#lib/provisioning/rules";
import { namesAbove } from "./rules.ts";

/** What needs lists that are too big for a browser. */

const throwaway = disposableEmailBlocklistSet();

/** Why nobody can have this domain, in one sentence, or null. `domain` has passed checkDomain. */
export function domainRefusal(domain: string, installationHost: string): string | null {
  const refused = hostRefusal(domain, installationHost);
  if (refused) return refused.message;
  if (namesAbove(domain).some((name) => throwaway.has(name))) {
    return `“${domain}” belongs to a service for throwaway mail; use a domain of your own.`;
  }
  if (isPublicMailDomain(domain)) {
    return `“${domain}” belongs to a mail service that anyone can join; use a domain of your own.`;
  }
  return null;
}

/** The domain to prove so that an address on it works: the one that is registered, which covers every host in it. */
export function domainToProve(hostname: string): string {
  return parse(hostname, { allowPrivateDomains: true }).domain ?? hostname;
}

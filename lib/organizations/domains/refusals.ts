import { parse } from "tldts";
import { isWithin } from "#lib/organizations/hosts/rules";
import { hostRefusal } from "#lib/organizations/slugs/reserved";
import { isHostname } from "#lib/organizations/slugs/rules";
import type { AddressProof, Domain } from "./types.ts";

/** What needs lists that are too big for a browser. */

/** Why nobody can have this domain, in one sentence, or null. `domain` has passed checkDomain. */
export function domainRefusal(domain: string, installationHost: string): string | null {
  return hostRefusal(domain, installationHost)?.message ?? null;
}

/** The domain to prove so that an address on it works: the one that is registered, which covers every host in it. */
export function domainToProve(hostname: string): string {
  return parse(hostname, { allowPrivateDomains: true }).domain ?? hostname;
}

/** How an organization's own address stands with its domains; null when it is no hostname and needs no proof. */
export function addressProof(address: string, domains: readonly Domain[]): AddressProof | null {
  if (!isHostname(address)) return null;
  const covering = domains.filter(({ domain }) => isWithin(address, domain));
  return {
    verified: covering.some(({ status }) => status === "verified"),
    domain: domainToProve(address),
    listed: covering.length > 0,
  };
}

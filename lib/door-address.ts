import { env } from "#lib/env";
import { isWithin, originOf } from "#lib/organizations/hosts/rules";
import { isHostname } from "#lib/organizations/slugs/rules";

/** An address as people say it, without the scheme, and as it is copied and linked. */
export type Address = { label: string; url: string };

/** What stands before the slug and after it in the address of a door, as "foyer.example/login/" and "". */
export type DoorFrame = { before: string; after: string };

/** Where a door opens, in parts for showing and whole for copying and linking. */
export type DoorAddress = Address & DoorFrame;

/**
 * The address of an organization's door that people are shown: DOOR_ADDRESSES says which. Hostnames and ids are in the path
 * always. With an empty slug: the frame that a form writes the slug into.
 */
export function doorAddress(slug: string): DoorAddress {
  const { host } = new URL(env.APP_URL);
  if (env.DOOR_ADDRESSES === "subdomain" && isLabel(slug)) {
    return { before: "", after: `.${host}`, ...hostAddress(`${slug}.${env.host}`) };
  }
  return { before: `${host}/login/`, after: "", ...pathAddress(slug) };
}

/** A label can stand in front of the installation's own host; a hostname or an id cannot. */
const isLabel = (slug: string) => !/[._]/.test(slug);

function pathAddress(slug: string): Address {
  const url = `${env.APP_URL}/login/${slug}`;
  return { label: url.replace(/^\w+:\/\//, ""), url };
}

/** A door on a host of its own. */
export function hostAddress(host: string): Address {
  const url = originOf(host, env.APP_URL);
  return { label: url.replace(/^\w+:\/\//, ""), url };
}

/** All addresses of a door, by what they rest on. */
export type DoorAddresses = {
  path: Address;
  /** Only where it certainly works: on localhost, or when the installation says that its wildcard DNS exists. */
  subdomain: Address | null;
  /** Verified hostnames. They open once their DNS leads here, which Foyer cannot see. */
  hostnames: Address[];
};

/**
 * @param slug its address, unless that is a hostname which it has not verified: then its id
 * @param domains what the organization has verified
 */
export function doorAddresses(slug: string, domains: readonly string[]): DoorAddresses {
  const isLocal = isWithin(env.host, "localhost");
  const subdomains = isLocal || env.DOOR_ADDRESSES === "subdomain";
  return {
    path: pathAddress(slug),
    subdomain: subdomains && isLabel(slug) ? hostAddress(`${slug}.${env.host}`) : null,
    hostnames: [...new Set([...(isHostname(slug) ? [slug] : []), ...domains])].map(hostAddress),
  };
}

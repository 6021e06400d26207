import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** What the tables of ipaddr.js miss or take for ordinary. */
const refused = [
  // Azure answers there from inside the machine's own network.
  "168.63.129.16/32",
  // IETF protocol assignments (RFC 2928): routers, tunnels and tests, if anything.
  "2001::/23",
].map((range) => ipaddr.parseCIDR(range));
/** All that is handed out to hosts on the internet (RFC 4291, 2.4). */
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");
/** An address of the IPv4 internet as a network without IPv4 writes it (RFC 6052, 2.1). */
const nat64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");

/**
 * Whether an IP address is one that anybody on the internet could have: global unicast, by its own right or by that of the IPv4
 * address in it. Tunnels (6to4, Teredo) and translations within a network (64:ff9b:1::/48) are refused whatever they carry.
 */
export function isPublicAddress(text: string): boolean {
  // First, because ipaddr.js also reads numerals that no resolver writes.
  if (isIP(text) === 0) return false;
  const address = unwrapped(ipaddr.parse(text));
  if (address.range() !== "unicast") return false;
  if (refused.some((range) => address.kind() === range[0].kind() && address.match(range))) return false;
  return address instanceof ipaddr.IPv4 || address.match(globalUnicast);
}

function unwrapped(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (address instanceof ipaddr.IPv4) return address;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  return address.match(nat64) ? ipaddr.fromByteArray(address.toByteArray().slice(12)) : address;
}

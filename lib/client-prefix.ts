import ipaddr from "ipaddr.js";

/**
 * The part of a client's address that one subscriber cannot change at will: IPv4 /32, IPv6 /64 (a home or a server gets a whole
 * /64), or /48, the most that one gets. Takes the address as the front process writes it; what is no address shares "unknown".
 */
export function clientPrefix(address: string | null | undefined, ipv6Bits: 64 | 48 = 64): string {
  const text = address ?? "";
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return `${text}/32`;
  if (!text.includes(":") || !ipaddr.IPv6.isValid(text)) return "unknown";
  const { parts } = ipaddr.IPv6.parse(text);
  const network = new ipaddr.IPv6(parts.map((part, index) => (index < ipv6Bits / 16 ? part : 0)));
  return `${network.toString()}/${ipv6Bits}`;
}

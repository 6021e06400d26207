import ipaddr from "ipaddr.js";

/**
 * The part of a client's address that one subscriber cannot change at will: IPv4 /32, IPv6 /64 (a home or a server gets a whole
 * /64). Takes the address as the front process writes it; what is no address shares "unknown".
 */
export function clientPrefix(address: string | null | undefined): string {
  const text = address ?? "";
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return `${text}/32`;
  if (!text.includes(":") || !ipaddr.IPv6.isValid(text)) return "unknown";
  const network = new ipaddr.IPv6([...ipaddr.IPv6.parse(text).parts.slice(0, 4), 0, 0, 0, 0]);
  return `${network.toString()}/64`;
}

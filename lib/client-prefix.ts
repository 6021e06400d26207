import ipaddr from "ipaddr.js";

/**
 * The part of a client's address that one subscriber cannot change at will: IPv4 /32, IPv6 /64 (a home or a server gets a whole
 * /64). Spellings of one address give one prefix, IPv4-mapped IPv6 counts as IPv4, and what is no address shares "unknown".
 */
export function clientPrefix(address: string | null | undefined): string {
  const bare = withoutPort((address ?? "").trim());
  // Strict decimal only: `0x7f.1` or `010.0.0.1` in a forwarded header would otherwise open buckets of their own.
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return `${bare}/32`;
  if (!bare.includes(":") || !ipaddr.IPv6.isValid(bare)) return "unknown";

  const parsed = ipaddr.IPv6.parse(bare);
  if (parsed.isIPv4MappedAddress()) return `${parsed.toIPv4Address().toString()}/32`;
  const network = new ipaddr.IPv6([...parsed.parts.slice(0, 4), 0, 0, 0, 0]);
  return `${network.toString()}/64`;
}

// Some proxies write the port into X-Forwarded-For, and brackets around IPv6.
function withoutPort(address: string): string {
  return /^\[(.+)\](?::\d+)?$/.exec(address)?.[1] ?? /^(\d+(?:\.\d+){3}):\d+$/.exec(address)?.[1] ?? address;
}

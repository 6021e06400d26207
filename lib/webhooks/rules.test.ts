import { describe, expect, test } from "vitest";
import { system } from "#lib/audit/types";
import { askedWait, happeningsOf, healthOf, mostAttempts, objectIdOf, waitAfter } from "./rules.ts";

const maya = { kind: "user", id: "usr_1" } as const;

describe("what entries of the audit log tell", () => {
  test("who makes an organization for themselves is in it", () => {
    const events = happeningsOf([{ action: "organization.created", actor: maya, organizationId: "org_1" }]);
    expect(events.map((event) => [event.type, objectIdOf(event)])).toEqual([
      ["organization.created", "org_1"],
      ["membership.created", "org_1 usr_1"],
    ]);
  });

  test("one that is made for somebody else has nobody in it yet", () => {
    const operator = { kind: "operator", id: "usr_2" } as const;
    const events = happeningsOf([{ action: "organization.created", actor: operator, organizationId: "org_1" }]);
    expect(events.map(({ type }) => type)).toEqual(["organization.created"]);
  });

  test("several changes of one thing are one event", () => {
    const base = { actor: system, organizationId: "org_1" } as const;
    const events = happeningsOf([
      { ...base, action: "organization.logo_changed" },
      { ...base, action: "organization.color_changed" },
      { ...base, action: "organization.renamed" },
    ]);
    expect(events.map(({ type }) => type)).toEqual(["organization.updated"]);
  });

  test("whom it is about is not whoever does it, when the entry says so", () => {
    const client = { kind: "api_client", id: "skc_1" } as const;
    const [event] = happeningsOf([{ action: "user.deleted", actor: client, details: { user: "usr_9" } }]);
    expect(event && objectIdOf(event)).toBe("usr_9");
  });

  test("what concerns Foyer alone is none", () => {
    expect(happeningsOf([{ action: "session.created", actor: maya }])).toEqual([]);
  });
});

test("a delivery is tried for about a day, each time later, and then no more", () => {
  const attempts = Array.from({ length: mostAttempts - 1 }, (_, index) => index + 1);
  for (const random of [() => 0, () => 0.999]) {
    const waits = attempts.map((made) => waitAfter(made, random) ?? 0);
    expect(waits[0]).toBeGreaterThanOrEqual(5);
    expect(waits).toEqual(waits.toSorted((one, other) => one - other));
    const hours = waits.reduce((sum, wait) => sum + wait, 0) / 3_600;
    expect(hours).toBeGreaterThan(22);
    expect(hours).toBeLessThan(30);
  }
  expect(waitAfter(mostAttempts)).toBeNull();
});

test.each([
  [503, "120", 120],
  [429, "120", 120],
  [500, "120", 0],
  [200, "120", 0],
  [503, null, 0],
  [503, "Sun, 29 Nov 2026 00:02:00 GMT", 120],
  [503, "Sunday, 29-Nov-26 00:02:00 GMT", 120],
  [503, "Sat, 28 Nov 2026 23:59:00 GMT", 0],
  [503, "0", 0],
  [503, "-5", 0],
  [503, "1e3", 0],
  [503, "1.5", 0],
  [503, "", 0],
  [503, "soon", 0],
  [503, "never GMT", 0],
  // No longer than the longest wait of its own.
  [503, "9".repeat(400), 28_800],
  [503, "Sun, 29 Nov 9999 00:00:00 GMT", 28_800],
])("an answer of %d that says %j asks for %d seconds", (status, retryAfter, seconds) => {
  expect(askedWait(status, retryAfter, Date.UTC(2026, 10, 29))).toBe(seconds);
});

test.each([
  [{}, "active"],
  [{ failures: 2 }, "failing"],
  [{ failures: 5, openUntil: new Date() }, "open"],
  [{ failures: 5, openUntil: new Date(), pausedAt: new Date() }, "paused"],
  [{ pausedAt: new Date(), gone: true }, "gone"],
] as const)("an endpoint of which %j is known is %s", (known, health) => {
  expect(healthOf({ failures: 0, openUntil: null, pausedAt: null, gone: false, ...known })).toBe(health);
});

import { expect, test } from "vitest";
import { newId } from "./ids.ts";

test("an id is a prefix and 17 to 19 digits, at most 32 characters", () => {
  for (const now of [Date.UTC(2026, 0, 1), Date.UTC(2060, 0, 1)]) expect(newId("org", now)).toMatch(/^org_\d{17,19}$/);
  expect(newId("org").length).toBeLessThanOrEqual(32);
});

test("ids grow, within a millisecond too, and never repeat", () => {
  const ids = Array.from({ length: 20_000 }, () => newId("aud"));
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
});

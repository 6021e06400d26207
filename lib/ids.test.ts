import { expect, test } from "vitest";
import { idsSince, newId } from "./ids.ts";

test("an id is a prefix and 17 to 19 digits, at most 32 characters", () => {
  for (const now of [Date.UTC(2026, 0, 1), Date.UTC(2060, 0, 1)]) expect(newId("org", now)).toMatch(/^org_\d{17,19}$/);
  expect(newId("org").length).toBeLessThanOrEqual(32);
});

test("ids grow, within a millisecond too, and never repeat", () => {
  const ids = Array.from({ length: 20_000 }, () => newId("aud"));
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
});

test("ids since a moment begin where its own do", () => {
  // Later than any other test here went: ids never go back.
  const now = Date.UTC(2070, 0, 1);
  const id = newId("aud", now);
  expect(idsSince("aud", now) <= id).toBe(true);
  expect(idsSince("aud", now + 60_000) > id).toBe(true);
});

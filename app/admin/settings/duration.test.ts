import { expect, it } from "vitest";
import { durationOf } from "./duration.ts";

it.each([
  [30 * 86_400, "30 days"],
  [86_400, "1 day"],
  [36 * 3_600, "36 hours"],
  [90 * 60, "90 minutes"],
  [61, "61 seconds"],
  [1, "1 second"],
])("says %d seconds as %s", (seconds, words) => {
  expect(durationOf(seconds)).toBe(words);
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { trigramsOf } from "./rules.ts";

describe("trigramsOf", () => {
  it.each([
    ["", []],
    ["ab", []],
    ["東", []],
    ["abc", [1]],
    ["東京", [1, 2]],
    ["orion", [1, 3]],
    ["orionx", [1, 4]],
    // Where digits are, letters before them say little.
    ["customer_8e683", [10, 12]],
    ["a1b", [1]],
  ])("of %j begin at %j", (query, starts) => {
    expect(trigramsOf(query)).toEqual(starts);
  });

  it("all lie inside, are few, and reach the last character of a short query without digits", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (query) => {
        const length = [...query].reduce((sum, character) => sum + (character > "\x7f" ? 2 : 1), 0);
        const starts = trigramsOf(query);
        expect(starts.length === 0).toBe(length < 3);
        expect(starts.length).toBeLessThanOrEqual(8);
        for (const start of starts) expect(start >= 1 && start + 2 <= length).toBe(true);
      }),
    );
  });
});

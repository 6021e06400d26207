import fc from "fast-check";
import { expect, test } from "vitest";
import { drawable, outline, wrap, wrapAndCut } from "./lettering.ts";

test.each([
  ["Orion Analytics", "Orion Analytics"],
  ["Çağrı & Søn — Тест", "Çağrı & Søn — Тест"],
  ["Orion 🚀 Labs", "Orion Labs"],
  ["🚀", null],
  ["👨‍👩‍👧‍👦 Family", "Family"],
  ["株式会社オリオン", null],
  ["Orion 株", null],
  ["شركة أوريون", null],
  ["אוריון", null],
  ["", null],
])("of %j, %j can be drawn", (text, drawn) => {
  expect(drawable(text)).toBe(drawn);
});

test("text breaks between words, and inside a word that is wider than a line", () => {
  expect(wrap("Orion Analytics", "SemiBold", 80, 640, 3)).toEqual(["Orion Analytics"]);
  expect(wrap("Orion Analytics", "SemiBold", 80, 400, 3)).toEqual(["Orion", "Analytics"]);
  expect(wrap("W".repeat(20), "SemiBold", 80, 640, 3)?.map((line) => line.length)).toEqual([8, 8, 4]);
  expect(wrap("W".repeat(200), "SemiBold", 80, 640, 3)).toBeNull();
});

test("what does not fit ends in an ellipsis on the last line", () => {
  const lines = wrapAndCut("W".repeat(200), "SemiBold", 80, 640, 3);
  expect(lines).toHaveLength(3);
  expect(lines.at(-1)).toMatch(/^W+…$/);
});

test("an outline holds numbers only, whatever the text", () => {
  const place = { x: 0, y: 0, size: 40, weight: "SemiBold" } as const;
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
      const drawn = drawable(text);
      if (drawn === null) return;
      expect(wrapAndCut(drawn, "SemiBold", 40, 300, 2).length).toBeLessThanOrEqual(2);
      expect(outline(drawn, place)).toMatch(
        /^<g transform="translate\(0 0\) scale\(0\.04 -0\.04\)">(<path transform="translate\([-\d. ]+\)" d="[MLQCZ\d.e -]*"\/>)*<\/g>$/,
      );
    }),
    { numRuns: 300 },
  );
});

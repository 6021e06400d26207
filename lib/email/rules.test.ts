import { expect, test } from "vitest";
import { shortened, unlinked } from "./rules.ts";

test.each([
  ["Orion Analytics", "Orion Analytics"],
  ["http://evil.example", "http evil example"],
  ["https://evil.example/login?a=1", "https evil example login a 1"],
  ["www.evil.example now", "www evil example now"],
  ["Visit evil.com", "Visit evil com"],
  ["(evil.co.uk)", "evil co uk"],
  ["evil。com", "evil com"],
  ["Booking.com", "Booking com"],
  ["ada@evil.com", "ada evil com"],
  ["mailto:ada", "mailto ada"],
  ["1.2.3.4 Labs", "1 2 3 4 Labs"],
  ["\\\\evil\\share", "evil share"],
  ["Locked, call +1 (800) 555-0199 now", "Locked, call … now"],
  ["Studio 54 of 1984", "Studio 54 of 1984"],
  ["Node.js", "Node.js"],
  ["St. Gallen & Co. / Söhne", "St. Gallen & Co. / Söhne"],
  ["Orion: Labs", "Orion: Labs"],
  ["株式会社オリオン", "株式会社オリオン"],
  ["@orion", "@orion"],
])("%j is written as %j", (name, written) => {
  expect(unlinked(name)).toBe(written);
});

test("a long name is cut for a subject, never inside a character", () => {
  expect(shortened("Orion Analytics")).toBe("Orion Analytics");
  const family = "👨‍👩‍👧‍👦";
  expect(shortened(family.repeat(70))).toBe(`${family.repeat(59)}…`);
});

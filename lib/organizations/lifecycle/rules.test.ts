import { expect, test } from "vitest";
import { confirms } from "./rules.ts";

test("a name is confirmed as it is seen, whatever its letters are made of", () => {
  expect(confirms("Orion Analytics", "Orion Analytics")).toBe(true);
  expect(confirms("  Orion Analytics\n", "Orion Analytics")).toBe(true);
  expect(confirms("Orion Analytics", "Orion  Analytics")).toBe(true);
  expect(confirms("Orion Analytics", "Orion\u00a0Analytics")).toBe(true);
  expect(confirms("Orión".normalize("NFD"), "Orión".normalize("NFC"))).toBe(true);
  expect(confirms("株式会社オリオン", "株式会社オリオン")).toBe(true);
});

test("another name, or none, confirms nothing", () => {
  for (const typed of [
    "",
    " ",
    "orion analytics",
    "Orion",
    "OrionAnalytics",
    "Orion Analytics.",
    "“Orion Analytics”",
  ]) {
    expect([typed, confirms(typed, "Orion Analytics")]).toEqual([typed, false]);
  }
});

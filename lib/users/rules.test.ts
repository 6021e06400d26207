import { describe, expect, test } from "vitest";
import { renamed } from "./rules.ts";

describe("renamed", () => {
  const ada = { name: "Ada L.", givenName: "Ada", familyName: "L." };
  const nobody = { name: null, givenName: null, familyName: null };

  test.each([
    ["nothing", {}, ada],
    ["the same whole", { name: "Ada L." }, ada],
    ["a new whole", { name: "Grace Hopper" }, { name: "Grace Hopper", givenName: null, familyName: null }],
    [
      "a new whole and one part",
      { name: "Grace Hopper", givenName: "Grace" },
      { name: "Grace Hopper", givenName: "Grace", familyName: null },
    ],
    ["a new part", { familyName: "Lovelace" }, { name: "Ada Lovelace", givenName: "Ada", familyName: "Lovelace" }],
    ["a part less", { familyName: "" }, { name: "Ada", givenName: "Ada", familyName: null }],
    ["the same parts", { givenName: "Ada", familyName: "L." }, ada],
    ["the same whole and new parts", { name: "Ada L.", givenName: "A." }, { ...ada, givenName: "A." }],
    ["no name at all", { name: "", givenName: "", familyName: "" }, nobody],
    ["no parts", { givenName: "", familyName: "" }, nobody],
    ["no whole", { name: "" }, nobody],
  ])("given %s", (_, patch, after) => {
    expect(renamed(ada, patch)).toEqual(after);
  });

  test("makes a whole for somebody who had no name", () => {
    expect(renamed(nobody, { givenName: "Ada" })).toEqual({ name: "Ada", givenName: "Ada", familyName: null });
    expect(renamed(nobody, { name: "", givenName: "" })).toEqual(nobody);
  });
});

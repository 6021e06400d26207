import { describe, expect, test } from "vitest";
import { isScope, scopes } from "./rules.ts";
import { apiClientSchema } from "./schema.ts";

describe("scopes", () => {
  test("are to read or to write each of five kinds of things", () => {
    expect(scopes.join(" ")).toBe(
      "organizations:read organizations:write users:read users:write roles:read roles:write domains:read domains:write sessions:read sessions:write",
    );
  });

  test.each(["organizations", "organizations:*", "Organizations:read", "organizations:read ", "", "constructor"])(
    "are not %j",
    (text) => expect(isScope(text)).toBe(false),
  );
});

describe("what operators type", () => {
  test("is a name and the boxes that are checked, in their order", () => {
    const form = { name: " Back office ", "users:write": "on", "organizations:read": "on", "users:own": "on", x: "1" };
    expect(apiClientSchema.parse(form)).toEqual({ name: "Back office", scopes: ["organizations:read", "users:write"] });
  });

  test("wants a name and at least one box", () => {
    const problems = (form: object) => apiClientSchema.safeParse(form).error?.issues.map(({ path }) => path.join());
    expect(problems({ name: "", "users:read": "on" })).toEqual(["name"]);
    expect(problems({})).toEqual(["name", "scopes"]);
    expect(problems({ name: "Back office", scopes: "users:read" })).toEqual(["scopes"]);
    expect(problems({ name: "x".repeat(101), "users:read": "on" })).toEqual(["name"]);
  });
});

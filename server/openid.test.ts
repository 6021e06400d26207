import { describe, expect, test } from "vitest";
import { ownSegments } from "#lib/organizations/slugs/reserved";
import { OpenId, providerPaths } from "./openid.ts";

describe("the OpenID Provider's paths", () => {
  const { pathOf } = OpenId.prototype;

  test("are nobody's addresses", () => {
    // What begins with a dot can be none.
    const segments = providerPaths
      .map((path) => path.split("/")[1] ?? "")
      .filter((segment) => !segment.startsWith("."));
    expect(segments).not.toEqual([]);
    expect(segments.filter((segment) => !ownSegments.includes(segment))).toEqual([]);
  });

  test("are known with one slash or more, and nothing else is", () => {
    expect(pathOf("/oauth/token")).toBe("/oauth/token");
    expect(pathOf("//oauth//token")).toBe("/oauth/token");
    expect(pathOf("/oauth/authorize/Zb3-_x")).toBe("/oauth/authorize/Zb3-_x");
    for (const path of ["/", "/oauth", "/oauth/", "/oauth/token/", "/OAuth/token", "/oauth/continue/x", "/x/keys"]) {
      expect([path, pathOf(path)]).toEqual([path, null]);
    }
  });
});

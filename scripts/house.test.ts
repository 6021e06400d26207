import { expect, test } from "vitest";
import { decisionOffences, domainOffences, lengthOffences, versionOffences } from "./house.ts";

test("a domain's files have known names", () => {
  expect(
    domainOffences(["lib/env.ts", "lib/members/queries.ts", "lib/members/left.db.test.ts", "lib/auth/gates.ts"]),
  ).toEqual([]);
  expect(domainOffences(["lib/organizations/logos/worker.ts"])).toEqual([]);
  expect(domainOffences(["lib/members/helpers.ts", "lib/members/worker.ts"])).toHaveLength(2);
});

test("a file has 300 lines at most", () => {
  const read = (file: string) => "x\n".repeat(file === "a.ts" ? 301 : 300);
  expect(lengthOffences(["a.ts", "b.ts", "long.sql"], read)).toEqual([expect.stringMatching(/^a\.ts has 301 lines/)]);
});

test("a decision has a number of its own", () => {
  const file = (name: string) => `docs/decisions/${name}.md`;
  expect(decisionOffences(["README.md", file("0001-one"), file("0002-two")])).toEqual([]);
  expect(decisionOffences([file("0001-one"), file("0001-another")])).toEqual([expect.stringContaining("0001")]);
});

test("next and Auth.js are installed once, and safe", () => {
  const packages = { "node_modules/next": { version: "16.10.0" }, "node_modules/@auth/core": { version: "0.41.3" } };
  expect(versionOffences({ packages })).toEqual([]);
  expect(versionOffences({ packages: { ...packages, "node_modules/next": { version: "16.3.2" } } })).toHaveLength(1);
  const nested = { "node_modules/next-auth/node_modules/@auth/core": { version: "0.40.0" } };
  expect(versionOffences({ packages: { ...packages, ...nested } })).toHaveLength(1);
});

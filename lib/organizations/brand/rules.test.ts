import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Brand,
  brandStyle,
  contrast,
  deriveBrand,
  faceHue,
  hexToOklch,
  monogram,
  monogramColor,
  type Oklch,
  oklchToHex,
  surfaces,
  type Theme,
} from "#lib/organizations/brand/rules";

const themes: Theme[] = ["light", "dark"];
const steps = ["00", "33", "66", "99", "cc", "ff"];
const webColors = steps.flatMap((r) => steps.flatMap((g) => steps.map((b) => `#${r}${g}${b}`)));
const anyColor = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, "0")}`);

const lowest = (color: Oklch, grounds: Oklch[]) => Math.min(...grounds.map((ground) => contrast(color, ground)));

/** The contrast of each kind of pair that a page can draw with a brand. */
function measure(brand: Brand, theme: Theme) {
  const { bg, surface } = surfaces[theme];
  const fields = [brand["field-1"], brand["field-2"]];
  const grounds = [bg, surface, brand["accent-soft"], ...fields];
  return {
    text: contrast(brand["accent-foreground"], brand.accent),
    hover: contrast(brand["accent-foreground"], brand["accent-hover"]),
    link: lowest(brand["accent-text"], grounds),
    ring: lowest(brand.ring, grounds),
    edge: contrast(brand["accent-edge"], surface),
    field: lowest(brand["field-foreground"], fields),
  };
}

/** Reads one theme back from the style attribute, so that the promise is measured on what the browser is told. */
function drawn(color: string, theme: Theme): Brand {
  const entries = Object.entries(brandStyle(color, "org_1")).map(([name, value]) => {
    const numbers = [...value.matchAll(/oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g)][theme === "light" ? 0 : 1];
    const [L = 0, C = 0, H = 0] = (numbers ?? []).slice(1).map(Number);
    return [name.slice(2), { L, C, H }];
  });
  return Object.fromEntries(entries);
}

describe("deriveBrand", () => {
  it.each(themes)("keeps its measured promises for the 216 web colours (%s)", (theme) => {
    const all = webColors.map((color) => measure(deriveBrand(color, theme), theme));
    const worst = (key: keyof (typeof all)[number]) => Math.min(...all.map((pair) => pair[key]));
    expect(all).toHaveLength(216);
    expect(worst("text")).toBeGreaterThanOrEqual(4.6);
    expect(worst("hover")).toBeGreaterThanOrEqual(5.37);
    expect(worst("link")).toBeGreaterThanOrEqual(4.6);
    expect(worst("ring")).toBeGreaterThanOrEqual(3.05);
    expect(worst("edge")).toBeGreaterThanOrEqual(3.05);
    expect(worst("field")).toBeGreaterThanOrEqual(10.7);
  });

  it("keeps WCAG AA for any colour, as written into the page", () => {
    fc.assert(
      fc.property(anyColor, fc.constantFrom(...themes), (color, theme) => {
        const pairs = measure(drawn(color, theme), theme);
        expect(pairs.text).toBeGreaterThanOrEqual(4.5);
        expect(pairs.hover).toBeGreaterThanOrEqual(4.5);
        expect(pairs.link).toBeGreaterThanOrEqual(4.5);
        expect(pairs.field).toBeGreaterThanOrEqual(7);
        expect(pairs.ring).toBeGreaterThanOrEqual(3);
        expect(pairs.edge).toBeGreaterThanOrEqual(3);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ["#2f4b9c", "#2f4b9c", 8.05, "#4362b5", 5.75],
    ["#ffd400", "#ffd400", 12.63, "#ffd400", 12.63],
    ["#111318", "#111318", 18.58, "#e5e8ef", 14.75],
    ["#f97316", "#f97316", 6.48, "#f97316", 6.48],
    ["#3b82f6", "#2970e2", 4.66, "#2970e2", 4.66],
  ])("turns %s into the drawn accents", (color, lightAccent, lightContrast, darkAccent, darkContrast) => {
    const light = deriveBrand(color, "light");
    const dark = deriveBrand(color, "dark");
    expect(oklchToHex(light.accent)).toBe(lightAccent);
    expect(oklchToHex(dark.accent)).toBe(darkAccent);
    expect(contrast(light.accent, light["accent-foreground"])).toBeCloseTo(lightContrast, 1);
    expect(contrast(dark.accent, dark["accent-foreground"])).toBeCloseTo(darkContrast, 1);
  });

  it.each([
    ["#d4380d", true],
    ["#e11d48", true],
    ["#9a3b26", true],
    ["#f97316", true],
    ["#ffd400", false],
    ["#2f4b9c", false],
    ["#1f6b4a", false],
    ["#7a2f63", false],
    ["#5b4a45", false],
  ])("focuses in ink where the ring of %s would look like an error: %s", (color, inInk) => {
    for (const theme of themes) expect(deriveBrand(color, theme).ring.C < 0.01).toBe(inInk);
  });

  it("never changes the hue of a colour", () => {
    fc.assert(
      fc.property(anyColor, fc.constantFrom(...themes), (color, theme) => {
        expect(deriveBrand(color, theme).accent.H).toBe(hexToOklch(color).H);
      }),
      { numRuns: 50 },
    );
  });
});

describe("oklch", () => {
  it("returns every colour it was given, but for the tint of a near-grey", () => {
    const bytes = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
    fc.assert(
      fc.property(anyColor, (color) => {
        const back = bytes(oklchToHex(hexToOklch(color)));
        const off = Math.max(...bytes(color).map((value, i) => Math.abs(value - (back[i] ?? 0))));
        expect(off).toBeLessThanOrEqual(hexToOklch(color).C < 0.004 ? 2 : 0);
      }),
    );
  });
});

describe("brandStyle", () => {
  it("writes both themes of every token", () => {
    const style = brandStyle("#2f4b9c", "org_1");
    expect(style["--accent"]).toBe("light-dark(oklch(0.438 0.1362 266.4), oklch(0.515 0.1362 266.4))");
    expect(style["--accent-text"]).toBe("light-dark(oklch(0.438 0.1362 266.4), oklch(0.675 0.1300 266.4))");
    expect(Object.keys(style)).toHaveLength(10);
  });

  it("takes the monogram's colour when there is none, and when it is not a colour", () => {
    const own = brandStyle(monogramColor("org_7"), "org_1");
    expect(brandStyle(null, "org_7")).toEqual(own);
    expect(brandStyle("red;}</style>", "org_7")).toEqual(own);
    expect(brandStyle("#fff", "org_7")).toEqual(own);
  });

  it("does not care about letter case", () => {
    expect(brandStyle("#FFD400", "org_1")).toEqual(brandStyle("#ffd400", "org_1"));
  });
});

describe("monogramColor and faceHue", () => {
  it("stay the same for an id and use the whole palette over many", () => {
    const ids = Array.from({ length: 400 }, (_, i) => `org_${38294756102938 + i * 7919}`);
    expect(new Set(ids.map(monogramColor)).size).toBe(12);
    expect(new Set(ids.map(faceHue)).size).toBe(36);
    expect(ids.map(monogramColor)).toEqual(ids.map(monogramColor));
  });
});

describe("monogram", () => {
  it.each([
    ["Orion Analytics", "O"],
    ["  élan", "É"],
    ["株式会社オリオン", "株"],
    ["👩‍🚀 Crew", "👩‍🚀"],
    ["e\u0301cole", "É"],
    ["🇨🇭 Alps", "🇨🇭"],
    ["", ""],
  ])("of %j is %j", (name, expected) => {
    expect(monogram(name).normalize("NFC")).toBe(expected);
  });
});

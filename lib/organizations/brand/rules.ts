/**
 * From one #rrggbb to every brand token, light and dark. The hue never changes (but for the ring's beside a red) and chroma gives way only to fit sRGB; the
 * lightness is the nearest one that keeps the token's contrast promise (WCAG 2.x, measured on the rounded 8-bit colour).
 * Pure and small: the server and the live preview in the browser run this same file.
 */

export type Oklch = Readonly<{ L: number; C: number; H: number }>;
export type Theme = "light" | "dark";
type BrandToken =
  | "accent"
  | "accent-hover"
  | "accent-foreground"
  | "accent-edge"
  | "accent-text"
  | "accent-soft"
  | "field-1"
  | "field-2"
  | "field-foreground"
  | "ring";
export type Brand = Readonly<Record<BrandToken, Oklch>>;
export type BrandStyle = Readonly<Record<`--${BrandToken}`, string>>;

/** A brand colour as it is stored: `#rrggbb`, lower case. */
const brandColorPattern = /^#[0-9a-f]{6}$/;

/** The colours offered beside the free one. */
export const brandSwatches = [
  { name: "Brick", color: "#9a3b26" },
  { name: "Ochre", color: "#a86a12" },
  { name: "Fern", color: "#1f6b4a" },
  { name: "Lagoon", color: "#156c7d" },
  { name: "Night", color: "#2f4b9c" },
  { name: "Plum", color: "#7a2f63" },
] as const;

const toLight = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const fromLight = (c: number) => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);
const channel = (hex: string, at: number) => toLight(Number.parseInt(hex.slice(at, at + 2), 16) / 255);

export function hexToOklch(hex: string): Oklch {
  const [r, g, b] = [channel(hex, 1), channel(hex, 3), channel(hex, 5)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const L = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const B = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  const C = Math.hypot(a, B);
  return { L, C, H: C < 0.004 ? 85 : ((Math.atan2(B, a) * 180) / Math.PI + 360) % 360 };
}

type Rgb = readonly [number, number, number];

function toLinear({ L, C, H }: Oklch): Rgb {
  const a = C * Math.cos((H * Math.PI) / 180);
  const b = C * Math.sin((H * Math.PI) / 180);
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

const inGamut = (color: Oklch) => toLinear(color).every((v) => v >= -0.0005 && v <= 1.0005);

/** Lightness and hue stay; chroma gives way until sRGB can show the colour. */
function intoGamut(color: Oklch): Oklch {
  if (inGamut(color)) return color;
  let low = 0;
  let high = color.C;
  for (let i = 0; i < 18; i++) {
    const middle = (low + high) / 2;
    if (inGamut({ ...color, C: middle })) low = middle;
    else high = middle;
  }
  return { ...color, C: low };
}

const byte = (v: number) => Math.round(fromLight(Math.min(1, Math.max(0, v))) * 255);

function toBytes(color: Oklch): Rgb {
  const [r, g, b] = toLinear(intoGamut(color));
  return [byte(r), byte(g), byte(b)];
}

/** The sRGB colour a screen shows for an OKLCH one. */
export function oklchToHex(color: Oklch): string {
  return `#${toBytes(color)
    .map((v) => v.toString(16).padStart(2, "0"))
    .join("")}`;
}

function luminance(color: Oklch): number {
  const [r, g, b] = toBytes(color);
  return 0.2126 * toLight(r / 255) + 0.7152 * toLight(g / 255) + 0.0722 * toLight(b / 255);
}

/** WCAG 2.x contrast ratio, 1 to 21. */
export function contrast(x: Oklch, y: Oklch): number {
  const a = luminance(x);
  const b = luminance(y);
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Pages and cards of each theme: `--bg` and `--surface` of lib/theme.css. */
export const surfaces: Readonly<Record<Theme, Readonly<{ bg: Oklch; surface: Oklch }>>> = {
  light: { bg: { L: 0.985, C: 0.0018, H: 85 }, surface: { L: 1, C: 0, H: 85 } },
  dark: { bg: { L: 0.174, C: 0.002, H: 85 }, surface: { L: 0.207, C: 0.002, H: 85 } },
};

/** Hue of `--danger` of lib/theme.css, and how far around it a ring would look like an error. */
const danger = { H: 26, reach: 35, C: 0.06 };

/** `--ink` of lib/theme.css. */
const plainInk: Readonly<Record<Theme, Oklch>> = {
  light: { L: 0.225, C: 0.006, H: 85 },
  dark: { L: 0.945, C: 0.004, H: 85 },
};

/** Whether a colour could be taken for the one that says what is wrong: reds and oranges. */
function looksLikeDanger({ C, H }: Oklch): boolean {
  const apart = Math.abs(((H - danger.H + 540) % 360) - 180);
  return C > danger.C && apart < danger.reach;
}

// A little over 4.5 and 3, so that rounding never breaks the promise.
const textRatio = 4.6;
const edgeRatio = 3.05;
const step = 0.005;
const white: Oklch = { L: 1, C: 0, H: 0 };

/** The lightness nearest to `color` at which `ok` holds, by |ΔL| plus `cost`. */
function nearest(color: Oklch, ok: (x: Oklch) => boolean, cost: (x: Oklch) => number = () => 0): Oklch {
  const start = intoGamut(color);
  let best = start;
  let bestCost = Number.POSITIVE_INFINITY;
  for (let L = 0.08; L <= 1.0001; L += step) {
    const x = intoGamut({ ...color, L: Math.min(1, L) });
    const k = Math.abs(L - color.L) + cost(x);
    if (k < bestCost && ok(x)) {
      best = x;
      bestCost = k;
    }
  }
  return ok(start) && cost(start) <= bestCost ? start : best;
}

/** Foyer's own bottle green, for what belongs to no organization. */
export const ownColor = "#1f4d3f";

/** Every brand token of one theme. */
export function deriveBrand(hex: string, theme: Theme): Brand {
  const brand = hexToOklch(hex);
  const dark = theme === "dark";
  const { bg, surface } = surfaces[theme];
  const { L, C, H } = brand;
  const ink: Oklch = { L: 0.2, C: Math.min(C, 0.03), H };

  // The wall and its light: two flat steps, the hue at a whisper. Yellows and limes turn to khaki unless it stays lighter and fuller.
  const pale = L > 0.8;
  const wallChroma = dark ? Math.min(C * 0.32, 0.044) : Math.min(C * 0.24, pale ? 0.05 : 0.034);
  const field1 = intoGamut({ L: dark ? 0.248 : pale ? 0.945 : 0.926, C: wallChroma, H });
  const field2 = intoGamut({ L: dark ? 0.296 : pale ? 0.968 : 0.957, C: wallChroma * (dark ? 1.15 : 0.72), H });
  const soft = intoGamut({ L: dark ? 0.275 : 0.956, C: wallChroma * 0.7, H });

  // A black brand turns to paper in the dark: a grey button would read as disabled.
  const start = dark && C < 0.04 && L < 0.5 ? { ...brand, L: 0.93 } : brand;
  const underWhite = (x: Oklch) => contrast(x, white) >= textRatio;
  const onSurface = (x: Oklch) => contrast(x, surface) >= edgeRatio;
  const accent = nearest(
    start,
    (x) => (underWhite(x) || contrast(x, ink) >= textRatio) && (!dark || onSurface(x)),
    (x) => (underWhite(x) ? 0 : 0.07),
  );
  const lightText = underWhite(accent);

  // As text and as ring the accent must hold on every surface it can meet.
  const grounds = [bg, surface, soft, field1, field2];
  const holds = (x: Oklch, ratio: number) => grounds.every((ground) => contrast(x, ground) >= ratio);

  return {
    accent,
    "accent-hover": intoGamut({ ...accent, L: hoverLightness(accent.L, lightText) }),
    "accent-foreground": lightText ? white : ink,
    "accent-edge": onSurface(accent) ? accent : nearest(accent, onSurface),
    "accent-text": nearest({ ...start, C: Math.min(start.C, dark ? 0.13 : 0.2) }, (x) => holds(x, textRatio)),
    "accent-soft": soft,
    "field-1": field1,
    "field-2": field2,
    "field-foreground": nearest(
      { L: dark ? 0.92 : 0.3, C: Math.min(C * 0.4, 0.05), H },
      (x) => contrast(x, field1) >= 7 && contrast(x, field2) >= 7,
    ),
    ring: looksLikeDanger(brand) ? plainInk[theme] : nearest(start, (x) => holds(x, edgeRatio)),
  };
}

/** Away from its text, so that contrast only grows; black has no darker side and can spare some. */
function hoverLightness(L: number, lightText: boolean): number {
  if (lightText) return L < 0.06 ? L + 0.1 : L - 0.04;
  return Math.min(0.985, L + 0.03);
}

const monogramHues = [28, 52, 78, 112, 145, 168, 195, 222, 250, 282, 318, 350] as const;

/** The colour of an organization that has none: one of twelve, always the same for its id (FNV-1a). */
export function monogramColor(id: string): string {
  return oklchToHex({ L: 0.47, C: 0.09, H: monogramHues[hash(id) % monogramHues.length] ?? 28 });
}

/** A hue in degrees for a person's face, always the same for their id. */
export function faceHue(id: string): number {
  // The last digits of neighbouring ids must land far apart: FNV-1a alone leaves them side by side.
  return ((Math.imul(hash(id), 0x9e3779b1) >>> 16) % 36) * 10;
}

function hash(text: string): number {
  let h = 0x811c9dc5;
  for (const character of text) h = Math.imul(h ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return h;
}

const css = (color: Oklch) => {
  const { L, C, H } = intoGamut(color);
  return `oklch(${L.toFixed(3)} ${C.toFixed(4)} ${H.toFixed(1)})`;
};

// A door is drawn thousands of times for one colour. Cleared rather than evicted: a refill costs milliseconds.
const styles = new Map<string, BrandStyle>();

/** The colour everything is derived from: `color`, `#rrggbb`, or without one the organization's own of twelve. */
export function brandColor(color: string | null, organizationId: string): string {
  const hex = color?.toLowerCase() ?? "";
  return brandColorPattern.test(hex) ? hex : monogramColor(organizationId);
}

/** CSS custom properties for the style attribute of whatever wears a brand. `color` is `#rrggbb` or null. */
export function brandStyle(color: string | null, organizationId: string): BrandStyle {
  const brand = brandColor(color, organizationId);
  const known = styles.get(brand);
  if (known) return known;
  if (styles.size >= 1000) styles.clear();
  const light = deriveBrand(brand, "light");
  const dark = deriveBrand(brand, "dark");
  const style = Object.fromEntries(
    (Object.keys(light) as BrandToken[]).map((token) => [
      `--${token}`,
      `light-dark(${css(light[token])}, ${css(dark[token])})`,
    ]),
  ) as BrandStyle;
  styles.set(brand, style);
  return style;
}

let segmenter: Intl.Segmenter | undefined;

/** What stands in a logo's place: the first grapheme of a name, upper-cased. Empty for an empty name. */
export function monogram(name: string): string {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  for (const { segment } of segmenter.segment(name.trim())) return segment.toLocaleUpperCase("en");
  return "";
}

/** What a logo may be, told from its bytes alone. Pure: the form's hint, the process that calls and the worker share it. */

export const largestLogoBytes = 1024 * 1024;
/** Longest side of a picture that is read, in pixels. Its square is the limit of 16 megapixels. */
export const largestLogoSide = 4096;
/** Longest side of a picture as it is stored, in pixels. */
export const storedLogoSide = 512;
/** For the `accept` of a file field. A comfort only: the content decides. */
export const acceptedLogoTypes = "image/png,image/jpeg,image/webp,image/gif,image/svg+xml";

export const logoMessages = {
  empty: "This file is empty. Choose a PNG, JPEG, WebP, GIF or SVG picture.",
  type: "Choose a PNG, JPEG, WebP, GIF or SVG picture.",
  bytes: "Choose a picture of 1 MB or less.",
  pixels: "Choose a picture of at most 4096 × 4096 pixels.",
  broken: "This picture is damaged or incomplete. Save it again, then choose the new file.",
  heavy: "This picture takes too much work to read. Save it as a plain PNG and choose that file.",
  svgSize: "This SVG does not say how large it is. Give it a viewBox, or save it as a PNG.",
  svgDocumentType: "This SVG carries definitions of its own document type. Save it as a plain SVG or as a PNG.",
  busy: "Many pictures are being read right now. Try again in a moment.",
} as const;

export type LogoRefusal = Exclude<keyof typeof logoMessages, "busy">;

type RasterType = "png" | "jpeg" | "webp" | "gif";

/** A raster picture as it came; an SVG as its root element alone, sized to be drawn as it is stored. */
export type LogoSource = { type: RasterType | "svg"; bytes: Uint8Array };

/** Looks at content only: a file's name and the type its sender claims say nothing. */
export function inspectLogo(bytes: Uint8Array): LogoSource | { refusal: LogoRefusal } {
  if (bytes.length === 0) return { refusal: "empty" };
  if (bytes.length > largestLogoBytes) return { refusal: "bytes" };
  const type = rasterType(bytes);
  if (type) return { type, bytes };
  const svg = inspectSvg(bytes);
  return typeof svg === "string" ? { type: "svg", bytes: new TextEncoder().encode(svg) } : svg;
}

function rasterType(bytes: Uint8Array): RasterType | null {
  // Latin-1: one character per byte.
  const start = String.fromCharCode(...bytes.subarray(0, 12));
  if (start.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (start.startsWith("\xff\xd8\xff")) return "jpeg";
  if (/^RIFF.{4}WEBP/s.test(start)) return "webp";
  if (/^GIF8[79]a/.test(start)) return "gif";
  return null;
}

// Each is sticky and cannot match one text in two ways, so that reading is linear in the length of the file.
const beforeRoot = /\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s[^[\]<>]*>/sy;
const declarations = /<!(?:DOCTYPE|ENTITY)/iy;
const rootTag = /<((?:[\w.-]+:)?svg)((?:\s+[^\s=<>"'/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const attribute = /([^\s=<>"'/]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;

/**
 * Everything before the root element goes: the encoding it claims, style sheets, and the document type, which alone can define
 * entities. The size comes from the viewBox, so that units and resolutions cannot make a small file a huge picture.
 */
function inspectSvg(bytes: Uint8Array): string | { refusal: LogoRefusal } {
  const text = decodeUtf8(bytes);
  if (text === null) return { refusal: "type" };
  let at = 0;
  for (let end = endOf(beforeRoot, text, at); end !== null; end = endOf(beforeRoot, text, at)) at = end;
  if (endOf(declarations, text, at) !== null) return { refusal: "svgDocumentType" };
  rootTag.lastIndex = at;
  const root = rootTag.exec(text);
  if (!root) return { refusal: "type" };
  const [tag, name = "", attributes = "", closed = ""] = root;
  const content = text.slice(at + tag.length);
  if (/<!(?:DOCTYPE|ENTITY)/i.test(content)) return { refusal: "svgDocumentType" };

  const values = new Map<string, string>();
  let kept = "";
  for (const [whole, key = "", double, single] of attributes.matchAll(attribute)) {
    if (key === "width" || key === "height" || key === "viewBox") values.set(key, double ?? single ?? "");
    else kept += ` ${whole}`;
  }
  const box = viewBox(values);
  if (!box) return { refusal: "svgSize" };
  const { width, height } = drawn(box.width, box.height);
  return `<${name}${kept} viewBox="${box.text}" width="${width}" height="${height}"${closed}>${content}`;
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Text in any other encoding is not read: no tool writes SVG so by default.
    return null;
  }
}

function endOf(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

function viewBox(values: ReadonlyMap<string, string>): { text: string; width: number; height: number } | null {
  const given = values.get("viewBox");
  const numbers =
    given === undefined
      ? [0, 0, pixels(values.get("width")), pixels(values.get("height"))]
      : given
          .trim()
          .split(/\s*,\s*|\s+/, 5)
          .map((part) => (decimal.test(part) ? Number(part) : Number.NaN));
  const [, , width = Number.NaN, height = Number.NaN] = numbers;
  if (numbers.length !== 4 || !numbers.every(Number.isFinite) || width <= 0 || height <= 0) return null;
  return { text: numbers.join(" "), width, height };
}

const decimal = /^[+-]?(?:\d{1,15}(?:\.\d{0,40})?|\.\d{1,40})(?:e[+-]?\d{1,3})?$/i;
// Pixels per unit (CSS Values 4, 6.2).
const units: Readonly<Record<string, number>> = {
  "": 1,
  px: 1,
  in: 96,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
  pt: 4 / 3,
  pc: 16,
};

function pixels(given = ""): number {
  const [, number = "", unit = ""] = /^([^a-z%]*(?:e[+-]?\d+)?)([a-z%]*)$/i.exec(given.trim()) ?? [];
  return decimal.test(number) ? Number(number) * (units[unit.toLowerCase()] ?? Number.NaN) : Number.NaN;
}

/** What the worker draws an SVG at. A CSS pixel is 1/96 inch, and absolute units inside the drawing count on it. */
export const svgDensity = 96;
// libvips takes a drawing's pixels as points, 1/72 inch.
const pixelsPerPoint = svgDensity / 72;

/** The size to write into an SVG so that it is drawn in the same proportions with the longer side as stored. */
function drawn(width: number, height: number): { width: number; height: number } {
  const scale = storedLogoSide / Math.max(width, height);
  const side = (length: number) => Math.max(1, Math.round(length * scale)) / pixelsPerPoint;
  return { width: side(width), height: side(height) };
}

/** What a logo stands on that is not its own ground, the same in the light and in the dark: most are made for white paper. */
export const paper = "#ffffff";
/** What stands in for it where white would swallow the logo. */
export const ink = "#1b1a18";

/** A channel of sRGB as light, WCAG 2.x. */
const light = Float64Array.from({ length: 256 }, (_, value) => {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});
/** From here on contrast with white is under 1.5. */
const paleFrom = 0.65;

/**
 * Whether a picture with see-through parts needs `ink` under it, because much of the rest could not be seen on white.
 * @param pixels RGBA, 8 bits per channel, sRGB
 */
export function needsInk(pixels: Uint8Array): boolean {
  let [seen, pale] = [0, 0];
  for (let at = 0; at < pixels.length; at += 4) {
    const [r = 0, g = 0, b = 0, alpha = 0] = pixels.subarray(at, at + 4);
    if (alpha < 128) continue;
    seen += 1;
    if (0.2126 * (light[r] ?? 0) + 0.7152 * (light[g] ?? 0) + 0.0722 * (light[b] ?? 0) > paleFrom) pale += 1;
  }
  return 4 * seen < pixels.length && pale > 0.4 * seen;
}

// Nobody calls a picture blue because of one pixel in two hundred.
const smallestShare = 0.005;

/**
 * The colour a person would name: of all opaque pixels that are neither white, black nor grey, the most vivid frequent one,
 * exactly as it occurs. Null when there is none.
 * @param pixels RGBA, 8 bits per channel, sRGB
 */
export function dominantColor(pixels: Uint8Array): string | null {
  // Cells of 16 × 16 × 16 colours: near colours, such as the noise of a photograph, count together.
  const weights = new Float64Array(4096);
  const counts = new Map<number, number>();
  let opaque = 0;
  let colored = 0;
  for (let at = 0; at < pixels.length; at += 4) {
    const [r = 0, g = 0, b = 0, alpha = 0] = pixels.subarray(at, at + 4);
    if (alpha < 128) continue;
    opaque += 1;
    const lightest = Math.max(r, g, b);
    const darkest = Math.min(r, g, b);
    const chroma = lightest - darkest;
    if (chroma < 28 || lightest < 40 || darkest > 225) continue;
    colored += 1;
    const rgb = (r << 16) | (g << 8) | b;
    counts.set(rgb, (counts.get(rgb) ?? 0) + 1);
    const cell = cellOf(rgb);
    weights[cell] = (weights[cell] ?? 0) + chroma;
  }
  if (colored === 0 || colored < opaque * smallestShare) return null;
  const winner = heaviest(weights);
  let color = 0;
  let most = 0;
  for (const [rgb, count] of counts) {
    if (cellOf(rgb) === winner && (count > most || (count === most && rgb < color))) [color, most] = [rgb, count];
  }
  return `#${color.toString(16).padStart(6, "0")}`;
}

const cellOf = (rgb: number) => ((rgb >> 12) & 0xf00) | ((rgb >> 8) & 0xf0) | ((rgb >> 4) & 0xf);

/** The cell with the most weight, half of its neighbours' included: one colour often lies across the edge of two cells. */
function heaviest(weights: Float64Array): number {
  let best = 0;
  let bestScore = 0;
  for (let cell = 0; cell < weights.length; cell += 1) {
    const own = weights[cell] ?? 0;
    if (own === 0) continue;
    const [r, g, b] = [cell >> 8, (cell >> 4) & 15, cell & 15];
    let score = own / 2;
    for (let x = Math.max(0, r - 1); x <= Math.min(15, r + 1); x += 1)
      for (let y = Math.max(0, g - 1); y <= Math.min(15, g + 1); y += 1)
        for (let z = Math.max(0, b - 1); z <= Math.min(15, b + 1); z += 1)
          score += (weights[(x << 8) | (y << 4) | z] ?? 0) / 2;
    if (score > bestScore) [best, bestScore] = [cell, score];
  }
  return best;
}

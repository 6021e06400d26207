import { join } from "node:path";
import { type Font, openSync } from "fontkit";

/**
 * Text as outlines of Geist, so that a picture looks the same on every machine, whatever fonts it has. Geist knows Latin, Cyrillic and
 * some Greek: `drawable` says what can be written, because a box in a letter's place is worse than no word.
 */

export type Weight = "Regular" | "SemiBold";

const fonts = new Map<Weight, Font>();

function fontOf(weight: Weight): Font {
  const known = fonts.get(weight);
  if (known) return known;
  // From the working folder, which is the project's: inside Next's bundle a module does not know where its source lies.
  const folder = join(/* turbopackIgnore: true */ process.cwd(), "node_modules/geist/dist/fonts/geist-sans");
  const font = openSync(join(folder, `Geist-${weight}.ttf`)) as Font;
  fonts.set(weight, font);
  return font;
}

/** Letters stand a little closer in a title than in a line of text. */
const tracking: Record<Weight, number> = { Regular: 0, SemiBold: -0.021 };

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const splitGraphemes = (text: string) => [...graphemes.segment(text)].map(({ segment }) => segment);

/**
 * The text as far as it can be drawn: signs without a glyph, such as emoji, are left out. Null when a letter or digit has none, or
 * nothing is left: a word with a hole in it is another word.
 */
export function drawable(text: string): string | null {
  const font = fontOf("SemiBold");
  let drawn = "";
  for (const grapheme of splitGraphemes(text)) {
    const known = [...grapheme].every((character) => font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0));
    if (known) drawn += grapheme;
    else if (/[\p{L}\p{N}\p{M}]/u.test(grapheme) && !/\p{Emoji_Presentation}|\uFE0F/u.test(grapheme)) return null;
  }
  return drawn.replace(/\s+/g, " ").trim() || null;
}

// Laid out once each: to lay out every line that might be takes a long name a tenth of a second of everybody's time.
const advances = new Map<string, number>();

function advanceOf(grapheme: string, weight: Weight): number {
  const key = weight + grapheme;
  const known = advances.get(key);
  if (known !== undefined) return known;
  const font = fontOf(weight);
  const advance = font.layout(grapheme).advanceWidth / font.unitsPerEm + tracking[weight];
  if (advances.size >= 2000) advances.clear();
  advances.set(key, advance);
  return advance;
}

/** How wide a line of text is, in the unit of `size`: a little more where letters lean on each other. */
function widthOf(text: string, weight: Weight, size: number): number {
  return splitGraphemes(text).reduce((width, grapheme) => width + advanceOf(grapheme, weight), 0) * size;
}

/** Breaks text into lines no wider than `width`, between words, and inside a word that is wider than a line. Null when it needs more than `most`. */
export function wrap(text: string, weight: Weight, size: number, width: number, most: number): string[] | null {
  const fits = (line: string) => widthOf(line, weight, size) <= width;
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line) lines.push(line);
    line = "";
    for (const grapheme of splitGraphemes(word)) {
      if (line !== "" && !fits(line + grapheme)) {
        lines.push(line);
        line = "";
      }
      line += grapheme;
    }
    if (lines.length > most) return null;
  }
  if (line) lines.push(line);
  return lines.length <= most ? lines : null;
}

/** The same, cut with an ellipsis where `most` lines are not enough. */
export function wrapAndCut(text: string, weight: Weight, size: number, width: number, most: number): string[] {
  const whole = wrap(text, weight, size, width, most);
  if (whole) return whole;
  const characters = splitGraphemes(text);
  let [low, high] = [0, characters.length];
  const cut = (count: number) => wrap(`${characters.slice(0, count).join("").trimEnd()}…`, weight, size, width, most);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (cut(middle)) low = middle;
    else high = middle;
  }
  return cut(low) ?? [];
}

type Place = { x: number; y: number; size: number; weight: Weight; anchor?: "start" | "middle" };

/** One line of text as SVG paths: numbers of the font and nothing of the text. `y` is the baseline. */
export function outline(text: string, { x, y, size, weight, anchor = "start" }: Place): string {
  const font = fontOf(weight);
  const { glyphs, positions } = font.layout(text);
  const scale = size / font.unitsPerEm;
  const start = anchor === "middle" ? x - widthOf(text, weight, size) / 2 : x;
  let pen = 0;
  const paths = glyphs.map((glyph, at) => {
    const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[at] ?? {};
    const path = glyph.path.toSVG();
    const placed = path && `<path transform="translate(${round(pen + xOffset)} ${round(yOffset)})" d="${path}"/>`;
    pen += xAdvance + tracking[weight] * font.unitsPerEm;
    return placed;
  });
  return `<g transform="translate(${round(start)} ${round(y)}) scale(${scale} ${-scale})">${paths.join("")}</g>`;
}

const round = (value: number) => Math.round(value * 100) / 100;

/** The height of capitals as a share of the size: what a single letter is centred by. */
export const capHeight = 0.71;

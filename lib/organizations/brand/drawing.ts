import { LRUCache } from "lru-cache";
import sharp from "sharp";
import { doorAddress } from "#lib/door-address";
import { AppError } from "#lib/errors";
import { FairTurns } from "#lib/fair-turns";
import { findLogo } from "../logos/queries.ts";
import { ink, needsInk, paper } from "../logos/rules.ts";
import type { PublicBrand } from "../types.ts";
import { capHeight, drawable, outline, wrap, wrapAndCut } from "./lettering.ts";
import { type BrandPicture, brandPictures, versionOf } from "./pictures.ts";
import { type Brand, brandColor, deriveBrand, monogram, oklchToHex } from "./rules.ts";

/** Draws the pictures of a brand: always the light theme's colours, since a picture cannot ask which one is around it. */

type Colors = Record<keyof Brand, string>;

function colorsOf({ color, organizationId }: PublicBrand): Colors {
  const derived = deriveBrand(brandColor(color, organizationId), "light");
  return Object.fromEntries(Object.entries(derived).map(([token, value]) => [token, oklchToHex(value)])) as Colors;
}

const svg = (width: number, height: number, content: string) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${content}</svg>`,
  );

/** The rounding of an organization's square everywhere. */
const rounding = 0.22;
const square = (side: number, fill: string, radius = rounding * side) =>
  `<rect width="${side}" height="${side}" rx="${radius}" fill="${fill}"/>`;

type Tile = {
  side: number;
  rounded: boolean;
  /** Size of the monogram as a share of the side: what is drawn small needs a larger letter. */
  share: number;
  png: Buffer | null;
};

/** An organization's square. */
async function drawTile(brand: PublicBrand, colors: Colors, { side, rounded, share, png }: Tile): Promise<Buffer> {
  const radius = rounded ? rounding * side : 0;
  if (!png) {
    const content = square(side, colors.accent, radius) + sign(brand, colors, side, share);
    return sharp(svg(side, side, content))
      .png()
      .toBuffer();
  }
  const plate = await plateFor(png);
  // A picture that fills its square goes to the edge; any other needs air around it.
  const inner = Math.round(plate.filled ? side : side * 0.84);
  const picture = await sharp(png).resize(inner, inner, { fit: "contain", background: "#0000" }).png().toBuffer();
  return sharp(svg(side, side, square(side, plate.color, 0)))
    .composite([{ input: picture }, { input: svg(side, side, square(side, "#fff", radius)), blend: "dest-in" }])
    .png()
    .toBuffer();
}

/** The monogram, or where Geist lacks its letter the open doorway of Foyer's own sign. */
function sign(brand: PublicBrand, colors: Colors, side: number, share: number): string {
  const letter = drawable(monogram(brand.displayName));
  const fill = colors["accent-foreground"];
  if (letter) {
    const size = side * share;
    const place = {
      x: side / 2,
      y: (side + capHeight * size) / 2,
      size,
      weight: "SemiBold",
      anchor: "middle",
    } as const;
    return `<g fill="${fill}">${outline(letter, place)}</g>`;
  }
  const scale = (side * share) / 24;
  const at = `translate(${(side - 22 * scale) / 2} ${(side - 24 * scale) / 2}) scale(${scale})`;
  return `<g transform="${at}"><path d="M1.25 22.75V11a9.75 9.75 0 0 1 19.5 0v11.75z" fill="none" stroke="${fill}" stroke-width="2.5"/><path d="M1 24V11A10 10 0 0 1 11 1v19z" fill="${fill}"/></g>`;
}

const sample = 32;

/** What a logo stands on: tabs, home screens and mail are light or dark and do not say, so it brings its own ground. */
async function plateFor(png: Buffer): Promise<{ color: string; filled: boolean }> {
  const { data, info } = await sharp(png)
    .resize(sample, sample, { fit: "inside" })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const whole = data.every((value, at) => at % 4 !== 3 || value >= 128);
  const isSquare = Math.abs(info.width - info.height) <= 1;
  return { color: needsInk(data) ? ink : paper, filled: whole && isSquare };
}

/** A word in letters is a line in a tab of 16 pixels: then its monogram says more. */
async function isStrip(png: Buffer): Promise<boolean> {
  const { width, height } = await sharp(png).metadata();
  return Math.max(width, height) > 2.5 * Math.min(width, height);
}

const card = brandPictures["card.png"];
const margin = 88;
const column = 640;
const sizes = [80, 68, 56, 46];

/** The picture under a shared link: the doorway in the brand's two steps, the organization's square, its name and address. */
async function drawCard(brand: PublicBrand, colors: Colors, png: Buffer | null): Promise<Buffer> {
  const name = drawable(brand.displayName);
  const side = name ? 136 : 208;
  const { label } = doorAddress(brand.slug);
  const size = name ? (sizes.find((each) => wrap(name, "SemiBold", each, column, 3)) ?? 46) : 0;
  const title = name ? wrapAndCut(name, "SemiBold", size, column, 3) : [];
  const address = wrapAndCut(label, "Regular", 30, column, 2);

  const leading = size * 1.14;
  const height = side + (name ? 44 + leading * title.length : 28) + 20 + 40 * address.length;
  const top = Math.round((card.height - height) / 2);
  const firstLine = top + side + 44 + size * 0.86;
  const firstAddress = top + height - 40 * address.length + 30;
  const text = [
    ...title.map((line, at) => outline(line, { x: margin, y: firstLine + leading * at, size, weight: "SemiBold" })),
    ...address.map((line, at) => outline(line, { x: margin, y: firstAddress + 40 * at, size: 30, weight: "Regular" })),
  ];
  const content = [
    `<rect width="${card.width}" height="${card.height}" fill="${colors["field-1"]}"/>`,
    // The doorway and its light of components/brand/door-field.tsx, at the right.
    `<g fill="${colors["field-2"]}" transform="translate(536 -92) scale(1.1)"><path d="M300 544V300a116 116 0 0 1 232 0v244zM292 556h248L360 832H-28z"/></g>`,
    `<g fill="${colors["field-foreground"]}">${text.join("")}</g>`,
  ];
  const tile = await drawTile(brand, colors, { side, rounded: true, share: 0.56, png });
  return sharp(svg(card.width, card.height, content.join("")))
    .composite([{ input: tile, left: margin, top }])
    .png({ palette: true, colours: 128, dither: 0 })
    .toBuffer();
}

/** @throws AppError not_found when the logo went away meanwhile */
async function draw(brand: PublicBrand, picture: BrandPicture): Promise<Buffer> {
  const hash = /[0-9a-f]{64}/.exec(brand.logo ?? "")?.[0];
  const png = hash ? ((await findLogo(hash))?.png ?? null) : null;
  if (hash && !png) throw new AppError("not_found", "The logo was replaced just now.");
  const colors = colorsOf(brand);
  if (picture === "card.png") return drawCard(brand, colors, png);
  const { width: side } = brandPictures[picture];
  // Home screens cut the corners themselves, and show black where nothing is.
  if (picture === "touch.png") return drawTile(brand, colors, { side, rounded: false, share: 0.5, png });
  const fitting = png && !(await isStrip(png)) ? png : null;
  return drawTile(brand, colors, { side, rounded: true, share: 0.78, png: fitting });
}

const refusal = () => new AppError("unavailable", "Many pictures are being drawn right now. Try again in a moment.");
// One at a time, so that pictures take at most one of the threads that everything else needs too.
const turns = new FairTurns({ atOnce: 1, waitingEach: 8, waitingInAll: 64, refusal });

type Asked = { brand: PublicBrand; picture: BrandPicture; client: string };

// By what it shows, so that a kept picture is never an old one; and by whose it is, because a version is short: among a million
// organizations somebody could find a name whose version is another one's, and have their own picture shown in its place.
const drawn = new LRUCache<string, Buffer, Asked>({
  maxSize: 16 * 1024 * 1024,
  sizeCalculation: ({ length }) => length,
  fetchMethod: (_, __, { context: { brand, picture, client } }) => turns.take(client, () => draw(brand, picture)),
});

/**
 * A picture of a brand as PNG, drawn when it is first asked for.
 * @param client whose turn it takes, as clientPrefix writes it
 * @throws AppError `unavailable` when too many wait to be drawn, `not_found` when the brand changed meanwhile
 */
export async function brandPicture(brand: PublicBrand, picture: BrandPicture, client: string): Promise<Buffer> {
  const key = [brand.organizationId, versionOf(brand), picture].join("/");
  const png = await drawn.fetch(key, { context: { brand, picture, client } });
  if (!png) throw refusal();
  return png;
}

import { constants, crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import type { LogoRefusal } from "#lib/organizations/logos/rules";

/** Files of at most 1 MB that are made to break or to bloat whoever opens them. */

const flat = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "#e11d48" } });

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/** A black PNG with one bit per pixel whose header says what it is told to. */
export function png(width: number, height: number, rows = height, ...extra: Buffer[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    ...extra,
    chunk("IDAT", deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * rows), { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

export const svg = (body: string, attributes = `viewBox="0 0 100 50"`) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${body}</svg>`,
  );

const nested = (levels: number) =>
  Array.from({ length: levels }, (_, at) => `<g id="a${at + 1}">${`<use href="#a${at}"/>`.repeat(10)}</g>`).join("");
const hidden = (bytes: Buffer) =>
  svg(`<image width="100" height="50" href="data:image/png;base64,${bytes.toString("base64")}"/>`);

/** Name, file, and why it is refused. */
export const bombs: readonly [name: string, make: () => Buffer | Promise<Buffer>, refusal: LogoRefusal][] = [
  ["a header that says 30000 × 30000", () => png(30_000, 30_000, 1), "pixels"],
  ["a header that says 2³¹ − 1", () => png(2 ** 31 - 1, 2 ** 31 - 1, 1), "broken"],
  ["400 megapixels in 48 KB", () => png(20_000, 20_000), "pixels"],
  ["one pixel too wide", () => png(4097, 1), "pixels"],
  ["a wide JPEG", () => flat(8000, 10).jpeg().toBuffer(), "pixels"],
  ["a high WebP", () => flat(10, 8000).webp().toBuffer(), "pixels"],
  [
    "a large GIF",
    () => Buffer.from("GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x44\x01\0;", "latin1"),
    "pixels",
  ],
  ["an SVG that hides 81 megapixels", () => hidden(png(9000, 9000)), "heavy"],
  ["an SVG that hides 400 megapixels", () => hidden(png(20_000, 20_000)), "heavy"],
  [
    "ten billion references",
    () => svg(`<g id="a0"><rect width="1" height="1"/></g>${nested(10)}<use href="#a10"/>`),
    "heavy",
  ],
  [
    "slow filters",
    () =>
      svg(
        `<filter id="f">${`<feTurbulence numOctaves="255"/>`.repeat(200)}</filter><rect width="100" height="50" filter="url(#f)"/>`,
      ),
    "heavy",
  ],
  ["deep elements", () => svg("<g opacity='.5'>".repeat(30_000) + "</g>".repeat(30_000)), "broken"],
];

/** Zeros, packed a thousand to one. What is packed with a full flush can be said again and again. */
const zeros = deflateSync(Buffer.alloc(2 ** 24), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
const gigabyte = Buffer.concat([zeros, ...Array<Buffer>(55).fill(zeros.subarray(2))]);
const frames = (count: number) =>
  Buffer.concat([
    Buffer.from("GIF89a\xd0\x07\xd0\x07\x80\0\0\xe1\x1d\x48\0\0\0", "latin1"),
    ...Array<Buffer>(count).fill(Buffer.from(",\0\0\0\0\xd0\x07\xd0\x07\0\x02\x02\x44\x01\0", "latin1")),
    Buffer.from(";"),
  ]);

/** Small pictures that carry a lot along: they may be read or refused. */
export const ballast: readonly [name: string, make: () => Buffer][] = [
  ["text that unpacks to 1 GB", () => png(9, 9, 9, chunk("zTXt", Buffer.concat([Buffer.from("a\0\0"), gigabyte])))],
  [
    "a profile that unpacks to 1 GB",
    () => png(9, 9, 9, chunk("iCCP", Buffer.concat([Buffer.from("a\0\0"), gigabyte]))),
  ],
  [
    "100 texts that unpack to 7 MB each",
    () => {
      const text = chunk(
        "zTXt",
        Buffer.concat([Buffer.from("a\0\0"), deflateSync(Buffer.alloc(7_000_000, "a"), { level: 9 })]),
      );
      return png(9, 9, 9, ...Array<Buffer>(100).fill(text));
    },
  ],
  ["60,000 texts", () => png(9, 9, 9, ...Array<Buffer>(60_000).fill(chunk("tEXt", Buffer.from("a\0b"))))],
  ["60,000 frames of 2000 × 2000", () => frames(60_000)],
];

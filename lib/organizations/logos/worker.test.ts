import { createHash } from "node:crypto";
import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { processLogo } from "#lib/organizations/logos/process";
import type { ProcessedLogo } from "#lib/organizations/logos/types";

/** What becomes of ordinary pictures. */

const canary = "4711-CANARY-Maya-Lindqvist";
const rose = { r: 225, g: 29, b: 72 };
const flat = (width: number, height: number, color: Record<string, number> = rose) =>
  sharp({ create: { width, height, channels: "alpha" in color ? 4 : 3, background: color } });

/** Left half blue, right half rose: tells whether a picture lies on its side. */
const halves = (width: number, height: number) =>
  flat(width, height).composite([
    { input: { create: { width: width / 2, height, channels: 3, background: "#1040e0" } }, left: 0, top: 0 },
  ]);

async function stored(picture: Sharp): Promise<ProcessedLogo> {
  return processLogo(await picture.toBuffer());
}

async function pixel(picture: Buffer, x: number, y: number): Promise<number[]> {
  return [...(await sharp(picture).extract({ left: x, top: y, width: 1, height: 1 }).ensureAlpha().raw().toBuffer())];
}

const svg = (body: string, attributes = `viewBox="0 0 100 50"`) =>
  processLogo(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${body}</svg>`));

describe("formats", () => {
  test.each([
    ["PNG", flat(600, 300).png()],
    ["interlaced PNG", flat(600, 300).png({ progressive: true })],
    ["PNG with a palette", flat(600, 300).png({ palette: true })],
    ["PNG with 16 bits", flat(600, 300).toColourspace("rgb16").png()],
    ["JPEG", flat(600, 300).jpeg({ quality: 100 })],
    ["progressive JPEG", flat(600, 300).jpeg({ quality: 100, progressive: true })],
    ["CMYK JPEG", flat(600, 300).toColourspace("cmyk").jpeg({ quality: 100 })],
    ["WebP", flat(600, 300).webp({ lossless: true })],
    ["GIF", flat(600, 300).gif()],
  ])("%s becomes a WebP and a PNG that look like it", async (name, picture) => {
    const logo = await stored(picture);
    expect(logo).toMatchObject({ width: 512, height: 256, color: expect.stringMatching(/^#[0-9a-f]{6}$/) });
    for (const [bytes, format] of [
      [logo.webp, "webp"],
      [logo.png, "png"],
    ] as const) {
      const found = await sharp(bytes).metadata();
      expect(found).toMatchObject({ format, width: 512, height: 256, space: "srgb", depth: "uchar" });
      const [r = 0, g = 0, b = 0, alpha] = await pixel(bytes, 200, 100);
      const tolerance = name.startsWith("CMYK") ? 30 : 3;
      expect(Math.max(Math.abs(r - rose.r), Math.abs(g - rose.g), Math.abs(b - rose.b))).toBeLessThanOrEqual(tolerance);
      expect(alpha).toBe(255);
    }
  });

  test("grey with 16 bits and transparency", async () => {
    const grey = sharp(new Uint16Array(32).fill(32_768), { raw: { width: 4, height: 4, channels: 2 } });
    const original = await grey.toColourspace("grey16").png().toBuffer();
    expect(await sharp(original).metadata()).toMatchObject({ depth: "ushort", channels: 2 });
    const logo = await processLogo(original);
    expect(await sharp(logo.png).metadata()).toMatchObject({ depth: "uchar", width: 4, hasAlpha: true });
    expect(logo.color).toBeNull();
  });

  test.each(["gif", "webp"] as const)("animated %s: the first frame only", async (format) => {
    const frames = [rose, { r: 0, g: 0, b: 255 }, { r: 0, g: 255, b: 0 }];
    const inputs = await Promise.all(frames.map((color) => flat(64, 48, color).png().toBuffer()));
    const original = await sharp(inputs, { join: { animated: true } })
      .toFormat(format, { lossless: true })
      .toBuffer();
    expect((await sharp(original).metadata()).pages).toBe(3);
    const logo = await processLogo(original);
    expect(logo).toMatchObject({ width: 64, height: 48, color: "#e11d48" });
    expect((await sharp(logo.webp).metadata()).pages).toBeUndefined();
  });

  test("transparency stays", async () => {
    const logo = await stored(flat(40, 40, { ...rose, alpha: 0.5 }).png());
    expect(await pixel(logo.webp, 20, 20)).toEqual(await pixel(logo.png, 20, 20));
    expect((await pixel(logo.png, 20, 20))[3]).toBe(128);
  });
});

describe("size", () => {
  test.each([
    [1, 1, 1, 1],
    [512, 512, 512, 512],
    [513, 100, 512, 100],
    [100, 30, 100, 30],
    [4096, 1, 512, 1],
    [1, 4096, 1, 512],
    [4096, 4096, 512, 512],
  ])("%i × %i is stored as %i × %i", async (width, height, storedWidth, storedHeight) => {
    const logo = await stored(flat(width, height).png());
    expect(logo).toMatchObject({ width: storedWidth, height: storedHeight });
    expect(await sharp(logo.webp).metadata()).toMatchObject({ width: storedWidth, height: storedHeight });
  });
});

describe("nothing but the picture", () => {
  const exif = { IFD0: { Artist: canary, Software: canary }, IFD3: { GPSLatitude: "59/1 20/1 0/1" } };

  test.each(["png", "jpeg", "webp"] as const)("metadata of a %s", async (format) => {
    const original = await flat(80, 40)
      .withExif(exif)
      .withXmp(`<x>${canary}</x>`)
      .withIccProfile("p3")
      [format]()
      .toBuffer();
    expect(original.includes(canary)).toBe(true);
    const logo = await processLogo(Buffer.concat([original, Buffer.from(canary)]));
    for (const bytes of [logo.webp, logo.png]) {
      expect(bytes.includes(canary)).toBe(false);
      const found = await sharp(bytes).metadata();
      expect([found.exif, found.xmp, found.icc, found.iptc, found.comments]).toEqual(Array(5).fill(undefined));
    }
  });

  test("a profile is applied, not dropped", async () => {
    const logo = await stored(flat(8, 8).withIccProfile("p3").png());
    const [r = 0, g = 0, b = 0] = await pixel(logo.png, 4, 4);
    expect(Math.max(Math.abs(r - rose.r), Math.abs(g - rose.g), Math.abs(b - rose.b))).toBeLessThanOrEqual(3);
  });

  test("orientation is applied", async () => {
    const logo = await stored(halves(80, 40).jpeg({ quality: 100 }).withMetadata({ orientation: 6 }));
    expect(logo).toMatchObject({ width: 40, height: 80 });
    const [[topRed = 0], [bottomRed = 0]] = [await pixel(logo.png, 20, 10), await pixel(logo.png, 20, 70)];
    expect([topRed < 100, bottomRed > 150]).toEqual([true, true]);
  });

  test("a polyglot leaves its other half behind", async () => {
    const page = "<script>alert(document.domain)</script>";
    const logo = await processLogo(Buffer.concat([await flat(20, 20).gif().toBuffer(), Buffer.from(page)]));
    expect([logo.webp.includes("script"), logo.png.includes("script")]).toEqual([false, false]);
  });

  test("the same bytes give the same result, named by the hash of the WebP", async () => {
    const original = await halves(700, 500).jpeg().toBuffer();
    const [one, two] = [await processLogo(original), await processLogo(original)];
    expect(two).toEqual(one);
    expect(one.hash).toBe(createHash("sha256").update(one.webp).digest("hex"));
  });

  test("a photograph stays small", async () => {
    const noise = { type: "gaussian", mean: 128, sigma: 60 } as const;
    const logo = await stored(
      sharp({ create: { width: 512, height: 512, channels: 3, noise, background: rose } }).png(),
    );
    expect(logo.webp.length).toBeLessThan(400_000);
  });
});

describe("SVG is drawn", () => {
  test("at 512 pixels, whatever its units", async () => {
    for (const size of [`viewBox="0 0 100 50"`, `viewBox="0 0 100 50" width="10mm"`, `width="100" height="50"`]) {
      const logo = await svg(`<rect width="50" height="50" fill="#e11d48"/>`, size);
      expect(logo).toMatchObject({ width: 512, height: 256, color: "#e11d48" });
      expect(await pixel(logo.png, 240, 128)).toEqual([225, 29, 72, 255]);
      expect(await pixel(logo.png, 270, 128)).toEqual([0, 0, 0, 0]);
    }
  });

  test("with absolute units inside as browsers draw them", async () => {
    const logo = await svg(`<rect width="1in" height="50" fill="#e11d48"/>`, `viewBox="0 0 192 192"`);
    expect((await pixel(logo.png, 250, 20))[3]).toBe(255);
    expect((await pixel(logo.png, 262, 20))[3]).toBe(0);
  });

  test("one pixel high when it is a line", async () => {
    expect(await svg(`<rect width="9" height="9"/>`, `viewBox="0 0 100000 1"`)).toMatchObject({
      width: 512,
      height: 1,
    });
  });
});

test("what would be lost on white is shown on a dark square, and kept see-through besides", async () => {
  const circle = (fill: string) => svg(`<circle cx="50" cy="25" r="20" fill="${fill}"/>`);
  const white = await circle("#fff");
  expect(await sharp(white.webp).metadata()).toMatchObject({ width: 512, height: 512 });
  expect(await pixel(white.webp, 256, 256)).toEqual([255, 255, 255, 255]);
  for (const [x, y] of [
    [2, 256],
    [256, 2],
  ] as const)
    expect(await pixel(white.webp, x, y)).toEqual([0x1b, 0x1a, 0x18, 255]);
  expect(await sharp(white.png).metadata()).toMatchObject({ width: 512, height: 256 });
  expect((await pixel(white.png, 2, 128))[3]).toBe(0);

  const black = await circle("#111");
  expect(await sharp(black.webp).metadata()).toMatchObject({ width: 512, height: 256 });
  expect((await pixel(black.webp, 2, 128))[3]).toBe(0);
  // White that the picture has as its own ground stays.
  const whole = await stored(flat(600, 300, { r: 255, g: 255, b: 255 }).png());
  expect(await pixel(whole.webp, 2, 2)).toEqual([255, 255, 255, 255]);
});

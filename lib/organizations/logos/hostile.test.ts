import { readFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";
import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { AppError } from "#lib/errors";
import { createLogoReader, processLogo } from "#lib/organizations/logos/process";
import { type LogoRefusal, logoMessages } from "#lib/organizations/logos/rules";

/** Files made to break or to bloat. */

async function refusalOf(bytes: Uint8Array): Promise<LogoRefusal | undefined> {
  const error = await processLogo(bytes).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (error === undefined) return undefined;
  if (!(error instanceof AppError) || error.code !== "invalid") throw error;
  return (Object.keys(logoMessages) as LogoRefusal[]).find((key) => logoMessages[key] === error.fields?.logo);
}

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
function png(width: number, height: number, rows = height, ...extra: Buffer[]): Buffer {
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

const svg = (body: string, attributes = `viewBox="0 0 100 50"`) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${body}</svg>`,
  );

describe("what is not a picture", () => {
  test.each<[string, Buffer, LogoRefusal]>([
    ["nothing", Buffer.alloc(0), "empty"],
    ["text named logo.png", Buffer.from("This is not a picture."), "type"],
    ["HTML", Buffer.from("<html><script>alert(1)</script></html>"), "type"],
    ["a TIFF, which the decoder could read", Buffer.from("II*\0\x08\0\0\0", "latin1"), "type"],
    ["random bytes behind a PNG signature", Buffer.from("\x89PNG\r\n\x1a\nabcdefgh", "latin1"), "broken"],
    ["a JPEG of three bytes", Buffer.from("\xff\xd8\xff", "latin1"), "broken"],
    ["a GIF of a header", Buffer.from("GIF89a"), "broken"],
    ["a WebP of a header", Buffer.from("RIFF\x0a\0\0\0WEBPVP8 ", "latin1"), "broken"],
    ["an SVG that is no XML", svg("<g>"), "broken"],
    ["a header without pixels", png(10, 10, 0), "broken"],
    ["no width", png(0, 10), "broken"],
  ])("%s", async (_, bytes, refusal) => {
    expect(await refusalOf(bytes)).toBe(refusal);
  });

  test.each(["png", "jpeg", "webp", "gif"] as const)("%s: no cut file is taken for a whole one", async (format) => {
    const noise = { type: "gaussian", mean: 128, sigma: 60 } as const;
    const whole = await sharp({ create: { width: 60, height: 60, channels: 3, noise, background: "#000" } })
      .toFormat(format)
      .toBuffer();
    expect(await refusalOf(whole)).toBeUndefined();
    for (const part of [0.1, 0.5, 0.9]) {
      expect(await refusalOf(whole.subarray(0, Math.floor(whole.length * part)))).toBe("broken");
    }
  });

  test("flipped bytes get a picture or a refusal, never anything else", async () => {
    const originals = await Promise.all(
      (["png", "jpeg", "webp", "gif"] as const).map((format) => flat(40, 30).toFormat(format).toBuffer()),
    );
    const flips = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...originals), flips, async (original, changes) => {
        const bytes = Buffer.from(original);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        await refusalOf(bytes);
      }),
      { numRuns: 150 },
    );
  });
});

describe("bombs are refused with less than 100 MB", () => {
  const nested = (levels: number) =>
    Array.from({ length: levels }, (_, at) => `<g id="a${at + 1}">${`<use href="#a${at}"/>`.repeat(10)}</g>`).join("");
  const hidden = (bytes: Buffer) =>
    svg(`<image width="100" height="50" href="data:image/png;base64,${bytes.toString("base64")}"/>`);

  test.each<[string, () => Buffer | Promise<Buffer>, LogoRefusal]>([
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
  ])("%s", async (_, make, refusal) => {
    const { megabytes, outcome } = await measured(await make());
    expect(outcome).toMatchObject({ fields: { logo: logoMessages[refusal] } });
    expect(megabytes).toBeLessThan(100);
  });

  const gigabyte = deflateSync(Buffer.alloc(2 ** 30 - 1), { level: 9 }).subarray(0, 900_000);
  const frames = (count: number) =>
    Buffer.concat([
      Buffer.from("GIF89a\xd0\x07\xd0\x07\x80\0\0\xe1\x1d\x48\0\0\0", "latin1"),
      ...Array<Buffer>(count).fill(Buffer.from(",\0\0\0\0\xd0\x07\xd0\x07\0\x02\x02\x44\x01\0", "latin1")),
      Buffer.from(";"),
    ]);

  test.each<[string, () => Buffer]>([
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
  ])("%s: read or refused, within the same bounds", async (_, make) => {
    const { megabytes } = await measured(make());
    expect(megabytes).toBeLessThan(100);
  });
});

/** What reading costs: megabytes that the worker took beyond what it holds at rest (Linux only). */
async function measured(bytes: Uint8Array) {
  const reader = createLogoReader();
  await reader.read(await flat(8, 8).png().toBuffer());
  const rest = residentMegabytes(reader.pid());
  let most = rest;
  const watch = setInterval(() => {
    most = Math.max(most, residentMegabytes(reader.pid()));
  }, 5);
  const outcome: unknown = await reader.read(bytes).catch((error: unknown) => error);
  clearInterval(watch);
  return { megabytes: most - rest, outcome };
}

function residentMegabytes(pid: number | undefined): number {
  try {
    const [, kilobytes = 0] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kilobytes) / 1024;
  } catch {
    // The worker is gone, or this system has no /proc.
    return 0;
  }
}

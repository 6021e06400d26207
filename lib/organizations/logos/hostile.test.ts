import { readFileSync } from "node:fs";
import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { AppError } from "#lib/errors";
import { createLogoReader, processLogo } from "#lib/organizations/logos/process";
import { type LogoRefusal, logoMessages } from "#lib/organizations/logos/rules";
import { ballast, bombs, png, svg } from "../../../testing/hostile-pictures.ts";

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
  test.each(bombs)("%s", async (_, make, refusal) => {
    const { megabytes, outcome } = await measured(await make());
    expect(outcome).toMatchObject({ fields: { logo: logoMessages[refusal] } });
    expect(megabytes).toBeLessThan(100);
  });

  test.each(ballast)("%s: read or refused, within the same bounds", async (_, make) => {
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

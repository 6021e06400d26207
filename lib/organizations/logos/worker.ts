import { setPriority } from "node:os";
import sharp, { type Sharp } from "sharp";
import {
  dominantColor,
  ink,
  type LogoRefusal,
  type LogoSource,
  largestLogoSide,
  needsInk,
  storedLogoSide,
  svgDensity,
} from "./rules.ts";

/**
 * A process of its own that decodes strangers' pictures, one at a time: whatever a file does to the decoder, it does it here,
 * without the server's memory, secrets or time. Started by process.ts, which kills it when it takes too long.
 */

export type LogoAnswer =
  | { refusal: LogoRefusal }
  | { webp: Buffer; png: Buffer; width: number; height: number; color: string | null };

// Requests come first, and yet a picture gets its quarter of a busy processor.
setPriority(5);
sharp.concurrency(1);
sharp.cache(false);
// Only the loaders of the accepted types exist here, whatever libvips may think a file is.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: ["Png", "Jpeg", "Webp", "Nsgif", "Svg"].map((loader) => `VipsForeignLoad${loader}`),
});

const megabyte = 1024 * 1024;
const memoryFor = {
  // A header is small; what needs more unpacks something.
  header: 32 * megabyte,
  // The largest picture that is read takes 130 MB (4096 × 4096, 16 bits per channel, interlaced).
  picture: 160 * megabyte,
  // A drawing is drawn small; what needs more hides a large picture.
  drawing: 64 * megabyte,
};

/**
 * The memory cap. Watched from within, because that works on every system and follows what is really used: a limit set from
 * outside (RLIMIT_AS, RLIMIT_DATA) also counts the address space that V8 reserves, which is many times larger. Decoding happens
 * in other threads, so the timer runs; SIGKILL, because an orderly exit would wait for them.
 */
async function withMemoryCap<T>(extra: number, work: () => Promise<T>): Promise<T> {
  const most = process.memoryUsage.rss() + extra;
  const watch = setInterval(() => {
    if (process.memoryUsage.rss() > most) die();
  }, 5);
  try {
    return await work();
  } finally {
    clearInterval(watch);
  }
}

function die(): void {
  process.kill(process.pid, "SIGKILL");
}

async function decode({ type, bytes }: LogoSource): Promise<LogoAnswer> {
  if (type === "svg") return withMemoryCap(memoryFor.drawing, () => encode(bytes));
  const header = await withMemoryCap(memoryFor.header, () => sharp(bytes, { limitInputPixels: false }).metadata());
  if (header.format !== type) return { refusal: "type" };
  if (Math.max(header.width, header.height) > largestLogoSide) return { refusal: "pixels" };
  return withMemoryCap(memoryFor.picture, () => encode(bytes));
}

async function encode(bytes: Uint8Array): Promise<LogoAnswer> {
  const { data, info } = await sharp(bytes, {
    limitInputPixels: largestLogoSide ** 2,
    density: svgDensity,
    // Warnings are let pass: pictures that every browser shows have them.
    failOn: "error",
  })
    .autoOrient()
    .resize(storedLogoSide, storedLogoSide, { fit: "inside", withoutEnlargement: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  // Made anew from bare pixels: nothing else of the file can reach the outputs.
  const pixels = () => sharp(data, { raw: { width, height, channels: 4 } });
  const opaque = data.every((value, at) => at % 4 !== 3 || value === 255);
  const png = await (opaque ? pixels().removeAlpha() : pixels())
    .png({ compressionLevel: 9, adaptiveFiltering: true })
    .toBuffer();
  const webp = await smallWebp(needsInk(data) ? () => onInk(pixels(), width, height) : pixels);
  return { webp, png, width, height, color: dominantColor(data) };
}

/** On a dark square: pages show a logo in a square on white, whatever their theme. The PNG is for pictures that bring their own ground. */
function onInk(picture: Sharp, width: number, height: number): Sharp {
  const side = Math.max(width, height);
  const [left, top] = [Math.floor((side - width) / 2), Math.floor((side - height) / 2)];
  return picture
    .flatten({ background: ink })
    .extend({ left, right: side - width - left, top, bottom: side - height - top, background: ink });
}

const photographBytes = 96 * 1024;

/** Drawn logos stay sharp, and small, without loss; only what looks like a photograph is worth losing a little. */
async function smallWebp(pixels: () => Sharp): Promise<Buffer> {
  const lossless = await pixels().webp({ lossless: true }).toBuffer();
  return lossless.length <= photographBytes
    ? lossless
    : pixels().webp({ quality: 90, smartSubsample: true }).toBuffer();
}

async function answer(source: LogoSource): Promise<LogoAnswer> {
  try {
    return await decode(source);
  } catch {
    // What libvips says is for programmers; every cause is a file that cannot be read.
    return { refusal: "broken" };
  }
}

process.on("message", async (source: LogoSource) => process.send?.(await answer(source)));
// The server is gone, perhaps in the middle of a picture.
process.on("disconnect", die);
process.send?.("ready");

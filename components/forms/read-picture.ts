import {
  dominantColor,
  ink,
  inspectLogo,
  type LogoRefusal,
  largestLogoBytes,
  needsInk,
  storedLogoSide,
} from "#lib/organizations/logos/rules";

/** A picture someone has just chosen, as the page can show it. */
export type Picture = {
  /** Object URL; whoever drops the picture revokes it. */
  src: string;
  name: string;
  /** Proposed brand colour, or null when the picture has none of its own. */
  color: string | null;
};

const side = 64;

/** What the server will say about a file, said before it is sent; and how it looks. */
export async function readPicture(file: File): Promise<Picture | { refusal: LogoRefusal }> {
  if (file.size > largestLogoBytes) return { refusal: "bytes" };
  const inspected = inspectLogo(new Uint8Array(await file.arrayBuffer()));
  if ("refusal" in inspected) return inspected;
  // A browser draws an SVG only when the file says that it is one.
  const blob = inspected.type === "svg" ? new Blob([file], { type: "image/svg+xml" }) : file;
  const src = URL.createObjectURL(blob);
  const image = new Image();
  image.src = src;
  try {
    await image.decode();
  } catch {
    URL.revokeObjectURL(src);
    return { refusal: "broken" };
  }
  const pixels = pixelsOf(image);
  const lost = pixels !== null && needsInk(pixels);
  return { src: lost ? await onInk(image, src) : src, name: file.name, color: pixels && dominantColor(pixels) };
}

/** Null when the browser keeps the pixels to itself, as some do for SVG or against fingerprinting. */
function pixelsOf(image: HTMLImageElement): Uint8Array | null {
  const context = contextOf(side);
  if (!context) return null;
  try {
    context.imageSmoothingEnabled = false;
    context.drawImage(image, 0, 0, side, side);
    return new Uint8Array(context.getImageData(0, 0, side, side).data.buffer);
  } catch {
    return null;
  }
}

const contextOf = (length: number) =>
  Object.assign(document.createElement("canvas"), { width: length, height: length }).getContext("2d", {
    willReadFrequently: true,
  });

/** The picture on a dark square, as it will be stored, in place of the one at `src`. */
async function onInk(image: HTMLImageElement, src: string): Promise<string> {
  const context = contextOf(storedLogoSide);
  if (!context) return src;
  const scale = storedLogoSide / Math.max(image.naturalWidth, image.naturalHeight);
  const [width, height] = [image.naturalWidth * scale, image.naturalHeight * scale];
  context.fillStyle = ink;
  context.fillRect(0, 0, storedLogoSide, storedLogoSide);
  context.drawImage(image, (storedLogoSide - width) / 2, (storedLogoSide - height) / 2, width, height);
  const blob = await new Promise<Blob | null>((resolve) => context.canvas.toBlob(resolve));
  if (!blob) return src;
  URL.revokeObjectURL(src);
  return URL.createObjectURL(blob);
}

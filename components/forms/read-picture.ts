import { dominantColor, inspectLogo, type LogoRefusal, largestLogoBytes } from "#lib/organizations/logos/rules";

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
  return { src, name: file.name, color: colorOf(image) };
}

/** Null as well when the browser keeps the pixels to itself, as some do for SVG or against fingerprinting. */
function colorOf(image: HTMLImageElement): string | null {
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return null;
  try {
    context.imageSmoothingEnabled = false;
    context.drawImage(image, 0, 0, side, side);
    return dominantColor(new Uint8Array(context.getImageData(0, 0, side, side).data.buffer));
  } catch {
    return null;
  }
}

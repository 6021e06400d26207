import { createHash } from "node:crypto";
import { doorAddress } from "#lib/door-address";
import { env } from "#lib/env";
import type { PublicBrand } from "../types.ts";
import { brandColor } from "./rules.ts";

/** What stands for an organization outside its pages, by file name, in pixels: in a tab, on a home screen and in mail, under a shared link. */
export const brandPictures = {
  "icon.png": { width: 64, height: 64 },
  "touch.png": { width: 180, height: 180 },
  "card.png": { width: 1200, height: 630 },
} as const;

export type BrandPicture = keyof typeof brandPictures;

// Counts how the pictures are drawn, so that a release that draws them another way has other addresses.
const drawing = 1;

/**
 * Where a picture of a brand is: an absolute address, because mail, messengers and an organization's own host ask for it too. It
 * changes with everything that the picture shows, so that nobody keeps an old one.
 */
export function pictureAddress(brand: PublicBrand, picture: BrandPicture): string {
  const { slug, organizationId } = brand;
  // A hostname that is not verified opens nothing, its pictures included, though members see it as theirs.
  const address = slug.includes(".") ? organizationId : slug;
  return `${env.APP_URL}/brands/${encodeURIComponent(address)}/${versionOf(brand)}/${picture}`;
}

/** The same for every brand that looks the same. */
export function versionOf({ organizationId, displayName, slug, color, logo }: PublicBrand): string {
  const shown = [drawing, displayName, brandColor(color, organizationId), logo, doorAddress(slug).label];
  return createHash("sha256").update(JSON.stringify(shown)).digest("hex").slice(0, 16);
}

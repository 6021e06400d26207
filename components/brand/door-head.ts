import type { Metadata, Viewport } from "next";
import { cache } from "react";
import { doorAddress } from "#lib/door-address";
import { env } from "#lib/env";
import { brandPictures, pictureAddress } from "#lib/organizations/brand/pictures";
import { brandColor, deriveBrand, oklchToHex } from "#lib/organizations/brand/rules";
import { findPublicBrand } from "#lib/organizations/queries";
import type { PublicBrand } from "#lib/organizations/types";

/**
 * The brand at an address, read once a request, though the head and the page both ask. Written exactly so, because ids of other
 * systems know upper case; else in lower case, as phones begin what is typed with a capital.
 */
export const findBrand = cache(async (address: string) => {
  const lower = address.toLowerCase();
  return (await findPublicBrand(address)) ?? (lower === address ? null : findPublicBrand(lower));
});

const sizes = (picture: keyof typeof brandPictures) =>
  `${brandPictures[picture].width}x${brandPictures[picture].height}`;

/** The organization's square in the tab and on a home screen. */
export function brandIcons(brand: PublicBrand): Metadata["icons"] {
  return {
    icon: { url: pictureAddress(brand, "icon.png"), type: "image/png", sizes: sizes("icon.png") },
    apple: { url: pictureAddress(brand, "touch.png"), type: "image/png", sizes: sizes("touch.png") },
  };
}

/** The head of an organization's door: its title and icons, and what messengers show of a link to it. */
export function doorMetadata(brand: PublicBrand): Metadata {
  const title = `Sign in to ${brand.displayName}`;
  const { label, url } = doorAddress(brand.slug);
  const description = `Sign in at ${label}.`;
  const card = {
    ...brandPictures["card.png"],
    url: pictureAddress(brand, "card.png"),
    type: "image/png",
    alt: `${brand.displayName}, ${label}`,
  };
  return {
    metadataBase: new URL(env.APP_URL),
    title: { absolute: title },
    description,
    // One door under several addresses: this is the one people are told.
    alternates: { canonical: url },
    icons: brandIcons(brand),
    openGraph: { type: "website", title, description, url, images: [card] },
    twitter: { card: "summary_large_image", title, description, images: [{ url: card.url, alt: card.alt }] },
  };
}

/** The colour of the browser around a door: its field's, which lies right below on a phone. */
export function doorViewport(brand: PublicBrand): Viewport {
  const color = (theme: "light" | "dark") =>
    oklchToHex(deriveBrand(brandColor(brand.color, brand.organizationId), theme)["field-1"]);
  return {
    themeColor: [
      { media: "(prefers-color-scheme: light)", color: color("light") },
      { media: "(prefers-color-scheme: dark)", color: color("dark") },
    ],
  };
}

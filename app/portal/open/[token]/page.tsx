import type { Metadata, Viewport } from "next";
import { redirect } from "next/navigation";
import { cache } from "react";
import { noun } from "#lib/noun";
import { decodedPart } from "#lib/path-part";
import { findLinkBrand } from "#lib/portal-links/queries";
import { Door } from "@/components/brand/door";
import { brandIcons, doorViewport } from "@/components/brand/door-head";

type PageProps = { params: Promise<{ token: string }> };

const findBrand = cache(findLinkBrand);

async function brandOf(params: PageProps["params"]) {
  return findBrand(decodedPart((await params).token));
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const brand = await brandOf(params);
  return { title: "Open the portal", ...(brand && { icons: brandIcons(brand) }), robots: { index: false } };
}

export async function generateViewport({ params }: PageProps): Promise<Viewport> {
  const brand = await brandOf(params);
  return brand ? doorViewport(brand) : {};
}

/** Where a portal link leads. Looking at it uses nothing up, because mail scanners and previews follow links; its one button does. */
export default async function OpenPortalPage({ params }: PageProps) {
  const brand = await brandOf(params);
  if (!brand) redirect("/portal/ended");
  return (
    <Door
      brand={brand}
      title={`Set up ${brand.displayName}`}
      lead={`Whoever sent you this link lets you change settings of this ${noun.one}, without an account. It opens once, in this browser, for six hours.`}
    >
      <form method="post" action="/portal/open">
        <input type="hidden" name="token" value={decodedPart((await params).token)} />
        <button type="submit" className="method centred" data-default>
          Open the portal
        </button>
      </form>
    </Door>
  );
}

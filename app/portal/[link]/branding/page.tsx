import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requirePortal } from "#lib/auth/gates";
import { signInMethods } from "#lib/auth/providers";
import { doorAddress } from "#lib/door-address";
import { noun } from "#lib/noun";
import { findLogoCopy } from "#lib/organizations/logos/queries";
import { BrandingForm } from "@/components/forms/branding-form";
import { linkStateOf } from "@/components/forms/link-note";
import { SectionPage } from "../sections";
import { fetchLogoAction, updateBrandingAction } from "./actions";

export const metadata: Metadata = { title: "Branding" };

export default async function PortalBrandingPage({ params }: { params: Promise<{ link: string }> }) {
  const portal = await requirePortal((await params).link);
  const { id, context, brand } = portal;
  if (!context.permissions.has("organization:manage")) notFound();
  return (
    <SectionPage
      portal={portal}
      path="/branding"
      title="Branding"
      lead={`What people know the door and this ${noun.one} by.`}
    >
      <BrandingForm
        action={updateBrandingAction.bind(null, id)}
        fetchAgain={fetchLogoAction.bind(null, id)}
        here={`/portal/${id}/branding`}
        brand={brand}
        link={brand.logoUrl === null ? null : linkStateOf(await findLogoCopy(context))}
        frame={doorAddress(brand.slug)}
        methods={signInMethods()}
        words={{ one: noun.one }}
      />
    </SectionPage>
  );
}

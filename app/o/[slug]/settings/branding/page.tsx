import type { Metadata } from "next";
import { requireMember } from "#lib/auth/gates";
import { signInMethods } from "#lib/auth/providers";
import { doorAddress } from "#lib/door-address";
import { noun } from "#lib/noun";
import { findLogoCopy } from "#lib/organizations/logos/queries";
import { OrganizationLogo } from "@/components/brand/organization-logo";
import { BrandingForm } from "@/components/forms/branding-form";
import { linkStateOf } from "@/components/forms/link-note";
import { ReadOnly } from "../../read-only";
import { SectionPage } from "../../sections";
import { fetchLogoAction, updateBrandingAction } from "./actions";

export const metadata: Metadata = { title: "Branding" };

type PageProps = { params: Promise<{ slug: string }> };

export default async function BrandingSettingsPage({ params }: PageProps) {
  const { context, brand } = await requireMember((await params).slug);
  const manages = context.permissions.has("organization:manage");
  const link = manages && brand.logoUrl !== null ? linkStateOf(await findLogoCopy(context)) : null;
  return (
    <SectionPage
      slug={brand.slug}
      path="settings/branding"
      title="Branding"
      lead={`What people know the door and this ${noun.one} by.`}
    >
      {manages ? (
        <BrandingForm
          action={updateBrandingAction.bind(null, brand.slug)}
          fetchAgain={fetchLogoAction.bind(null, brand.slug)}
          here={`/o/${brand.slug}/settings/branding`}
          brand={brand}
          link={link}
          frame={doorAddress(brand.slug)}
          methods={signInMethods()}
          words={{ one: noun.one }}
        />
      ) : (
        <ReadOnly
          facts={[
            {
              label: "Logo",
              value: brand.logo ? <OrganizationLogo brand={brand} size={64} /> : "None, so a monogram stands in",
            },
            { label: "Colour", value: brand.color ?? "None, so one was picked" },
          ]}
        />
      )}
    </SectionPage>
  );
}

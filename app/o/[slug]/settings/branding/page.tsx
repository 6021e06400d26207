import type { Metadata } from "next";
import { requireMember } from "#lib/auth/gates";
import { signInMethods } from "#lib/auth/providers";
import { doorAddress } from "#lib/door-address";
import { noun } from "#lib/noun";
import { OrganizationLogo } from "@/components/brand/organization-logo";
import { ReadOnly } from "../../read-only";
import { SectionPage } from "../../sections";
import { updateBrandingAction } from "./actions";
import { BrandingForm } from "./branding-form";

export const metadata: Metadata = { title: "Branding" };

type PageProps = { params: Promise<{ slug: string }> };

export default async function BrandingSettingsPage({ params }: PageProps) {
  const { context, brand } = await requireMember((await params).slug);
  const { before, after } = doorAddress(brand.slug);
  return (
    <SectionPage
      slug={brand.slug}
      path="settings/branding"
      title="Branding"
      lead={`What people know the door and this ${noun.one} by.`}
    >
      {context.permissions.has("organization:manage") ? (
        <BrandingForm
          action={updateBrandingAction.bind(null, brand.slug)}
          brand={brand}
          frame={{ before, after }}
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

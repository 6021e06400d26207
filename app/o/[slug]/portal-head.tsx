import type { ReactNode } from "react";
import { brandStyle } from "#lib/organizations/brand/rules";
import type { PublicBrand } from "#lib/organizations/types";
import { OrganizationLogo } from "@/components/brand/organization-logo";
import { CopyButton } from "@/components/ui/copy-button";

type PortalHeadProps = {
  brand: PublicBrand;
  /** What is shown and copied: "orion.foyer.example" and its full URL. */
  address: { label: string; url: string };
  /** The one solid button; as wide as the page on a phone. */
  action?: ReactNode;
};

/** The head of an organization's home: the light of its door lies across it. */
export function PortalHead({ brand, address, action }: PortalHeadProps) {
  return (
    <div
      className="relative overflow-hidden bg-field-1 text-field-foreground"
      style={brandStyle(brand.color, brand.organizationId)}
    >
      <svg className="portal-light" viewBox="0 0 1280 176" preserveAspectRatio="none" aria-hidden="true">
        <path d="M812 0h232L940 176H668z" />
      </svg>
      <div className="relative mx-auto flex max-w-page flex-wrap items-start gap-4 px-5 py-8 wide:flex-nowrap wide:items-center wide:gap-6 wide:px-8 wide:py-12">
        <OrganizationLogo brand={brand} size={64} />
        <div className="grid min-w-0 flex-1 basis-50 gap-0.5">
          <h1>{brand.displayName}</h1>
          <CopyButton value={address.url} label="Copy address">
            {address.label}
          </CopyButton>
        </div>
        {action ? <div className="grid w-full wide:w-auto">{action}</div> : null}
      </div>
    </div>
  );
}

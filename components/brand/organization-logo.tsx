import { brandStyle, monogram } from "#lib/organizations/brand/rules";
import type { PublicBrand } from "#lib/organizations/types";

type OrganizationLogoProps = {
  brand: Pick<PublicBrand, "organizationId" | "displayName" | "color" | "logo">;
  /** 24 in the switcher, 40 in a list, 56 at the door, 64 in portal and form. */
  size: 24 | 40 | 56 | 64;
  /** Where nothing stands beside it: a wide picture is as wide as it needs at this height, up to four times. */
  roomy?: boolean;
};

/** An organization's square: its picture, never stretched, or its monogram. Decorative: the name stands beside it. */
export function OrganizationLogo({ brand, size, roomy }: OrganizationLogoProps) {
  const style = { "--side": `${size / 16}rem`, ...brandStyle(brand.color, brand.organizationId) };
  if (!brand.logo) {
    return (
      <span className="logo" style={style} aria-hidden="true">
        {monogram(brand.displayName)}
      </span>
    );
  }
  return (
    <span className={roomy ? "logo picture roomy" : "logo picture"} style={style} aria-hidden="true">
      {/* biome-ignore lint/performance/noImgElement: logos are stored at their final size and served immutable. */}
      <img src={brand.logo} alt="" width={size} height={size} decoding="async" />
    </span>
  );
}

import { ChevronsUpDown } from "lucide-react";
import type { ComponentProps } from "react";
import type { PublicBrand } from "#lib/organizations/types";
import { OrganizationLogo } from "./organization-logo.tsx";

type SwitcherButtonProps = Omit<ComponentProps<"button">, "children" | "className"> & {
  brand: Pick<PublicBrand, "organizationId" | "displayName" | "color" | "logo">;
  /** Said before the name: "Switch workspace, now". */
  label: string;
};

/** Where you are, at the start of the top bar; opens the switcher. Its name is cut, never wrapped. */
export function SwitcherButton({ brand, label, ...rest }: SwitcherButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className="-ml-2 flex h-10 min-w-0 items-center gap-2.5 rounded-control px-2 font-medium transition-colors hover:bg-sunken"
    >
      <OrganizationLogo brand={brand} size={24} />
      <span className="sr-only">{label} </span>
      <span className="truncate">{brand.displayName}</span>
      <ChevronsUpDown aria-hidden="true" />
    </button>
  );
}

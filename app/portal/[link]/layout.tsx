import type { Metadata } from "next";
import type { ReactNode } from "react";
import { requirePortal } from "#lib/auth/gates";
import { brandStyle } from "#lib/organizations/brand/rules";
import { brandIcons } from "@/components/brand/door-head";
import { OrganizationLogo } from "@/components/brand/organization-logo";
import { Button } from "@/components/ui/button";
import { timeUntil } from "@/components/ui/relative-time";
import { TopBar } from "@/components/ui/top-bar";
import { finishAction } from "./actions";

type LayoutProps = { params: Promise<{ link: string }>; children: ReactNode };

export async function generateMetadata({ params }: Pick<LayoutProps, "params">): Promise<Metadata> {
  const { brand } = await requirePortal((await params).link);
  return { icons: brandIcons(brand), robots: { index: false } };
}

/** In a portal: whose it is, until when it is open, and the way out. It protects nothing; every page asks the gate itself. */
export default async function PortalLayout({ params, children }: LayoutProps) {
  const { id, brand, closesAt } = await requirePortal((await params).link);
  return (
    <div className="min-h-svh" style={brandStyle(brand.color, brand.organizationId)}>
      <TopBar
        start={
          <span className="flex min-w-0 items-center gap-2.5">
            <OrganizationLogo brand={brand} size={24} />
            <span className="truncate font-medium">{brand.displayName}</span>
          </span>
        }
        end={
          <form action={finishAction.bind(null, id)} className="flex items-center gap-3">
            <span className="text-ink-2 text-small">Closes {timeUntil(closesAt)}</span>
            <Button type="submit" size="small">
              Finish
            </Button>
          </form>
        }
      />
      {children}
    </div>
  );
}

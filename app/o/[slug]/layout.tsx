import type { Metadata } from "next";
import type { ReactNode } from "react";
import { requireMember } from "#lib/auth/gates";
import { brandStyle } from "#lib/organizations/brand/rules";
import { brandIcons } from "@/components/brand/door-head";
import { SignedInBar } from "@/components/workspace/signed-in-bar";
import { findSurroundings } from "./surroundings";

type LayoutProps = { params: Promise<{ slug: string }>; children: ReactNode };

export async function generateMetadata({ params }: Pick<LayoutProps, "params">): Promise<Metadata> {
  const { brand } = await requireMember((await params).slug);
  return { icons: brandIcons(brand) };
}

/** Inside an organization: its colour on everything, and the bar on top. It protects nothing; every page asks the gate itself. */
export default async function OrganizationLayout({ params, children }: LayoutProps) {
  const { context, brand } = await requireMember((await params).slug);
  const { organizations } = await findSurroundings(context.actor.id);
  return (
    <div className="min-h-svh" style={brandStyle(brand.color, brand.organizationId)}>
      <SignedInBar user={context.actor} organizations={organizations} current={brand} />
      {children}
    </div>
  );
}

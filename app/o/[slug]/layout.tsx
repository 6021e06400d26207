import type { CSSProperties, ReactNode } from "react";
import { requireMember } from "#lib/auth/gates";
import { noun } from "#lib/noun";
import { brandStyle } from "#lib/organizations/brand/rules";
import type { PublicBrand } from "#lib/organizations/types";
import type { Place } from "@/components/workspace/types";
import { WorkspaceBar } from "@/components/workspace/workspace-bar";
import { findSurroundings } from "./surroundings";

type LayoutProps = { params: Promise<{ slug: string }>; children: ReactNode };

/** Inside an organization: its colour on everything, and the bar on top. It protects nothing; every page asks the gate itself. */
export default async function OrganizationLayout({ params, children }: LayoutProps) {
  const { context, brand } = await requireMember((await params).slug);
  const { id, name, email } = context.actor;
  const { organizations } = await findSurroundings(id);
  const { one, many, Many, a } = noun;
  return (
    <div className="min-h-svh" style={brandStyle(brand.color, brand.organizationId) as CSSProperties}>
      <WorkspaceBar
        person={{ id, name, email }}
        organizations={organizations.map(toPlace)}
        current={toPlace(brand)}
        words={{ one, many, Many, a }}
      />
      {children}
    </div>
  );
}

/** Only what the bar draws goes to the browser. */
function toPlace({ organizationId, displayName, slug, color, logo }: PublicBrand): Place {
  return { organizationId, displayName, slug, color, logo };
}

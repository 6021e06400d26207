import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { requirePortal } from "#lib/auth/gates";
import { noun } from "#lib/noun";
import { Card } from "@/components/ui/card";
import { renameAction } from "./actions";
import { NameForm } from "./name-form";
import { SectionPage } from "./sections";

export const metadata: Metadata = { title: "Portal" };

/** What a link opens. One that is for a feature begins at the domains, which each of them needs first. */
export default async function PortalPage({ params }: { params: Promise<{ link: string }> }) {
  const portal = await requirePortal((await params).link);
  const { id, context, brand } = portal;
  if (!context.permissions.has("organization:manage")) redirect(`/portal/${id}/domains`);
  return (
    <SectionPage
      portal={portal}
      path=""
      title="General"
      lead={`What you save here is in place for everyone in this ${noun.one} at once.`}
    >
      <Card padded>
        <NameForm action={renameAction.bind(null, id)} displayName={brand.displayName} />
      </Card>
    </SectionPage>
  );
}

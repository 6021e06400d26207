import type { Metadata } from "next";
import { requireMember } from "#lib/auth/gates";
import { doorAddress } from "#lib/door-address";
import { noun } from "#lib/noun";
import { graceDays } from "#lib/organizations/lifecycle/rules";
import { Card } from "@/components/ui/card";
import { ReadOnly } from "../read-only";
import { SectionPage } from "../sections";
import { deleteAction, renameAction } from "./actions";
import { DangerZone } from "./danger-zone";
import { GeneralForm } from "./general-form";

export const metadata: Metadata = { title: "Settings" };

type PageProps = { params: Promise<{ slug: string }>; searchParams: Promise<{ saved?: string | string[] }> };

export default async function GeneralSettingsPage({ params, searchParams }: PageProps) {
  const { context, brand } = await requireMember((await params).slug);
  const address = doorAddress(brand.slug);
  return (
    <SectionPage slug={brand.slug} path="settings" title="General">
      {context.permissions.has("organization:manage") ? (
        <>
          <Card padded>
            <GeneralForm
              action={renameAction.bind(null, brand.slug)}
              displayName={brand.displayName}
              slug={brand.slug}
              frame={doorAddress("")}
              saved={(await searchParams).saved !== undefined}
            />
          </Card>
          <DangerZone
            action={deleteAction.bind(null, brand.slug)}
            displayName={brand.displayName}
            graceDays={graceDays}
            words={{ one: noun.one }}
          />
        </>
      ) : (
        <ReadOnly
          facts={[
            { label: "Name", value: brand.displayName },
            { label: "Address", value: address.label },
          ]}
        />
      )}
    </SectionPage>
  );
}

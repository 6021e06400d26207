import type { Metadata } from "next";
import { requireMember } from "#lib/auth/gates";
import { doorAddress, doorAddresses } from "#lib/door-address";
import { noun } from "#lib/noun";
import { listDomains } from "#lib/organizations/domains/queries";
import { addressProof } from "#lib/organizations/domains/refusals";
import { graceDays } from "#lib/organizations/lifecycle/rules";
import { Card } from "@/components/ui/card";
import { ReadOnly } from "../read-only";
import { SectionPage } from "../sections";
import { deleteAction, renameAction } from "./actions";
import { DangerZone } from "./danger-zone";
import { DoorAddressList } from "./door-addresses";
import { GeneralForm } from "./general-form";
import { UnverifiedAddress } from "./unverified-address";

export const metadata: Metadata = { title: "Settings" };

type PageProps = { params: Promise<{ slug: string }>; searchParams: Promise<{ saved?: string | string[] }> };

export default async function GeneralSettingsPage({ params, searchParams }: PageProps) {
  const { context, brand } = await requireMember((await params).slug);
  const manages = context.permissions.has("organization:manage");
  const domains = await listDomains(context);
  const verified = domains.flatMap(({ domain, status }) => (status === "verified" ? [domain] : []));
  const proof = addressProof(brand.slug, domains);
  const unverified = proof && !proof.verified ? proof : null;
  return (
    <SectionPage slug={brand.slug} path="settings" title="General">
      {manages && unverified ? <UnverifiedAddress slug={brand.slug} {...unverified} /> : null}
      {manages ? (
        <>
          <Card padded>
            <GeneralForm
              action={renameAction.bind(null, brand.slug)}
              displayName={brand.displayName}
              slug={brand.slug === brand.organizationId ? "" : brand.slug}
              claim={unverified ? `Opens nothing until ${unverified.domain} is verified.` : undefined}
              frame={doorAddress("")}
              saved={(await searchParams).saved !== undefined}
            />
          </Card>
          <DoorAddressList {...doorAddresses(unverified ? brand.organizationId : brand.slug, verified)} />
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
            { label: "Address", value: proof ? brand.slug : doorAddress(brand.slug).label },
          ]}
        />
      )}
    </SectionPage>
  );
}

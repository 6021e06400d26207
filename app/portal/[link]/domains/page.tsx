import type { Metadata } from "next";
import { requirePortal } from "#lib/auth/gates";
import { noun } from "#lib/noun";
import { listDomains } from "#lib/organizations/domains/queries";
import type { PortalFeature } from "#lib/portal-links/rules";
import { DomainSettings } from "@/components/domains/domain-settings";
import { SectionPage } from "../sections";
import { addDomainAction, removeDomainAction, verifyDomainAction } from "./actions";

export const metadata: Metadata = { title: "Domains" };

type Search = Record<string, string | string[] | undefined>;
type PageProps = { params: Promise<{ link: string }>; searchParams: Promise<Search> };

const names: Readonly<Record<PortalFeature, string>> = { sso: "single sign-on", dir_sync: "directory sync" };

export default async function PortalDomainsPage({ params, searchParams }: PageProps) {
  const portal = await requirePortal((await params).link);
  const { id, context, brand, features } = portal;
  return (
    <SectionPage portal={portal} path="/domains" title="Domains" lead={leadFor(features)}>
      <DomainSettings
        domains={await listDomains(context)}
        address={brand.slug}
        search={await searchParams}
        add={addDomainAction.bind(null, id)}
        verify={verifyDomainAction.bind(null, id)}
        remove={removeDomainAction.bind(null, id)}
      />
    </SectionPage>
  );
}

/** What domains are good for; of a feature that the link is for and this version does not have, both. */
function leadFor(features: readonly PortalFeature[]): string {
  const first = "Prove that a domain is yours";
  if (features.length === 0) return `${first}, and this ${noun.one} can have addresses on it.`;
  const asked = features.map((feature) => names[feature]).join(" and ");
  const need = features.length > 1 ? "need" : "needs";
  return `${first}: ${asked} ${need} one. The rest of the set-up is not in this version of Foyer yet.`;
}

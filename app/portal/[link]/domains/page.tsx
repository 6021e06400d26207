import type { Metadata } from "next";
import { requirePortal } from "#lib/auth/gates";
import { noun } from "#lib/noun";
import { listDomains } from "#lib/organizations/domains/queries";
import type { PortalFeature } from "#lib/portal-links/rules";
import { DomainSettings } from "@/components/domains/domain-settings";
import { Note } from "@/components/ui/note";
import { SectionPage } from "../sections";
import { addDomainAction, removeDomainAction, verifyDomainAction } from "./actions";

export const metadata: Metadata = { title: "Domains" };

type Search = Record<string, string | string[] | undefined>;
type PageProps = { params: Promise<{ link: string }>; searchParams: Promise<Search> };

const names: Readonly<Record<PortalFeature, string>> = { sso: "Single sign-on", dir_sync: "Directory sync" };

export default async function PortalDomainsPage({ params, searchParams }: PageProps) {
  const portal = await requirePortal((await params).link);
  const { id, context, brand, features } = portal;
  const asked = features.map((feature) => names[feature]);
  return (
    <SectionPage
      portal={portal}
      path="/domains"
      title="Domains"
      lead={`Prove that a domain is yours, and this ${noun.one} can have addresses on it.`}
    >
      {asked.length > 0 ? <LaterNote asked={asked} /> : null}
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

/** What the link is for and this version does not have. */
function LaterNote({ asked }: { asked: readonly string[] }) {
  const [first = "", ...rest] = asked;
  const subject = [first, ...rest.map((name) => name.toLowerCase())].join(" and ");
  const [begin, cannot] = rest.length > 0 ? ["begin", "They"] : ["begins", "It"];
  return (
    <Note>
      {subject} {begin} with a domain that is proven to be yours, which you can do here. {cannot} cannot be set up any
      further yet: this version of Foyer does not have {rest.length > 0 ? "them" : "it"}.
    </Note>
  );
}

import type { Metadata } from "next";
import { requireMember } from "#lib/auth/gates";
import { noun } from "#lib/noun";
import { listDomains } from "#lib/organizations/domains/queries";
import type { Domain } from "#lib/organizations/domains/types";
import { DomainRows } from "@/components/domains/domain-list";
import { DomainSettings } from "@/components/domains/domain-settings";
import { SectionPage } from "../../sections";
import { addDomainAction, removeDomainAction, verifyDomainAction } from "./actions";

export const metadata: Metadata = { title: "Domains" };

type Search = Record<string, string | string[] | undefined>;
type PageProps = { params: Promise<{ slug: string }>; searchParams: Promise<Search> };

/** The domains that are the organization's own, and the proof of each. */
export default async function DomainsPage({ params, searchParams }: PageProps) {
  const { context, brand } = await requireMember((await params).slug);
  const domains = await listDomains(context);
  return (
    <SectionPage
      slug={brand.slug}
      path="settings/domains"
      title="Domains"
      lead={`Prove that a domain is yours, and this ${noun.one} can have addresses on it.`}
    >
      {context.permissions.has("domains:manage") ? (
        <DomainSettings
          domains={domains}
          address={brand.slug}
          search={await searchParams}
          add={addDomainAction.bind(null, brand.slug)}
          verify={verifyDomainAction.bind(null, brand.slug)}
          remove={removeDomainAction.bind(null, brand.slug)}
        />
      ) : (
        <ReadOnlyList domains={domains} />
      )}
    </SectionPage>
  );
}

function ReadOnlyList({ domains }: { domains: readonly Domain[] }) {
  if (domains.length === 0) return <p className="text-ink-2">None yet. An admin can add one.</p>;
  return (
    <div className="grid gap-3">
      <DomainRows domains={domains} />
      <p className="text-ink-2 text-small">Only admins can change this.</p>
    </div>
  );
}

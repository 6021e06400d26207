import type { Metadata } from "next";
import { requireMember } from "#lib/auth/gates";
import { noun } from "#lib/noun";
import { listDomains } from "#lib/organizations/domains/queries";
import { addressProof } from "#lib/organizations/domains/refusals";
import type { Domain } from "#lib/organizations/domains/types";
import { DomainForm } from "@/components/domains/domain-form";
import { DomainList, DomainRows } from "@/components/domains/domain-list";
import { Card } from "@/components/ui/card";
import { Note } from "@/components/ui/note";
import { Section } from "@/components/ui/section";
import { SectionPage } from "../../sections";
import { addDomainAction } from "./actions";
import { RemoveForm, VerifyForm } from "./domain-acts";

export const metadata: Metadata = { title: "Domains" };

type Search = Record<string, string | string[] | undefined>;
type PageProps = { params: Promise<{ slug: string }>; searchParams: Promise<Search> };

/** The domains that are the organization's own, and the proof of each. */
export default async function DomainsPage({ params, searchParams }: PageProps) {
  const { context, brand } = await requireMember((await params).slug);
  const domains = await listDomains(context);
  const proof = addressProof(brand.slug, domains);
  const proposed = proof && !proof.listed ? proof.domain : "";
  const manages = context.permissions.has("organization:manage");
  return (
    <SectionPage
      slug={brand.slug}
      path="settings/domains"
      title="Domains"
      lead={`Prove that a domain is yours, and this ${noun.one} can have addresses on it.`}
    >
      {manages ? (
        <>
          <Outcome search={await searchParams} domains={domains} />
          <Card padded className="grid gap-6">
            {domains.length === 0 ? <Introduction /> : null}
            <DomainForm action={addDomainAction.bind(null, brand.slug)} proposed={proposed} />
          </Card>
          {domains.length > 0 ? (
            <Section id="domains" title="Your domains">
              <DomainList
                domains={domains}
                verifying={(domain) => <VerifyForm slug={brand.slug} domain={domain} />}
                removing={(domain) => <RemoveForm slug={brand.slug} domain={domain} />}
              />
            </Section>
          ) : null}
        </>
      ) : (
        <ReadOnlyList domains={domains} />
      )}
    </SectionPage>
  );
}

function Introduction() {
  return (
    <div className="grid max-w-measure gap-1">
      <h2>An address of your own</h2>
      <p className="text-ink-2">
        People can sign in at an address such as auth.orion-analytics.com. Add the domain, publish one record where its
        DNS is kept, and Foyer finds it.
      </p>
    </div>
  );
}

const done: Record<string, string> = {
  added: "The domain is in the list. Publish its record, then verify it.",
  removed: "The domain is removed. You can delete its record from DNS.",
};
const refused: Record<string, string> = {
  limit: "That was asked for too often. Foyer goes on looking by itself; try again in ten minutes.",
  domain: "The domain was not added. Add it below to read why.",
};

/** What came of the last click. */
function Outcome({ search, domains }: { search: Search; domains: readonly Domain[] }) {
  const error = refused[String(search.error)];
  if (error) return <Note tone="danger">{error}</Note>;
  const notice = done[String(search.done)];
  if (notice) return <Note>{notice}</Note>;
  const looked = domains.find(({ id }) => id === search.looked);
  if (!looked) return null;
  return looked.status === "verified" && !looked.problem ? (
    <Note>{looked.domain} is verified.</Note>
  ) : (
    <Note tone="danger">The proof of {looked.domain} was not found. The reason is under its name in the list.</Note>
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

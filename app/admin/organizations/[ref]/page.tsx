import type { Metadata } from "next";
import Link from "next/link";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { requireOperator } from "#lib/auth/gates";
import { doorAddress } from "#lib/door-address";
import { findOrganizationNamed, readOrganization } from "#lib/organizations/operations/queries";
import { decodedPart } from "#lib/path-part";
import { type QueryParameter, queryText } from "#lib/query-text";
import { OrganizationLogo } from "@/components/brand/organization-logo";
import { Section } from "@/components/ui/section";
import { EventList } from "@/components/workspace/event-list";
import { listAddress } from "../../list-address";
import { startIn } from "../../paging";
import { AdminSection } from "../../sections";
import { StateTag } from "../../state-tag";
import { externalIdAction, metadataAction, renameAction } from "./actions";
import { Domains } from "./domains";
import { Facts } from "./facts";
import { Members } from "./members";
import { ExternalIdForm, MetadataForm, NameForm } from "./property-forms";
import { StateCard } from "./state-card";

type PageProps = {
  params: Promise<{ ref: string }>;
  searchParams: Promise<Record<"q" | "members", QueryParameter>>;
};

/** Read once a request, though page and title both ask. */
const open = cache(async (ref: string, membersAfter: string | null) => {
  const context = await requireOperator();
  const id = await findOrganizationNamed(context, decodedPart(ref));
  const view = id && (await readOrganization(context, id, membersAfter));
  return view ?? notFound();
});

async function read({ params, searchParams }: PageProps) {
  const { members, q } = await searchParams;
  const { ref } = await params;
  const membersAfter = startIn(members);
  const view = await open(ref, membersAfter);
  return { ref, view, membersAfter, search: queryText(q) };
}

export async function generateMetadata(props: PageProps): Promise<Metadata> {
  await requireOperator();
  return { title: (await read(props)).view.organization.displayName };
}

/** One organization. Its id, an address, live or former, or its external id leads here; the id is what the page is at. */
export default async function OrganizationPage(props: PageProps) {
  await requireOperator();
  const { ref, view, membersAfter, search } = await read(props);
  const { organization, members, domains, events } = view;
  const { organizationId, displayName, address, externalId, metadata, formerAddresses } = organization;
  const path = `/admin/organizations/${organizationId}`;
  if (ref !== organizationId) redirect(path);
  // A link to its door, or a domain, is in no list.
  const names = [organizationId, address, externalId, ...formerAddresses].map((name) => name?.toLowerCase());
  return (
    <AdminSection
      current="/admin"
      title={
        <span className="flex items-start gap-3">
          <OrganizationLogo brand={organization} size={40} />
          <span className="min-w-0 self-center">{displayName}</span>
        </span>
      }
      lead={<StateTag organization={organization} />}
    >
      {search ? (
        <p className="text-ink-2 [overflow-wrap:anywhere]">
          “{search.slice(0, 300)}” names exactly this one.{" "}
          {names.includes(search.toLowerCase()) ? (
            <Link href={listAddress({ search, every: true })} prefetch={false} className="link">
              Show everything that has it
            </Link>
          ) : null}
        </p>
      ) : null}
      <Facts organization={organization} domains={domains} />
      {organization.deletedAt ? null : (
        <div className="grid gap-6">
          <NameForm
            action={renameAction.bind(null, organizationId)}
            displayName={displayName}
            address={address}
            frame={doorAddress("")}
          />
          <ExternalIdForm action={externalIdAction.bind(null, organizationId)} externalId={externalId} />
          <MetadataForm action={metadataAction.bind(null, organizationId)} pairs={metadata} />
        </div>
      )}
      <Members page={members} path={path} isStart={membersAfter === null} />
      <Domains organization={organization} domains={domains} />
      <Section id="recent" title="Recent">
        {events.length > 0 ? (
          <EventList events={events} userId={null} />
        ) : (
          <p className="text-ink-2">Nothing has happened yet.</p>
        )}
      </Section>
      <StateCard organization={organization} />
    </AdminSection>
  );
}

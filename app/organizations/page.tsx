import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { requireUser } from "#lib/auth/gates";
import { doorAddress } from "#lib/door-address";
import { noun } from "#lib/noun";
import { maySomebodyCreate } from "#lib/organizations/allowance/queries";
import { listDeactivatedOrganizations } from "#lib/organizations/lifecycle/queries";
import { graceDays } from "#lib/organizations/lifecycle/rules";
import { listOwnOrganizations, type OwnOrganization } from "#lib/organizations/queries";
import type { PublicBrand } from "#lib/organizations/types";
import { roleName } from "#lib/roles/rules";
import { OrganizationLogo } from "@/components/brand/organization-logo";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { Note } from "@/components/ui/note";
import { Page, PageHead } from "@/components/ui/page";
import { Row } from "@/components/ui/row";
import { Section } from "@/components/ui/section";
import { switchOrganizationAction } from "@/components/workspace/actions";
import { SignedInBar } from "@/components/workspace/signed-in-bar";

export function generateMetadata(): Metadata {
  return { title: `Your ${noun.many}` };
}

type PageProps = { searchParams: Promise<{ deleted?: string | string[] }> };

export default async function OrganizationsPage({ searchParams }: PageProps) {
  const user = await requireUser();
  const [organizations, deactivated] = await Promise.all([
    listOwnOrganizations(user.id),
    listDeactivatedOrganizations(user.id),
  ]);
  const { deleted } = await searchParams;
  const { one, One, many } = noun;
  const create = maySomebodyCreate() ? (
    <Button variant="solid" href="/organizations/new" icon={<Plus aria-hidden="true" />}>
      Create {one}
    </Button>
  ) : null;
  const some = organizations.length > 0;
  return (
    <>
      <SignedInBar user={user} organizations={organizations} />
      <Page className="grid max-w-[47rem] gap-8">
        {deleted === undefined ? null : (
          <Note>
            {One} deleted. For {graceDays} days the people who run this installation can restore it.
          </Note>
        )}
        <PageHead title={`Your ${many}`} action={some ? create : null} />
        {some ? (
          <Card>
            <ul>
              {organizations.map((organization) => (
                <OrganizationRow key={organization.organizationId} organization={organization} />
              ))}
            </ul>
          </Card>
        ) : (
          <Empty
            title={deactivated.length > 0 ? `None of your ${many} is active` : `You are in no ${one}`}
            action={create}
          >
            {create ? "Create one, or join one that exists: ask" : "Ask"} someone in it to let in{" "}
            <span className="[overflow-wrap:anywhere]">{user.email}</span>.
          </Empty>
        )}
        {deactivated.length > 0 ? <Deactivated organizations={deactivated} /> : null}
      </Page>
    </>
  );
}

/** Those that operators have switched off: to be known of, not to be opened. */
function Deactivated({ organizations }: { organizations: readonly PublicBrand[] }) {
  return (
    <Section id="deactivated" title="Deactivated">
      <p className="max-w-measure text-ink-2">
        Nobody can get in for now, and nothing is lost. The people who run this installation can open it again.
      </p>
      <Card>
        <ul>
          {organizations.map((organization) => (
            <Row
              key={organization.organizationId}
              as="li"
              leading={<OrganizationLogo brand={organization} size={40} />}
              title={organization.displayName}
              detail={<Address slug={organization.slug} />}
              action="Deactivated"
            />
          ))}
        </ul>
      </Card>
    </Section>
  );
}

function Address({ slug }: { slug: string }) {
  const { before, after } = doorAddress(slug);
  return (
    <>
      <span className="max-wide:hidden">{before}</span>
      {slug}
      {after}
    </>
  );
}

function OrganizationRow({ organization }: { organization: OwnOrganization }) {
  const { slug, displayName, role } = organization;
  return (
    <Row
      as="li"
      leading={<OrganizationLogo brand={organization} size={40} />}
      title={displayName}
      detail={
        <>
          <Address slug={slug} /> · {roleName(role)}
        </>
      }
      action={
        <form action={switchOrganizationAction.bind(null, slug)}>
          <Button type="submit" size="small">
            Open<span className="sr-only"> {displayName}</span>
          </Button>
        </form>
      }
    />
  );
}

import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { requireUser } from "#lib/auth/gates";
import { doorAddress } from "#lib/door-address";
import { noun } from "#lib/noun";
import { listOwnOrganizations, type OwnOrganization } from "#lib/organizations/queries";
import { roleName } from "#lib/roles/rules";
import { OrganizationLogo } from "@/components/brand/organization-logo";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { Page, PageHead } from "@/components/ui/page";
import { Row } from "@/components/ui/row";
import { switchOrganizationAction } from "@/components/workspace/actions";
import { SignedInBar } from "@/components/workspace/signed-in-bar";

export function generateMetadata(): Metadata {
  return { title: `Your ${noun.many}` };
}

export default async function OrganizationsPage() {
  const user = await requireUser();
  const organizations = await listOwnOrganizations(user.id);
  const { one, many } = noun;
  const create = (
    <Button variant="solid" href="/organizations/new" icon={<Plus aria-hidden="true" />}>
      Create {one}
    </Button>
  );
  return (
    <>
      <SignedInBar user={user} organizations={organizations} />
      <Page className="grid max-w-[47rem] gap-8">
        {organizations.length > 0 ? (
          <>
            <PageHead title={`Your ${many}`} action={create} />
            <Card>
              <ul>
                {organizations.map((organization) => (
                  <OrganizationRow key={organization.organizationId} organization={organization} />
                ))}
              </ul>
            </Card>
          </>
        ) : (
          <>
            <PageHead title={`Your ${many}`} />
            <Empty title={`You are in no ${one} yet`} action={create}>
              Create one, or join one that exists: ask someone in it to let in{" "}
              <span className="[overflow-wrap:anywhere]">{user.email}</span>.
            </Empty>
          </>
        )}
      </Page>
    </>
  );
}

function OrganizationRow({ organization }: { organization: OwnOrganization }) {
  const { slug, displayName, role } = organization;
  const { before, after } = doorAddress(slug);
  return (
    <Row
      as="li"
      leading={<OrganizationLogo brand={organization} size={40} />}
      title={displayName}
      detail={
        <>
          <span className="max-wide:hidden">{before}</span>
          {slug}
          {after} · {roleName(role)}
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

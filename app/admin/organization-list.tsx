import Link from "next/link";
import type { OperatorRow } from "#lib/organizations/operations/queries";
import { OrganizationLogo } from "@/components/brand/organization-logo";
import { Card } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import { Row } from "@/components/ui/row";
import { StateTag } from "./state-tag";

/** Organizations, one a line: what they are called, where they are, and what is out of the ordinary. */
export function OrganizationList({ organizations }: { organizations: readonly OperatorRow[] }) {
  return (
    <Card>
      <ul>
        {organizations.map((organization) => (
          <Row
            key={organization.organizationId}
            as="li"
            leading={<OrganizationLogo brand={organization} size={40} />}
            title={
              <Link
                href={`/admin/organizations/${organization.organizationId}`}
                prefetch={false}
                className="rounded-tiny text-ink no-underline hover:underline"
              >
                {organization.displayName}
              </Link>
            }
            detail={[organization.address ?? organization.organizationId, organization.externalId]
              .filter(Boolean)
              .join(" · ")}
            action={
              <>
                <StateTag organization={organization} inRow />
                <span className="sr-only">Created</span>
                <RelativeTime date={organization.createdAt} className="text-right max-wide:sr-only wide:min-w-24" />
              </>
            }
          />
        ))}
      </ul>
    </Card>
  );
}

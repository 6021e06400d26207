import type { OperatorRow } from "#lib/organizations/operations/queries";
import { OrganizationLogo } from "@/components/brand/organization-logo";
import { Card } from "@/components/ui/card";
import { cx } from "@/components/ui/class-names";
import { RelativeTime } from "@/components/ui/relative-time";
import { Row } from "@/components/ui/row";
import { StateTag, timeLeft } from "./state-tag";

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
            title={organization.displayName}
            href={`/admin/organizations/${organization.organizationId}`}
            detail={[organization.address ?? organization.organizationId, organization.externalId]
              .filter(Boolean)
              .join(" · ")}
            action={
              <div className="grid justify-items-end wide:flex wide:gap-1">
                <StateTag organization={organization} inRow />
                <When organization={organization} />
              </div>
            }
          />
        ))}
      </ul>
    </Card>
  );
}

/** How long a deleted one can still be restored; of any other, since when it is there, for which a phone has no room. */
function When({ organization: { createdAt, deletedAt } }: { organization: OperatorRow }) {
  const place = "text-right wide:min-w-36";
  return deletedAt ? (
    <span className={place}>{timeLeft(deletedAt)}</span>
  ) : (
    <span className={cx(place, "max-wide:sr-only")}>
      Created <RelativeTime date={createdAt} form="long" />
    </span>
  );
}

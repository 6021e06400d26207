import { noun } from "#lib/noun";
import type { Domain } from "#lib/organizations/domains/types";
import type { OperatorRow } from "#lib/organizations/operations/queries";
import { DomainForm } from "@/components/domains/domain-form";
import { DomainList, DomainRows } from "@/components/domains/domain-list";
import { Card } from "@/components/ui/card";
import { Section } from "@/components/ui/section";
import { ActForm } from "../../act-form";
import { addDomainAction, removeDomainAction } from "./actions";

type DomainsProps = { organization: OperatorRow; domains: readonly Domain[] };

/** The domains that are the organization's own. What an operator adds is verified on their word. */
export function Domains({ organization: { organizationId, deletedAt }, domains }: DomainsProps) {
  if (deletedAt) {
    return (
      <Section id="domains" title="Domains">
        {domains.length > 0 ? <DomainRows domains={domains} /> : <p className="text-ink-2">There are none.</p>}
      </Section>
    );
  }
  const add = addDomainAction.bind(null, organizationId);
  const remove = removeDomainAction.bind(null, organizationId);
  return (
    <Section id="domains" title="Domains">
      <Card padded className="grid gap-6">
        <p className="max-w-measure text-ink-2">
          A domain that you add is verified at once, without a record in DNS. Be sure that it is theirs: addresses on it
          open the door of this {noun.one}, and of no other.
        </p>
        <DomainForm action={add} variant="outline" />
      </Card>
      {domains.length > 0 ? (
        <DomainList
          domains={domains}
          verifying={({ domain, status }) =>
            status === "verified" ? null : (
              <ActForm action={add} fields={{ domain }} size="small" waiting="Verifying">
                Verify without a record<span className="sr-only"> {domain}</span>
              </ActForm>
            )
          }
          removing={({ id, domain, status }) => (
            <div className="grid gap-3">
              <p className="max-w-measure text-small">
                {status === "verified" ? "Addresses on it stop working at once. " : ""}Its admins can add it again with
                a new record.
              </p>
              <ActForm action={remove} fields={{ domainId: id }} size="small" waiting="Removing">
                <span className="max-w-[15rem] truncate">Remove {domain}</span>
              </ActForm>
            </div>
          )}
        />
      ) : null}
    </Section>
  );
}

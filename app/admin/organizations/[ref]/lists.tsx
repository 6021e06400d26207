import { Globe } from "lucide-react";
import Link from "next/link";
import { noun } from "#lib/noun";
import type { OperatorView } from "#lib/organizations/operations/queries";
import { roleName } from "#lib/roles/rules";
import { Face } from "@/components/brand/face";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Row } from "@/components/ui/row";
import { Section } from "@/components/ui/section";

type MembersProps = { page: OperatorView["members"]; path: string; isStart: boolean };

/** Who is in it, a page at a time. Operators look; admins change. */
export function Members({ page: { members, total, next }, path, isStart }: MembersProps) {
  return (
    <Section id="members" title="Members" aside={total > 0 ? `${total} in all` : undefined}>
      {members.length === 0 ? (
        <p className="text-ink-2">{isStart ? "Nobody is in it yet." : "There are no more."}</p>
      ) : (
        <Card>
          <ul>
            {members.map(({ id, name, email, role }) => (
              <Row
                key={id}
                as="li"
                leading={<Face userId={id} name={name ?? email} />}
                title={name ?? email}
                detail={name ? email : undefined}
                action={roleName(role)}
              />
            ))}
          </ul>
        </Card>
      )}
      {next || !isStart ? (
        <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
          {next ? (
            <Link
              href={`${path}?${new URLSearchParams({ members: next })}#members`}
              prefetch={false}
              className={buttonClass()}
            >
              Show more members
            </Link>
          ) : null}
          {isStart ? null : (
            <Link href={`${path}#members`} prefetch={false} className="link">
              Back to the first ones
            </Link>
          )}
        </div>
      ) : null}
    </Section>
  );
}

const statuses = { pending: "Pending", verified: "Verified", failed: "Failed" } as const;

/** The domains it says are its own, and whether it has proved that. */
export function Domains({ domains }: { domains: OperatorView["domains"] }) {
  return (
    <Section id="domains" title="Domains">
      {domains.length === 0 ? (
        <p className="text-ink-2">This {noun.one} has claimed no domain.</p>
      ) : (
        <Card>
          <ul>
            {domains.map(({ id, domain, status, problem, createdVia }) => (
              <Row
                key={id}
                as="li"
                wrap
                leading={<Globe className="text-ink-3" aria-hidden="true" />}
                title={domain}
                detail={problem ?? (createdVia === "user" ? "Added by an admin" : "Vouched for")}
                action={statuses[status]}
              />
            ))}
          </ul>
        </Card>
      )}
    </Section>
  );
}

import Link from "next/link";
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

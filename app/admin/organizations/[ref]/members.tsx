import type { OperatorView } from "#lib/organizations/operations/queries";
import { roleName } from "#lib/roles/rules";
import { Face } from "@/components/brand/face";
import { Card } from "@/components/ui/card";
import { Row } from "@/components/ui/row";
import { Section } from "@/components/ui/section";
import { Paging } from "../../paging";

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
      <Paging
        next={next && `${path}?${new URLSearchParams({ members: next })}#members`}
        first={isStart ? null : `${path}#members`}
        nextLabel="Show more members"
        firstLabel="Back to the first ones"
      />
    </Section>
  );
}

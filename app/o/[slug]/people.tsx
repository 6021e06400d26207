import Link from "next/link";
import type { Member } from "#lib/members/queries";
import { roleName } from "#lib/roles/rules";
import { Face } from "@/components/brand/face";
import { Card } from "@/components/ui/card";
import { Row } from "@/components/ui/row";
import { Section } from "@/components/ui/section";

type PeopleProps = { slug: string; members: readonly Member[]; total: number; userId: string };

/** The first few people, and the way to all of them. */
export function People({ slug, members, total, userId }: PeopleProps) {
  const all = total > 1 && (
    <Link href={`/o/${slug}/members`} prefetch={false} className="link">
      All {total}
      <span className="sr-only"> members</span>
    </Link>
  );
  return (
    <Section id="people" title="People" aside={all}>
      <Card>
        <ul>
          {members.map((member) => (
            <Row
              key={member.id}
              as="li"
              compact
              leading={<Face userId={member.id} name={member.name ?? member.email} />}
              title={
                <>
                  {member.name ?? member.email}
                  {member.id === userId ? <span className="font-normal text-ink-2"> · you</span> : null}
                </>
              }
              action={roleName(member.role)}
            />
          ))}
        </ul>
      </Card>
    </Section>
  );
}

import type { Metadata } from "next";
import { requireMember } from "#lib/auth/gates";
import { listMembers } from "#lib/members/queries";
import { queryText } from "#lib/query-text";
import { SectionPage } from "../sections";
import { MemberList } from "./member-list";
import { toRow } from "./rows";

export const metadata: Metadata = { title: "Members" };

type PageProps = { params: Promise<{ slug: string }>; searchParams: Promise<{ after?: string | string[] }> };

/** Who can come in, a page at a time. Without scripts "Show more" is a link to the next page. */
export default async function MembersPage({ params, searchParams }: PageProps) {
  const { context, brand } = await requireMember((await params).slug);
  const start = queryText((await searchParams).after) || null;
  const { members, total, next } = await listMembers(context, { after: start });
  return (
    <SectionPage
      slug={brand.slug}
      path="members"
      title="Members"
      lead={total === 1 ? "You are the only one here." : `${total} people can come in.`}
    >
      {/* Another start is another list: what was loaded before does not belong to it. */}
      <MemberList
        key={start}
        slug={brand.slug}
        first={members.map((member) => toRow(member, context))}
        next={next}
        isStart={start === null}
      />
    </SectionPage>
  );
}

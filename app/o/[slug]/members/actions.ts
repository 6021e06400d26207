"use server";

import { requireMember } from "#lib/auth/gates";
import { listMembers } from "#lib/members/queries";
import { type MemberRow, toRow } from "./rows";

/** The next page of the list. */
export async function loadMembersAction(
  slug: string,
  after: string,
): Promise<{ members: MemberRow[]; next: string | null }> {
  const { context } = await requireMember(String(slug));
  const { members, next } = await listMembers(context, { after: String(after) });
  return { members: members.map((member) => toRow(member, context)), next };
}

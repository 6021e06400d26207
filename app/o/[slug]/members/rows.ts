import type { OrgContext } from "#lib/auth/context";
import type { Member } from "#lib/members/queries";
import { roleName } from "#lib/roles/rules";

/** A line of the list, as the browser gets it. */
export type MemberRow = { id: string; name: string | null; email: string; role: string; isYou: boolean };

export function toRow(member: Member, context: OrgContext): MemberRow {
  const { id, name, email, role } = member;
  return { id, name, email, role: roleName(role), isYou: id === context.actor.id };
}

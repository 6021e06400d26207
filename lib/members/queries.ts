import { and, asc, eq, sql } from "drizzle-orm";
import type { Database } from "#db/client";
import { inOrganization, installation } from "#db/client";
import { memberships } from "#db/schema/memberships";
import { users } from "#db/schema/users";
import { authorize, type InstallationContext, type OrgContext } from "#lib/auth/context";
import type { OrganizationId, UserId } from "#lib/ids";
import { onwards, positionOf, rowAt } from "#lib/keyset";
import { lookupKey } from "#lib/lookup-key";

export type Member = {
  id: UserId;
  name: string | null;
  email: string;
  role: string;
  joinedAt: Date;
};

export type MemberPage = { members: Member[]; total: number; next: string | null };

/**
 * The members of an organization by time of joining, a page at a time; `after` is the `next` of the page before.
 * @throws AppError forbidden
 */
export async function listMembers(
  context: OrgContext,
  { limit = 50, after = null }: { limit?: number; after?: string | null } = {},
): Promise<MemberPage> {
  authorize(context, "members:read");
  return inOrganization(context, (tx) => readMembers(tx, context.organizationId, limit, after));
}

/** As listMembers, for callers who have shown that they may: inside a transaction that reads more, and for operators. */
export async function readMembers(
  tx: Database,
  organizationId: OrganizationId,
  limit: number,
  after: string | null = null,
): Promise<MemberPage> {
  const start = after === null ? null : rowAt(after);
  const rows = await tx
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      role: memberships.role,
      joinedAt: memberships.createdAt,
      position: positionOf(memberships.createdAt, memberships.userId),
      total: sql<number>`(select count(*)::int from memberships where organization_id = ${organizationId})`,
    })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(
      and(
        eq(memberships.organizationId, organizationId),
        start ? sql`(${memberships.createdAt}, ${memberships.userId}) > ${start}` : undefined,
      ),
    )
    .orderBy(asc(memberships.createdAt), asc(memberships.userId))
    .limit(limit + 1);
  const { records, next } = onwards(rows, limit);
  return { members: records.map(({ total: _, ...member }) => member), total: rows[0]?.total ?? 0, next };
}

/** What a person may do in an organization: their role, and what it has of the catalogue of application permissions. */
export type MemberRights = { role: string; permissions: { name: string; description: string }[] };

/** The rights of a member, in one statement; null when they are none, or the organization is deleted. */
export async function findRights(
  _: InstallationContext,
  organizationId: string,
  userId: string,
): Promise<MemberRights | null> {
  const { rows } = await installation.execute<MemberRights>(sql`
    select m.role, coalesce((
      select json_agg(json_build_object('name', p.name, 'description', p.description) order by p.name)
      from role_permissions granted join permissions p on p.name = granted.permission where granted.role = m.role
    ), '[]') as permissions
    from memberships m join organizations o on o.id = m.organization_id and o.deleted_at is null
    where m.organization_id = ${lookupKey(organizationId)} and m.user_id = ${lookupKey(userId)}`);
  return rows[0] ?? null;
}

/** How many people have a role: in one organization, or in any that is not deleted. */
export async function countPeopleWith(
  _: InstallationContext,
  role: string,
  organizationId: OrganizationId | null = null,
): Promise<number> {
  const within = organizationId === null ? sql`true` : sql`m.organization_id = ${organizationId}`;
  const { rows } = await installation.execute<{ number: number }>(sql`
    select count(distinct m.user_id)::int as number
    from memberships m join organizations o on o.id = m.organization_id and o.deleted_at is null
    where m.role = ${role} and ${within}`);
  return rows[0]?.number ?? 0;
}

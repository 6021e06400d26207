import { and, asc, eq, sql } from "drizzle-orm";
import type { Database } from "#db/client";
import { inOrganization } from "#db/client";
import { memberships } from "#db/schema/memberships";
import { users } from "#db/schema/users";
import { authorize, type OrgContext } from "#lib/auth/context";
import type { UserId } from "#lib/ids";

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
  return inOrganization(context, (tx) => readMembers(tx, context, limit, after));
}

/** As listMembers, inside a transaction of the organization that reads more. */
export async function readMembers(
  tx: Database,
  context: OrgContext,
  limit: number,
  after: string | null = null,
): Promise<MemberPage> {
  const position = sql<string>`to_char(${memberships.createdAt} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '~' || ${memberships.userId}`;
  const rows = await tx
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      role: memberships.role,
      joinedAt: memberships.createdAt,
      position,
      total: sql<number>`(select count(*)::int from memberships where organization_id = ${context.organizationId})`,
    })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(
      and(
        eq(memberships.organizationId, context.organizationId),
        after === null ? undefined : sql`(${memberships.createdAt}, ${memberships.userId}) > ${startOf(after)}`,
      ),
    )
    .orderBy(asc(memberships.createdAt), asc(memberships.userId))
    .limit(limit + 1);
  const shown = rows.slice(0, limit);
  return {
    members: shown.map(({ position: _, total: __, ...member }) => member),
    total: rows[0]?.total ?? 0,
    next: rows.length > limit ? (shown.at(-1)?.position ?? null) : null,
  };
}

/** A moment in microseconds that Postgres reads too: the 30th of February only looks like one. */
function isMoment(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/.test(text)) return false;
  const date = new Date(`${text}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.slice(0, 19));
}

/** A cursor that is not one of ours starts at the beginning: it came from an address bar, and nothing depends on it. */
function startOf(after: string) {
  const [moment = "", id = ""] = after.split("~");
  const valid = isMoment(moment) && /^usr_\d{1,24}$/.test(id);
  return valid ? sql`(${moment}::timestamp at time zone 'utc', ${id})` : sql`('-infinity'::timestamptz, '')`;
}

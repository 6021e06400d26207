import { desc, eq, sql } from "drizzle-orm";
import type { Database } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import { users } from "#db/schema/users";
import type { OrganizationId } from "#lib/ids";

export type RecentEvent = {
  id: string;
  action: string;
  actorKind: string;
  actorId: string | null;
  actorName: string | null;
  details: Record<string, string>;
  createdAt: Date;
};

/** The latest events of an organization, newest first, for callers who have shown that they may read them. */
export async function readRecentEvents(
  tx: Database,
  organizationId: OrganizationId,
  limit: number,
): Promise<RecentEvent[]> {
  return tx
    .select({
      id: auditEvents.id,
      action: auditEvents.action,
      actorKind: auditEvents.actorKind,
      actorId: auditEvents.actorId,
      // Null inside an organization for someone who has left or never was there: the wall hides people of others.
      actorName: sql<string | null>`coalesce(${users.name}, ${users.email})`,
      details: auditEvents.details,
      createdAt: auditEvents.createdAt,
    })
    .from(auditEvents)
    .leftJoin(users, eq(users.id, auditEvents.actorId))
    .where(eq(auditEvents.organizationId, organizationId))
    .orderBy(desc(auditEvents.id))
    .limit(limit);
}

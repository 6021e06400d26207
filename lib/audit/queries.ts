import { desc, eq, sql } from "drizzle-orm";
import type { Database } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import { users } from "#db/schema/users";
import type { OrgContext } from "#lib/auth/context";

export type RecentEvent = {
  id: string;
  action: string;
  actorKind: string;
  actorId: string | null;
  actorName: string | null;
  details: Record<string, string>;
  createdAt: Date;
};

/** The latest events of an organization, newest first, inside a transaction of that organization. */
export async function readRecentEvents(tx: Database, context: OrgContext, limit: number): Promise<RecentEvent[]> {
  return tx
    .select({
      id: auditEvents.id,
      action: auditEvents.action,
      actorKind: auditEvents.actorKind,
      actorId: auditEvents.actorId,
      // Null for someone who has left: the wall hides people of other organizations.
      actorName: sql<string | null>`coalesce(${users.name}, ${users.email})`,
      details: auditEvents.details,
      createdAt: auditEvents.createdAt,
    })
    .from(auditEvents)
    .leftJoin(users, eq(users.id, auditEvents.actorId))
    .where(eq(auditEvents.organizationId, context.organizationId))
    .orderBy(desc(auditEvents.id))
    .limit(limit);
}

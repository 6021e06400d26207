import type { Database } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import { newId } from "#lib/ids";
import { anyWanted, writeEvents } from "#lib/webhooks/outbox";
import { happeningsOf } from "#lib/webhooks/rules";
import type { AuditEntry } from "./types.ts";

/**
 * Writes what happened, in the transaction that did it: either both are true or neither. What webhooks tell of it is written with
 * it; where no endpoint asks for that, it costs no statement more.
 */
export async function recordAudit(tx: Database, ...entries: readonly AuditEntry[]): Promise<void> {
  const insert = tx.insert(auditEvents).values(
    entries.map((entry) => ({
      id: newId("aud"),
      organizationId: entry.organizationId ?? null,
      actorKind: entry.actor.kind,
      actorId: entry.actor.id,
      action: entry.action,
      details: entry.details ?? {},
      ip: entry.actor.ip ?? null,
    })),
  );
  const happenings = happeningsOf(entries);
  if (happenings.length === 0) {
    await insert;
    return;
  }
  const [recorded] = await insert.returning({ wanted: anyWanted(happenings) });
  if (recorded?.wanted) await writeEvents(tx, happenings);
}

import type { Database } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import { newId } from "#lib/ids";
import type { AuditEntry } from "./types.ts";

/** Writes what happened, in the transaction that did it: either both are true or neither. */
export async function recordAudit(tx: Database, ...entries: readonly AuditEntry[]): Promise<void> {
  await tx.insert(auditEvents).values(
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
}

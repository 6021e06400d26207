import type { AuditAction, AuditEntry } from "#lib/audit/types";
import type { OrganizationId } from "#lib/ids";
import type { EventType } from "./types.ts";

/** What is told of, when it is sent again, and when it is not sent at all. */

/** Which event an entry of the audit log is; null for none. The type wants every action: who adds one decides. */
const eventOf: Record<AuditAction, EventType | null> = {
  "user.created": "user.created",
  "user.updated": "user.updated",
  "user.deleted": "user.deleted",
  "membership.created": "membership.created",
  "membership.updated": "membership.updated",
  "membership.deleted": "membership.deleted",
  "organization.created": "organization.created",
  "organization.renamed": "organization.updated",
  "organization.slug_changed": "organization.updated",
  "organization.logo_changed": "organization.updated",
  "organization.external_id_changed": "organization.updated",
  "organization.metadata_changed": "organization.updated",
  "organization.features_changed": "organization.updated",
  // Not among the properties of an organization that the API shows.
  "organization.max_users_changed": null,
  "organization.deactivated": "organization.deactivated",
  "organization.activated": "organization.activated",
  "organization.deleted": "organization.deleted",
  "organization.restored": "organization.restored",
  "organization.purged": "organization.purged",
  "domain.added": "domain.added",
  "domain.verified": "domain.verified",
  "domain.lost": "domain.lost",
  "domain.removed": "domain.removed",
  // A colour is Foyer's own.
  "organization.color_changed": null,
  "account.linked": null,
  "account.unlinked": null,
  "passkey.added": null,
  "passkey.removed": null,
  "session.created": null,
  "session.ended": null,
  "permission.created": null,
  "permission.described": null,
  "permission.granted": null,
  "permission.revoked": null,
  "permission.deleted": null,
  "claim.added": null,
  "claim.removed": null,
  "application.created": null,
  "application.updated": null,
  "application.deleted": null,
  "application.secret_added": null,
  "application.secret_removed": null,
  "portal_link.created": null,
  "portal_link.opened": null,
  "portal_link.finished": null,
  "portal_link.deleted": null,
  "api_client.created": null,
  "api_client.updated": null,
  "api_client.secret_added": null,
  "api_client.secret_removed": null,
  "api_client.revoked": null,
  "webhook.created": null,
  "webhook.updated": null,
  "webhook.paused": null,
  "webhook.resumed": null,
  "webhook.secret_rotated": null,
  "webhook.tested": null,
  "webhook.replayed": null,
  "webhook.deleted": null,
};

/** An event and what it is about, before the object is read. */
export type Happening = {
  type: EventType;
  organizationId: OrganizationId | null;
  /** Of a user, or of the user of a membership. */
  userId: string | null;
  domain: string | null;
};

/** What endpoints are to learn of entries of the audit log: each object's event once, however many entries say it. */
export function happeningsOf(entries: readonly AuditEntry[]): Happening[] {
  const found = entries.flatMap((entry): Happening[] => {
    const type = eventOf[entry.action];
    if (!type) return [];
    const { actor, organizationId = null, details = {} } = entry;
    const userId = details.user ?? actor.id;
    const event = { type, organizationId, userId, domain: details.domain ?? null };
    // Whoever makes an organization for themselves is in it: the log has one entry for both.
    const joins = type === "organization.created" && actor.kind === "user";
    return joins ? [event, { ...event, type: "membership.created" }] : [event];
  });
  return [...new Map(found.map((event) => [`${event.type} ${objectIdOf(event)}`, event])).values()];
}

/** Names what an event is about, among all of the installation. */
export function objectIdOf({ type, organizationId, userId, domain }: Happening): string {
  if (type.startsWith("organization.")) return organizationId ?? "";
  if (type.startsWith("user.")) return userId ?? "";
  return `${organizationId} ${type.startsWith("domain.") ? domain : userId}`;
}

/** How long events and what became of them are kept, in days. */
export const keptDays = 30;

/** How long the secret before goes on signing, in hours. */
export const overlapHours = 24;

/** How long a receiver may take to answer, in milliseconds. */
export const patience = 10_000;

/** Seconds between an attempt and the next: about a day together. */
const waits = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800];
/** How many attempts a delivery has before it counts as failed. */
export const mostAttempts = waits.length + 1;

/** The longest of them: no receiver is left alone for longer because it asks for that. */
const longestWait = Math.max(...waits);

/**
 * Seconds until the next attempt after so many that failed; null when that was the last. Up to a fifth longer than written, so that
 * what failed together does not come back together.
 */
export function waitAfter(attempts: number, random: () => number = Math.random): number | null {
  const wait = waits[attempts - 1];
  return wait === undefined ? null : Math.ceil(wait * (1 + random() / 5));
}

/**
 * For how many seconds a receiver that has too much to do asks to be left alone, in seconds or until a date (RFC 9110, 10.2.3); 0 when
 * it does not, or in no way that can be read.
 */
export function askedWait(status: number, retryAfter: string | null, now = Date.now()): number {
  if (retryAfter === null || (status !== 429 && status !== 503)) return 0;
  const seconds = /^\d+$/.test(retryAfter)
    ? Number(retryAfter)
    : / GMT$/.test(retryAfter)
      ? Math.ceil((Date.parse(retryAfter) - now) / 1000)
      : 0;
  return Math.min(longestWait, Math.max(0, seconds || 0));
}

/** So many attempts in a row that failed open the circuit of an endpoint: nothing is sent for a while, then one to try. */
export const mostFailures = 5;
/** Seconds that it is open at first, and at most: twice as long each time. */
export const circuit = { first: 30, longest: 3_600 } as const;

/** How an endpoint stands. */
export type Health = "active" | "failing" | "open" | "paused" | "gone";

export function healthOf(
  endpoint: Readonly<{ pausedAt: Date | null; gone: boolean; failures: number; openUntil: Date | null }>,
): Health {
  if (endpoint.pausedAt) return endpoint.gone ? "gone" : "paused";
  if (endpoint.openUntil) return "open";
  return endpoint.failures > 0 ? "failing" : "active";
}

/** The field of a form that stands for a type of event: a box to check. */
export const eventField = (type: string) => `event:${type}`;

import type { OrganizationId, WebhookEventId } from "#lib/ids";

/** An event as it is stored. */
export type StoredEvent = Readonly<{
  id: WebhookEventId;
  type: string;
  organizationId: OrganizationId | null;
  data: Record<string, unknown>;
  createdAt: Date;
}>;

/** What endpoints are sent of an event: the same each time. `timestamp` is when it happened. */
export function messageOf({ id, type, organizationId, data, createdAt }: StoredEvent): Record<string, unknown> {
  return {
    spec_version: "1",
    id,
    type,
    timestamp: createdAt.toISOString(),
    organization_id: organizationId,
    data,
  };
}

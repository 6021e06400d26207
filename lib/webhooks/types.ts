import type { WebhookAttemptId, WebhookEndpointId, WebhookEventId } from "#lib/ids";

/** What endpoints can be sent. */
export const eventTypes = [
  "organization.created",
  "organization.updated",
  "organization.deactivated",
  "organization.activated",
  "organization.deleted",
  "organization.restored",
  "organization.purged",
  "membership.created",
  "membership.updated",
  "membership.deleted",
  "user.created",
  "user.updated",
  "user.deleted",
  "domain.added",
  "domain.verified",
  "domain.lost",
  "domain.removed",
] as const;
export type EventType = (typeof eventTypes)[number];

/** What an operator sends to see whether it arrives. Nobody subscribes to it. */
export const testType = "webhook.test";

/** An endpoint without its secrets. */
export type Endpoint = {
  id: WebhookEndpointId;
  url: string;
  description: string;
  /** Empty: all of them. */
  eventTypes: EventType[];
  createdAt: Date;
  lastDeliveredAt: Date | null;
  pausedAt: Date | null;
  /** Paused because the receiver has answered 410. */
  gone: boolean;
  /** Attempts in a row that failed. */
  failures: number;
  /** Until then nothing is sent, because too many failed. */
  openUntil: Date | null;
  /** Until when the secret before signs too; null when there is none. */
  previousSecretUntil: Date | null;
};

export type DeliveryStatus = "pending" | "delivered" | "failed";

/** An event on its way to an endpoint. */
export type Delivery = {
  eventId: WebhookEventId;
  type: string;
  status: DeliveryStatus;
  attempts: number;
  nextAttemptAt: Date;
  lastStatus: number | null;
  lastProblem: string | null;
  createdAt: Date;
};

/** One time that an event was sent. */
export type Attempt = {
  id: WebhookAttemptId;
  createdAt: Date;
  statusCode: number | null;
  durationMs: number;
  problem: string | null;
};

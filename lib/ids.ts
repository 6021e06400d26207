import { randomInt } from "node:crypto";

/**
 * Ids are text: a prefix, "_", and 17 to 19 decimal digits: milliseconds since 2024-01-01 shifted left by 22 bits, the low
 * bits random. They sort by time, never exceed 32 characters, and say nothing about how many there are. On the rare
 * collision the unique index decides and the insert fails or retries.
 */
const epoch = Date.UTC(2024, 0, 1);
const randomBits = 22;

export type OrganizationId = `org_${string}`;
export type UserId = `usr_${string}`;
export type SessionId = `ses_${string}`;
export type AuditEventId = `aud_${string}`;
export type DomainId = `dom_${string}`;
export type ApplicationId = `skc_${string}`;
export type ApiClientId = `skc_${string}`;
export type PortalLinkId = `lnk_${string}`;
export type GrantId = `grt_${string}`;
export type WebhookEndpointId = `whe_${string}`;
export type WebhookEventId = `evt_${string}`;
export type WebhookAttemptId = `att_${string}`;
export type MessageId = `msg_${string}`;

type Prefix =
  | "org"
  | "usr"
  | "ses"
  | "aud"
  | "msg"
  | "dom"
  | "skc"
  | "lnk"
  | "grt"
  | "tkn"
  | "key"
  | "err"
  | "whe"
  | "evt"
  | "att";

let latest = 0n;

/** A new id such as `org_382947561029384756`. */
export function newId<P extends Prefix>(prefix: P, now: number = Date.now()): `${P}_${string}` {
  const fresh = (BigInt(now - epoch) << BigInt(randomBits)) | BigInt(randomInt(2 ** randomBits));
  // Within a process ids also grow within a millisecond, so that events of one transaction keep their order.
  const digits = fresh > latest ? fresh : latest + BigInt(randomInt(1, 1024));
  latest = digits;
  return `${prefix}_${digits.toString().padStart(17, "0")}`;
}

/** Where the ids made since that moment begin: all of them are greater. Milliseconds. */
export function idsSince<P extends Prefix>(prefix: P, moment: number): `${P}_${string}` {
  return `${prefix}_${(BigInt(moment - epoch) << BigInt(randomBits)).toString().padStart(17, "0")}`;
}

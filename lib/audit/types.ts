import type { OrganizationId, UserId } from "#lib/ids";

/** Who did it. Back-ends and operators join with their own kinds when they come. */
export type Actor = Readonly<{ kind: "user"; id: UserId; ip?: string | null }>;

export type AuditAction =
  | "user.created"
  | "user.updated"
  | "account.linked"
  | "account.unlinked"
  | "passkey.added"
  | "passkey.removed"
  | "session.created"
  | "session.ended"
  | "organization.created"
  | "organization.renamed"
  | "organization.slug_changed"
  | "organization.logo_changed"
  | "organization.color_changed";

export type AuditEntry = Readonly<{
  action: AuditAction;
  actor: Actor;
  organizationId?: OrganizationId | null;
  /** Names and addresses for people to read, never secrets. */
  details?: Record<string, string>;
}>;

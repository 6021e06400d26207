import type { ApiClientId, OrganizationId, PortalLinkId, UserId } from "#lib/ids";

/** A person, for themselves or in an organization. */
export type UserActor = Readonly<{ kind: "user"; id: UserId; ip?: string | null }>;
/** A person who runs the installation, acting on an organization they need not be in. */
export type OperatorActor = Readonly<{ kind: "operator"; id: UserId; ip?: string | null }>;
/** A back-end that calls the API. */
export type ApiClientActor = Readonly<{ kind: "api_client"; id: ApiClientId; ip?: string | null }>;
/** Whoever opened a portal link, acting in the one organization it is for without being a member of it. */
export type PortalActor = Readonly<{ kind: "portal_link"; id: PortalLinkId; ip?: string | null }>;
/** Foyer itself: a job. */
export type SystemActor = Readonly<{ kind: "system"; id: null; ip?: null }>;

/** Who did it. */
export type Actor = UserActor | OperatorActor | ApiClientActor | PortalActor | SystemActor;

export const system: SystemActor = { kind: "system", id: null };

export type AuditAction =
  | "user.created"
  | "user.updated"
  | "user.deleted"
  | "membership.created"
  | "membership.updated"
  | "membership.deleted"
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
  | "organization.color_changed"
  | "organization.external_id_changed"
  | "organization.metadata_changed"
  | "organization.features_changed"
  | "organization.max_users_changed"
  | "organization.deactivated"
  | "organization.activated"
  | "organization.deleted"
  | "organization.restored"
  | "organization.purged"
  | "domain.added"
  | "domain.verified"
  | "domain.lost"
  | "domain.removed"
  | "portal_link.created"
  | "portal_link.opened"
  | "portal_link.finished"
  | "portal_link.deleted"
  | "permission.created"
  | "permission.described"
  | "permission.granted"
  | "permission.revoked"
  | "permission.deleted"
  | "claim.added"
  | "claim.removed"
  | "application.created"
  | "application.updated"
  | "application.deleted"
  | "application.secret_added"
  | "application.secret_removed"
  | "api_client.created"
  | "api_client.updated"
  | "api_client.secret_added"
  | "api_client.secret_removed"
  | "api_client.revoked"
  | "webhook.created"
  | "webhook.updated"
  | "webhook.paused"
  | "webhook.resumed"
  | "webhook.secret_rotated"
  | "webhook.tested"
  | "webhook.replayed"
  | "webhook.deleted";

export type AuditEntry = Readonly<{
  action: AuditAction;
  actor: Actor;
  organizationId?: OrganizationId | null;
  /**
   * Names and addresses for people to read, never secrets. `user` is whom it is about when that is not the actor, and `domain` which
   * domain. What is recorded of something that goes is recorded before it is gone: webhooks tell what it was.
   */
  details?: Record<string, string>;
}>;

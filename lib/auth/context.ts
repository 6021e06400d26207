import type { ApiClientActor, OperatorActor, PortalActor } from "#lib/audit/types";
import { AppError } from "#lib/errors";
import type { OrganizationId, SessionId, UserId } from "#lib/ids";
import type { Permission } from "#lib/roles/rules";

declare const verified: unique symbol;

/** The signed-in person a gate let in. As an actor it is `{ kind: "user", id }`. */
export type SignedInUser = Readonly<{
  kind: "user";
  id: UserId;
  name: string | null;
  email: string;
  image: string | null;
  welcomedAt: Date | null;
  /** Whether they proved their address and it is in OPERATOR_EMAILS. */
  isOperator: boolean;
  sessionId: SessionId;
  authenticatedAt: Date;
  /** The organization the session is in, for when an address names none; null when the person is in none. */
  oid: OrganizationId | null;
  /** Client address, for the audit log. */
  ip: string | null;
}>;

/**
 * Proof of acting inside one organization: as a member of it, or in a portal that a link opened. Made only by requireMember(),
 * requirePortal() and their siblings for tests. Tenant data is reached only through functions that take it first.
 */
export type OrgContext = Readonly<{
  organizationId: OrganizationId;
  actor: SignedInUser | PortalActor;
  permissions: ReadonlySet<Permission>;
  [verified]: true;
}>;

/** Proof of membership, for what is not a portal's whatever its permissions. */
export type MemberContext = OrgContext & Readonly<{ actor: SignedInUser; role: string }>;

/** Proof of being in a portal that a link opened. */
export type PortalContext = OrgContext & Readonly<{ actor: PortalActor }>;

/**
 * Proof of being an operator, made only by requireOperator(), or of being an API client, made only where its token was verified
 * (lib/api), and by their siblings for tests. It is tied to no organization.
 */
export type InstallationContext = Readonly<{
  actor: OperatorActor | ApiClientActor;
  [verified]: true;
}>;

/** A cast of its own kind: callers have just read the verified address from the database. */
export function installationProof(actor: OperatorActor | ApiClientActor): InstallationContext {
  return { actor } as InstallationContext;
}

/** The only cast of this kind: callers have just read the membership from the database. */
export function membershipProof(facts: Omit<MemberContext, typeof verified>): MemberContext {
  return facts as MemberContext;
}

/** The only cast of this kind: callers have just read the open portal from the database. */
export function portalProof(facts: Omit<PortalContext, typeof verified>): PortalContext {
  return facts as PortalContext;
}

/**
 * First line of every mutation.
 * @throws AppError forbidden
 */
export function authorize(context: OrgContext, permission: Permission): void {
  if (context.permissions.has(permission)) return;
  throw new AppError(
    "forbidden",
    context.actor.kind === "portal_link"
      ? "The link that brought you here is not for that. Ask whoever sent it for another one."
      : "Your role does not allow that. An admin can do it, or make you one.",
  );
}

import type { ApplicationId, OrganizationId, SessionId, UserId } from "#lib/ids";
import type { PublicBrand } from "#lib/organizations/types";

/** All that is stored of a session, for back-ends. Moments are RFC 3339 in UTC with microseconds. */
export type SessionRecord = {
  id: SessionId;
  userId: UserId;
  organizationId: OrganizationId | null;
  /** Which applications act for the person while it lasts, and in which organizations. */
  grants: { applicationId: ApplicationId; organizationId: OrganizationId }[];
  createdAt: string;
  lastSeenAt: string;
  idleUntil: string;
  absoluteUntil: string;
  /** When it ended by itself; null while it lasts. */
  expiredAt: string | null;
  userAgent: string | null;
  ip: string | null;
};

/** Which sessions of a person are meant. */
export type SessionFilter = {
  /** Whether they last; undefined: all. */
  live?: boolean | undefined;
  /** Begun at this moment or later, and before this other. */
  from?: string | undefined;
  before?: string | undefined;
};

/** A live session, its person, and the organization it is looked at for, as one query finds them. */
export type LiveSession = {
  id: SessionId;
  method: string;
  authenticatedAt: Date;
  /** The earlier of the absolute and the idle deadline. */
  expires: Date;
  user: {
    id: UserId;
    name: string | null;
    email: string;
    image: string | null;
    welcomedAt: Date | null;
    /** Whether the address was proven to be theirs. */
    emailVerified: boolean;
  };
  /** The session's own organization (`oid`), when no address was asked for; else the organization at that address. Null: not a member. */
  organization: {
    id: OrganizationId;
    role: string;
    /** What the role has of the catalogue of application permissions. Foyer's own are code (lib/roles/rules.ts). */
    applicationPermissions: readonly string[];
    brand: PublicBrand & { logoUrl: string | null };
  } | null;
};

import type { OrganizationId, SessionId, UserId } from "#lib/ids";
import type { PublicBrand } from "#lib/organizations/types";

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

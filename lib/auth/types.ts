import type { OrganizationId, SessionId, UserId } from "#lib/ids";

/** A way to sign in that this installation offers. */
export type SignInMethod = {
  id: "passkey" | "google" | "github" | "microsoft-entra-id" | "oidc" | "email";
  name: string;
};

declare module "next-auth" {
  /** What auth() returns, and /api/auth/session. Nothing else of the session or the person leaves the server. */
  interface Session {
    user: { id: UserId; name: string | null; email: string; image: string | null };
    /** The organization the session is in; null when the person is in none. */
    oid: OrganizationId | null;
    sid: SessionId;
    roles: string[];
    /** Foyer's own that the role has, then those of the applications' catalogue. */
    permissions: string[];
    expires: string & Date;
  }
}

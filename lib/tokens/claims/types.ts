import type { ApplicationId, OrganizationId, SessionId, UserId } from "#lib/ids";

/** A claim that operators added: the value at `path`, in the tokens they chose. */
export type ClaimDefinition = { name: string; path: string; inIdToken: boolean; inAccessToken: boolean };

type Metadata = Readonly<Record<string, string>>;

/** What claims are made of: who came in, and for which organization. Null is what is not known. */
export type ClaimFacts = {
  organization: {
    id: OrganizationId;
    externalId: string | null;
    displayName: string;
    /** Its address; null while it has none, or only a hostname that it has not proven. */
    slug: string | null;
    metadata: Metadata;
  };
  user: {
    id: UserId;
    externalId: string | null;
    email: string;
    emailVerified: boolean;
    name: string | null;
    givenName: string | null;
    familyName: string | null;
    metadata: Metadata;
  };
};

/** A person in a live session, a member of an active organization: what every issuance and every refresh reads anew. */
export type Subject = ClaimFacts & {
  sessionId: SessionId;
  authenticatedAt: Date;
  /** How they signed in. */
  method: string;
  role: string;
  /** Application permissions of the role. */
  permissions: readonly string[];
  claims: readonly ClaimDefinition[];
};

/** The application that tokens are for, and what it was allowed to learn. */
export type Audience = { clientId: ApplicationId; scopes: ReadonlySet<string> };

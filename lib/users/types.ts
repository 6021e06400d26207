import type { OrganizationId, UserId } from "#lib/ids";

/** A person is named by one of the two. */
export type UserName = { id: string } | { externalId: string };

/** A person in an organization, for back-ends. */
export type MembershipRecord = {
  organizationId: OrganizationId;
  organizationName: string;
  role: string;
  /** What the role has of the catalogue of application permissions. */
  permissions: string[];
  /** RFC 3339 in UTC with microseconds. */
  joinedAt: string;
};

/** All that is stored of a person, for back-ends. */
export type UserRecord = {
  id: UserId;
  email: string;
  emailVerified: boolean;
  name: string | null;
  /** Null when nobody has told them. */
  givenName: string | null;
  familyName: string | null;
  /** Address of the picture that a provider named. */
  image: string | null;
  externalId: string | null;
  metadata: Record<string, string>;
  /** In organizations that are not deleted, the oldest first. */
  memberships: MembershipRecord[];
  /** RFC 3339 in UTC with microseconds. */
  createdAt: string;
  updatedAt: string;
};

/** What back-ends may change of a person: undefined leaves as it is, "" clears. */
export type UserPatch = {
  name?: string | undefined;
  givenName?: string | undefined;
  familyName?: string | undefined;
  externalId?: string | undefined;
  metadata?: Record<string, string> | undefined;
};

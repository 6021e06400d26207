import { installation } from "#db/client";
import { apiClients } from "#db/schema/api-clients";
import { applications } from "#db/schema/applications";
import { apiClientSecrets, applicationSecrets, type ClientId, type ClientSecrets } from "#db/schema/client-secrets";
import { memberships } from "#db/schema/memberships";
import { organizationDomains } from "#db/schema/organization-domains";
import { organizationSlugs } from "#db/schema/organization-slugs";
import { organizations } from "#db/schema/organizations";
import { sessions } from "#db/schema/sessions";
import { users } from "#db/schema/users";
import { scopes } from "#lib/api/clients/rules";
import {
  type InstallationContext,
  installationProof,
  type MemberContext,
  membershipProof,
  type SignedInUser,
} from "#lib/auth/context";
import { newId, type OrganizationId, type UserId } from "#lib/ids";
import { permissionsOf } from "#lib/roles/rules";
import { newClientSecret, randomToken, sha256 } from "#lib/secrets";

/** Rows for tests and the seed, each with names nobody else has; `overrides` say what matters to the case. */
let count = 0;
const unique = () => `${Date.now().toString(36)}-${process.pid.toString(36)}-${(++count).toString(36)}`;

export async function makeUser(overrides: Partial<typeof users.$inferInsert> = {}) {
  const [user] = await installation
    .insert(users)
    .values({
      id: newId("usr"),
      email: `person-${unique()}@orion-analytics.com`,
      emailVerifiedAt: new Date(),
      name: "Maya Lindqvist",
      welcomedAt: new Date(),
      ...overrides,
    })
    .returning();
  return must(user);
}

/** @param overrides `slug: null` makes one without an address */
export async function makeOrganization(
  overrides: Partial<typeof organizations.$inferInsert> & { slug?: string | null } = {},
) {
  const { slug = `org-${unique()}`, ...values } = overrides;
  const [organization] = await installation
    .insert(organizations)
    .values({ id: newId("org"), displayName: "Orion Analytics", createdVia: "user", ...values })
    .returning();
  const { id } = must(organization);
  if (slug !== null) await installation.insert(organizationSlugs).values({ slug, organizationId: id });
  return { ...must(organization), slug: slug ?? id };
}

export async function makeMembership(organizationId: OrganizationId, userId: UserId, role = "admin") {
  await installation.insert(memberships).values({ organizationId, userId, role });
}

/** A domain on an organization's list: verified unless `overrides` say otherwise, and not due to be looked at. */
export async function makeDomain(
  organizationId: OrganizationId,
  domain: string,
  overrides: Partial<typeof organizationDomains.$inferInsert> = {},
) {
  const [row] = await installation
    .insert(organizationDomains)
    .values({
      id: newId("dom"),
      organizationId,
      domain,
      token: sha256(randomToken()).slice(0, 32),
      status: "verified",
      createdVia: "user",
      ...overrides,
    })
    .returning();
  return must(row);
}

/** An application of the installation's own, and a secret of it unless its kind has none. */
export async function makeApplication(overrides: Partial<typeof applications.$inferInsert> = {}) {
  const [row] = await installation
    .insert(applications)
    .values({ id: newId("skc"), name: `Ledger ${unique()}`, kind: "web", ...overrides })
    .returning();
  const application = must(row);
  return { ...application, secret: application.kind === "web" ? await makeApplicationSecret(application.id) : null };
}

const secretIn =
  (secrets: ClientSecrets) =>
  async (ownerId: ClientId, overrides: Partial<ClientSecrets["$inferInsert"]> = {}): Promise<string> => {
    const { secret, hash, hint } = newClientSecret();
    await installation.insert(secrets).values({ secretHash: hash, ownerId, hint, ...overrides });
    return secret;
  };

export const makeApplicationSecret = secretIn(applicationSecrets);
export const makeApiClientSecret = secretIn(apiClientSecrets);

/** An API client that may do everything unless `overrides` say otherwise, and a secret of it. */
export async function makeApiClient(overrides: Partial<typeof apiClients.$inferInsert> = {}) {
  const [row] = await installation
    .insert(apiClients)
    .values({ id: newId("skc"), name: `Back office ${unique()}`, scopes: [...scopes], ...overrides })
    .returning();
  const client = must(row);
  return { ...client, secret: await makeApiClientSecret(client.id) };
}

/** A session row and the cookie token that opens it. */
export async function makeSession(userId: UserId, overrides: Partial<typeof sessions.$inferInsert> = {}) {
  const token = randomToken();
  const [session] = await installation
    .insert(sessions)
    .values({
      id: newId("ses"),
      tokenHash: sha256(token),
      userId,
      method: "email",
      expiresAt: new Date(Date.now() + 3_600_000),
      ...overrides,
    })
    .returning();
  return { ...must(session), token };
}

/** A person, their organization, and the proof a gate would make: what most tests of tenant code begin with. */
export async function makeMember(role = "admin", organizationId?: OrganizationId) {
  const user = await makeUser();
  const organization = organizationId ? null : await makeOrganization();
  const id = organizationId ?? must(organization).id;
  await makeMembership(id, user.id, role);
  return { user, organization, actor: actorOf(user), context: contextOf(user, id, role) };
}

export function actorOf(user: typeof users.$inferSelect): SignedInUser {
  return {
    kind: "user",
    id: user.id,
    name: user.name,
    email: user.email,
    image: null,
    welcomedAt: user.welcomedAt,
    isOperator: false,
    sessionId: newId("ses"),
    authenticatedAt: new Date(),
    oid: null,
    ip: "127.0.0.1",
  };
}

/** The proof the gate of operators would make. */
export async function makeOperator(): Promise<InstallationContext> {
  const { id } = await makeUser({ name: "Ola Operator" });
  return installationProof({ kind: "operator", id, ip: "127.0.0.1" });
}

export function contextOf(
  user: typeof users.$inferSelect,
  organizationId: OrganizationId,
  role: string,
): MemberContext {
  return membershipProof({ organizationId, actor: actorOf(user), role, permissions: new Set(permissionsOf(role)) });
}

function must<T>(row: T | undefined | null): T {
  if (row === undefined || row === null) throw new Error("The factory's insert returned no row.");
  return row;
}

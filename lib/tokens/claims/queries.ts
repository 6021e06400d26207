import { type SQL, sql } from "drizzle-orm";
import { installation } from "#db/client";
import { customClaims } from "#db/schema/custom-claims";
import type { InstallationContext } from "#lib/auth/context";
import { normalizeEmail } from "#lib/auth/rules";
import type { FieldErrors } from "#lib/errors";
import type { OrganizationId, SessionId, UserId } from "#lib/ids";
import { lookupKey } from "#lib/lookup-key";
import { noun } from "#lib/noun";
import { isActive, isVerified, organizationAt } from "#lib/organizations/lookup";
import { findOrganizationNamed } from "#lib/organizations/operations/queries";
import { permissionsGrantedTo } from "#lib/roles/queries";
import { liveSession } from "#lib/sessions/queries";
import type { PersonToken } from "../verification.ts";
import type { ClaimDefinition, Subject } from "./types.ts";

type Row = {
  session_id: SessionId;
  authenticated_at: string;
  method: string;
  organization_id: OrganizationId;
  organization_external_id: string | null;
  display_name: string;
  slug: string | null;
  organization_metadata: Record<string, string>;
  user_id: UserId;
  user_external_id: string | null;
  email: string;
  email_verified: boolean;
  name: string | null;
  given_name: string | null;
  family_name: string | null;
  user_metadata: Record<string, string>;
  role: string;
  permissions: string[];
  claims: ClaimDefinition[];
};

/**
 * @param live CTEs, of which `session` has the session's id, user_id, authenticated_at and method
 * @param organization the organization's id, as a scalar expression
 */
async function readSubject(live: SQL, organization: SQL): Promise<Subject | null> {
  const { rows } = await installation.execute<Row>(sql`
    with ${live}
    select session.id as session_id, session.authenticated_at, session.method,
      o.id as organization_id, o.external_id as organization_external_id, o.display_name, address.slug,
      o.metadata as organization_metadata,
      u.id as user_id, u.external_id as user_external_id, u.email, u.email_verified_at is not null as email_verified,
      u.name, u.given_name, u.family_name, u.metadata as user_metadata,
      m.role, ${permissionsGrantedTo(sql`m.role`)} as permissions,
      (select coalesce(jsonb_agg(jsonb_build_object(
        'name', c.name, 'path', c.path, 'inIdToken', c.in_id_token, 'inAccessToken', c.in_access_token) order by c.name), '[]')
        from custom_claims c) as claims
    from session
    join users u on u.id = session.user_id
    join memberships m on m.user_id = session.user_id and m.organization_id = ${organization}
    join organizations o on o.id = m.organization_id and ${isActive("o")}
    left join organization_slugs address
      on address.organization_id = o.id and address.retired_at is null and ${isVerified("address")}`);
  const row = rows[0];
  if (!row) return null;
  return {
    sessionId: row.session_id,
    authenticatedAt: new Date(row.authenticated_at),
    method: row.method,
    organization: {
      id: row.organization_id,
      externalId: row.organization_external_id,
      displayName: row.display_name,
      slug: row.slug,
      metadata: row.organization_metadata,
    },
    user: {
      id: row.user_id,
      externalId: row.user_external_id,
      email: row.email,
      emailVerified: row.email_verified,
      name: row.name,
      givenName: row.given_name,
      familyName: row.family_name,
      metadata: row.user_metadata,
    },
    role: row.role,
    permissions: row.permissions,
    claims: row.claims,
  };
}

/**
 * Who tokens of a session are about, in an organization: read anew, in one statement, at every issuance and refresh. It is a use of the
 * session, also when an application asks for it: people are at work there, not at the door (docs/decisions/0022). Null when the session
 * is over, or its person is no member of the organization, or that is not active.
 * @param address the organization's id, external id or slug; null: the one the session is in
 */
export async function findSubject(sessionId: SessionId, address: string | null): Promise<Subject | null> {
  const organization = address === null ? sql`session.organization_id` : organizationAt(address);
  return readSubject(liveSession(sql`id = ${lookupKey(sessionId)}`), organization);
}

/** Whom an access token is about, as findSubject. Null also when the authorization it was issued for is over. */
export async function findSubjectOfToken({ sessionId, organizationId, grantId }: PersonToken): Promise<Subject | null> {
  const authorized = sql`exists (
    select 1 from grants g where g.id = ${grantId} and g.session_id = sessions.id and g.expires_at > now())`;
  return readSubject(liveSession(sql`id = ${sessionId} and ${authorized}`), sql`${organizationId}`);
}

/** The claims that operators added, by name. */
export async function listClaims(_: InstallationContext): Promise<ClaimDefinition[]> {
  const { name, path, inIdToken, inAccessToken } = customClaims;
  return installation.select({ name, path, inIdToken, inAccessToken }).from(customClaims).orderBy(name);
}

/** Stands for the session that there would be. */
const someSession = sql`session as (select 'ses_…' as id, now() as authenticated_at, '' as method, id as user_id from users`;

/**
 * Who tokens of a person's would be about if they signed in now for an organization, or why there would be none, at `email` or
 * `organization`.
 */
export async function previewSubject(
  context: InstallationContext,
  asked: { email: string; organization: string },
): Promise<{ subject: Subject } | { fields: FieldErrors }> {
  const address = normalizeEmail(asked.email);
  if (!address.ok) return { fields: { email: address.message } };
  const { email } = address;
  const person = await installation.execute(sql`select 1 from users where email = ${email}`);
  if (person.rows.length === 0) return { fields: { email: "Nobody has that address." } };
  const organizationId = await findOrganizationNamed(context, asked.organization);
  if (!organizationId) return { fields: { organization: `No ${noun.one} has that address or id.` } };
  const subject = await readSubject(sql`${someSession} where email = ${email})`, sql`${organizationId}`);
  return subject
    ? { subject }
    : { fields: { organization: `They are not in that ${noun.one}, or it is not active: no token would be issued.` } };
}

import { and, desc, eq, gt, type SQL, sql } from "drizzle-orm";
import { installation } from "#db/client";
import { sessions } from "#db/schema/sessions";
import { env } from "#lib/env";
import type { OrganizationId, SessionId, UserId } from "#lib/ids";
import { lookupKey } from "#lib/lookup-key";
import { type BrandRow, brandColumns, toBrand } from "#lib/organizations/brand/queries";
import { isActive, organizationAt, withLiveSlug } from "#lib/organizations/lookup";
import { permissionsGrantedTo } from "#lib/roles/queries";
import { sha256 } from "#lib/secrets";
import type { LiveSession } from "./types.ts";

type Row = (BrandRow | Record<keyof BrandRow, null>) & {
  id: SessionId;
  method: string;
  authenticated_at: string;
  expires: string;
  user_id: UserId;
  name: string | null;
  email: string;
  image: string | null;
  welcomed_at: string | null;
  email_verified: boolean;
  logo_url: string | null;
  role: string;
  application_permissions: string[];
};

/** How far last_seen_at may lag: one write a minute, not one a request. */
const slideSeconds = 60;

/**
 * Two parts of a larger statement, since a data-modifying CTE beside the read keeps it at one: `session`, the session that `which` picks,
 * unless a deadline of it has passed; and `slid`, which moves its idle deadline.
 */
export function liveSession(which: SQL): SQL {
  const idle = env.SESSION_IDLE_SECONDS;
  return sql`session as (
      select *, least(expires_at, last_seen_at + make_interval(secs => ${idle})) as expires
      from sessions
      where ${which} and expires_at > now() and last_seen_at > now() - make_interval(secs => ${idle})
    ), slid as (
      update sessions set last_seen_at = now()
      where id in (select id from session where last_seen_at < now() - make_interval(secs => ${slideSeconds}))
    )`;
}

/**
 * The one query behind every gate: from the cookie's token to the live session, its person, their membership and the
 * organization, and it slides the idle deadline. With `slug` (live or former, or an id) the organization is the one at that
 * address; without, the one the session names. One that is deactivated or deleted is none. Null when there is no such session, or a deadline has passed.
 */
export async function findLiveSession(token: string, slug: string | null = null): Promise<LiveSession | null> {
  const asked = slug === null ? sql`session.organization_id` : organizationAt(slug);
  const { rows } = await installation.execute<Row>(sql`
    with ${liveSession(sql`token_hash = ${sha256(token)}`)}
    select session.id, session.method, session.authenticated_at, session.expires,
      u.id as user_id, u.name, u.email, u.image, u.welcomed_at, u.email_verified_at is not null as email_verified,
      ${brandColumns}, o.logo_url, m.role,
      ${permissionsGrantedTo(sql`m.role`)} as application_permissions
    from session
    join users u on u.id = session.user_id
    left join (memberships m join organizations o on o.id = m.organization_id and ${isActive("o")})
      on m.user_id = session.user_id and m.organization_id = ${asked}
    ${withLiveSlug}`);
  const row = rows[0];
  if (!row) return null;
  return {
    id: row.id,
    method: row.method,
    authenticatedAt: new Date(row.authenticated_at),
    expires: new Date(row.expires),
    user: {
      id: row.user_id,
      name: row.name,
      email: row.email,
      image: row.image,
      welcomedAt: row.welcomed_at === null ? null : new Date(row.welcomed_at),
      emailVerified: row.email_verified,
    },
    organization: row.organization_id && {
      id: row.organization_id,
      role: row.role,
      applicationPermissions: row.application_permissions,
      brand: { ...toBrand(row), logoUrl: row.logo_url },
    },
  };
}

/** The organization that a session is in; null for none, or no such session. */
export async function findOrganizationOfSession(id: string): Promise<OrganizationId | null> {
  const [session] = await installation
    .select({ organizationId: sessions.organizationId })
    .from(sessions)
    .where(eq(sessions.id, lookupKey(id) as SessionId));
  return session?.organizationId ?? null;
}

/** The open sessions of a person, latest used first. */
export async function listSessions(userId: UserId) {
  return installation
    .select({
      id: sessions.id,
      method: sessions.method,
      createdAt: sessions.createdAt,
      lastSeenAt: sessions.lastSeenAt,
      userAgent: sessions.userAgent,
      ip: sessions.ip,
    })
    .from(sessions)
    .where(
      and(
        eq(sessions.userId, userId),
        gt(sessions.expiresAt, sql`now()`),
        gt(sessions.lastSeenAt, sql`now() - make_interval(secs => ${env.SESSION_IDLE_SECONDS})`),
      ),
    )
    .orderBy(desc(sessions.lastSeenAt));
}

import { and, desc, eq, gt, type SQL, sql } from "drizzle-orm";
import { installation } from "#db/client";
import { sessions } from "#db/schema/sessions";
import type { InstallationContext } from "#lib/auth/context";
import { env } from "#lib/env";
import type { OrganizationId, SessionId, UserId } from "#lib/ids";
import { newestFirst, type Page, type PageStart, pageOf, positionOf } from "#lib/keyset";
import { lookupKey } from "#lib/lookup-key";
import { type BrandRow, brandColumns, toBrand } from "#lib/organizations/brand/queries";
import { isActive, organizationAt, withLiveSlug } from "#lib/organizations/lookup";
import { rfc3339 } from "#lib/rfc3339";
import { permissionsGrantedTo } from "#lib/roles/queries";
import { sha256 } from "#lib/secrets";
import type { LiveSession, SessionFilter, SessionRecord } from "./types.ts";

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

type RecordRow = SessionRecord & { position: string; total: string };

const idleUntil = () => sql`s.last_seen_at + make_interval(secs => ${env.SESSION_IDLE_SECONDS})`;

/** Whether a session, `s`, has neither deadline behind it. */
export const isLive = () => sql`least(s.expires_at, ${idleUntil()}) > now()`;

/** What the record of a session, `s`, is made of. */
export const recordColumns = () => sql`s.id, s.user_id as "userId", s.organization_id as "organizationId",
  ${rfc3339(sql`s.created_at`)} as "createdAt", ${rfc3339(sql`s.last_seen_at`)} as "lastSeenAt",
  ${rfc3339(idleUntil())} as "idleUntil", ${rfc3339(sql`s.expires_at`)} as "absoluteUntil",
  case when not ${isLive()} then ${rfc3339(sql`least(s.expires_at, ${idleUntil()})`)} end as "expiredAt",
  s.user_agent as "userAgent", s.ip, (
    select coalesce(json_agg(distinct jsonb_build_object(
      'applicationId', g.application_id, 'organizationId', g.organization_id)), '[]')
    from grants g where g.session_id = s.id and g.expires_at > now()) as grants`;

/** The record of a session, in one statement, also of one that expired; null when it was ended, or never was. */
export async function findSession(_: InstallationContext, id: string): Promise<SessionRecord | null> {
  const { rows } = await installation.execute<SessionRecord>(
    sql`select ${recordColumns()} from sessions s where s.id = ${lookupKey(id)}`,
  );
  return rows[0] ?? null;
}

type Listing = SessionFilter & { start: PageStart; limit: number; userId: UserId };

/** The sessions of a person, the newest first, a page at a time, with their exact number. */
export async function listSessionPage(_: InstallationContext, listing: Listing): Promise<Page<SessionRecord>> {
  const { start, limit, userId, live, from: since, before } = listing;
  const among = sql`s.user_id = ${userId}
    and ${live === undefined ? sql`true` : live ? isLive() : sql`not ${isLive()}`}
    and ${since === undefined ? sql`true` : sql`s.created_at >= ${since}::timestamptz`}
    and ${before === undefined ? sql`true` : sql`s.created_at < ${before}::timestamptz`}`;
  const { from, order } = newestFirst(start, sql`s.created_at`, sql`s.id`);
  const { rows } = await installation.execute<RecordRow>(sql`
    with total as (select count(*) as total from sessions s where ${among}), page as (
      select s.* from sessions s where ${among} and ${from} order by ${order} limit ${limit + 1}
    )
    select total.total, ${recordColumns()}, ${positionOf(sql`s.created_at`, sql`s.id`)} as position
    from total left join page s on true order by ${order}`);
  return pageOf(rows, listing, ({ position: _, total: __, ...record }) => record);
}

/** How long sessions last everywhere, and access tokens, in minutes. Whole ones: no longer is said than is so. */
export function installationPolicy(_: InstallationContext) {
  const minutes = (seconds: number) => Math.max(1, Math.floor(seconds / 60));
  return {
    absolute: minutes(env.SESSION_ABSOLUTE_SECONDS),
    idle: minutes(env.SESSION_IDLE_SECONDS),
    accessToken: minutes(env.ACCESS_TOKEN_SECONDS),
  };
}

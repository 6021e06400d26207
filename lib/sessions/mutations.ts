import { and, eq, lt, ne, type SQL, sql } from "drizzle-orm";
import { installation } from "#db/client";
import { sessions } from "#db/schema/sessions";
import { recordAudit } from "#lib/audit/mutations";
import type { UserActor } from "#lib/audit/types";
import type { InstallationContext } from "#lib/auth/context";
import { env } from "#lib/env";
import { AppError } from "#lib/errors";
import { newId, type SessionId, type UserId } from "#lib/ids";
import { lookupKey } from "#lib/lookup-key";
import { isActive, lastOpenedFirst, organizationAt } from "#lib/organizations/lookup";
import { purge } from "#lib/purge";
import { sha256 } from "#lib/secrets";
import { isLive, recordColumns } from "./queries.ts";
import type { SessionRecord } from "./types.ts";

type SignInFacts = {
  token: string;
  userId: UserId;
  /** Which sign-in method made it: google, email, passkey, … */
  method: string;
  ip: string | null;
  userAgent: string | null;
  /** Slug of the organization whose door the person came through: the session starts there when they are a member. */
  organization: string | null;
  /** Token of the session this browser had before: it dies with the same statement. */
  replaces: string | null;
};

/**
 * Opens a session in the organization whose door it was, else the one the person last switched to, else their oldest, else none; ends
 * the one this browser had; and records it, in one statement. Until its end it shares the organization's row, so that nobody closes
 * the organization between the look and the write.
 * @returns the absolute deadline
 */
export async function openSession(facts: SignInFacts): Promise<Date> {
  const expires = new Date(Date.now() + env.SESSION_ABSOLUTE_SECONDS * 1000);
  const asked = facts.organization === null ? sql`null` : organizationAt(facts.organization);
  const replaced = facts.replaces === null ? null : sha256(facts.replaces);
  await installation.execute(sql`
    with ended as (
      delete from sessions where token_hash = ${replaced} returning id, user_id
    ), recorded as (
      insert into audit_events (id, actor_kind, actor_id, action, details, ip)
      select ${newId("aud")}, 'user', user_id, 'session.ended', jsonb_build_object('session', id), ${facts.ip} from ended
    ), opened as (
      insert into sessions (id, token_hash, user_id, organization_id, method, expires_at, user_agent, ip)
      select ${newId("ses")}, ${sha256(facts.token)}, ${facts.userId}, (
        select m.organization_id from memberships m join organizations o on o.id = m.organization_id and ${isActive("o")}
        where m.user_id = ${facts.userId}
        order by m.organization_id = ${asked} desc nulls last, ${lastOpenedFirst} limit 1
        for share of o
      ), ${facts.method}, ${expires.toISOString()}::timestamptz, ${facts.userAgent?.slice(0, 512) ?? null}, ${facts.ip}
      returning id
    )
    insert into audit_events (id, actor_kind, actor_id, action, details, ip)
    select ${newId("aud")}, 'user', ${facts.userId}, 'session.created',
      jsonb_build_object('session', id, 'method', ${facts.method}::text), ${facts.ip}
    from opened`);
  return expires;
}

/** Ends the session of a cookie token, if it is still there. */
export async function endSessionByToken(token: string): Promise<void> {
  await installation.transaction(async (tx) => {
    const [ended] = await tx
      .delete(sessions)
      .where(eq(sessions.tokenHash, sha256(token)))
      .returning({ id: sessions.id, userId: sessions.userId });
    if (!ended) return;
    const actor = { kind: "user", id: ended.userId } as const;
    await recordAudit(tx, { action: "session.ended", actor, details: { session: ended.id } });
  });
}

/**
 * Ends one session of the person.
 * @throws AppError not_found when they have no such session
 */
export async function revokeSession(actor: UserActor, sessionId: string): Promise<void> {
  const id = lookupKey(sessionId) as SessionId;
  await installation.transaction(async (tx) => {
    const ended = await tx
      .delete(sessions)
      .where(and(eq(sessions.id, id), eq(sessions.userId, actor.id)))
      .returning({ id: sessions.id });
    if (ended.length === 0) throw AppError.notFound("That session has already ended.");
    await recordAudit(tx, { action: "session.ended", actor, details: { session: id } });
  });
}

/** Ends every session of the person but the one they act from. Returns how many. */
export async function revokeOtherSessions(actor: UserActor, current: SessionId): Promise<number> {
  return installation.transaction(async (tx) => {
    const ended = await tx
      .delete(sessions)
      .where(and(eq(sessions.userId, actor.id), ne(sessions.id, current)))
      .returning({ id: sessions.id });
    const events = ended.map(({ id }) => ({ action: "session.ended", actor, details: { session: id } }) as const);
    if (events.length > 0) await recordAudit(tx, ...events);
    return ended.length;
  });
}

/**
 * Makes an organization the one this session is in, and the one the next sign-in starts in. Its row is shared, as in openSession.
 * @throws AppError not_found when the person is no member of it
 */
export async function switchOrganization(userId: UserId, sessionId: SessionId, slug: string): Promise<string> {
  const { rows } = await installation.execute<{ slug: string }>(sql`
    with entered as (
      update memberships set last_opened_at = now()
      where user_id = ${userId} and organization_id = (
        select o.id from organizations o where o.id = ${organizationAt(slug)} and ${isActive("o")} for share
      )
      returning organization_id
    ), switched as (
      update sessions set organization_id = entered.organization_id from entered
      where sessions.id = ${sessionId} and sessions.user_id = ${userId}
      returning sessions.organization_id
    )
    select coalesce(address.slug, switched.organization_id) as slug
    from switched left join organization_slugs address
      on address.organization_id = switched.organization_id and address.retired_at is null`);
  const address = rows[0]?.slug;
  if (!address) throw AppError.notFound();
  return address;
}

/**
 * Ends a session for a back-end, and with it what applications got in it.
 * @returns what it was
 * @throws AppError not_found when there is none, or it has ended
 */
export async function endSession(context: InstallationContext, id: string): Promise<SessionRecord> {
  const [ended] = await endSessions(context, sql`s.id = ${lookupKey(id)}`);
  if (!ended) throw AppError.notFound("There is no such session, or it has ended.");
  return ended;
}

/** As endSession, all that a person has. */
export function endSessionsOf(context: InstallationContext, userId: UserId): Promise<SessionRecord[]> {
  return endSessions(context, sql`s.user_id = ${userId}`);
}

function endSessions({ actor }: InstallationContext, which: SQL): Promise<SessionRecord[]> {
  return installation.transaction(async (tx) => {
    const { rows } = await tx.execute<SessionRecord>(
      sql`delete from sessions s where ${which} and ${isLive()} returning ${recordColumns()}`,
    );
    const events = rows.map(
      ({ id, userId }) => ({ action: "session.ended", actor, details: { session: id, user: userId } }) as const,
    );
    if (events.length > 0) await recordAudit(tx, ...events);
    return rows;
  });
}

/** For how many days a session that expired can still be read. */
const keptDays = 90;

/** Deletes sessions that expired long ago. */
export async function purgeSessions(): Promise<void> {
  await purge(sessions, lt(sessions.expiresAt, sql`now() - make_interval(days => ${keptDays})`));
}

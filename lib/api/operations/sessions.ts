import { z } from "zod";
import { SessionService } from "#lib/api/contract";
import { operation } from "#lib/api/operation";
import { AppError } from "#lib/errors";
import { endSession, endSessionsOf } from "#lib/sessions/mutations";
import { findSession, listSessionPage } from "#lib/sessions/queries";
import { deviceOf } from "#lib/sessions/rules";
import type { SessionRecord } from "#lib/sessions/types";
import { idSchema, moment, pageAsked, pageIn, pageOut, pageTold } from "./shapes.ts";
import { userIdOf } from "./users.ts";

/** Sign-ins of people: SessionService of the contract. One that was ended is gone; one that expired stays to be read. */

const service = SessionService;
const [read, write] = ["sessions:read", "sessions:write"] as const;

const times = {
  session_id: z.string(),
  user_id: z.string(),
  created_at: moment,
  updated_at: moment,
  last_active_at: moment,
  idle_expires_at: moment,
  absolute_expires_at: moment,
};
const sessionOut = z
  .object({
    ...times,
    status: z.enum(["active", "expired"]),
    expired_at: moment.optional(),
    organization_id: z.string().optional().meta({ description: "The organization it is in now." }),
    authenticated_organizations: z.array(z.string()),
    authenticated_clients: z
      .array(z.object({ client_id: z.string(), organization_id: z.string() }))
      .meta({ description: "Applications that act for the user in it, and where." }),
    device: z.object({
      user_agent: z.string().optional(),
      browser: z.string().optional(),
      browser_version: z.string().optional(),
      os: z.string().optional(),
      os_version: z.string().optional(),
      device_type: z.string().optional(),
      ip: z.string().optional(),
    }),
  })
  .meta({ id: "Session" });
const revokedOut = z
  .object({ ...times, status: z.literal("revoked"), logout_at: moment })
  .meta({ id: "RevokedSession" });

const timesOf = (record: SessionRecord) => ({
  session_id: record.id,
  user_id: record.userId,
  created_at: record.createdAt,
  updated_at: record.lastSeenAt,
  last_active_at: record.lastSeenAt,
  idle_expires_at: record.idleUntil,
  absolute_expires_at: record.absoluteUntil,
});

function toSession(record: SessionRecord): z.input<typeof sessionOut> {
  const { organizationId, grants, expiredAt, userAgent, ip } = record;
  const device = deviceOf(userAgent);
  const organizations = [organizationId, ...grants.map((grant) => grant.organizationId)].filter((id) => id !== null);
  return {
    ...timesOf(record),
    status: expiredAt === null ? "active" : "expired",
    ...(expiredAt !== null && { expired_at: expiredAt }),
    ...(organizationId !== null && { organization_id: organizationId }),
    authenticated_organizations: [...new Set(organizations)],
    authenticated_clients: grants.map((grant) => ({
      client_id: grant.applicationId,
      organization_id: grant.organizationId,
    })),
    device: {
      ...(userAgent !== null && { user_agent: userAgent }),
      ...(device.browser && { browser: device.browser }),
      ...(device.browserVersion && { browser_version: device.browserVersion }),
      ...(device.os && { os: device.os }),
      ...(device.osVersion && { os_version: device.osVersion }),
      ...(device.type && { device_type: device.type }),
      ...(ip !== null && { ip }),
    },
  };
}

const toRevoked = (record: SessionRecord): z.input<typeof revokedOut> => ({
  ...timesOf(record),
  status: "revoked",
  logout_at: new Date().toISOString(),
});

const get = operation({
  service,
  method: "getSession",
  scope: read,
  summary: "Read a session",
  rest: [{ method: "get", path: "/sessions/{session_id}" }],
  input: z.strictObject({ session_id: idSchema }),
  output: sessionOut,
  run: async ({ context }, { session_id: id }) => {
    const record = await findSession(context, id);
    if (!record) throw AppError.notFound("There is no such session, or it has ended.");
    return toSession(record);
  },
});

const revoke = operation({
  service,
  method: "revokeSession",
  scope: write,
  summary: "End a session",
  rest: [{ method: "post", path: "/sessions/{session_id}/revoke" }],
  input: z.strictObject({ session_id: idSchema }),
  output: z.object({ revoked_session: revokedOut }),
  run: async ({ context }, { session_id: id }) => ({ revoked_session: toRevoked(await endSession(context, id)) }),
});

const status = z.enum(["active", "expired", "revoked", "logout"], {
  error: "Send active, expired, revoked or logout.",
});
type Status = z.output<typeof status>;

const notAMoment = "Send a moment such as 2026-03-01T09:30:00Z.";

/** In UTC, and in years that Postgres and RFC 3339 both have: time zones of a day, or the year 0, are no moments to it. */
const instant = z.iso
  .datetime({ offset: true, error: notAMoment })
  .transform((text) => new Date(text).toISOString())
  .refine((utc) => /^(?!0000)\d{4}-/.test(utc), notAMoment)
  .meta({ type: "string", format: "date-time" });

const filter = z.strictObject({
  status: z
    .union([z.array(status), status.transform((one) => [one])], { error: "Send active, expired, revoked or logout." })
    .default([])
    .meta({ description: "Any of these. What was revoked, or signed out of, is not kept." }),
  start_time: instant.optional().meta({ description: "Begun then or later." }),
  end_time: instant.optional().meta({ description: "Begun before." }),
});

/** Whether those that last are meant, or those that do not; undefined: both; null: neither. */
function lastingOf(statuses: readonly Status[]): boolean | undefined | null {
  const [active, expired] = [statuses.includes("active"), statuses.includes("expired")];
  if (statuses.length === 0 || (active && expired)) return undefined;
  return active || expired ? active : null;
}

const list = operation({
  service,
  method: "getUserSessions",
  scope: read,
  summary: "List the sessions of a user",
  rest: [{ method: "get", path: "/users/{user_id}/sessions" }],
  input: z.strictObject({ user_id: idSchema, ...pageIn(100), filter: filter.prefault({}) }),
  output: z.object({ sessions: z.array(sessionOut), ...pageOut }),
  counts: true,
  run: async ({ context }, { user_id: id, filter: { status: statuses, start_time, end_time }, ...page }) => {
    const userId = await userIdOf(context, { id });
    const live = lastingOf(statuses);
    if (live === null) return { sessions: [], ...pageTold({ next: null, previous: null, total: 0 }) };
    const listing = { ...pageAsked(page), userId, live, from: start_time, before: end_time };
    const { records, ...place } = await listSessionPage(context, listing);
    return { sessions: records.map(toSession), ...pageTold(place) };
  },
});

const revokeAll = operation({
  service,
  method: "revokeAllUserSessions",
  scope: write,
  summary: "End all sessions of a user",
  rest: [{ method: "post", path: "/users/{user_id}/sessions/revoke" }],
  input: z.strictObject({ user_id: idSchema }),
  output: z.object({ revoked_sessions: z.array(revokedOut), total_revoked: z.int() }),
  run: async ({ context }, { user_id: id }) => {
    const ended = await endSessionsOf(context, await userIdOf(context, { id }));
    return { revoked_sessions: ended.map(toRevoked), total_revoked: ended.length };
  },
});

export const sessionOperations = [get, revoke, list, revokeAll];

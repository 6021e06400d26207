import type { KoaContextWithOIDC } from "oidc-provider";
import type { OrganizationId, SessionId } from "#lib/ids";
import { findSubject } from "./claims/queries.ts";
import type { Subject } from "./claims/types.ts";

/** Whom, and for which organization, a request is about: read once for each request, and anew for the next one. */
const known = new WeakMap<object, Promise<Subject | null>>();

/**
 * The person whose browser asks, in the organization they ask for: `organization_id` of the request, else the one they picked, else
 * the one their session is in. Redirect templates mean the one that the request names, so nothing that comes later may say another. Null when they are signed out, or no member of it.
 */
export function subjectOf(ctx: KoaContextWithOIDC): Promise<Subject | null> {
  const { session, result, params } = ctx.oidc;
  if (!session?.accountId) return Promise.resolve(null);
  const picked = (result?.select_account as { organizationId?: string } | undefined)?.organizationId;
  const asked = (params?.organization_id as string | undefined) ?? picked ?? null;
  return remember(ctx, () => findSubject(session.uid as SessionId, asked));
}

/** Whom a code or refresh token is about: their session, membership and rights as they are now. */
export function subjectOfGrant(ctx: KoaContextWithOIDC): Promise<Subject | null> {
  const grant = ctx.oidc.entities.Grant as unknown as { sessionId: SessionId; organizationId: OrganizationId };
  return remember(ctx, () => findSubject(grant.sessionId, grant.organizationId));
}

function remember(ctx: object, find: () => Promise<Subject | null>): Promise<Subject | null> {
  const subject = known.get(ctx) ?? find();
  known.set(ctx, subject);
  return subject;
}

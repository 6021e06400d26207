import { cookies, headers } from "next/headers";
import { notFound, permanentRedirect, redirect } from "next/navigation";
import { cache } from "react";
import { env } from "#lib/env";
import type { PortalLinkId } from "#lib/ids";
import { isDeactivatedFor } from "#lib/organizations/lifecycle/queries";
import type { PublicBrand } from "#lib/organizations/types";
import { decodedPart } from "#lib/path-part";
import { findOpenPortal } from "#lib/portal-links/queries";
import { permissionsIn } from "#lib/portal-links/rules";
import type { OpenPortal } from "#lib/portal-links/types";
import { permissionsOf } from "#lib/roles/rules";
import { findLiveSession } from "#lib/sessions/queries";
import type { LiveSession } from "#lib/sessions/types";
import {
  type InstallationContext,
  installationProof,
  type MemberContext,
  membershipProof,
  type PortalContext,
  portalProof,
  type SignedInUser,
} from "./context.ts";
import { cookieNames } from "./cookies.ts";
import { safeCallbackUrl } from "./rules.ts";

/** One query per request and address, however many parts of the page ask. */
const readSession = cache(async (slug: string | null): Promise<LiveSession | null> => {
  const token = (await cookies()).get(cookieNames.session)?.value;
  return token ? findLiveSession(token, slug) : null;
});

async function toUser(session: LiveSession, oid: SignedInUser["oid"]): Promise<SignedInUser> {
  const { emailVerified, ...person } = session.user;
  return {
    kind: "user",
    ...person,
    isOperator: emailVerified && env.OPERATOR_EMAILS.includes(person.email),
    sessionId: session.id,
    authenticatedAt: session.authenticatedAt,
    oid,
    ip: (await headers()).get("x-foyer-client"),
  };
}

/** Where to come back to after signing in: the page that was asked for, as the front process noted it. */
async function signInAddress(slug?: string): Promise<string> {
  const path = safeCallbackUrl((await headers()).get("x-foyer-path"), env.APP_URL);
  return `/sign-in/continue?${new URLSearchParams({ callbackUrl: path, ...(slug && { organization: slug }) })}`;
}

/** The signed-in person, or null. Lets nobody in: for pages that only look different for someone who is. */
export async function findUser(): Promise<SignedInUser | null> {
  const session = await readSession(null);
  return session && toUser(session, session.organization?.id ?? null);
}

/** Lets signed-in people in; sends everyone else to sign in and back. Redirects, so it stands outside any try. */
export async function requireUser(): Promise<SignedInUser> {
  return (await findUser()) ?? redirect(await signInAddress());
}

/**
 * Lets operators in: whoever proved an address that is in OPERATOR_EMAILS. Signed out: to sign in and back. For everyone else there
 * is nothing here.
 */
export async function requireOperator(): Promise<InstallationContext> {
  const { id, ip, isOperator } = await requireUser();
  if (!isOperator) notFound();
  return installationProof({ kind: "operator", id, ip });
}

export type Membership = { context: MemberContext; brand: PublicBrand & { logoUrl: string | null } };

/**
 * Lets members of the organization at `slug` in, in one statement. Signed out: to sign in and back, whether or not there is
 * such an organization. Not a member, or nothing there: the same 404. A former address of theirs: 308 to the live one. One of
 * theirs that is deactivated: to the list, which says so.
 */
export async function requireMember(slug: string): Promise<Membership> {
  const address = decodedPart(slug);
  const session = await readSession(address);
  if (!session) redirect(await signInAddress(address));
  const { organization } = session;
  if (!organization) {
    if (await isDeactivatedFor(session.user.id, address)) redirect("/organizations#deactivated");
    notFound();
  }
  const { id, role, brand } = organization;
  if (brand.slug !== slug) permanentRedirect(await liveAddress(slug, brand.slug));
  return {
    context: membershipProof({
      organizationId: id,
      actor: await toUser(session, id),
      role,
      permissions: new Set(permissionsOf(role)),
    }),
    brand,
  };
}

/** The path asked for, with the former slug replaced by the live one. */
async function liveAddress(former: string, live: string): Promise<string> {
  const path = (await headers()).get("x-foyer-path") ?? "";
  const prefix = `/o/${former}`;
  return path === prefix || path.startsWith(`${prefix}/`) || path.startsWith(`${prefix}?`)
    ? `/o/${live}${path.slice(prefix.length)}`
    : `/o/${live}`;
}

const readPortal = cache(async (id: string): Promise<OpenPortal | null> => {
  const token = (await cookies()).get(cookieNames.portal(id as PortalLinkId))?.value;
  return token ? findOpenPortal(id, token) : null;
});

export type Portal = OpenPortal & { context: PortalContext };

/**
 * Lets the browser that opened the portal link `id` into its organization, as far as the link goes, in one statement. It is nobody's
 * membership and no sign-in. Everyone else, and whoever's time is over: to the page that says to ask for another link.
 */
export async function requirePortal(id: string): Promise<Portal> {
  const portal = await readPortal(decodedPart(id));
  if (!portal) redirect("/portal/ended");
  return {
    ...portal,
    context: portalProof({
      organizationId: portal.brand.organizationId,
      actor: { kind: "portal_link", id: portal.id, ip: (await headers()).get("x-foyer-client") },
      permissions: new Set(permissionsIn(portal.features)),
    }),
  };
}

import { and, eq, lt, sql } from "drizzle-orm";
import { type Database, inOrganization, installation } from "#db/client";
import { portalLinks } from "#db/schema/portal-links";
import { recordAudit } from "#lib/audit/mutations";
import type { InstallationContext, PortalContext } from "#lib/auth/context";
import { env } from "#lib/env";
import { AppError } from "#lib/errors";
import { newId, type OrganizationId, type PortalLinkId } from "#lib/ids";
import { lookupKey } from "#lib/lookup-key";
import { noun } from "#lib/noun";
import { isActive } from "#lib/organizations/lookup";
import { lockToChange } from "#lib/organizations/mutations";
import { purge } from "#lib/purge";
import { randomToken, sha256 } from "#lib/secrets";
import { canBeOpened } from "./queries.ts";
import { linkSeconds, type PortalFeature, portalSeconds } from "./rules.ts";
import type { NewPortalLink } from "./types.ts";

/**
 * Makes a link that lets whoever opens it set up the organization, as far as `features` say, without being a member: once, within a
 * minute.
 * @throws AppError not_found, or conflict when the organization is deactivated
 */
export async function createPortalLink(
  { actor }: InstallationContext,
  organizationId: OrganizationId,
  { features }: { features: readonly PortalFeature[] },
): Promise<NewPortalLink> {
  const token = randomToken();
  return installation.transaction(async (tx) => {
    // Locked: a link that is made while the organization is shut would outlive that.
    const { deactivatedAt } = await lockToChange(tx, { organizationId, actor });
    if (deactivatedAt) {
      throw new AppError("conflict", `The ${noun.one} is deactivated. Activate it, then make a link.`);
    }
    const id = newId("lnk");
    const named = [...new Set(features)].sort();
    const [link] = await tx
      .insert(portalLinks)
      .values({
        id,
        organizationId,
        tokenHash: sha256(token),
        features: named,
        expiresAt: sql`now() + make_interval(secs => ${linkSeconds})`,
        createdBy: actor.id,
      })
      .returning({ expireTime: portalLinks.expiresAt });
    if (!link) throw new Error("An insert returns its row.");
    const details = { link: id, features: named.join(" ") };
    await recordAudit(tx, { action: "portal_link.created", actor, organizationId, details });
    return { id, location: `${env.APP_URL}/portal/open/${token}`, ...link };
  });
}

/**
 * Opens what a link is for, if it can be: one conditional update decides, however many try together.
 * @returns the link and the token that its portal knows this browser by; null when it was used, is too old, was deleted or never was,
 * or its organization is closed
 */
export async function openPortalLink(
  token: string,
  ip: string | null,
): Promise<{ id: PortalLinkId; token: string } | null> {
  const session = randomToken();
  return installation.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: PortalLinkId; organization_id: OrganizationId }>(sql`
      update portal_links p
      set opened_at = now(), session_hash = ${sha256(session)},
        session_expires_at = now() + make_interval(secs => ${portalSeconds})
      where p.token_hash = ${sha256(token)} and ${canBeOpened}
        and exists (select 1 from organizations o where o.id = p.organization_id and ${isActive("o")})
      returning p.id, p.organization_id`);
    const [link] = rows;
    if (!link) return null;
    await recordAudit(tx, {
      action: "portal_link.opened",
      actor: { kind: "portal_link", id: link.id, ip },
      organizationId: link.organization_id,
    });
    return { id: link.id, token: session };
  });
}

/** Closes the portal for whoever is in it; a closed one stays as it is. */
export async function finishPortal({ organizationId, actor }: PortalContext): Promise<void> {
  await inOrganization({ organizationId }, async (tx) => {
    const closed = await tx
      .update(portalLinks)
      .set({ sessionHash: null, sessionExpiresAt: sql`now()` })
      .where(and(eq(portalLinks.id, actor.id), sql`${portalLinks.sessionExpiresAt} > now()`))
      .returning({ id: portalLinks.id });
    if (closed.length > 0) await recordAudit(tx, { action: "portal_link.finished", actor, organizationId });
  });
}

/**
 * Deletes a link of an organization, or all of them. Whoever is in a portal that one of them opened is out of it.
 * @throws AppError not_found when `id` is none of its links
 */
export async function deletePortalLinks(
  { actor }: InstallationContext,
  organizationId: OrganizationId,
  id?: string,
): Promise<void> {
  await installation.transaction(async (tx) => {
    const owned = eq(portalLinks.organizationId, organizationId);
    const meant = id === undefined ? owned : and(owned, eq(portalLinks.id, lookupKey(id) as PortalLinkId));
    const deleted = await tx.delete(portalLinks).where(meant).returning();
    if (id !== undefined && deleted.length === 0) throw AppError.notFound();
    for (const link of deleted) {
      const details = { link: link.id };
      await recordAudit(tx, { action: "portal_link.deleted", actor, organizationId: link.organizationId, details });
    }
  });
}

/** Ends all links of an organization and what they opened; inside the transaction that shuts it. */
export async function dropPortalLinks(tx: Database, organizationId: OrganizationId): Promise<void> {
  await tx.delete(portalLinks).where(eq(portalLinks.organizationId, organizationId));
}

/** Removes links that open nothing any more and whose portals are closed. */
export async function purgePortalLinks(): Promise<void> {
  const over = sql`now() - make_interval(secs => ${linkSeconds + portalSeconds})`;
  await purge(portalLinks, lt(portalLinks.createdAt, over));
}

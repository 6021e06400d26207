import { and, desc, eq, sql } from "drizzle-orm";
import { installation } from "#db/client";
import { portalLinks } from "#db/schema/portal-links";
import type { InstallationContext } from "#lib/auth/context";
import type { OrganizationId, PortalLinkId } from "#lib/ids";
import { lookupKey } from "#lib/lookup-key";
import { type BrandRow, brandColumns, toBrand } from "#lib/organizations/brand/queries";
import { isActive, withLiveSlug } from "#lib/organizations/lookup";
import type { PublicBrand } from "#lib/organizations/types";
import { sha256 } from "#lib/secrets";
import type { PortalFeature } from "./rules.ts";
import type { OpenPortal, PortalLink } from "./types.ts";

/** Of `p`, the portal_links table: whether the link can be opened, which it can once. */
export const canBeOpened = sql`p.opened_at is null and p.expires_at > now()`;

/** Whose portal a link opens; null for one that was used, is too old, was deleted or never was. Looking changes nothing. */
export async function findLinkBrand(token: string): Promise<PublicBrand | null> {
  const { rows } = await installation.execute<BrandRow>(sql`
    select ${brandColumns}
    from portal_links p join organizations o on o.id = p.organization_id and ${isActive("o")} ${withLiveSlug}
    where p.token_hash = ${sha256(token)} and ${canBeOpened}`);
  return rows[0] ? toBrand(rows[0]) : null;
}

type Row = BrandRow & { id: PortalLinkId; features: PortalFeature[]; closes_at: string; logo_url: string | null };

/** The portal that the link `id` opened for whoever has this token; null when it is closed, by time, by hand or with its organization. */
export async function findOpenPortal(id: string, token: string): Promise<OpenPortal | null> {
  const { rows } = await installation.execute<Row>(sql`
    select p.id, p.features, p.session_expires_at as closes_at, ${brandColumns}, o.logo_url
    from portal_links p join organizations o on o.id = p.organization_id and ${isActive("o")} ${withLiveSlug}
    where p.id = ${lookupKey(id)} and p.session_hash = ${sha256(token)} and p.session_expires_at > now()`);
  const [row] = rows;
  if (!row) return null;
  const { features, closes_at, logo_url } = row;
  return { id: row.id, features, closesAt: new Date(closes_at), brand: { ...toBrand(row), logoUrl: logo_url } };
}

/** The links of an organization that can be opened or are open, the latest first. */
export async function listPortalLinks(_: InstallationContext, organizationId: OrganizationId): Promise<PortalLink[]> {
  return installation
    .select({
      id: portalLinks.id,
      features: sql<PortalFeature[]>`${portalLinks.features}`,
      expireTime: sql<Date>`coalesce(${portalLinks.sessionExpiresAt}, ${portalLinks.expiresAt})`.mapWith(
        portalLinks.expiresAt,
      ),
    })
    .from(portalLinks)
    .where(
      and(
        eq(portalLinks.organizationId, organizationId),
        sql`coalesce(${portalLinks.sessionExpiresAt}, ${portalLinks.expiresAt}) > now()`,
      ),
    )
    .orderBy(desc(portalLinks.id));
}

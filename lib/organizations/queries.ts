import { eq, sql } from "drizzle-orm";
import { inOrganization, installation } from "#db/client";
import { memberships } from "#db/schema/memberships";
import { organizationSlugs } from "#db/schema/organization-slugs";
import { organizations } from "#db/schema/organizations";
import { passkeys } from "#db/schema/passkeys";
import { type RecentEvent, readRecentEvents } from "#lib/audit/queries";
import { authorize, type OrgContext } from "#lib/auth/context";
import type { OrganizationId, UserId } from "#lib/ids";
import { lookupKey } from "#lib/lookup-key";
import { type MemberPage, readMembers } from "#lib/members/queries";
import { logoPath } from "./logos/queries.ts";
import { isOpen, isProven, organizationAt } from "./lookup.ts";
import type { PublicBrand } from "./types.ts";

/**
 * What the door at an address shows to anyone. A former slug, an id or an external id finds the same organization: compare
 * `brand.slug`, which is its id when it has no slug, or a hostname that it has not proven: at that one there is nothing. It can return
 * nothing else of an organization.
 */
export async function findPublicBrand(address: string): Promise<PublicBrand | null> {
  const { rows } = await installation.execute<{
    id: OrganizationId;
    display_name: string;
    slug: string;
    color: string | null;
    logo_hash: string | null;
  }>(sql`
    select o.id, o.display_name, coalesce(live.slug, o.id) as slug, o.color, o.logo_hash
    from organizations o
    left join organization_slugs live on live.organization_id = o.id and live.retired_at is null and ${isProven("live")}
    where o.id = ${organizationAt(address)} and ${isOpen("o")} and not exists (
      select 1 from organization_slugs claim
      where claim.slug = ${lookupKey(address)} and claim.retired_at is null and not ${isProven("claim")})`);
  const row = rows[0];
  if (!row) return null;
  return {
    organizationId: row.id,
    displayName: row.display_name,
    slug: row.slug,
    color: row.color,
    logo: logoPath(row.logo_hash),
  };
}

/** An organization as the switcher lists it. */
export type OwnOrganization = PublicBrand & { role: string };

/** The organizations a person is in, the last opened first. */
export async function listOwnOrganizations(userId: UserId): Promise<OwnOrganization[]> {
  return (await readSurroundings(userId)).organizations;
}

export type Surroundings = { organizations: OwnOrganization[]; hasPasskey: boolean };

/**
 * What stands around every page of a person: their organizations, the last opened first, and whether they have a passkey; in
 * one statement, because each portal page asks. Someone in no organization counts as having no passkey.
 */
export async function readSurroundings(userId: UserId): Promise<Surroundings> {
  const rows = await installation
    .select({
      organizationId: organizations.id,
      displayName: organizations.displayName,
      slug: sql<string>`coalesce(${organizationSlugs.slug}, ${organizations.id})`,
      color: organizations.color,
      logoHash: organizations.logoHash,
      role: memberships.role,
      hasPasskey: sql<boolean>`exists (select 1 from ${passkeys} where ${passkeys.userId} = ${userId})`,
    })
    .from(memberships)
    .innerJoin(organizations, sql`${organizations.id} = ${memberships.organizationId} and ${isOpen("organizations")}`)
    .leftJoin(
      organizationSlugs,
      sql`${organizationSlugs.organizationId} = ${organizations.id} and ${organizationSlugs.retiredAt} is null`,
    )
    .where(eq(memberships.userId, userId))
    .orderBy(sql`${memberships.lastOpenedAt} desc nulls last`, memberships.createdAt);
  return {
    organizations: rows.map(({ logoHash, hasPasskey: _, ...row }) => ({ ...row, logo: logoPath(logoHash) })),
    hasPasskey: rows[0]?.hasPasskey ?? false,
  };
}

export type Portal = MemberPage & { events: RecentEvent[] };

/**
 * Who is here and what happened lately, read in one transaction of the organization.
 * @throws AppError forbidden
 */
export async function readPortal(context: OrgContext, limits: { members: number; events: number }): Promise<Portal> {
  authorize(context, "members:read");
  return inOrganization(context, async (tx) => {
    const people = await readMembers(tx, context.organizationId, limits.members);
    return { ...people, events: await readRecentEvents(tx, context.organizationId, limits.events) };
  });
}

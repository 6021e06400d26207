import { sql } from "drizzle-orm";
import { inOrganization, installation } from "#db/client";
import { type RecentEvent, readRecentEvents } from "#lib/audit/queries";
import { authorize, type OrgContext } from "#lib/auth/context";
import type { UserId } from "#lib/ids";
import { lookupKey } from "#lib/lookup-key";
import { type MemberPage, readMembers } from "#lib/members/queries";
import { type BrandRow, brandColumns, toBrand } from "./brand/queries.ts";
import { isActive, isVerified, lastOpenedFirst, organizationAt, withLiveSlug } from "./lookup.ts";
import type { PublicBrand } from "./types.ts";

/**
 * What the door at an address shows to anyone. A former slug, an id or an external id finds the same organization: compare
 * `brand.slug`, which is its id when it has no slug, or a hostname that it has not verified: at that one, live or former, there is
 * nothing. It can return nothing else of an organization.
 */
export async function findPublicBrand(address: string): Promise<PublicBrand | null> {
  const { rows } = await installation.execute<BrandRow>(sql`
    select ${brandColumns}
    from organizations o
    ${withLiveSlug} and ${isVerified("live")}
    where o.id = ${organizationAt(address)} and ${isActive("o")} and not exists (
      select 1 from organization_slugs claim
      where claim.slug = ${lookupKey(address)} and not ${isVerified("claim")})`);
  return rows[0] ? toBrand(rows[0]) : null;
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
  const { rows } = await installation.execute<BrandRow & { role: string; has_passkey: boolean }>(sql`
    select ${brandColumns}, m.role, exists (select 1 from passkeys where user_id = ${userId}) as has_passkey
    from memberships m join organizations o on o.id = m.organization_id and ${isActive("o")}
    ${withLiveSlug}
    where m.user_id = ${userId}
    order by ${lastOpenedFirst}`);
  return {
    organizations: rows.map((row) => ({ ...toBrand(row), role: row.role })),
    hasPasskey: rows[0]?.has_passkey ?? false,
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

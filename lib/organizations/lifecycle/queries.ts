import { sql } from "drizzle-orm";
import { installation } from "#db/client";
import type { OrganizationId, UserId } from "#lib/ids";
import { logoPath } from "#lib/organizations/logos/queries";
import { organizationAt } from "#lib/organizations/lookup";
import type { PublicBrand } from "#lib/organizations/types";

/** Whether the address is one of a deactivated organization that this person is a member of. Strangers never learn of it. */
export async function isDeactivatedFor(userId: UserId, address: string): Promise<boolean> {
  const { rows } = await installation.execute(sql`
    select from memberships m join organizations o on o.id = m.organization_id
    where m.user_id = ${userId} and o.id = ${organizationAt(address)}
      and o.deactivated_at is not null and o.deleted_at is null`);
  return rows.length > 0;
}

/** The deactivated organizations a person is in, by name: shown to them, not to be opened. */
export async function listDeactivatedOrganizations(userId: UserId): Promise<PublicBrand[]> {
  const { rows } = await installation.execute<{
    id: OrganizationId;
    display_name: string;
    slug: string;
    color: string | null;
    logo_hash: string | null;
  }>(sql`
    select o.id, o.display_name, coalesce(live.slug, o.id) as slug, o.color, o.logo_hash
    from memberships m join organizations o on o.id = m.organization_id
    left join organization_slugs live on live.organization_id = o.id and live.retired_at is null
    where m.user_id = ${userId} and o.deactivated_at is not null and o.deleted_at is null
    order by o.display_name, o.id`);
  return rows.map((row) => ({
    organizationId: row.id,
    displayName: row.display_name,
    slug: row.slug,
    color: row.color,
    logo: logoPath(row.logo_hash),
  }));
}

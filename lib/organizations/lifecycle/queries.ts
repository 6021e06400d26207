import { sql } from "drizzle-orm";
import { installation } from "#db/client";
import type { UserId } from "#lib/ids";
import { type BrandRow, brandColumns, toBrand } from "#lib/organizations/brand/queries";
import { isDeactivated, organizationAt, withLiveSlug } from "#lib/organizations/lookup";
import type { PublicBrand } from "#lib/organizations/types";

/** Whether the address is one of a deactivated organization that this person is a member of. Strangers never learn of it. */
export async function isDeactivatedFor(userId: UserId, address: string): Promise<boolean> {
  const { rows } = await installation.execute(sql`
    select from memberships m join organizations o on o.id = m.organization_id
    where m.user_id = ${userId} and o.id = ${organizationAt(address)}
      and ${isDeactivated("o")}`);
  return rows.length > 0;
}

/** The deactivated organizations a person is in, by name: shown to them, not to be opened. */
export async function listDeactivatedOrganizations(userId: UserId): Promise<PublicBrand[]> {
  const { rows } = await installation.execute<BrandRow>(sql`
    select ${brandColumns}
    from memberships m join organizations o on o.id = m.organization_id
    ${withLiveSlug}
    where m.user_id = ${userId} and ${isDeactivated("o")}
    order by o.display_name, o.id`);
  return rows.map(toBrand);
}

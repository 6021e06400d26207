import { sql } from "drizzle-orm";
import type { OrganizationId } from "#lib/ids";
import { logoPath } from "../logos/queries.ts";
import type { PublicBrand } from "../types.ts";

/** What toBrand reads of `o`, the organizations table, and `live`, as withLiveSlug joins it. */
export const brandColumns = sql`o.id as organization_id, o.display_name, live.slug, o.color, o.logo_hash`;

export type BrandRow = {
  organization_id: OrganizationId;
  display_name: string;
  slug: string | null;
  color: string | null;
  logo_hash: string | null;
};

export function toBrand(row: BrandRow): PublicBrand {
  return {
    organizationId: row.organization_id,
    displayName: row.display_name,
    slug: row.slug ?? row.organization_id,
    color: row.color,
    logo: logoPath(row.logo_hash),
  };
}

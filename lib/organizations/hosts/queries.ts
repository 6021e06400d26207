import { sql } from "drizzle-orm";
import { installation } from "#db/client";
import { env } from "#lib/env";
import { type BrandRow, brandColumns, toBrand } from "../brand/queries.ts";
import { isActive, isVerified, organizationAt, organizationAtHost, withLiveSlug } from "../lookup.ts";
import { isHostname } from "../slugs/rules.ts";
import type { PublicBrand } from "../types.ts";
import { type HostPlace, originOf, placeOf } from "./rules.ts";

/** What a host means. */
export type HostDoor = {
  brand: PublicBrand;
  /** Whether anything is shown: not while the organization is deactivated or deleted. */
  open: boolean;
  /** Where everyone who comes here belongs instead, or null: the door is here. `whole` keeps the path too, else only the query. */
  moved: { to: string; whole: boolean } | null;
};

/**
 * The door at a host, or null when it means no organization. A former slug's subdomain leads to the live one's, or, when the
 * organization has no label any more, to its door under APP_URL: by its id as long as its hostname is not verified.
 */
export async function findHostDoor(place: HostPlace): Promise<HostDoor | null> {
  const { rows } = await installation.execute<BrandRow & { open: boolean }>(sql`
    select ${brandColumns}, ${isActive("o")} as open
    from organizations o
    ${withLiveSlug} and ${isVerified("live")}
    where o.id = ${organizationAtHost(place)}`);
  const row = rows[0];
  if (!row) return null;
  const brand = toBrand(row);
  if (place.label === null || place.label === row.slug) return { brand, open: row.open, moved: null };
  return { brand, open: row.open, moved: whereMoved(brand.slug, row.slug) };
}

function whereMoved(address: string, slug: string | null): HostDoor["moved"] {
  return slug === null || isHostname(slug)
    ? { to: `${env.APP_URL}/login/${address}`, whole: false }
    : { to: originOf(`${slug}.${env.host}`, env.APP_URL), whole: true };
}

/** The brand shown at a host that someone names, as in `orion.foyer.example`; null when nothing is shown there. */
export async function findBrandAtHost(host: string): Promise<PublicBrand | null> {
  const place = placeOf(host, env.host);
  const door = place && (await findHostDoor(place));
  return door?.open ? door.brand : null;
}

/**
 * Whether a page of this origin may be the door of that very organization: its scheme and port are the installation's, its host
 * means the organization that `address` (slug, id or external id) means, and that is active.
 */
export async function isDoorOf(origin: string, address: string): Promise<boolean> {
  if (!URL.canParse(origin)) return false;
  const place = placeOf(new URL(origin).host, env.host);
  if (!place || origin !== originOf(place.host, env.APP_URL)) return false;
  const { rows } = await installation.execute(sql`
    select 1 from organizations o
    where o.id = ${organizationAtHost(place)} and o.id = ${organizationAt(address)} and ${isActive("o")}`);
  return rows.length > 0;
}

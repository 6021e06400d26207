import type { OrganizationId } from "#lib/ids";

/** All that a stranger may know of an organization: what its door shows. */
export type PublicBrand = {
  organizationId: OrganizationId;
  displayName: string;
  /** Its live slug; its id when it has none, which goes wherever a slug goes. */
  slug: string;
  /** `#rrggbb`, or null: then the monogram's hue comes from the id. */
  color: string | null;
  /** Path such as `/logos/<sha256>.webp`, or null: then a monogram. */
  logo: string | null;
};

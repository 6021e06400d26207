import type { PortalLinkId } from "#lib/ids";
import type { PublicBrand } from "#lib/organizations/types";
import type { PortalFeature } from "./rules.ts";

/** A link as whoever asked for it sees it afterwards: where it leads is told once. */
export type PortalLink = {
  id: PortalLinkId;
  /** None: everything that a portal offers. */
  features: PortalFeature[];
  /** Until when it can be opened, or until when what it opened is open. */
  expireTime: Date;
};

/** A link just made. `location` holds its secret: Foyer cannot show it again. */
export type NewPortalLink = { id: PortalLinkId; location: string; expireTime: Date };

/** What a link opened, in the browser that opened it. */
export type OpenPortal = {
  id: PortalLinkId;
  features: PortalFeature[];
  closesAt: Date;
  brand: PublicBrand & { logoUrl: string | null };
};

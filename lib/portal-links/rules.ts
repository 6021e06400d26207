import type { Permission } from "#lib/roles/rules";

/** What a portal can be limited to, by the API's names. */
export const portalFeatures = ["dir_sync", "sso"] as const;
export type PortalFeature = (typeof portalFeatures)[number];

/** How long a link can be opened, and how long what it opened stays open. */
export const linkSeconds = 60;
export const portalSeconds = 6 * 3600;

/** What may be done in a portal: without features all that it offers; each feature begins with a domain that is verified. */
export function permissionsIn(features: readonly string[]): readonly Permission[] {
  const domains = ["domains:read", "domains:manage"] as const;
  return features.length === 0 ? ["organization:manage", ...domains] : domains;
}

import { graceDays } from "#lib/organizations/lifecycle/rules";
import { partsOfPasted } from "#lib/pasted-address";
import { decodedPart } from "#lib/path-part";

export type OrganizationState = "active" | "deactivated" | "deleted";

/** How many features an organization may have: with each change all of them are written. */
export const mostFeatures = 100;

type Closing = Readonly<{ deactivatedAt: Date | null; deletedAt: Date | null }>;

export function stateOf({ deactivatedAt, deletedAt }: Closing): OrganizationState {
  if (deletedAt) return "deleted";
  return deactivatedAt ? "deactivated" : "active";
}

/** For how many days a deleted organization can still be restored; the last begun one counts. */
export function daysLeft(deletedAt: Date, now = new Date()): number {
  const passed = (now.getTime() - deletedAt.getTime()) / 86_400_000;
  return Math.max(0, Math.ceil(graceDays - passed));
}

/**
 * What organization a pasted address means: `https://foyer.example/login/orion` and `orion.foyer.example` → `orion`,
 * `https://auth.orion-analytics.com/` → `auth.orion-analytics.com`. Anything else is returned as it is.
 * @param installationHost host name of Foyer itself, without the port
 */
export function pastedAddress(typed: string, installationHost: string): string {
  const { scheme, host, path } = partsOfPasted(typed);
  const room = /^\/(?:login|o|admin\/organizations)\/([^/?#]+)/i.exec(path)?.[1];
  if (room !== undefined) return decodedPart(room);
  const name = host.toLowerCase();
  const parent = `.${installationHost}`;
  if (name.endsWith(parent)) return name.slice(0, -parent.length);
  return scheme ? name : typed;
}

import type { Checked } from "#lib/checked";
import { hasUnseen } from "#lib/organizations/rules";

/** Roles and what they may do. Isomorphic: forms share the rules with the actions behind them. */

/** What Foyer itself asks for. What applications ask for is a catalogue in the database, and never lets anybody do a thing in Foyer. */
export type Permission = "organization:manage" | "domains:read" | "domains:manage" | "members:read";

/** The roles there are, as they are listed. */
export const roles = ["admin", "member"] as const;
export type Role = (typeof roles)[number];

const permissionsOfRole: Readonly<Record<Role, readonly Permission[]>> = {
  admin: ["organization:manage", "domains:read", "domains:manage", "members:read"],
  member: ["domains:read", "members:read"],
};

const own = new Set<string>(Object.values(permissionsOfRole).flat());

export function isRole(name: string): name is Role {
  return (roles as readonly string[]).includes(name);
}

/** Foyer's own permissions of a role. An unknown role has none. */
export function permissionsOf(role: string): readonly Permission[] {
  return isRole(role) ? permissionsOfRole[role] : [];
}

/** How a role is called on screen. */
export function roleName(role: string): string {
  return role.charAt(0).toUpperCase() + role.slice(1).replaceAll("_", " ");
}

const longestName = 64;
/** How many permissions the catalogue holds: operators and their pages look at all of them. */
export const mostPermissions = 500;
/**
 * How many of them one role may have. An access token names each, and it has to fit into the 16 KB that servers take of a request's
 * headers: a hundred of the longest names are 9 KB there.
 */
export const mostOfRole = 100;
const longestDescription = 2000;

/** Checks the name of an application's permission. One of Foyer's own would look like it in a session, however it is written. */
export function checkPermissionName(raw: string): Checked {
  if (raw === "") return { ok: false, message: "Type a name, such as invoices:read." };
  if (raw.length > longestName) return { ok: false, message: `Use ${longestName} characters or fewer.` };
  if (!/^[a-zA-Z0-9_:]+$/.test(raw)) {
    return { ok: false, message: "Use letters from a to z, digits, underscores and colons only." };
  }
  if (own.has(raw.toLowerCase())) return { ok: false, message: `“${raw}” is a permission of Foyer itself.` };
  return { ok: true, value: raw };
}

/** Checks what a permission is for, in lines of text. "" says nothing. */
export function checkPermissionDescription(raw: string): Checked {
  // A form sends each end of a line as two characters.
  const value = raw.replaceAll("\r\n", "\n").trim();
  if (value.length > 2 * longestDescription || [...value].length > longestDescription) {
    return { ok: false, message: `Use ${longestDescription.toLocaleString("en")} characters or fewer.` };
  }
  if (value.split("\n").some(hasUnseen)) return { ok: false, message: "Remove the invisible or control characters." };
  return { ok: true, value };
}

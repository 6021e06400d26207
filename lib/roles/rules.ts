/** What Foyer itself asks for. Applications bring their own permissions later; these two tables stay the whole truth for Foyer. */
export type Permission = "organization:manage" | "members:read";

const permissionsOfRole: Readonly<Record<string, readonly Permission[]>> = {
  admin: ["organization:manage", "members:read"],
  member: ["members:read"],
};

/** The permissions of a role. An unknown role has none. */
export function permissionsOf(role: string): readonly Permission[] {
  return Object.hasOwn(permissionsOfRole, role) ? (permissionsOfRole[role] ?? []) : [];
}

/** How a role is called on screen. */
export function roleName(role: string): string {
  return role.charAt(0).toUpperCase() + role.slice(1).replaceAll("_", " ");
}

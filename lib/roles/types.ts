import type { Role } from "./rules.ts";

/** An application permission, and the roles that have it. */
export type CataloguedPermission = { name: string; description: string; roles: Role[] };

/** One role having one application permission. */
export type RoleGrant = { role: Role; permission: string };

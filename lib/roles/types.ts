import type { Role } from "./rules.ts";

/** An application permission, and the roles that have it. */
export type CataloguedPermission = {
  name: string;
  description: string;
  roles: Role[];
  /** RFC 3339 in UTC with microseconds. */
  createdAt: string;
};

/** A role, with what it has of the catalogue. */
export type RoleRecord = { name: Role; permissions: CataloguedPermission[] };

/** One role having one application permission. */
export type RoleGrant = { role: Role; permission: string };

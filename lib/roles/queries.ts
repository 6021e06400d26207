import { eq, type SQL, sql } from "drizzle-orm";
import { installation } from "#db/client";
import { permissions, rolePermissions } from "#db/schema/permissions";
import type { InstallationContext } from "#lib/auth/context";
import { roles } from "./rules.ts";
import type { CataloguedPermission } from "./types.ts";

/** The application permissions of a role, as an array in a larger statement. Of a role that nobody has granted anything: an empty one. */
export function permissionsGrantedTo(role: SQL): SQL {
  return sql`array(select permission from role_permissions where role = ${role} order by permission)`;
}

/** The application permissions of a role, in one statement. An unknown role has none. */
export async function permissionsOfRole(role: string): Promise<string[]> {
  const { rows } = await installation.execute<{ names: string[] }>(
    sql`select ${permissionsGrantedTo(sql`${role}`)} as names`,
  );
  return rows[0]?.names ?? [];
}

/** The whole catalogue, by name. */
export async function listPermissions(_: InstallationContext): Promise<CataloguedPermission[]> {
  return read();
}

/** One of the catalogue; null when there is none of that name. */
export async function findPermission(_: InstallationContext, name: string): Promise<CataloguedPermission | null> {
  return (await read(name))[0] ?? null;
}

/** @param name only the one of that name */
async function read(name?: string): Promise<CataloguedPermission[]> {
  const found = await installation
    .select({
      name: permissions.name,
      description: permissions.description,
      granted: sql<string[]>`array_remove(array_agg(${rolePermissions.role}), null)`,
    })
    .from(permissions)
    .leftJoin(rolePermissions, eq(rolePermissions.permission, permissions.name))
    .where(name === undefined ? undefined : eq(permissions.name, name))
    .groupBy(permissions.name)
    .orderBy(permissions.name);
  return found.map(({ granted, ...permission }) => ({
    ...permission,
    roles: roles.filter((role) => granted.includes(role)),
  }));
}

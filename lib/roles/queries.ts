import { eq, type SQL, sql } from "drizzle-orm";
import { installation } from "#db/client";
import { permissions, rolePermissions } from "#db/schema/permissions";
import type { InstallationContext } from "#lib/auth/context";
import { type Page, type PageStart, pageOf } from "#lib/keyset";
import { rfc3339 } from "#lib/rfc3339";
import { roles } from "./rules.ts";
import type { CataloguedPermission, RoleRecord } from "./types.ts";

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

/** The catalogue by name, a page at a time; positions in it are names. */
export async function listPermissionPage(
  _: InstallationContext,
  page: { start: PageStart; limit: number },
): Promise<Page<CataloguedPermission>> {
  const { start, limit } = page;
  // It is short. Databases differ in how they sort text, so positions are compared where the list was sorted.
  const all = (await read()).toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const rows = all.map((permission) => ({ permission, position: permission.name, total: String(all.length) }));
  const from =
    start === null
      ? rows
      : "before" in start
        ? rows.filter(({ position }) => position < start.before).toReversed()
        : rows.filter(({ position }) => position > start.after);
  return { ...pageOf(from.slice(0, limit + 1), page, ({ permission }) => permission), total: all.length };
}

/** The roles there are, each with what it has of the catalogue by name. */
export async function listRoles(_: InstallationContext): Promise<RoleRecord[]> {
  const all = await read();
  return roles.map((name) => ({ name, permissions: all.filter((permission) => permission.roles.includes(name)) }));
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
      createdAt: rfc3339(permissions.createdAt),
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

import { z } from "zod";
import { RolesService } from "#lib/api/contract";
import { operation } from "#lib/api/operation";
import type { InstallationContext } from "#lib/auth/context";
import { AppError } from "#lib/errors";
import { countPeopleWith } from "#lib/members/queries";
import { listRoles } from "#lib/roles/queries";
import { isRole, type Role, roleName } from "#lib/roles/rules";
import type { RoleRecord } from "#lib/roles/types";
import { organizationIdOf } from "./organization.ts";
import { idSchema, moment } from "./shapes.ts";

/** The roles that every organization has: RolesService of the contract, but for the catalogue of permissions. */

const service = RolesService;
const read = "roles:read";

const roleOut = z
  .object({
    id: z.string(),
    name: z.string(),
    display_name: z.string(),
    description: z.string(),
    default_creator: z.boolean().meta({ description: "Whether it is the role of whoever creates an organization." }),
    default_member: z.boolean().meta({ description: "Whether it is the role of whoever joins one." }),
    permissions: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        description: z.string(),
        create_time: moment,
        role_name: z.string(),
      }),
    ),
    dependent_roles_count: z.literal(0),
    is_org_role: z.literal(false),
  })
  .meta({ id: "Role", description: "A role is named by its name; its id says the same." });
const oneOut = z.object({ role: roleOut });
const allOut = z.object({ roles: z.array(roleOut) });

const descriptions: Record<Role, string> = {
  admin: "Manages the organization, its people and its domains.",
  member: "Belongs to the organization.",
};

const toRole = ({ name, permissions }: RoleRecord): z.input<typeof roleOut> => ({
  id: name,
  name,
  display_name: roleName(name),
  description: descriptions[name],
  default_creator: name === "admin",
  default_member: name === "member",
  permissions: permissions.map((permission) => ({
    id: permission.name,
    name: permission.name,
    description: permission.description,
    create_time: permission.createdAt,
    role_name: name,
  })),
  dependent_roles_count: 0,
  is_org_role: false,
});

export const roleNameIn = z
  .string({ error: "A role's name is text." })
  .min(1, "A role's name is needed.")
  .max(64, "No role's name is longer than 64 characters.");

const include = z.string().max(100, "Use 100 characters or fewer.").optional().meta({
  description: "What else to answer; permissions always are.",
});

/**
 * The role that a request names.
 * @throws AppError not_found
 */
export function roleOf(name: string): Role {
  if (!isRole(name)) throw AppError.notFound("There is no such role.");
  return name;
}

/**
 * A role with its permissions.
 * @throws AppError not_found
 */
export async function readRole(context: InstallationContext, name: string): Promise<RoleRecord> {
  const role = roleOf(name);
  const record = (await listRoles(context)).find((one) => one.name === role);
  if (!record) throw AppError.notFound();
  return record;
}

const get = operation({
  service,
  method: "getRole",
  scope: read,
  summary: "Read a role",
  rest: [{ method: "get", path: "/roles/{role_name}" }],
  input: z.strictObject({ role_name: roleNameIn, include }),
  output: oneOut,
  run: async ({ context }, { role_name: name }) => ({ role: toRole(await readRole(context, name)) }),
});

const list = operation({
  service,
  method: "listRoles",
  scope: read,
  summary: "List roles",
  rest: [{ method: "get", path: "/roles" }],
  input: z.strictObject({ include }),
  output: allOut,
  run: async ({ context }) => ({ roles: (await listRoles(context)).map(toRole) }),
});

const getInOrganization = operation({
  service,
  method: "getOrganizationRole",
  scope: read,
  summary: "Read a role of an organization",
  rest: [{ method: "get", path: "/organizations/{org_id}/roles/{role_name}" }],
  input: z.strictObject({ org_id: idSchema, role_name: roleNameIn, include }),
  output: oneOut,
  run: async ({ context }, { org_id: id, role_name: name }) => {
    await organizationIdOf(context, { id });
    return { role: toRole(await readRole(context, name)) };
  },
});

const listInOrganization = operation({
  service,
  method: "listOrganizationRoles",
  scope: read,
  summary: "List the roles of an organization",
  rest: [{ method: "get", path: "/organizations/{org_id}/roles" }],
  input: z.strictObject({ org_id: idSchema, include }),
  output: allOut,
  run: async ({ context }, { org_id: id }) => {
    await organizationIdOf(context, { id });
    return { roles: (await listRoles(context)).map(toRole) };
  },
});

const countOut = z.object({ count: z.string().meta({ description: "A whole number, as text." }) });

const count = operation({
  service,
  method: "getRoleUsersCount",
  scope: read,
  summary: "Count the users who have a role",
  rest: [{ method: "get", path: "/roles/{role_name}/users:count" }],
  input: z.strictObject({ role_name: roleNameIn }),
  output: countOut,
  counts: true,
  run: async ({ context }, { role_name: name }) => ({ count: String(await countPeopleWith(context, roleOf(name))) }),
});

const countInOrganization = operation({
  service,
  method: "getOrganizationRoleUsersCount",
  scope: read,
  summary: "Count the users who have a role in an organization",
  rest: [{ method: "get", path: "/organizations/{org_id}/roles/{role_name}/users:count" }],
  input: z.strictObject({ org_id: idSchema, role_name: roleNameIn }),
  output: countOut,
  counts: true,
  run: async ({ context }, { org_id: id, role_name: name }) => {
    const organizationId = await organizationIdOf(context, { id });
    return { count: String(await countPeopleWith(context, roleOf(name), organizationId)) };
  },
});

export const roleOperations = [get, list, getInOrganization, listInOrganization, count, countInOrganization];

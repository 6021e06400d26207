import { z } from "zod";
import { RolesService } from "#lib/api/contract";
import { ApiError } from "#lib/api/errors";
import { operation } from "#lib/api/operation";
import type { InstallationContext } from "#lib/auth/context";
import { AppError } from "#lib/errors";
import { lookupKey } from "#lib/lookup-key";
import { changeGrants, createPermission, deletePermission, describePermission } from "#lib/roles/mutations";
import { findPermission, listPermissionPage } from "#lib/roles/queries";
import { checkPermissionName, mostOfRole, mostPermissions } from "#lib/roles/rules";
import { createPermissionSchema } from "#lib/roles/schema";
import type { CataloguedPermission } from "#lib/roles/types";
import { readRole, roleNameIn, roleOf } from "./roles.ts";
import { moment, nothingOut, pageAsked, pageIn, pageOut, pageTold } from "./shapes.ts";

/** The catalogue of application permissions, and which roles have them: RolesService of the contract. */

const service = RolesService;
const [read, write] = ["roles:read", "roles:write"] as const;

const permissionOut = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    create_time: moment,
    is_scalekit_permission: z.literal(false),
  })
  .meta({ id: "Permission", description: "A permission is named by its name; its id says the same." });
const oneOut = z.object({ permission: permissionOut });
const ofRole = z.object({ permissions: z.array(permissionOut) });

const toPermission = ({ name, description, createdAt }: CataloguedPermission): z.input<typeof permissionOut> => ({
  id: name,
  name,
  description,
  create_time: createdAt,
  is_scalekit_permission: false,
});

const nameIn = z
  .string({ error: "A permission's name is text." })
  .min(1, "A permission's name is needed.")
  .max(64, "No permission's name is longer than 64 characters.")
  .transform(lookupKey)
  .meta({ minLength: 1, maxLength: 64 });

async function answer(context: InstallationContext, name: string): Promise<z.input<typeof oneOut>> {
  const permission = await findPermission(context, name);
  if (!permission) throw AppError.notFound("There is no such permission.");
  return { permission: toPermission(permission) };
}

const name = createPermissionSchema.shape.name.meta({
  maxLength: 64,
  description: `The catalogue holds ${mostPermissions} permissions at most.`,
  examples: ["invoices:read"],
});
const description = createPermissionSchema.shape.description.meta({ maxLength: 2000 });

const create = operation({
  service,
  method: "createPermission",
  scope: write,
  summary: "Create a permission",
  rest: [{ method: "post", path: "/permissions", body: "permission" }],
  status: 201,
  input: z.strictObject({
    permission: z.strictObject({ name, description }, { error: "A permission is needed." }).meta({
      id: "CreatePermission",
    }),
  }),
  output: oneOut,
  run: async ({ context }, { permission }) => {
    await createPermission(context, permission);
    return answer(context, permission.name);
  },
});

const get = operation({
  service,
  method: "getPermission",
  scope: read,
  summary: "Read a permission",
  rest: [{ method: "get", path: "/permissions/{permission_name}" }],
  input: z.strictObject({ permission_name: nameIn }),
  output: oneOut,
  run: ({ context }, { permission_name: name }) => answer(context, name),
});

const update = operation({
  service,
  method: "updatePermission",
  scope: write,
  summary: "Say anew what a permission is for",
  rest: [{ method: "put", path: "/permissions/{permission_name}", body: "permission" }],
  input: z.strictObject({
    permission_name: nameIn,
    permission: z.strictObject({ name: nameIn.optional(), description }).prefault({}).meta({
      id: "UpdatePermission",
      description: "The name stays what it is.",
    }),
  }),
  output: oneOut,
  run: async ({ context }, { permission_name: name, permission }) => {
    if (permission.name !== undefined && permission.name !== name)
      throw AppError.invalid({ name: "A permission keeps its name. Create another one." });
    await describePermission(context, { name, description: permission.description });
    return answer(context, name);
  },
});

const list = operation({
  service,
  method: "listPermissions",
  scope: read,
  summary: "List permissions",
  rest: [{ method: "get", path: "/permissions" }],
  input: z.strictObject({
    ...pageIn(100, (position) => checkPermissionName(position).ok),
    type: z
      .enum(["ALL", "SCALEKIT", "ENVIRONMENT"], { error: "Send ALL, SCALEKIT or ENVIRONMENT." })
      .optional()
      .meta({ description: "SCALEKIT: those that are not yours. There are none." }),
  }),
  output: z.object({ permissions: z.array(permissionOut), ...pageOut }),
  counts: true,
  run: async ({ context }, { type, ...page }) => {
    if (type === "SCALEKIT") return { permissions: [], ...pageTold({ next: null, previous: null, total: 0 }) };
    const { records, ...place } = await listPermissionPage(context, pageAsked(page));
    return { permissions: records.map(toPermission), ...pageTold(place) };
  },
});

const remove = operation({
  service,
  method: "deletePermission",
  scope: write,
  summary: "Delete a permission, and take it from every role",
  rest: [{ method: "delete", path: "/permissions/{permission_name}" }],
  input: z.strictObject({ permission_name: nameIn }),
  output: nothingOut,
  run: async ({ context }, { permission_name: name }) => {
    await deletePermission(context, { name });
    return {};
  },
});

const permissionsOf = async (context: InstallationContext, role: string): Promise<z.input<typeof ofRole>> => ({
  permissions: (await readRole(context, role)).permissions.map(toPermission),
});

const rolePath = "/roles/{role_name}/permissions";

const listOfRole = operation({
  service,
  method: "listRolePermissions",
  scope: read,
  summary: "List the permissions of a role",
  rest: [{ method: "get", path: rolePath }],
  input: z.strictObject({ role_name: roleNameIn }),
  output: ofRole,
  run: ({ context }, { role_name: role }) => permissionsOf(context, role),
});

const listEffective = operation({
  service,
  method: "listEffectiveRolePermissions",
  scope: read,
  summary: "List the permissions of a role and of those it extends",
  rest: [{ method: "get", path: `${rolePath}:all` }],
  input: z.strictObject({ role_name: roleNameIn }),
  output: ofRole,
  // No role extends another.
  run: ({ context }, { role_name: role }) => permissionsOf(context, role),
});

const grant = operation({
  service,
  method: "addPermissionsToRole",
  scope: write,
  summary: "Give a role permissions",
  rest: [{ method: "post", path: rolePath, body: "*" }],
  input: z.strictObject({
    role_name: roleNameIn,
    permission_names: z
      .array(nameIn, { error: "Send names of permissions." })
      .min(1, "Send a permission.")
      .max(mostOfRole, `Send ${mostOfRole} permissions or fewer.`)
      .meta({ description: `A role has ${mostOfRole} at most.` }),
  }),
  output: ofRole,
  run: async ({ context }, { role_name: name, permission_names: names }) => {
    const role = roleOf(name);
    try {
      await changeGrants(context, { grant: names.map((permission) => ({ role, permission })), revoke: [] });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "conflict") throw error;
      const message = "One of these permissions is not there. Create it first.";
      throw new ApiError("NOT_FOUND", message, { violations: [{ field: "permission_names", message }] });
    }
    return permissionsOf(context, role);
  },
});

const revoke = operation({
  service,
  method: "removePermissionFromRole",
  scope: write,
  summary: "Take a permission from a role",
  rest: [{ method: "delete", path: `${rolePath}/{permission_name}` }],
  input: z.strictObject({ role_name: roleNameIn, permission_name: nameIn }),
  output: nothingOut,
  run: async ({ context }, { role_name: name, permission_name: permission }) => {
    await changeGrants(context, { grant: [], revoke: [{ role: roleOf(name), permission }] });
    return {};
  },
});

export const permissionOperations = [create, get, update, list, remove, listOfRole, listEffective, grant, revoke];

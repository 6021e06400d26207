import { z } from "zod";
import { UserService } from "#lib/api/contract";
import { operation } from "#lib/api/operation";
import type { InstallationContext } from "#lib/auth/context";
import { AppError } from "#lib/errors";
import { findRights } from "#lib/members/queries";
import { roleName } from "#lib/roles/rules";
import type { MembershipRecord } from "#lib/users/types";
import { idSchema, moment } from "./shapes.ts";

/** People in organizations, and what they may do there: UserService of the contract. */

const service = UserService;
const read = "users:read";

const roleOut = z
  .object({ id: z.string(), name: z.string(), display_name: z.string() })
  .meta({ id: "MemberRole", description: "A role is named by its name; its id says the same." });
export const membershipOut = z
  .object({
    organization_id: z.string(),
    display_name: z.string().meta({ description: "What the organization is called." }),
    membership_status: z.literal("ACTIVE"),
    join_time: moment,
    roles: z.array(roleOut),
    permissions: z.array(z.string()),
  })
  .meta({ id: "Membership" });

const toRole = (role: string) => ({ id: role, name: role, display_name: roleName(role) });

export const toMembership = (membership: MembershipRecord): z.input<typeof membershipOut> => ({
  organization_id: membership.organizationId,
  display_name: membership.organizationName,
  membership_status: "ACTIVE",
  join_time: membership.joinedAt,
  roles: [toRole(membership.role)],
  permissions: membership.permissions,
});

const inOrganization = { organization_id: idSchema, user_id: idSchema };
const memberPath = "/organizations/{organization_id}/users/{user_id}";

async function rightsOf(context: InstallationContext, { organization_id: organizationId, user_id: userId }: Member) {
  const rights = await findRights(context, organizationId, userId);
  if (!rights) throw AppError.notFound("There is no such user in such an organization.");
  return rights;
}

type Member = { organization_id: string; user_id: string };

const listRoles = operation({
  service,
  method: "listUserRoles",
  scope: read,
  summary: "List the roles of a user in an organization",
  rest: [{ method: "get", path: `${memberPath}/roles` }],
  input: z.strictObject(inOrganization),
  output: z.object({ roles: z.array(roleOut) }),
  run: async ({ context }, member) => ({ roles: [toRole((await rightsOf(context, member)).role)] }),
});

const permissionOut = z.object({ id: z.string(), name: z.string(), description: z.string() });

const listPermissions = operation({
  service,
  method: "listUserPermissions",
  scope: read,
  summary: "List the permissions of a user in an organization",
  rest: [{ method: "get", path: `${memberPath}/permissions` }],
  input: z.strictObject(inOrganization),
  output: z.object({ permissions: z.array(permissionOut) }),
  run: async ({ context }, member) => ({
    permissions: (await rightsOf(context, member)).permissions.map((one) => ({ id: one.name, ...one })),
  }),
});

export const membershipOperations = [listRoles, listPermissions];

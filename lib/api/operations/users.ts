import { z } from "zod";
import { UserService } from "#lib/api/contract";
import { operation } from "#lib/api/operation";
import type { InstallationContext } from "#lib/auth/context";
import { AppError } from "#lib/errors";
import type { Page } from "#lib/keyset";
import { findRights } from "#lib/members/queries";
import { roleName } from "#lib/roles/rules";
import { updateUser } from "#lib/users/mutations";
import { findUser, findUserId, listUsers } from "#lib/users/queries";
import { mostPairs } from "#lib/users/rules";
import { nameSchema } from "#lib/users/schema";
import type { MembershipRecord, UserName, UserRecord } from "#lib/users/types";
import { organizationIdOf } from "./organization.ts";
import {
  externalIdIn,
  type Identity,
  identity,
  idSchema,
  metadataIn,
  metadataOut,
  moment,
  nameOf,
  pageAsked,
  pageIn,
  pageOut,
  pageTold,
  pairsIn,
  queryIn,
  replacing,
} from "./shapes.ts";

/** People and their memberships: UserService of the contract. */

const service = UserService;
const [read, write] = ["users:read", "users:write"] as const;

const roleOut = z
  .object({ id: z.string(), name: z.string(), display_name: z.string() })
  .meta({ id: "MemberRole", description: "A role is named by its name; its id says the same." });
const membershipOut = z
  .object({
    organization_id: z.string(),
    display_name: z.string().meta({ description: "What the organization is called." }),
    membership_status: z.literal("ACTIVE"),
    join_time: moment,
    roles: z.array(roleOut),
    permissions: z.array(z.string()),
  })
  .meta({ id: "Membership" });
const profileOut = z
  .object({
    id: z.string(),
    name: z.string().optional(),
    given_name: z.string().optional(),
    family_name: z.string().optional(),
    first_name: z.string().optional().meta({ deprecated: true, description: "As given_name." }),
    last_name: z.string().optional().meta({ deprecated: true, description: "As family_name." }),
    email_verified: z.boolean(),
    picture: z.string().optional(),
  })
  .meta({ id: "UserProfile" });
const userOut = z
  .object({
    id: z.string(),
    create_time: moment,
    update_time: moment,
    email: z.string(),
    external_id: z.string().optional(),
    memberships: z.array(membershipOut),
    user_profile: profileOut,
    metadata: metadataOut,
  })
  .meta({ id: "User" });
const oneOut = z.object({ user: userOut });
const pageOfUsers = z.object({ users: z.array(userOut), ...pageOut });

const toRole = (role: string) => ({ id: role, name: role, display_name: roleName(role) });

const toMembership = (membership: MembershipRecord): z.input<typeof membershipOut> => ({
  organization_id: membership.organizationId,
  display_name: membership.organizationName,
  membership_status: "ACTIVE",
  join_time: membership.joinedAt,
  roles: [toRole(membership.role)],
  permissions: membership.permissions,
});

function toUser(record: UserRecord): z.input<typeof userOut> {
  const { name, givenName, familyName, image, externalId } = record;
  return {
    id: record.id,
    create_time: record.createdAt,
    update_time: record.updatedAt,
    email: record.email,
    ...(externalId !== null && { external_id: externalId }),
    memberships: record.memberships.map(toMembership),
    user_profile: {
      id: record.id,
      ...(name !== null && { name }),
      ...(givenName !== null && { given_name: givenName, first_name: givenName }),
      ...(familyName !== null && { family_name: familyName, last_name: familyName }),
      email_verified: record.emailVerified,
      ...(image !== null && { picture: image }),
    },
    metadata: record.metadata,
  };
}

async function answer(context: InstallationContext, name: UserName): Promise<z.input<typeof oneOut>> {
  const record = await findUser(context, name);
  if (!record) throw noSuchUser();
  return { user: toUser(record) };
}

const noSuchUser = () => AppError.notFound("There is no such user.");

/**
 * The id of the person that a request names.
 * @throws AppError not_found, ApiError when it names none or twice
 */
export async function userIdOf(context: InstallationContext, input: Identity) {
  const id = await findUserId(context, nameOf("user", input));
  if (id === null) throw noSuchUser();
  return id;
}

const get = operation({
  service,
  method: "getUser",
  scope: read,
  summary: "Read a user",
  rest: [
    { method: "get", path: "/users/{id}" },
    { method: "get", path: "/users:external/{external_id}" },
  ],
  input: z.strictObject(identity),
  output: oneOut,
  run: ({ context }, name) => answer(context, nameOf("user", name)),
});

const toPage = ({ records, ...page }: Page<UserRecord>) => ({ users: records.map(toUser), ...pageTold(page) });

const list = operation({
  service,
  method: "listUsers",
  scope: read,
  summary: "List users",
  rest: [{ method: "get", path: "/users" }],
  input: z.strictObject(pageIn(100)),
  output: pageOfUsers,
  run: async ({ context }, page) => toPage(await listUsers(context, pageAsked(page))),
});

const query = queryIn.meta({ description: "Any part of a name, e-mail address, id or external id." });

const search = operation({
  service,
  method: "searchUsers",
  scope: read,
  summary: "Search users",
  rest: [{ method: "get", path: "/users:search" }],
  input: z.strictObject({ query, ...pageIn(30) }),
  output: pageOfUsers,
  run: async ({ context }, { query, ...page }) => toPage(await listUsers(context, { ...pageAsked(page), query })),
});

const listInOrganization = operation({
  service,
  method: "listOrganizationUsers",
  scope: read,
  summary: "List the users of an organization",
  rest: [{ method: "get", path: "/organizations/{organization_id}/users" }],
  input: z.strictObject({ organization_id: idSchema, ...pageIn(100) }),
  output: pageOfUsers,
  run: async ({ context }, { organization_id: id, ...page }) => {
    const organizationId = await organizationIdOf(context, { id });
    return toPage(await listUsers(context, { ...pageAsked(page), organizationId }));
  },
});

const searchInOrganization = operation({
  service,
  method: "searchOrganizationUsers",
  scope: read,
  summary: "Search the users of an organization",
  rest: [{ method: "get", path: "/organizations/{organization_id}/users:search" }],
  input: z.strictObject({ organization_id: idSchema, query, ...pageIn(30) }),
  output: pageOfUsers,
  run: async ({ context }, { organization_id: id, query, ...page }) => {
    const organizationId = await organizationIdOf(context, { id });
    return toPage(await listUsers(context, { ...pageAsked(page), organizationId, query }));
  },
});

const nameIn = nameSchema.meta({ maxLength: 200, description: "Empty: none." });
const deprecatedName = (name: string) => nameIn.optional().meta({ deprecated: true, description: `As ${name}.` });

const changes = z
  .strictObject({
    external_id: externalIdIn.optional(),
    user_profile: z
      .strictObject({
        name: nameIn.optional().meta({ description: "The whole of it. Made of the parts when only they are sent." }),
        given_name: nameIn.optional(),
        family_name: nameIn.optional(),
        first_name: deprecatedName("given_name"),
        last_name: deprecatedName("family_name"),
      })
      .default({}),
    metadata: metadataIn(mostPairs).optional().meta(replacing),
  })
  .meta({ id: "UpdateUser" });

const update = operation({
  service,
  method: "updateUser",
  scope: write,
  summary: "Update a user",
  rest: [
    { method: "patch", path: "/users/{id}", body: "user" },
    { method: "patch", path: "/users:external/{external_id}", body: "user" },
  ],
  input: z.strictObject({ ...identity, user: changes.prefault({}) }),
  output: oneOut,
  run: async ({ context }, { user: { external_id: externalId, user_profile: profile, metadata }, ...name }) => {
    const id = await userIdOf(context, name);
    await updateUser(context, id, {
      name: profile.name,
      givenName: profile.given_name ?? profile.first_name,
      familyName: profile.family_name ?? profile.last_name,
      externalId,
      metadata: pairsIn(metadata),
    });
    return answer(context, { id });
  },
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

export const userOperations = [
  get,
  list,
  search,
  listInOrganization,
  searchInOrganization,
  update,
  listRoles,
  listPermissions,
];

import { z } from "zod";
import { UserService } from "#lib/api/contract";
import { operation } from "#lib/api/operation";
import type { InstallationContext } from "#lib/auth/context";
import { AppError } from "#lib/errors";
import type { Page } from "#lib/keyset";
import { sha256 } from "#lib/secrets";
import { updateUser } from "#lib/users/mutations";
import { findUser, findUserId, listUsers } from "#lib/users/queries";
import { mostPairs } from "#lib/users/rules";
import { nameSchema } from "#lib/users/schema";
import type { UserName, UserRecord } from "#lib/users/types";
import { membershipOut, toMembership } from "./memberships.ts";
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

/** People: UserService of the contract. */

const service = UserService;
const [read, write] = ["users:read", "users:write"] as const;

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

/** Of all that is answered: a membership changes it too, and says so nowhere else. */
const versionOf = (answered: z.input<typeof oneOut>) => sha256(JSON.stringify(answered));
const pageOfUsers = z.object({ users: z.array(userOut), ...pageOut });

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
  versionOf,
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
  counts: true,
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
  counts: true,
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
  counts: true,
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
  counts: true,
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
  versionOf,
  run: async (
    { context, version },
    { user: { external_id: externalId, user_profile: profile, metadata }, ...name },
  ) => {
    const id = await userIdOf(context, name);
    const patch = {
      name: profile.name,
      givenName: profile.given_name ?? profile.first_name,
      familyName: profile.family_name ?? profile.last_name,
      externalId,
      metadata: pairsIn(metadata),
    };
    const isMeant = (record: UserRecord) => versionOf({ user: toUser(record) }) === version;
    await updateUser(context, id, patch, version === null ? null : isMeant);
    return answer(context, { id });
  },
});

export const userOperations = [get, list, search, listInOrganization, searchInOrganization, update];

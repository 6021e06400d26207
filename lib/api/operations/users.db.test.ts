import { Code } from "@connectrpc/connect";
import { and, eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import { makeMember, makeMembership, makeOperator, makeUser } from "#db/testing/factories";
import { UserService } from "#lib/api/contract";
import { changeGrants, createPermission } from "#lib/roles/mutations";
import { refusalOf, withApi } from "../../../testing/api.ts";

/** People through both wires. */

const api = withApi();

let count = 0;
const fresh = (stem: string) => `${stem}${process.pid}x${Date.now().toString(36)}x${++count}`;

test("a person reads the same on both wires, by either id, with their memberships", async () => {
  const caller = await api();
  const externalId = fresh("Person/");
  const { user, context } = await makeMember("admin");
  await caller.rest("PATCH", `/users/${user.id}`, { external_id: externalId, metadata: { team: "engines" } });

  const { status, body } = await caller.rest("GET", `/users/${user.id}`);
  expect(status).toBe(200);
  expect(body).toEqual({
    user: {
      id: user.id,
      create_time: expect.stringMatching(/^\d{4}-.*\.\d{6}Z$/),
      update_time: expect.any(String),
      email: user.email,
      external_id: externalId,
      memberships: [
        {
          organization_id: context.organizationId,
          display_name: "Orion Analytics",
          membership_status: "ACTIVE",
          join_time: expect.any(String),
          roles: [{ id: "admin", name: "admin", display_name: "Admin" }],
          permissions: expect.any(Array),
        },
      ],
      user_profile: { id: user.id, name: "Maya Lindqvist", email_verified: true },
      metadata: { team: "engines" },
    },
  });
  expect((await caller.rest("GET", `/users:external/${encodeURIComponent(externalId)}`)).body).toEqual(body);

  const { user: read } = await caller
    .grpc(UserService)
    .getUser({ identities: { case: "externalId", value: externalId } });
  expect(read).toMatchObject({ id: user.id, externalId, metadata: { team: "engines" } });
  expect(read?.memberships).toMatchObject([{ organizationId: context.organizationId, membershipStatus: 1 }]);
  expect(read?.createTime?.seconds).toBe(BigInt(Math.floor(user.createdAt.getTime() / 1000)));
});

describe("updating a person", () => {
  test("sets and clears what is sent, keeps the rest, and is the client's act", async () => {
    const caller = await api();
    const users = caller.grpc(UserService);
    const { id } = await makeUser({ name: "Maya" });
    const identities = { case: "id", value: id } as const;
    const externalId = fresh("E");
    const first = await users.updateUser({
      identities,
      user: { externalId, userProfile: { firstName: "Ada", lastName: "Lovelace" }, metadata: { plan: "gold" } },
    });
    expect(first.user).toMatchObject({
      externalId,
      userProfile: { name: "Ada Lovelace", givenName: "Ada", firstName: "Ada", familyName: "Lovelace" },
    });
    // On the wire an empty map and none are one: both leave the pairs as they are.
    const second = await users.updateUser({ identities, user: { externalId: "", metadata: {} } });
    expect(second.user?.externalId).toBeUndefined();
    expect(second.user?.metadata).toEqual({ plan: "gold" });
    const { body } = await caller.rest("PATCH", `/users/${id}`, { metadata: { team: "engines" } });
    expect(body).toMatchObject({ user: { metadata: { team: "engines" }, user_profile: { name: "Ada Lovelace" } } });

    const events = await installation
      .select()
      .from(auditEvents)
      .where(and(eq(auditEvents.actorKind, "api_client"), eq(auditEvents.actorId, caller.id)));
    expect(events.map(({ action, details }) => [action, details.user])).toEqual(Array(3).fill(["user.updated", id]));
  });

  test("names the field that is wrong, as the request has it", async () => {
    const caller = await api();
    const externalId = fresh("E");
    const [{ id }, taken] = [await makeUser(), await makeUser({ externalId })];
    expect(taken.externalId).toBe(externalId);
    const pairs = (most: number) => Object.fromEntries(Array.from({ length: most }, (_, key) => [`key${key}`, "x"]));
    const identities = { case: "id", value: id } as const;
    const users = caller.grpc(UserService);
    const wrong = [
      [{ externalId }, Code.AlreadyExists, "user.external_id"],
      [{ externalId: " x" }, Code.InvalidArgument, "user.external_id"],
      [{ metadata: pairs(21) }, Code.InvalidArgument, "user.metadata"],
      [{ userProfile: { givenName: "A\u202eda" } }, Code.InvalidArgument, "user.user_profile.given_name"],
      [{ userProfile: { phoneNumber: "+1" } }, Code.InvalidArgument, "user.user_profile.phone_number"],
    ] as const;
    for (const [user, code, field] of wrong) {
      const refusal = await refusalOf(() => users.updateUser({ identities, user }));
      expect(refusal).toMatchObject({ code, fields: [field] });
    }
    expect((await caller.rest("PATCH", `/users/${id}`, { metadata: pairs(20) })).status).toBe(200);
    const { status, body } = await caller.rest("PATCH", `/users/${id}`, { external_id: externalId });
    expect([status, body]).toMatchObject([409, { errors: [{ field: "external_id" }] }]);
  });

  test("refuses who is not there, and who is named twice or not at all", async () => {
    const caller = await api();
    const users = caller.grpc(UserService);
    for (const path of ["/users/usr_1", "/users/%00", "/users/%ff", "/users:external/nobody"]) {
      expect((await caller.rest("PATCH", path, {})).status).toBe(404);
      expect((await caller.rest("GET", path)).status).toBe(404);
    }
    expect((await refusalOf(() => users.getUser({}))).code).toBe(Code.InvalidArgument);
    expect((await caller.rest("GET", "/users/usr_1?external_id=x")).status).toBe(400);
    const later = () => users.deleteUser({ identities: { case: "id", value: "usr_1" } });
    expect((await refusalOf(later)).name).toBe("UNIMPLEMENTED");
  });
});

test("lists and searches are paged both ways, with the number of all", async () => {
  const caller = await api();
  const word = fresh("word");
  const { context } = await makeMember();
  const ids: string[] = [];
  for (let index = 0; index < 3; index++) {
    const { id } = await makeUser({ name: `Maya ${word}`, createdAt: new Date(Date.UTC(2026, 1, index + 1)) });
    await makeMembership(context.organizationId, id, "member");
    ids.unshift(id);
  }
  await makeUser({ name: `Elsewhere ${word}` });
  type Page = {
    users: { id: string }[];
    total_size: number;
    next_page_token: string;
    prev_page_token: string;
  };
  const inside = `/organizations/${context.organizationId}/users`;
  const get = async (query: string) =>
    (await caller.rest("GET", `${inside}:search?query=${word}${query}`)).body as Page;
  const first = await get("&page_size=2");
  expect(first).toMatchObject({ users: [{ id: ids[0] }, { id: ids[1] }], total_size: 3, prev_page_token: "" });
  const second = await get(`&page_size=2&page_token=${first.next_page_token}`);
  expect(second).toMatchObject({ users: [{ id: ids[2] }], total_size: 3, next_page_token: "" });
  expect(await get(`&page_size=2&page_token=${second.prev_page_token}`)).toMatchObject({ users: first.users });

  const users = caller.grpc(UserService);
  expect((await users.searchUsers({ query: word.toUpperCase() })).totalSize).toBe(4);
  expect((await users.listOrganizationUsers({ organizationId: context.organizationId })).totalSize).toBe(4);
  expect((await users.listUsers({ pageSize: 1 })).users).toHaveLength(1);
  for (const query of ["ab", "x".repeat(101), "  a  "]) {
    expect((await refusalOf(() => users.searchUsers({ query }))).code).toBe(Code.InvalidArgument);
  }
  expect((await caller.rest("GET", `/users?page_token=${first.next_page_token.slice(1)}`)).status).toBe(400);
  expect((await caller.rest("GET", "/organizations/org_1/users")).status).toBe(404);
});

test("a member has the role and the permissions they have there, and nowhere else", async () => {
  const caller = await api();
  const operator = await makeOperator();
  const permission = fresh("invoices:read_");
  await createPermission(operator, { name: permission, description: "Read invoices." });
  await changeGrants(operator, { grant: [{ role: "member", permission }], revoke: [] });
  const [member, other] = [await makeMember("member"), await makeMember("admin")];
  const users = caller.grpc(UserService);
  const there = { organizationId: member.context.organizationId, userId: member.user.id };
  expect((await users.listUserRoles(there)).roles).toMatchObject([{ name: "member", displayName: "Member" }]);
  expect((await users.listUserPermissions(there)).permissions).toContainEqual(
    expect.objectContaining({ name: permission, description: "Read invoices." }),
  );
  const elsewhere = `/organizations/${other.context.organizationId}/users/${member.user.id}`;
  for (const path of [`${elsewhere}/roles`, `${elsewhere}/permissions`]) {
    expect((await caller.rest("GET", path)).status).toBe(404);
  }
});

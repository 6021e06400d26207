import { Code } from "@connectrpc/connect";
import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import { organizations } from "#db/schema/organizations";
import { makeMember, makeMembership, makeOrganization } from "#db/testing/factories";
import { RolesService } from "#lib/api/contract";
import { mostOfRole, mostPermissions } from "#lib/roles/rules";
import { type Caller, refusalOf, withApi } from "../../../testing/api.ts";

/** Roles and the catalogue of permissions through both wires. */

const api = withApi();

let count = 0;
const fresh = () => `invoices:read_${process.pid}_${Date.now().toString(36)}_${++count}`;

const make = async (caller: Caller, name = fresh()) => {
  await caller.grpc(RolesService).createPermission({ permission: { name, description: "Read invoices." } });
  return name;
};

describe("permissions", () => {
  test("are made, described anew, given, taken and deleted, each as the client's act", async () => {
    const caller = await api();
    const roles = caller.grpc(RolesService);
    const name = fresh();
    const path = `/permissions/${name}`;
    const made = await caller.rest("POST", "/permissions", { name, description: "Read invoices." });
    expect([made.status, made.body]).toEqual([
      201,
      {
        permission: {
          id: name,
          name,
          description: "Read invoices.",
          create_time: expect.stringMatching(/Z$/),
          is_scalekit_permission: false,
        },
      },
    ]);
    expect((await caller.rest("GET", path)).body).toEqual(made.body);
    const described = await roles.updatePermission({ permissionName: name, permission: { name, description: "" } });
    expect(described.permission).toMatchObject({ name, description: "" });

    const given = await roles.addPermissionsToRole({ roleName: "member", permissionNames: [name, name] });
    expect(given.permissions.map((permission) => permission.name)).toContain(name);
    for (const at of ["permissions", "permissions:all"]) {
      const { body } = await caller.rest("GET", `/roles/member/${at}`);
      expect(body).toMatchObject({ permissions: expect.arrayContaining([expect.objectContaining({ name })]) });
    }
    expect((await caller.rest("DELETE", `/roles/member/permissions/${name}`)).status).toBe(200);
    const { permissions } = await roles.listRolePermissions({ roleName: "member" });
    expect(permissions.map((permission) => permission.name)).not.toContain(name);
    expect(await caller.rest("DELETE", path)).toMatchObject({ status: 200, body: {} });
    expect((await caller.rest("GET", path)).status).toBe(404);

    const events = await installation
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.actorId, caller.id))
      .orderBy(auditEvents.id);
    expect(events.map(({ actorKind, action }) => `${actorKind} ${action}`)).toEqual([
      "api_client permission.created",
      "api_client permission.described",
      "api_client permission.granted",
      "api_client permission.revoked",
      "api_client permission.deleted",
    ]);
  });

  test("are refused with the field that is wrong", async () => {
    const caller = await api();
    const roles = caller.grpc(RolesService);
    const name = await make(caller);
    const wrong = [
      [() => roles.createPermission({ permission: { name } }), Code.AlreadyExists, "permission.name"],
      [() => roles.createPermission({ permission: { name: "no blanks" } }), Code.InvalidArgument, "permission.name"],
      [() => roles.createPermission({ permission: { name: "members:read" } }), Code.InvalidArgument, "permission.name"],
      [() => roles.createPermission({}), Code.InvalidArgument, "permission"],
      [
        () => roles.updatePermission({ permissionName: name, permission: { name: fresh() } }),
        Code.InvalidArgument,
        "permission.name",
      ],
      [
        () => roles.addPermissionsToRole({ roleName: "member", permissionNames: [name, fresh()] }),
        Code.NotFound,
        "permission_names",
      ],
      [() => roles.addPermissionsToRole({ roleName: "member" }), Code.InvalidArgument, "permission_names"],
    ] as const;
    for (const [call, code, field] of wrong) expect(await refusalOf(call)).toMatchObject({ code, fields: [field] });
    const { permissions } = await roles.listRolePermissions({ roleName: "member" });
    expect(permissions.map((permission) => permission.name)).not.toContain(name);
    for (const call of [
      () => roles.getPermission({ permissionName: fresh() }),
      () => roles.updatePermission({ permissionName: fresh() }),
      () => roles.deletePermission({ permissionName: "\0" }),
      () => roles.addPermissionsToRole({ roleName: "owner", permissionNames: [name] }),
      () => roles.removePermissionFromRole({ roleName: "owner", permissionName: name }),
      () => roles.listRolePermissions({ roleName: "Admin" }),
    ]) {
      expect((await refusalOf(call)).code).toBe(Code.NotFound);
    }
  });

  test("are as many as there may be, in the catalogue and for a role, also when they come at once", async () => {
    const caller = await api();
    const mark = fresh();
    const [{ catalogue = 0, held = 0 } = {}] = (
      await installation.execute<{ catalogue: number; held: number }>(sql`select
        (select count(*)::int from permissions) as catalogue,
        (select count(*)::int from role_permissions where role = 'member') as held`)
    ).rows;
    await installation.execute(sql`insert into permissions (name)
      select ${mark} || n from generate_series(1, ${mostPermissions - catalogue - 1}) n`);
    try {
      const made = await Promise.all(
        ["a", "b", "c"].map((end) => caller.rest("POST", "/permissions", { name: `${mark}${end}` })),
      );
      expect(made.map(({ status }) => status).toSorted()).toEqual([201, 400, 400]);
      expect(made.find(({ status }) => status === 400)?.body).toMatchObject({ errors: [{ field: "name" }] });
      const names = Array.from({ length: mostOfRole }, (_, index) => `${mark}${index + 1}`);
      const room = mostOfRole - held;
      const give = (permissionNames: string[]) =>
        caller.grpc(RolesService).addPermissionsToRole({ roleName: "member", permissionNames });
      await give(names.slice(0, room - 1));
      const given = await Promise.allSettled([
        give([`${mark}200`]),
        give([`${mark}201`, `${mark}202`]),
        give([`${mark}203`]),
      ]);
      expect(given.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(await refusalOf(() => give([`${mark}204`]))).toMatchObject({
        code: Code.InvalidArgument,
        fields: ["permission_names"],
      });
      // What it has can be given again, and what it has too much of can be taken.
      await give(names.slice(0, room - 1));
      const { permissions } = await caller.grpc(RolesService).listRolePermissions({ roleName: "member" });
      expect(permissions).toHaveLength(mostOfRole);
    } finally {
      await installation.execute(sql`delete from permissions where starts_with(name, ${mark})`);
    }
  });

  test("are listed by name, a page at a time both ways, with the number of all", async () => {
    const caller = await api();
    const roles = caller.grpc(RolesService);
    for (let index = 0; index < 3; index++) await make(caller);
    const all = (await roles.listPermissions({ pageSize: 100 })).permissions.map(({ name }) => name);
    const walked: string[] = [];
    let page = await roles.listPermissions({ pageSize: 2 });
    expect(page.prevPageToken).toBe("");
    let last = page;
    for (; ; page = await roles.listPermissions({ pageSize: 2, pageToken: page.nextPageToken })) {
      expect(page.totalSize).toBe(all.length);
      walked.push(...page.permissions.map(({ name }) => name));
      if (page.nextPageToken === "") break;
      last = page;
    }
    expect(walked).toEqual(all);
    const back = await roles.listPermissions({ pageSize: 2, pageToken: page.prevPageToken });
    expect(back.permissions).toEqual(last.permissions);
    expect((await caller.rest("GET", "/permissions?type=SCALEKIT")).body).toMatchObject({ total_size: 0 });
    expect((await caller.rest("GET", "/permissions?type=MINE")).status).toBe(400);
  });
});

describe("roles", () => {
  test("are the two that are built in, for the installation and for each organization", async () => {
    const caller = await api();
    const roles = caller.grpc(RolesService);
    const name = await make(caller);
    await roles.addPermissionsToRole({ roleName: "admin", permissionNames: [name] });
    const { id } = await makeOrganization();
    const { body } = await caller.rest("GET", "/roles");
    expect(body).toMatchObject({
      roles: [
        { name: "admin", display_name: "Admin", default_creator: true, default_member: false, is_org_role: false },
        { name: "member", display_name: "Member", default_creator: false, default_member: true },
      ],
    });
    expect((await caller.rest("GET", `/organizations/${id}/roles?include=permissions:all`)).body).toEqual(body);
    const { role } = await roles.getOrganizationRole({ orgId: id, roleName: "admin" });
    expect(role?.permissions).toContainEqual(expect.objectContaining({ name, roleName: "admin" }));
    expect((await roles.getRole({ roleName: "admin" })).role).toEqual(role);
    for (const path of ["/roles/owner", `/organizations/${id}/roles/owner`, "/organizations/org_1/roles"]) {
      expect((await caller.rest("GET", path)).status).toBe(404);
    }
  });

  test("count whoever has them, once, where organizations are there", async () => {
    const caller = await api();
    const roles = caller.grpc(RolesService);
    const { user, context } = await makeMember("admin");
    const [second, deleted] = [await makeOrganization(), await makeOrganization()];
    const everywhere = async () => (await roles.getRoleUsersCount({ roleName: "admin" })).count;
    const before = await everywhere();
    await makeMembership(second.id, user.id, "admin");
    await makeMember("admin", second.id);
    await makeMember("member", second.id);
    await makeMember("admin", deleted.id);
    await installation.update(organizations).set({ deletedAt: new Date() }).where(eq(organizations.id, deleted.id));
    expect(await everywhere()).toBe(before + 1n);
    expect((await caller.rest("GET", `/organizations/${second.id}/roles/admin/users:count`)).body).toEqual({
      count: "2",
    });
    const { count } = await roles.getOrganizationRoleUsersCount({
      orgId: context.organizationId,
      roleName: "member",
    });
    expect(count).toBe(0n);
    expect((await caller.rest("GET", `/organizations/${deleted.id}/roles/admin/users:count`)).status).toBe(404);
  });
});

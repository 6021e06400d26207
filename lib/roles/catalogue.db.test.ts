import { inArray, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { inOrganization, installation } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import { permissions, rolePermissions } from "#db/schema/permissions";
import { makeMember, makeMembership, makeOperator, makeSession, makeUser } from "#db/testing/factories";
import { findLiveSession } from "#lib/sessions/queries";
import { changeGrants, createPermission, deletePermission, describePermission } from "./mutations.ts";
import { findPermission, listPermissions, permissionsOfRole } from "./queries.ts";
import type { RoleGrant } from "./types.ts";

let count = 0;
const fresh = () => `invoices:read_${process.pid}_${Date.now().toString(36)}_${++count}`;

/** A permission that nothing else has, granted to `roles`. */
async function catalogued(...roles: RoleGrant["role"][]) {
  const operator = await makeOperator();
  const name = fresh();
  await createPermission(operator, { name, description: "Read invoices." });
  const grant = roles.map((role) => ({ role, permission: name }));
  await changeGrants(operator, { grant, revoke: [] });
  return { operator, name };
}

const eventsOf = async (name: string) =>
  (
    await installation
      .select({ action: auditEvents.action, details: auditEvents.details, kind: auditEvents.actorKind })
      .from(auditEvents)
      .where(sql`${auditEvents.details}->>'permission' = ${name}`)
      .orderBy(auditEvents.id)
  ).map(({ action, details, kind }) => [kind, action, details.role].filter(Boolean).join(" "));

describe("the catalogue of permissions", () => {
  test("takes a permission in, describes it anew, and lets it go with all its grants, each on the record", async () => {
    const { operator, name } = await catalogued("admin", "member");
    expect(await findPermission(operator, name)).toEqual({
      name,
      description: "Read invoices.",
      roles: ["admin", "member"],
      createdAt: expect.stringMatching(/Z$/),
    });
    await describePermission(operator, { name, description: "Print them too." });
    await describePermission(operator, { name, description: "Print them too." });
    expect(await listPermissions(operator)).toContainEqual(
      expect.objectContaining({ name, description: "Print them too." }),
    );
    await deletePermission(operator, { name });
    expect(await findPermission(operator, name)).toBeNull();
    expect(await permissionsOfRole("admin")).not.toContain(name);
    expect(await eventsOf(name)).toEqual([
      "operator permission.created",
      "operator permission.granted admin",
      "operator permission.granted member",
      "operator permission.described",
      "operator permission.deleted",
    ]);
    for (const lost of [
      describePermission(operator, { name, description: "" }),
      deletePermission(operator, { name }),
    ]) {
      await expect(lost).rejects.toMatchObject({ code: "not_found" });
    }
  });

  test("has one permission of a name, whoever is first", async () => {
    const [operator, name] = [await makeOperator(), fresh()];
    const answers = await Promise.allSettled(
      Array.from({ length: 6 }, () => createPermission(operator, { name, description: "" })),
    );
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status === "rejected") expect(answer.reason).toMatchObject({ fields: { name: expect.any(String) } });
    }
    expect(await eventsOf(name)).toEqual(["operator permission.created"]);
  });

  test("changes a role's permissions once, and records nothing that was so already", async () => {
    const { operator, name } = await catalogued("member");
    const of = (role: RoleGrant["role"]) => ({ role, permission: name });
    await changeGrants(operator, { grant: [of("member"), of("admin")], revoke: [] });
    await changeGrants(operator, { grant: [], revoke: [of("member")] });
    await changeGrants(operator, { grant: [], revoke: [of("member")] });
    await changeGrants(operator, { grant: [], revoke: [] });
    expect(await permissionsOfRole("admin")).toContain(name);
    expect(await permissionsOfRole("member")).not.toContain(name);
    expect((await eventsOf(name)).slice(1)).toEqual([
      "operator permission.granted member",
      "operator permission.granted admin",
      "operator permission.revoked member",
    ]);
  });

  test("gives nothing of a form that names a permission deleted meanwhile", async () => {
    const { operator, name } = await catalogued("admin");
    const grant = [
      { role: "member", permission: name },
      { role: "member", permission: fresh() },
    ] as const;
    const given = changeGrants(operator, { grant, revoke: [{ role: "admin", permission: name }] });
    await expect(given).rejects.toMatchObject({ code: "conflict" });
    expect((await findPermission(operator, name))?.roles).toEqual(["admin"]);
  });

  test("ends in the same place for operators who give and take at once", async () => {
    const { operator, name } = await catalogued();
    const other = await catalogued();
    const grant = [name, other.name].flatMap((permission): RoleGrant[] => [
      { role: "admin", permission },
      { role: "member", permission },
    ]);
    await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        changeGrants(operator, { grant: index % 2 ? grant : grant.toReversed(), revoke: [] }),
      ),
    );
    const held = await installation
      .select()
      .from(rolePermissions)
      .where(inArray(rolePermissions.permission, [name, other.name]));
    expect(held).toHaveLength(4);
    expect(await eventsOf(name)).toHaveLength(3);
  });

  test("is out of reach for an organization", async () => {
    const { name } = await catalogued("admin");
    const { context } = await makeMember();
    await inOrganization(context, async (tx) => {
      expect(await tx.select().from(permissions)).toEqual([]);
      expect(await tx.select().from(rolePermissions)).toEqual([]);
      expect((await tx.delete(permissions).returning()).length).toBe(0);
    });
    expect(await permissionsOfRole("admin")).toContain(name);
  });
});

describe("a role", () => {
  test("that nobody knows has no permission, and cannot be given one", async () => {
    const { operator, name } = await catalogued("admin", "member");
    for (const role of ["owner", "Admin", "", "__proto__", "%"]) expect(await permissionsOfRole(role)).toEqual([]);
    const forged = changeGrants(operator, { grant: [{ role: "owner" as "admin", permission: name }], revoke: [] });
    await expect(forged).rejects.toThrow();
  });

  test("has its permissions in the next read of a session, and only in the organization it is a role in", async () => {
    const { operator, name } = await catalogued("admin");
    const { user, context, organization } = await makeMember("admin");
    const second = await makeMember("admin");
    const owner = await makeMember("owner");
    const plain = await makeUser();
    await makeMembership(context.organizationId, plain.id, "member");
    const granted = async (userId: typeof user.id, slug = organization?.slug) =>
      (await findLiveSession((await makeSession(userId)).token, slug))?.organization?.applicationPermissions;
    expect(await granted(user.id)).toContain(name);
    expect(await granted(plain.id)).not.toContain(name);
    expect(await granted(owner.user.id, owner.organization?.slug)).toEqual([]);
    expect(await granted(user.id, second.organization?.slug)).toBeUndefined();
    await changeGrants(operator, { grant: [], revoke: [{ role: "admin", permission: name }] });
    expect(await granted(user.id)).not.toContain(name);
  });
});

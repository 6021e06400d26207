import { ScalekitClient, ScalekitConflictException, ScalekitNotFoundException } from "@scalekit-sdk/node";
import { makeApiClient, makeMember, makeSession } from "#db/testing/factories";
import { expect, test } from "../support/browser.ts";
import { rows } from "../support/database.ts";
import { target } from "../support/environment.ts";

/** The published package, unchanged, on what is not the organization itself: its people, their roles and sessions, its domains. */

let count = 0;
const fresh = (stem: string) => `${stem}${process.pid}x${Date.now().toString(36)}x${++count}`;

async function makeSdk() {
  const { id, secret } = await makeApiClient();
  return { id, sdk: new ScalekitClient(target.baseUrl, id, secret) };
}

test.describe("the Node SDK", () => {
  test("reads, finds and updates people, and what they are in an organization", async () => {
    const { sdk } = await makeSdk();
    const { user, context } = await makeMember("admin");
    const [externalId, lastName] = [fresh("Person/"), fresh("Lovelace")];
    const updated = await sdk.user.updateUser(user.id, {
      externalId,
      userProfile: { firstName: "Ada", lastName },
      metadata: { team: "engines" },
    });
    expect(updated.user).toMatchObject({
      id: user.id,
      externalId,
      userProfile: { name: `Ada ${lastName}`, firstName: "Ada", lastName },
      memberships: [{ organizationId: context.organizationId, membershipStatus: 1, roles: [{ name: "admin" }] }],
      metadata: { team: "engines" },
    });
    expect((await sdk.user.getUserByExternalId(externalId)).user).toEqual(updated.user);
    for (const found of [
      await sdk.user.searchUsers(lastName),
      await sdk.user.searchOrganizationUsers(context.organizationId, lastName),
      await sdk.user.listOrganizationUsers(context.organizationId),
    ]) {
      expect([found.totalSize, found.users.map(({ id }) => id)]).toEqual([1, [user.id]]);
    }
    const { roles } = await sdk.user.listUserRoles(context.organizationId, user.id);
    expect(roles.map(({ name }) => name)).toEqual(["admin"]);
    await expect(sdk.user.getUser("usr_1")).rejects.toBeInstanceOf(ScalekitNotFoundException);
  });

  test("keeps the catalogue of permissions, and gives them to roles", async () => {
    const { sdk } = await makeSdk();
    const { user, context } = await makeMember("member");
    const name = fresh("invoices:read_");
    await sdk.permission.createPermission({ name, description: "Read invoices." } as never);
    await sdk.permission.addPermissionsToRole("member", [name]);
    const { permissions } = await sdk.user.listUserPermissions(context.organizationId, user.id);
    expect(permissions.map((permission) => permission.name)).toContain(name);
    const { role } = await sdk.role.getRole("member");
    expect(role?.permissions.map((permission) => permission.name)).toContain(name);
    expect((await sdk.role.getOrganizationRoleUsersCount(context.organizationId, "member")).count).toBe(1n);
    await expect(sdk.permission.createPermission({ name } as never)).rejects.toBeInstanceOf(ScalekitConflictException);
    await sdk.permission.deletePermission(name);
    await expect(sdk.permission.getPermission(name)).rejects.toBeInstanceOf(ScalekitNotFoundException);
  });

  test("gives an organization a domain, and takes it away", async () => {
    const { sdk } = await makeSdk();
    const { context } = await makeMember();
    const name = `${fresh("orion-")}.com`;
    const { domain } = await sdk.domain.createDomain(context.organizationId, name);
    expect(domain).toMatchObject({ domain: name, verificationStatus: 2 });
    const { domains } = await sdk.domain.listDomains(context.organizationId, { domainType: "ORGANIZATION_DOMAIN" });
    expect(domains).toEqual([domain]);
    await sdk.domain.deleteDomain(context.organizationId, domain?.id ?? "");
    await expect(sdk.domain.getDomain(context.organizationId, domain?.id ?? "")).rejects.toBeInstanceOf(
      ScalekitNotFoundException,
    );
  });

  test("signs a person out", async () => {
    const { id, sdk } = await makeSdk();
    const { user } = await makeMember();
    const [first, second] = [await makeSession(user.id), await makeSession(user.id)];
    expect(await sdk.session.getSession(first.id)).toMatchObject({ userId: user.id, status: "active" });
    const filter = { status: ["active"], startTime: new Date(Date.now() - 3_600_000) };
    expect((await sdk.session.getUserSessions(user.id, { pageSize: 1, filter })).totalSize).toBe(2);
    expect((await sdk.session.revokeSession(first.id)).revokedSession?.status).toBe("revoked");
    const { totalRevoked, revokedSessions } = await sdk.session.revokeAllUserSessions(user.id);
    expect([totalRevoked, revokedSessions[0]?.sessionId]).toEqual([1, second.id]);
    expect(
      await rows(
        "select actor_kind, action, details->>'session' as session from audit_events where actor_id = $1 order by id",
        [id],
      ),
    ).toEqual(
      [first, second].map((ended) => ({ actor_kind: "api_client", action: "session.ended", session: ended.id })),
    );
    await expect(sdk.session.getSession(first.id)).rejects.toBeInstanceOf(ScalekitNotFoundException);
  });
});

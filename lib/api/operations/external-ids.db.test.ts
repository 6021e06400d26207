import { Code } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { makeOrganization, makeUser } from "#db/testing/factories";
import { OrganizationService, UserService } from "#lib/api/contract";
import { refusalOf, withApi } from "../../../testing/api.ts";

/** Your own system's ids: what may be set can be named, in an address of REST and in a message of gRPC. */

const api = withApi();

test.each([".", ".."])("%j is refused where it is set, since no address can name it", async (externalId) => {
  const caller = await api();
  const [{ id }, user] = [await makeOrganization(), await makeUser()];
  const places = [
    ["POST", "/organizations", { display_name: "Orion", external_id: externalId }],
    ["PATCH", `/organizations/${id}`, { external_id: externalId }],
    ["PATCH", `/users/${user.id}`, { external_id: externalId }],
  ] as const;
  for (const [method, path, body] of places) {
    expect((await caller.rest(method, path, body)).body).toMatchObject({
      status: 400,
      errors: [{ field: "external_id", message: expect.stringContaining("no address can name") }],
    });
  }
  const [organizations, users] = [caller.grpc(OrganizationService), caller.grpc(UserService)];
  const organization = { displayName: "Orion", externalId };
  for (const [call, field] of [
    [() => organizations.createOrganization({ organization }), "organization.external_id"],
    [() => users.updateUser({ identities: { case: "id", value: user.id }, user: { externalId } }), "user.external_id"],
  ] as const) {
    expect(await refusalOf(call)).toMatchObject({ code: Code.InvalidArgument, fields: [field] });
  }
});

test.each(["...", ".x", "a/../b", "../a", "%2e%2e", "%", "a?b#c", "a:b", "a b", "株式会社", "\\", "a//b/"])(
  "%j is named by REST and by gRPC, for organizations and for people",
  async (stem) => {
    const caller = await api();
    const [{ id }, user] = [await makeOrganization(), await makeUser()];
    const path = encodeURIComponent(stem);
    const of = { organizations: id, users: user.id };
    for (const [kind, owner] of Object.entries(of)) {
      expect((await caller.rest("PATCH", `/${kind}/${owner}`, { external_id: stem })).status).toBe(200);
      const one = kind === "users" ? "user" : "organization";
      expect(await caller.rest("GET", `/${kind}:external/${path}`)).toMatchObject({
        status: 200,
        body: { [one]: { id: owner, external_id: stem } },
      });
      const named = { identities: { case: "externalId", value: stem } } as const;
      const read =
        kind === "users"
          ? (await caller.grpc(UserService).getUser(named)).user
          : (await caller.grpc(OrganizationService).getOrganization(named)).organization;
      expect(read).toMatchObject({ id: owner, externalId: stem });
    }
    await caller.rest("DELETE", `/organizations/${id}`);
    await caller.rest("PATCH", `/users/${user.id}`, { external_id: "" });
  },
);

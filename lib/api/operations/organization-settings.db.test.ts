import { Code } from "@connectrpc/connect";
import { sql } from "drizzle-orm";
import type pg from "pg";
import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { connected } from "#db/testing/database";
import { makeOrganization } from "#db/testing/factories";
import { OrganizationService } from "#lib/api/contract";
import { env } from "#lib/env";
import { refusalOf, withApi } from "../../../testing/api.ts";

/** What back-ends settle for an organization, through both wires. */

const api = withApi();

test("features keep their names and the order they were sent in, and those that are not named stay", async () => {
  const caller = await api();
  const { id } = await makeOrganization();
  const path = `/organizations/${id}/settings`;
  const send = async (...features: object[]) => (await caller.rest("PATCH", path, { features })).body;
  const settings = (...features: object[]) => ({ organization: { id, settings: { features } } });
  const [sso, sync] = [
    { name: "sso", enabled: true },
    { name: "dir_sync", enabled: false },
  ];
  expect(await send(sso, { name: "dir_sync" })).toMatchObject(settings(sso, sync));
  const { organization } = await caller
    .grpc(OrganizationService)
    .updateOrganizationSettings({ id, settings: { features: [{ name: "dir_sync", enabled: true }] } });
  expect(organization?.settings?.features.map(({ name, enabled }) => [name, enabled])).toEqual([
    ["dir_sync", true],
    ["sso", true],
  ]);
  expect((await caller.rest("PATCH", path, { features: [{ name: "" }] })).body).toMatchObject({
    status: 400,
    errors: [{ field: "features.0.name" }],
  });
});

test("features stay few, however often some are named", async () => {
  const caller = await api();
  const { id } = await makeOrganization();
  const name = (from: number, length: number) =>
    caller.rest("PATCH", `/organizations/${id}/settings`, {
      features: Array.from({ length }, (_, index) => ({ name: `feature ${from + index}`, enabled: true })),
    });
  expect((await name(0, 100)).status).toBe(200);
  expect((await name(100, 1)).body).toMatchObject({ status: 400, errors: [{ field: "features" }] });
  expect((await name(50, 50)).status).toBe(200);
});

test("a change that waits too long for another one is to be tried again", async () => {
  const caller = await api();
  const { id } = await makeOrganization();
  const { status, headers, body } = await installation.transaction(async (tx) => {
    await tx.execute(sql`select from organizations where id = ${id} for update`);
    return caller.rest("PATCH", `/organizations/${id}/settings`, { features: [{ name: "sso" }] });
  });
  expect([status, headers.get("retry-after"), body]).toMatchObject([503, "5", { code: "UNAVAILABLE" }]);
});

test("a statement that takes longer than one may is to be tried again, over both wires", async () => {
  const caller = await api();
  const { id } = await makeOrganization();
  const settings = { features: [{ name: "sso" }] };
  await installation.transaction(async (tx) => {
    await tx.execute(sql`select from organizations where id = ${id} for update`);
    const rest = caller.rest("PATCH", `/organizations/${id}/settings`, settings);
    await endStatementsThatWait();
    expect(await rest).toMatchObject({ status: 503, body: { code: "UNAVAILABLE" } });
    expect((await rest).headers.get("retry-after")).toBe("5");
    const grpc = refusalOf(() => caller.grpc(OrganizationService).updateOrganizationSettings({ id, settings }));
    await endStatementsThatWait();
    expect(await grpc).toMatchObject({ code: Code.Unavailable, name: "UNAVAILABLE" });
  });
});

/** Ends the statements that wait for a lock as their time-out would, once there are some. */
async function endStatementsThatWait(): Promise<void> {
  const end = (client: pg.Client) =>
    client.query(`select pg_cancel_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name like 'foyer %' and wait_event_type = 'Lock'`);
  await connected(env.DATABASE_URL, (client) =>
    expect.poll(async () => (await end(client)).rowCount, { interval: 20, timeout: 4_000 }).toBeGreaterThan(0),
  );
}

test("a limit on people is set and taken away again", async () => {
  const caller = await api();
  const organizations = caller.grpc(OrganizationService);
  const { id: organizationId } = await makeOrganization();
  const read = async () =>
    (await organizations.getOrganizationUserManagementSetting({ organizationId })).settings?.maxAllowedUsers;
  expect(await read()).toBeUndefined();
  await organizations.upsertUserManagementSettings({ organizationId, settings: { maxAllowedUsers: 0 } });
  expect(await read()).toBe(0);
  const path = `/organizations/${organizationId}/settings/usermanagement`;
  const { body } = await caller.rest("PATCH", path, { settings: { max_allowed_users: 25 } });
  expect(body).toEqual({ settings: { max_allowed_users: 25 } });
  await organizations.upsertUserManagementSettings({ organizationId, settings: {} });
  expect(await read()).toBeUndefined();
  expect((await caller.rest("PATCH", path, { settings: { max_allowed_users: -1 } })).body).toMatchObject({
    status: 400,
    errors: [{ field: "settings.max_allowed_users" }],
  });
});

describe("how long sessions last", () => {
  const timeouts = {
    absolute_session_timeout: 30 * 24 * 60,
    absolute_session_timeout_unit: "MINUTES",
    idle_session_timeout_enabled: true,
    idle_session_timeout: 7 * 24 * 60,
    idle_session_timeout_unit: "MINUTES",
  };

  test("is the installation's for every organization, in minutes", async () => {
    const caller = await api();
    const { id } = await makeOrganization();
    expect((await caller.rest("GET", `/organizations/${id}/session-policy`)).body).toEqual({
      policy: { policy_source: "APPLICATION", ...timeouts },
    });
    expect((await caller.rest("GET", `/organizations/${id}/application-session-policy`)).body).toEqual({
      application_policy: { ...timeouts, access_token_expiry: 5 },
    });
    const { policy } = await caller.grpc(OrganizationService).getOrganizationSessionPolicy({ organizationId: id });
    expect(policy).toMatchObject({ policySource: 1, absoluteSessionTimeout: 43_200, absoluteSessionTimeoutUnit: 1 });
  });

  test("cannot be asked of an organization that is not there, nor changed yet", async () => {
    const organizations = (await api()).grpc(OrganizationService);
    const organizationId = "org_1";
    for (const call of [
      () => organizations.getOrganizationSessionPolicy({ organizationId }),
      () => organizations.getApplicationSessionPolicy({ organizationId }),
    ]) {
      expect((await refusalOf(call)).code).toBe(Code.NotFound);
    }
    const change = () => organizations.updateOrganizationSessionPolicy({ organizationId });
    expect((await refusalOf(change)).name).toBe("UNIMPLEMENTED");
  });
});

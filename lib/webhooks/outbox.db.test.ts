import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { inOrganization, installation } from "#db/client";
import { memberships } from "#db/schema/memberships";
import { organizationDomains } from "#db/schema/organization-domains";
import { organizations } from "#db/schema/organizations";
import { users } from "#db/schema/users";
import { webhookDeliveries } from "#db/schema/webhook-deliveries";
import { webhookEndpoints, webhookSubscriptions } from "#db/schema/webhook-endpoints";
import { webhookEvents } from "#db/schema/webhook-events";
import { freshDomain } from "#db/testing/domains";
import { makeMember, makeOperator, makeOrganization, makeUser } from "#db/testing/factories";
import { eventsFor, makeEndpoint, removeEndpoints } from "#db/testing/webhooks";
import { recordAudit } from "#lib/audit/mutations";
import { type AuditAction, system } from "#lib/audit/types";
import { closeJobs, jobQueue } from "#lib/jobs/queue";
import { addDomain, addDomainByOperator, removeDomain } from "#lib/organizations/domains/mutations";
import { listDomains } from "#lib/organizations/domains/queries";
import {
  activateOrganization,
  deactivateOrganization,
  deleteOrganization,
  purgeOrganizations,
  restoreOrganization,
} from "#lib/organizations/lifecycle/mutations";
import { renameOrganization } from "#lib/organizations/mutations";
import { createForCustomer, setExternalId, setMetadata } from "#lib/organizations/operations/mutations";
import { confirmAddress, provisionFirstSignIn } from "#lib/provisioning/mutations";
import { updateProfile } from "#lib/users/mutations";
import { withApi } from "../../testing/api.ts";
import { eventTypes } from "./types.ts";

const api = withApi();
afterEach(removeEndpoints);
afterAll(closeJobs);

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
let count = 0;
const fresh = (stem: string) => `${stem}-${process.pid}-${Date.now().toString(36)}-${++count}`;

describe("what endpoints are told", () => {
  test("a sign-up: the person, the organization and that the one is in the other, as the API writes them", async () => {
    const { id } = await makeEndpoint();
    const email = `${fresh("maya")}@orion-analytics.com`;
    const person = { email, name: "Maya Lindqvist", givenName: "Maya", familyName: null, image: null };
    const userId = await provisionFirstSignIn(person, null, null);
    const [organization] = await installation.select().from(organizations).where(eq(organizations.createdBy, userId));
    const organizationId = organization?.id;
    const events = await eventsFor(id);
    const data = Object.fromEntries(events.map((event) => [event.type, event.data]));
    expect(events).toHaveLength(3);
    expect(data["user.created"]).toEqual({
      id: userId,
      email,
      metadata: {},
      user_profile: {
        id: userId,
        name: "Maya Lindqvist",
        given_name: "Maya",
        first_name: "Maya",
        email_verified: true,
      },
      create_time: time,
      update_time: time,
    });
    expect(data["organization.created"]).toEqual({
      id: organizationId,
      display_name: organization?.displayName,
      metadata: {},
      settings: { features: [] },
      slug: expect.stringMatching(/^[a-z0-9-]+$/),
      region_code: "US",
      create_time: time,
      update_time: time,
    });
    expect(data["membership.created"]).toEqual({
      organization_id: organizationId,
      user_id: userId,
      membership_status: "ACTIVE",
      roles: [{ id: "admin", name: "admin" }],
      join_time: time,
    });
    expect(events.map((event) => event.organizationId).sort()).toEqual([organizationId, organizationId, null].sort());
  });

  test("what a back-end changes, word for word as the API answers it", async () => {
    const { id } = await makeEndpoint();
    const { rest } = await api();
    const { context, user } = await makeMember();
    const path = `/organizations/${context.organizationId}`;
    const patch = { external_id: fresh("acct"), metadata: { plan: "pro" }, logo_url: "https://cdn.orion.com/logo.png" };
    await rest("PATCH", path, patch);
    await rest("PATCH", `${path}/settings`, { features: [{ name: "sso", enabled: true }] });
    await rest("PATCH", `/users/${user.id}`, { external_id: fresh("person"), user_profile: { given_name: "Maya" } });
    const events = await eventsFor(id);
    const { organization } = (await rest("GET", path)).body as { organization: object };
    const { memberships: _, ...person } = (
      (await rest("GET", `/users/${user.id}`)).body as { user: { memberships: [] } }
    ).user;
    const last = (type: string) => events.findLast((event) => event.type === type)?.data;
    expect(last("organization.updated")).toEqual(organization);
    expect(last("user.updated")).toEqual(person);
  });

  test("an organization's life, from the customer it was made for to the purge", async () => {
    const { id } = await makeEndpoint();
    const operator = await makeOperator();
    const input = {
      displayName: "Lyra Labs",
      slug: "",
      externalId: fresh("acct"),
      logoUrl: "",
      color: "",
      metadata: {},
    };
    const organizationId = await createForCustomer(operator, input);
    await setExternalId(operator, organizationId, { externalId: "" });
    await setMetadata(operator, organizationId, { metadata: { plan: "pro" } });
    await deactivateOrganization(operator, organizationId);
    await activateOrganization(operator, organizationId);
    await deleteOrganization(operator, organizationId);
    await restoreOrganization(operator, organizationId);
    await deleteOrganization(operator, organizationId);
    const gone = sql`now() - interval '31 days'`;
    await installation.update(organizations).set({ deletedAt: gone }).where(eq(organizations.id, organizationId));
    await purgeOrganizations();
    const events = (await eventsFor(id)).filter((event) => event.organizationId === organizationId);
    expect(events.map(({ type }) => type)).toEqual([
      "organization.created",
      "organization.updated",
      "organization.updated",
      "organization.deactivated",
      "organization.activated",
      "organization.deleted",
      "organization.restored",
      "organization.deleted",
      "organization.purged",
    ]);
    expect(events.map(({ data }) => data.external_id)).toEqual([input.externalId, ...Array(8).fill(undefined)]);
    expect(events.at(-1)?.data).toMatchObject({
      id: organizationId,
      display_name: "Lyra Labs",
      metadata: { plan: "pro" },
    });
  });

  test("name and address that change together are one event, with both", async () => {
    const { id } = await makeEndpoint();
    const { context } = await makeMember();
    const slug = fresh("lyra");
    await renameOrganization(context, { displayName: "Lyra", slug });
    const events = await eventsFor(id);
    expect(events.map(({ type, data }) => [type, data.display_name, data.slug])).toEqual([
      ["organization.updated", "Lyra", slug],
    ]);
    await renameOrganization(context, { displayName: "Lyra Two", slug });
    expect(await eventsFor(id)).toHaveLength(2);
  });

  test("domains, also those that a member adds inside the wall, and one that is gone by then", async () => {
    const { id } = await makeEndpoint();
    const { context } = await makeMember();
    const [own, theirs] = [freshDomain(), freshDomain()];
    await addDomain(context, own);
    const entry = (await listDomains(context)).find(({ domain }) => domain === own);
    await removeDomain(context, entry?.id ?? "");
    await addDomainByOperator(await makeOperator(), context.organizationId, theirs);
    const base = { actor: system, organizationId: context.organizationId, details: { domain: theirs } } as const;
    await installation
      .update(organizationDomains)
      .set({ status: "failed" })
      .where(eq(organizationDomains.domain, theirs));
    await installation.transaction((tx) => recordAudit(tx, { ...base, action: "domain.lost" }));
    expect((await eventsFor(id)).map(({ type, data }) => [type, data.domain, data.verification_status])).toEqual([
      ["domain.added", own, "PENDING"],
      ["domain.removed", own, "PENDING"],
      ["domain.added", theirs, "VERIFIED"],
      ["domain.verified", theirs, "VERIFIED"],
      ["domain.lost", theirs, "FAILED"],
    ]);
  });

  test("people: a new name, a proven address, and what they were when they are deleted", async () => {
    const { id } = await makeEndpoint({ eventTypes: ["user.updated", "user.deleted"] });
    const user = await makeUser({ emailVerifiedAt: null });
    const actor = { kind: "user", id: user.id } as const;
    await updateProfile(actor, { name: "Maya L." });
    await confirmAddress(user.id, null);
    await confirmAddress(user.id, null);
    await installation.transaction(async (tx) => {
      await recordAudit(tx, { action: "user.deleted", actor: system, details: { user: user.id } });
      await tx.delete(users).where(eq(users.id, user.id));
    });
    expect(
      (await eventsFor(id)).map(({ type, data }) => [
        type,
        data.id,
        (data.user_profile as Record<string, unknown>).email_verified,
      ]),
    ).toEqual([
      ["user.updated", user.id, false],
      ["user.updated", user.id, true],
      ["user.deleted", user.id, true],
    ]);
  });

  test("memberships, by whom they are of", async () => {
    const { id } = await makeEndpoint();
    const { context, user } = await makeMember("member");
    const { actor } = await makeOperator();
    const details = { user: user.id };
    for (const action of [
      "membership.created",
      "membership.updated",
      "membership.deleted",
    ] as const satisfies AuditAction[]) {
      await installation.transaction(async (tx) => {
        await recordAudit(tx, { action, actor, organizationId: context.organizationId, details });
        if (action === "membership.deleted") await tx.delete(memberships).where(eq(memberships.userId, user.id));
      });
    }
    const member = {
      organization_id: context.organizationId,
      user_id: user.id,
      roles: [{ id: "member", name: "member" }],
    };
    expect((await eventsFor(id)).map(({ type, data }) => [type, data])).toEqual([
      ["membership.created", expect.objectContaining(member)],
      ["membership.updated", expect.objectContaining(member)],
      ["membership.deleted", expect.objectContaining(member)],
    ]);
  });
});

test("the tests above see every type there is", async () => {
  const { rows } = await installation.execute<{ type: string }>(sql`select distinct type from webhook_events`);
  expect(rows.map(({ type }) => type)).toEqual(expect.arrayContaining([...eventTypes]));
});

describe("who is told", () => {
  test("each endpoint what it asked for, also a paused one, and nobody what nobody asked for", async () => {
    const all = await makeEndpoint();
    const some = await makeEndpoint({ eventTypes: ["organization.deleted", "user.created"] });
    const other = await makeEndpoint({ eventTypes: ["user.created"] });
    await installation.update(webhookEndpoints).set({ pausedAt: new Date() }).where(eq(webhookEndpoints.id, some.id));
    const operator = await makeOperator();
    const { id } = await makeOrganization();
    await setMetadata(operator, id, { metadata: { plan: "pro" } });
    await deleteOrganization(operator, id);
    const typesOf = async (endpoint: typeof all) => (await eventsFor(endpoint.id)).map(({ type }) => type);
    expect(await typesOf(all)).toEqual(["organization.updated", "organization.deleted"]);
    expect(await typesOf(some)).toEqual(["organization.deleted"]);
    expect(await typesOf(other)).toEqual([]);
    const [shared] = await eventsFor(some.id);
    expect((await eventsFor(all.id)).map((event) => event.id)).toContain(shared?.id);
  });

  test("nothing of a transaction that is undone is written, and no job", async () => {
    const { id } = await makeEndpoint();
    const { id: organizationId } = await makeOrganization();
    const queue = await jobQueue();
    const waiting = async () => (await queue.findJobs("webhook-delivery", { key: id })).length;
    await expect(
      installation.transaction(async (tx) => {
        await recordAudit(tx, { action: "organization.renamed", actor: system, organizationId });
        throw new Error("The change is undone.");
      }),
    ).rejects.toThrow("undone");
    expect([await eventsFor(id), await waiting()]).toEqual([[], 0]);
    await installation.transaction((tx) =>
      recordAudit(tx, { action: "organization.renamed", actor: system, organizationId }),
    );
    expect([(await eventsFor(id)).length, await waiting()]).toEqual([1, 1]);
  });

  test("where nobody asks, nothing is written", async () => {
    const { id } = await makeOrganization();
    await installation.transaction((tx) =>
      recordAudit(tx, { action: "organization.renamed", actor: system, organizationId: id }),
    );
    expect(await installation.$count(webhookEvents, eq(webhookEvents.objectId, id))).toBe(0);
  });

  test("inside an organization nothing of endpoints is seen but what they ask for, nor events of others", async () => {
    await makeEndpoint();
    const [here, there] = [await makeMember(), await makeMember()];
    await addDomain(there.context, freshDomain());
    await addDomain(here.context, freshDomain());
    const seen = await inOrganization(here.context, async (tx) => ({
      endpoints: await tx.$count(webhookEndpoints),
      subscriptions: await tx.$count(webhookSubscriptions),
      events: (await tx.select().from(webhookEvents)).map(({ organizationId }) => organizationId),
      deliveries: (await tx.select().from(webhookDeliveries)).map(({ organizationId }) => organizationId),
    }));
    const own = here.context.organizationId;
    expect(seen).toEqual({ endpoints: 0, subscriptions: 1, events: [own], deliveries: [own] });
  });
});

import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import { memberships } from "#db/schema/memberships";
import { organizations } from "#db/schema/organizations";
import { makeOperator, makeOrganization } from "#db/testing/factories";
import type { OrganizationId } from "#lib/ids";
import {
  deactivateOrganization,
  deleteOrganization,
  restoreOrganization,
} from "#lib/organizations/lifecycle/mutations";
import { findPublicBrand } from "#lib/organizations/queries";
import { createForCustomer, renameByOperator, setExternalId, setMetadata } from "./mutations.ts";
import { findOrganizationNamed } from "./queries.ts";

let count = 0;
const fresh = (stem = "acct") => `${stem}-${process.pid}-${Date.now().toString(36)}-${++count}`;
const plain = { displayName: "Orion Analytics", slug: "", externalId: "", logoUrl: "", color: "", metadata: {} };

async function read(id: OrganizationId) {
  const [row] = await installation.select().from(organizations).where(eq(organizations.id, id));
  return row;
}

const eventsOf = (id: OrganizationId) =>
  installation
    .select({
      action: auditEvents.action,
      kind: auditEvents.actorKind,
      actorId: auditEvents.actorId,
      details: auditEvents.details,
    })
    .from(auditEvents)
    .where(eq(auditEvents.organizationId, id))
    .orderBy(auditEvents.id);

describe("creating for a customer", () => {
  test("makes all of it, by an operator, and lets nobody in", async () => {
    const operator = await makeOperator();
    const [slug, externalId] = [fresh("lyra"), fresh("Acct/")];
    const metadata = { plan: "gold", region: "EU ❤️" };
    const input = { ...plain, slug, externalId, metadata, color: "#2f4b9c", logoUrl: "https://cdn.orion.com/l.png" };
    const id = await createForCustomer(operator, input);
    expect(await read(id)).toMatchObject({
      displayName: "Orion Analytics",
      externalId,
      metadata,
      color: "#2f4b9c",
      logoUrl: "https://cdn.orion.com/l.png",
      createdVia: "operator",
      createdBy: operator.actor.id,
    });
    expect(await installation.select().from(memberships).where(eq(memberships.organizationId, id))).toEqual([]);
    expect(await eventsOf(id)).toEqual([
      {
        action: "organization.created",
        kind: "operator",
        actorId: operator.actor.id,
        details: { name: "Orion Analytics" },
      },
    ]);
    expect(await findPublicBrand(slug)).toMatchObject({ displayName: "Orion Analytics" });
    expect(await findPublicBrand(externalId)).toMatchObject({ slug });
  });

  test("derives an address unless there is one, which may be any that the API takes", async () => {
    const operator = await makeOperator();
    const id = await createForCustomer(operator, { ...plain, displayName: fresh("Derived") });
    expect((await findPublicBrand(id))?.slug).toMatch(/^derived-/);
    const short = `${"abcdefghij"[count % 10]}${Date.now() % 10}`;
    await createForCustomer(operator, { ...plain, slug: short });
    expect((await findPublicBrand(short))?.slug).toBe(short);
    const reserved = createForCustomer(operator, { ...plain, slug: "admin" });
    await expect(reserved).rejects.toMatchObject({ code: "invalid", fields: { slug: expect.any(String) } });
  });

  test("of twenty who race for an external id lets one have it; the others read so at the field and leave nothing", async () => {
    const operator = await makeOperator();
    const [externalId, displayName] = [fresh(), fresh("Race")];
    await Promise.all(Array.from({ length: 10 }, () => installation.execute("select 1")));
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => createForCustomer(operator, { ...plain, displayName, externalId })),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results)
      if (result.status === "rejected")
        expect(result.reason).toMatchObject({ code: "conflict", fields: { externalId: expect.any(String) } });
    expect(
      await installation.select().from(organizations).where(eq(organizations.displayName, displayName)),
    ).toHaveLength(1);
  });

  test("makes one when the same form is sent twice", async () => {
    const operator = await makeOperator();
    const form = { ...plain, externalId: fresh(), creationKey: fresh("key") };
    const first = await createForCustomer(operator, form);
    await expect(createForCustomer(operator, { ...form, externalId: "" })).resolves.toBe(first);
  });
});

describe("an external id", () => {
  test("is set, changed and cleared, exactly as given, and each is written down once", async () => {
    const operator = await makeOperator();
    const { id } = await makeOrganization();
    const [first, second] = [fresh("Case"), fresh("two words é")];
    for (const externalId of [first, first, second, ""]) {
      await setExternalId(operator, id, { externalId });
      expect((await read(id))?.externalId).toBe(externalId || null);
    }
    expect((await eventsOf(id)).map(({ action, details }) => [action, details])).toEqual([
      ["organization.external_id_changed", { from: "", to: first }],
      ["organization.external_id_changed", { from: first, to: second }],
      ["organization.external_id_changed", { from: second, to: "" }],
    ]);
  });

  test("is one organization's, but differs by case", async () => {
    const operator = await makeOperator();
    const [one, other] = [await makeOrganization(), await makeOrganization()];
    const externalId = fresh("case");
    await setExternalId(operator, one.id, { externalId });
    await expect(setExternalId(operator, other.id, { externalId })).rejects.toMatchObject({
      code: "conflict",
      fields: { externalId: expect.stringMatching(/\.$/) },
    });
    await setExternalId(operator, other.id, { externalId: externalId.toUpperCase() });
    expect(await findOrganizationNamed(operator, externalId)).toBe(one.id);
    expect(await findOrganizationNamed(operator, externalId.toUpperCase())).toBe(other.id);
  });

  test("is free again when its organization is deleted, and then stands in the way of restoring it", async () => {
    const operator = await makeOperator();
    const [one, other] = [await makeOrganization(), await makeOrganization()];
    const externalId = fresh();
    await setExternalId(operator, one.id, { externalId });
    await deleteOrganization(operator, one.id);
    await setExternalId(operator, other.id, { externalId });
    expect(await findOrganizationNamed(operator, externalId)).toBe(other.id);
    await expect(restoreOrganization(operator, one.id)).rejects.toMatchObject({ code: "conflict" });
    await setExternalId(operator, other.id, { externalId: "" });
    await restoreOrganization(operator, one.id);
    expect(await findOrganizationNamed(operator, externalId)).toBe(one.id);
  });
});

describe("metadata", () => {
  test("is replaced as a whole; the log says which keys, not what they said", async () => {
    const operator = await makeOperator();
    const { id } = await makeOrganization({ metadata: { plan: "gold", region: "eu" } });
    await setMetadata(operator, id, { metadata: { plan: "silver", owner: "Ada" } });
    expect((await read(id))?.metadata).toEqual({ plan: "silver", owner: "Ada" });
    await setMetadata(operator, id, { metadata: { owner: "Ada", plan: "silver" } });
    await setMetadata(operator, id, { metadata: {} });
    expect((await read(id))?.metadata).toEqual({});
    expect((await eventsOf(id)).map(({ details }) => details.keys?.split(", ").sort())).toEqual([
      ["owner", "plan", "region"],
      ["owner", "plan"],
    ]);
  });

  test("keeps keys that mean something to an object", async () => {
    const operator = await makeOperator();
    const { id } = await makeOrganization();
    const pairs = ["__proto__", "constructor", "toString"].map((key) => [key, "polluted"] as const);
    await setMetadata(operator, id, { metadata: Object.fromEntries(pairs) });
    expect(Object.entries((await read(id))?.metadata ?? {}).sort()).toEqual([...pairs].sort());
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    await setMetadata(operator, id, { metadata: Object.fromEntries(pairs) });
    expect(await eventsOf(id)).toHaveLength(1);
  });
});

describe("renaming by an operator", () => {
  test("moves the address, takes it away, and gives it back; the old one leads to the organization throughout", async () => {
    const operator = await makeOperator();
    const { id, slug } = await makeOrganization();
    const next = fresh("next");
    await renameByOperator(operator, id, { displayName: "Renamed", slug: next });
    expect(await findPublicBrand(slug)).toMatchObject({ slug: next, displayName: "Renamed" });
    await renameByOperator(operator, id, { displayName: "Renamed", slug: "" });
    expect(await findPublicBrand(next)).toMatchObject({ slug: id });
    await renameByOperator(operator, id, { displayName: "Renamed", slug: "" });
    await renameByOperator(operator, id, { displayName: "Renamed", slug });
    expect(await findPublicBrand(next)).toMatchObject({ slug });
    expect((await eventsOf(id)).map(({ action, kind }) => `${kind} ${action}`)).toEqual([
      "operator organization.renamed",
      ...Array(3).fill("operator organization.slug_changed"),
    ]);
  });

  test("is refused at the field when another has or had the address", async () => {
    const operator = await makeOperator();
    const [one, other] = [await makeOrganization(), await makeOrganization()];
    await expect(renameByOperator(operator, one.id, { displayName: "X", slug: other.slug })).rejects.toMatchObject({
      code: "conflict",
      fields: { slug: expect.any(String) },
    });
    expect((await read(one.id))?.displayName).toBe(one.displayName);
  });
});

test("operators change what is deactivated; what is deleted or never was is not found, and nothing is written", async () => {
  const operator = await makeOperator();
  const { id } = await makeOrganization();
  await deactivateOrganization(operator, id);
  const changes = (target: OrganizationId) => [
    renameByOperator(operator, target, { displayName: fresh("Changed"), slug: fresh("changed") }),
    setExternalId(operator, target, { externalId: fresh() }),
    setMetadata(operator, target, { metadata: { plan: fresh() } }),
  ];
  await Promise.all(changes(id));
  await deleteOrganization(operator, id);
  const before = [await read(id), await eventsOf(id)];
  for (const target of [id, "org_1", "", "org_\ufffd"] as OrganizationId[]) {
    for (const change of await Promise.allSettled(changes(target)))
      expect(change).toMatchObject({ status: "rejected", reason: { code: "not_found" } });
  }
  expect([await read(id), await eventsOf(id)]).toEqual(before);
});

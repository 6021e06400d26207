import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { makeOperator, makeOrganization } from "#db/testing/factories";
import type { InstallationContext } from "#lib/auth/context";
import type { OrganizationId } from "#lib/ids";
import type { PageStart } from "#lib/keyset";
import { type OrganizationPatch, updateOrganization } from "#lib/organizations/operations/mutations";
import { findRecord, findRecordId, listRecords } from "./queries.ts";

let count = 0;
const fresh = (stem: string) => `${stem}-${process.pid}-${Date.now().toString(36)}-${++count}`;

describe("a record", () => {
  test("is found by id and by external id, with all that is stored", async () => {
    const operator = await makeOperator();
    const externalId = fresh("Acct/");
    const { id, slug } = await makeOrganization({ displayName: "Orion", externalId, metadata: { plan: "gold" } });
    const record = await findRecord(operator, { id });
    expect(record).toEqual({
      id,
      displayName: "Orion",
      slug,
      externalId,
      logoUrl: null,
      metadata: { plan: "gold" },
      features: [],
      maxUsers: null,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    });
    expect(await findRecord(operator, { externalId })).toEqual(record);
    expect(await findRecordId(operator, { externalId })).toBe(id);
  });

  test("is found as it is now, also once Postgres keeps the plan", async () => {
    const operator = await makeOperator();
    const ids = await Promise.all(Array.from({ length: 3 }, async () => (await makeOrganization()).id));
    const found = async () =>
      (await Promise.all(ids.map((id) => findRecord(operator, { id })))).map((each) => each?.id);
    // Postgres plans a prepared statement for its values five times before it makes a plan for any.
    for (let round = 0; round < 8; round += 1) expect(await found()).toEqual(ids);
    await installation.execute(sql`update organizations set deleted_at = now() where id = ${ids[0]}`);
    expect(await found()).toEqual([undefined, ...ids.slice(1)]);
  });

  test("is none for a deleted organization, nor for what only looks like a name of one", async () => {
    const operator = await makeOperator();
    const externalId = fresh("case");
    const { id, slug } = await makeOrganization({ externalId });
    for (const name of [
      { id: slug },
      { id: "" },
      { id: "\0" },
      { externalId: externalId.toUpperCase() },
      { externalId: id },
    ])
      expect([name, await findRecord(operator, name)]).toEqual([name, null]);
    const gone = await makeOrganization({ externalId: fresh("gone"), deletedAt: new Date() });
    expect(await findRecord(operator, { id: gone.id })).toBeNull();
    expect(await findRecordId(operator, { externalId: gone.externalId ?? "" })).toBeNull();
  });
});

async function walk(operator: InstallationContext, query: string, limit: number) {
  const pages: OrganizationId[][] = [];
  let start: PageStart = null;
  do {
    const page = await listRecords(operator, { start, limit, query });
    expect(page.total).toBe(7);
    pages.push(page.records.map(({ id }) => id));
    start = page.next === null ? null : { after: page.next };
    if (!start) {
      // And all the way back.
      const back: OrganizationId[][] = [];
      let previous = page.previous;
      while (previous !== null) {
        const before = await listRecords(operator, { start: { before: previous }, limit, query });
        back.unshift(before.records.map(({ id }) => id));
        expect(before.next).not.toBeNull();
        previous = before.previous;
      }
      expect(back).toEqual(pages.slice(0, -1));
    }
  } while (start);
  return pages;
}

describe("a list", () => {
  test("is newest first, has every organization once, knows the exact number, and can be read back", async () => {
    const operator = await makeOperator();
    const word = fresh("list").replaceAll("-", "");
    const together = new Date(Date.now() - 3_600_000);
    const made: OrganizationId[] = [];
    for (let index = 0; index < 7; index++) {
      const createdAt = index < 4 ? together : new Date(together.getTime() + index);
      made.push((await makeOrganization({ displayName: `${word} ${index}`, createdAt })).id);
    }
    await makeOrganization({ displayName: `${word} gone`, deletedAt: new Date() });
    const order = [...made.slice(4).reverse(), ...made.slice(0, 4).sort().reverse()];
    for (const limit of [2, 3, 7, 50]) expect((await walk(operator, word, limit)).flat()).toEqual(order);
  });

  test("of an external id has the one it is, and says so", async () => {
    const operator = await makeOperator();
    const externalId = fresh("one");
    const { id } = await makeOrganization({ externalId });
    const { records, total, next, previous } = await listRecords(operator, { start: null, limit: 5, externalId });
    expect([records.map((record) => record.id), total, next, previous]).toEqual([[id], 1, null, null]);
    const none = await listRecords(operator, { start: null, limit: 5, externalId: fresh("none") });
    expect(none).toEqual({ records: [], total: 0, next: null, previous: null });
  });

  test("counts all there are", async () => {
    const operator = await makeOperator();
    const { rows } = await installation.execute<{ n: string }>(
      sql`select count(*) as n from organizations where deleted_at is null`,
    );
    const { total } = await listRecords(operator, { start: null, limit: 1 });
    expect(total).toBe(Number(rows[0]?.n));
  });
});

describe("a version", () => {
  test("changes with every change, and only the current one may be changed", async () => {
    const operator = await makeOperator();
    const { id } = await makeOrganization();
    const versions = new Set<string | undefined>();
    const now = async () => (await findRecord(operator, { id }))?.updatedAt ?? "";
    const patches: OrganizationPatch[] = [
      { displayName: "One" },
      { slug: fresh("two") },
      { slug: "" },
      { externalId: fresh("three") },
      { metadata: { four: "4444" } },
      { logoUrl: "https://cdn.orion.com/five.png" },
      { displayName: "Six", slug: fresh("six"), externalId: "", metadata: {}, logoUrl: "" },
    ];
    for (const patch of patches) {
      const before = await now();
      versions.add(before);
      await updateOrganization(operator, id, patch, before);
      const again = updateOrganization(operator, id, { displayName: "Late" }, before);
      await expect(again).rejects.toMatchObject({ code: "stale" });
    }
    versions.add(await now());
    expect(versions.size).toBe(patches.length + 1);
    expect(await findRecord(operator, { id })).toMatchObject({
      displayName: "Six",
      externalId: null,
      metadata: {},
      logoUrl: null,
    });
  });

  test("of ten who saw the same one lets one change it", async () => {
    const operator = await makeOperator();
    const { id } = await makeOrganization();
    const seen = (await findRecord(operator, { id }))?.updatedAt ?? "";
    await Promise.all(Array.from({ length: 10 }, () => installation.execute("select 1")));
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) => updateOrganization(operator, id, { displayName: `No ${index}` }, seen)),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("is all or nothing: what is refused in the end has changed nothing", async () => {
    const operator = await makeOperator();
    const [{ id }, other] = [
      await makeOrganization({ displayName: "Before" }),
      await makeOrganization({ externalId: fresh("x") }),
    ];
    const before = await findRecord(operator, { id });
    const patch = { displayName: "After", slug: fresh("after"), externalId: other.externalId ?? "" };
    await expect(updateOrganization(operator, id, patch)).rejects.toMatchObject({
      code: "conflict",
      fields: { externalId: expect.any(String) },
    });
    expect(await findRecord(operator, { id })).toEqual(before);
    await expect(updateOrganization(operator, "org_1", { displayName: "X" })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(updateOrganization(operator, "org_1", { displayName: "X" }, "v")).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

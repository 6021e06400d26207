import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { installation } from "#db/client";
import { organizationSlugs } from "#db/schema/organization-slugs";
import { makeOrganization } from "#db/testing/factories";
import { newId } from "#lib/ids";
import { organizationAt } from "./lookup.ts";

async function find(address: string) {
  const { rows } = await installation.execute<{ id: string | null }>(sql`select ${organizationAt(address)} as id`);
  return rows[0]?.id ?? null;
}

let count = 0;
const fresh = () => `${Date.now().toString(36)}${(count++).toString(36)}`;

describe("organizationAt", () => {
  it("finds an organization by its live slug, a former one and its id", async () => {
    const { id, slug } = await makeOrganization();
    const former = `former-${fresh()}`;
    await installation.insert(organizationSlugs).values({ slug: former, organizationId: id, retiredAt: new Date() });
    for (const address of [slug, former, id]) expect(await find(address), address).toBe(id);
  });

  it.each([
    ["looks like a slug", () => `ext-${fresh()}`],
    ["looks like an id", () => newId("org")],
    ["looks like neither", () => `Customer ${fresh()} / 株式会社`],
  ])("finds an organization by an external id that %s", async (_, make) => {
    const externalId = make();
    const { id } = await makeOrganization({ externalId });
    expect(await find(externalId)).toBe(id);
    expect(
      await find(externalId.toUpperCase() === externalId ? externalId.toLowerCase() : externalId.toUpperCase()),
    ).toBe(null);
  });

  it("prefers whose slug or id it is to whose external id it is", async () => {
    const { id, slug } = await makeOrganization();
    await makeOrganization({ externalId: slug });
    await makeOrganization({ externalId: id });
    expect(await find(slug)).toBe(id);
    expect(await find(id)).toBe(id);
  });

  it("no longer finds a deleted organization by its external id", async () => {
    const externalId = `ext-${fresh()}`;
    const { id } = await makeOrganization({ externalId, deletedAt: new Date() });
    expect(await find(externalId)).toBe(null);
    expect(await find(id)).toBe(id);
  });

  it.each(["", "\0", "org_", "_", "%", "'; drop table organizations;--", "a".repeat(70_000), "org_1\0"])(
    "finds nothing at %j",
    async (address) => {
      expect(await find(address)).toBe(null);
    },
  );
});

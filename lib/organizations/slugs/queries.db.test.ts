import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { organizationSlugs } from "#db/schema/organization-slugs";
import { makeOrganization } from "#db/testing/factories";
import { checkAvailability } from "./queries.ts";
import { refusal } from "./reserved.ts";

const free = () => `free-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;

describe("an address while it is typed", () => {
  test("is available when nobody has or had it", async () => {
    const slug = free();
    expect(await checkAvailability(slug)).toEqual({ slug, status: "available", message: "", alternatives: [] });
  });

  test("is taken when somebody has it, and what is offered instead can be had", async () => {
    const { slug } = await makeOrganization({ slug: free() });
    await makeOrganization({ slug: `${slug}-2` });
    const taken = await checkAvailability(slug);
    expect(taken).toMatchObject({ status: "taken", message: "That address is taken." });
    expect(taken.alternatives).toHaveLength(3);
    expect(taken.alternatives).not.toContain(`${slug}-2`);
    for (const offered of taken.alternatives) {
      expect((await checkAvailability(offered)).status, offered).toBe("available");
    }
  });

  test("is taken when somebody had it, except by the organization that asks", async () => {
    const own = await makeOrganization();
    const other = await makeOrganization();
    const former = free();
    await installation
      .insert(organizationSlugs)
      .values({ slug: former, organizationId: own.id, retiredAt: new Date() });
    expect((await checkAvailability(former)).status).toBe("taken");
    expect((await checkAvailability(former, { slug: other.slug, organizationId: other.id })).status).toBe("taken");
    expect((await checkAvailability(former, { slug: own.slug, organizationId: own.id })).status).toBe("available");
  });

  test("is available to the organization that has it, even if nobody could choose it today", async () => {
    const { slug, id } = await makeOrganization({ slug: `-${free()}` });
    expect((await checkAvailability(slug, { slug, organizationId: id })).status).toBe("available");
    expect((await checkAvailability(slug)).status).toBe("invalid");
  });

  test("is reserved when it is kept for Foyer, with others to choose", async () => {
    const { status, message, alternatives } = await checkAvailability("admin");
    expect({ status, message }).toEqual({ status: "reserved", message: "“admin” is kept for Foyer itself." });
    for (const slug of alternatives) expect(refusal(slug, { chosenIn: "browser", installationHost: "" })).toBeNull();
    expect(alternatives).toHaveLength(3);
  });

  test("is invalid with the reason and what was probably meant, or something near it when that is taken", async () => {
    const meant = free();
    expect(await checkAvailability(`${meant.toUpperCase()}!`)).toMatchObject({
      status: "invalid",
      message: "Use only letters from a to z, digits and hyphens.",
      alternatives: [meant],
    });
    const { slug } = await makeOrganization({ slug: free() });
    const { alternatives } = await checkAvailability(slug.toUpperCase());
    expect(alternatives).toHaveLength(3);
    expect(alternatives).not.toContain(slug);
  });

  test.each([
    "",
    "\0",
    "\ud800",
    "a".repeat(70_000),
    "__proto__",
    "'; drop table organizations;--",
    "%",
    "🚀",
    "co.uk",
  ])("%j is refused, never an error", async (slug) => {
    expect((await checkAvailability(slug)).status).toBe("invalid");
  });
});

import { eq } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import { memberships } from "#db/schema/memberships";
import { organizationSlugs } from "#db/schema/organization-slugs";
import { organizations } from "#db/schema/organizations";
import { actorOf, contextOf, makeDomain, makeMember, makeOrganization, makeUser } from "#db/testing/factories";
import type { OrganizationId } from "#lib/ids";
import { createOrganization, renameOrganization } from "../mutations.ts";
import { checkAvailability } from "./queries.ts";

let count = 0;
const mark = () => `${Date.now().toString(36)}-${++count}`;
const freshDomain = () => `orion-${mark()}.com`;

const addressesOf = async (organizationId: OrganizationId) => {
  const rows = await installation
    .select()
    .from(organizationSlugs)
    .where(eq(organizationSlugs.organizationId, organizationId));
  const live = rows.find(({ retiredAt }) => retiredAt === null)?.slug ?? null;
  return { live, former: rows.flatMap(({ slug, retiredAt }) => (retiredAt ? [slug] : [])).sort() };
};

/** An organization under a label, whose admin acts. */
async function house() {
  const { context, organization } = await makeMember();
  const { organizationId } = context;
  const rename = (slug: string) => renameOrganization(context, { displayName: "Orion", slug });
  return { context, organizationId, label: organization?.slug ?? "", rename };
}

describe("a hostname as an address", () => {
  test("may be chosen by anyone as a claim, when creating and when changing it", async () => {
    const slug = `auth.${freshDomain()}`;
    const actor = actorOf(await makeUser());
    const made = await createOrganization(actor, { displayName: "Orion", slug, logoUrl: "", color: "" });
    expect(await addressesOf(made.id)).toEqual({ live: slug, former: [] });
    const { organizationId, label, rename } = await house();
    const other = `auth.${freshDomain()}`;
    await rename(other);
    expect(await addressesOf(organizationId)).toEqual({ live: other, former: [label] });
    await rename(label);
    expect(await addressesOf(organizationId)).toEqual({ live: label, former: [other] });
  });

  test("is said to work once its domain is verified; of a verified one there is nothing to say", async () => {
    const { organizationId, label } = await house();
    const domain = freshDomain();
    const own = { slug: label, organizationId };
    const claim = {
      status: "available",
      message: `It works once you have verified ${domain} under Settings, Domains.`,
    };
    expect(await checkAvailability(`auth.${domain}`)).toMatchObject(claim);
    expect(await checkAvailability(`auth.${domain}`, own)).toMatchObject(claim);
    await makeDomain(organizationId, domain, { status: "pending" });
    expect(await checkAvailability(`auth.${domain}`, own)).toMatchObject(claim);
    await installation.execute(`update organization_domains set status = 'verified' where domain = '${domain}'`);
    const free = { status: "available", message: "" };
    for (const slug of [domain, `auth.${domain}`, `a.b.${domain}`])
      expect(await checkAvailability(slug, own)).toMatchObject(free);
    expect(await checkAvailability(`not${domain}`, own)).toMatchObject({
      message: expect.stringMatching(/works once/),
    });
  });

  test("that somebody else claims is taken, with the way to get it, until it is verified; then it is free", async () => {
    const [{ organizationId, label }, other] = [await house(), await house()];
    const domain = freshDomain();
    const slug = `auth.${domain}`;
    await other.rename(slug);
    const own = { slug: label, organizationId };
    const taken = await checkAvailability(slug, own);
    expect(taken).toMatchObject({
      status: "taken",
      message: expect.stringMatching(/^Somebody else claims that address/),
    });
    expect(taken.alternatives.length).toBeGreaterThan(0);
    await makeDomain(organizationId, domain);
    expect(await checkAvailability(slug, own)).toMatchObject({ status: "available", message: "" });
    await makeDomain(other.organizationId, slug);
    expect(await checkAvailability(slug, own)).toMatchObject({ status: "taken", message: "That address is taken." });
  });

  test("is stored only as a URL parser writes it, whatever is typed", async () => {
    const user = await makeUser();
    const { id } = await makeOrganization();
    await installation.insert(memberships).values({ organizationId: id, userId: user.id, role: "admin" });
    const context = contextOf(user, id, "admin");
    const label = fc.stringMatching(/^[a-z0-9-]{1,6}$/);
    const typed = fc.oneof(
      fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join(".")),
      fc.domain(),
      fc.ipV4Extended(),
      fc.tuple(fc.domain(), fc.constantFrom(".", ":80", "/x", "@", "。com", "é")).map((parts) => parts.join("")),
    );
    const rename = async (slug: string) => {
      try {
        await renameOrganization(context, { displayName: "Orion", slug });
      } catch (error) {
        expect(error).toMatchObject({ name: "AppError", fields: { slug: expect.stringMatching(/^[A-Z“].*\.$/s) } });
        return;
      }
      expect((await addressesOf(id)).live).toBe(slug);
      expect(new URL(`https://${slug}`).hostname).toBe(slug);
    };
    await fc.assert(fc.asyncProperty(typed, rename), { numRuns: 150 });
  }, 60_000);
});

describe("a verified hostname that another organization only claims", () => {
  test("goes to the one who verified it; the other is back under its last label, and both read of it", async () => {
    const [owner, claimant] = [await house(), await house()];
    const domain = freshDomain();
    const slug = `auth.${domain}`;
    await claimant.rename(slug);
    await expect(owner.rename(slug)).rejects.toMatchObject({
      code: "conflict",
      fields: { slug: expect.stringMatching(/^Somebody else claims that address/) },
    });
    await makeDomain(owner.organizationId, domain);
    await owner.rename(slug);
    expect(await addressesOf(owner.organizationId)).toEqual({ live: slug, former: [owner.label] });
    expect(await addressesOf(claimant.organizationId)).toEqual({ live: claimant.label, former: [] });
    const events = await installation
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.organizationId, claimant.organizationId))
      .orderBy(auditEvents.id);
    expect(events.at(-1)).toMatchObject({
      action: "organization.slug_changed",
      actorKind: "system",
      actorId: null,
      details: { from: slug, to: claimant.label, reason: "proven elsewhere" },
    });
    await expect(claimant.rename(slug)).rejects.toMatchObject({ code: "conflict" });
  });

  test("leaves one that had no other address with its id, and one that only had it once where it is", async () => {
    const [owner, former] = [await house(), await house()];
    const domain = freshDomain();
    await makeDomain(owner.organizationId, domain);
    const [first, second] = [`a.${domain}`, `b.${domain}`];
    const { id } = await makeOrganization({ slug: first });
    await owner.rename(first);
    expect(await addressesOf(id)).toEqual({ live: null, former: [] });
    await former.rename(second);
    await former.rename(former.label);
    await owner.rename(second);
    expect(await addressesOf(former.organizationId)).toEqual({ live: former.label, former: [] });
    expect((await addressesOf(owner.organizationId)).live).toBe(second);
  });

  test("is free when whoever held it is gone for good", async () => {
    const owner = await house();
    const domain = freshDomain();
    await makeDomain(owner.organizationId, domain);
    const { id } = await makeOrganization({ slug: domain });
    await installation.delete(organizations).where(eq(organizations.id, id));
    await owner.rename(domain);
    expect((await addressesOf(owner.organizationId)).live).toBe(domain);
  });

  test("stays with another that has verified it too, and a label is never taken", async () => {
    const [one, other] = [await house(), await house()];
    const domain = freshDomain();
    const slug = `auth.${domain}`;
    await makeDomain(one.organizationId, domain);
    await makeDomain(other.organizationId, slug);
    await other.rename(slug);
    await expect(one.rename(slug)).rejects.toMatchObject({ code: "conflict" });
    await expect(one.rename(other.label)).rejects.toMatchObject({ code: "conflict" });
    expect((await addressesOf(other.organizationId)).live).toBe(slug);
  });

  test("is not to be had by a proof that was lost, or that is not there yet", async () => {
    const [one, claimant] = [await house(), await house()];
    const domain = freshDomain();
    await claimant.rename(domain);
    for (const status of ["pending", "failed"] as const) {
      await installation.execute(`delete from organization_domains where domain = '${domain}'`);
      await makeDomain(one.organizationId, domain, { status });
      await expect(one.rename(domain)).rejects.toMatchObject({ code: "conflict" });
    }
    expect((await addressesOf(claimant.organizationId)).live).toBe(domain);
  });

  test("ends in one place while the claimant renames, and while two take from each other", async () => {
    for (let round = 0; round < 8; round++) {
      const [one, other] = [await house(), await house()];
      const [first, second] = [freshDomain(), freshDomain()];
      await makeDomain(one.organizationId, first);
      await makeDomain(other.organizationId, second);
      await one.rename(second);
      await other.rename(first);
      const results = await Promise.allSettled([
        one.rename(first),
        other.rename(second),
        other.rename(`moved-${mark()}`),
      ]);
      for (const result of results)
        if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "conflict" });
      const [mine, theirs] = [await addressesOf(one.organizationId), await addressesOf(other.organizationId)];
      expect(mine.live).toBe(first);
      expect([...theirs.former, theirs.live]).toContain(second);
      expect(theirs.live).not.toBeNull();
    }
  });
});

import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import { organizationSlugs } from "#db/schema/organization-slugs";
import { addedDomain, freshDomain, publishProof, readDomain, verifiedDomain, withDnsServer } from "#db/testing/domains";
import { makeDomain, makeMember, makeOperator, makeOrganization } from "#db/testing/factories";
import type { OrganizationId } from "#lib/ids";
import { renameByOperator } from "../operations/mutations.ts";
import { addDomain, addDomainByOperator, removeDomainByOperator, verifyDomain } from "./mutations.ts";
import { checkDueDomains } from "./proofs.ts";
import { readDomains } from "./queries.ts";
import { mostDomains } from "./rules.ts";

const zone = withDnsServer();

const listOf = (organizationId: OrganizationId) => readDomains(installation, organizationId);

const eventsOf = async (organizationId: OrganizationId) =>
  (
    await installation
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.organizationId, organizationId))
      .orderBy(auditEvents.id)
  ).map(({ action, actorKind, actorId, details }) => [action, actorKind, actorId, details.domain]);

const addressesOf = async (organizationId: OrganizationId) =>
  (
    await installation.select().from(organizationSlugs).where(eq(organizationSlugs.organizationId, organizationId))
  ).flatMap(({ slug, retiredAt }) => (retiredAt ? [] : [slug]));

describe("a domain that an operator adds", () => {
  test("is verified at once, needs no record, and is written down as the operator's act", async () => {
    const operator = await makeOperator();
    const { id } = await makeOrganization({ deactivatedAt: new Date() });
    const domain = freshDomain();
    await addDomainByOperator(operator, id, domain);
    expect(await listOf(id)).toMatchObject([
      { domain, status: "verified", createdVia: "operator", record: null, problem: null, nextCheckAt: null },
    ]);
    const by = ["operator", operator.actor.id, domain];
    expect(await eventsOf(id)).toEqual([
      ["domain.added", ...by],
      ["domain.verified", ...by],
    ]);
    await expect(addDomainByOperator(operator, id, domain)).rejects.toMatchObject({
      code: "conflict",
      fields: { domain: `${domain} is in the list already.` },
    });
    expect(await eventsOf(id)).toHaveLength(2);
  });

  test.each(["co.uk", "github.io", "gmail.com", "mailinator.com", "localhost", "127.0.0.1", "orion.test"])(
    "is refused at the field when it is %s",
    async (domain) => {
      const { id } = await makeOrganization();
      await expect(addDomainByOperator(await makeOperator(), id, domain)).rejects.toMatchObject({
        code: "invalid",
        fields: { domain: expect.stringMatching(/\.$/) },
      });
      expect(await listOf(id)).toEqual([]);
    },
  );

  test("is refused when another organization has verified it, and free once it is removed there", async () => {
    const operator = await makeOperator();
    const [own, other] = [await makeOrganization(), await makeMember()];
    const { domain, id } = await verifiedDomain(zone, other.context);
    await expect(addDomainByOperator(operator, own.id, domain)).rejects.toMatchObject({
      code: "conflict",
      fields: { domain: expect.stringMatching(/^Another workspace has /) },
    });
    expect([await listOf(own.id), await eventsOf(own.id)]).toEqual([[], []]);
    await removeDomainByOperator(operator, other.context.organizationId, id);
    await addDomainByOperator(operator, own.id, domain);
    await expect(addDomain(other.context, domain)).rejects.toMatchObject({ code: "conflict" });
  });

  test("goes to one of two organizations that it is added to at once", async () => {
    const operator = await makeOperator();
    for (let round = 0; round < 5; round++) {
      const domain = freshDomain();
      const made = await Promise.all([makeOrganization(), makeOrganization(), makeOrganization()]);
      const results = await Promise.allSettled(made.map(({ id }) => addDomainByOperator(operator, id, domain)));
      for (const result of results)
        if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "conflict" });
      const lists = await Promise.all(made.map(({ id }) => listOf(id)));
      expect(lists.flat()).toMatchObject([{ domain, status: "verified" }]);
    }
  });

  test("stops at a full list, where one that is in it can still be verified", async () => {
    const operator = await makeOperator();
    const { id } = await makeOrganization();
    const waiting = freshDomain();
    await makeDomain(id, waiting, { status: "pending" });
    for (let index = 1; index < mostDomains; index++) await makeDomain(id, freshDomain());
    await expect(addDomainByOperator(operator, id, freshDomain())).rejects.toMatchObject({ code: "limit" });
    await addDomainByOperator(operator, id, waiting);
    expect((await listOf(id)).map(({ status }) => status)).toEqual(Array(mostDomains).fill("verified"));
  });

  test("is not for an organization that is deleted or nobody's", async () => {
    const operator = await makeOperator();
    const { id } = await makeOrganization({ deletedAt: new Date() });
    for (const each of [id, "org_1", "nobody"] as OrganizationId[])
      await expect(addDomainByOperator(operator, each, freshDomain())).rejects.toMatchObject({ code: "not_found" });
    expect(await listOf(id)).toEqual([]);
  });
});

describe("a domain in the list that an operator verifies", () => {
  test.each(["pending", "failed", "verified"] as const)("needs no record any more when it was %s", async (status) => {
    const operator = await makeOperator();
    const { context } = await makeMember();
    const { organizationId } = context;
    const domain = freshDomain();
    const due = new Date(Date.now() - 1000);
    await makeDomain(organizationId, domain, { status, misses: 3, problem: "Not there.", nextCheckAt: due });
    await addDomainByOperator(operator, organizationId, domain);
    // Nothing is published: a look would end the proof.
    await checkDueDomains();
    const [entry] = await listOf(organizationId);
    expect(entry).toMatchObject({ status: "verified", createdVia: "operator", problem: null, nextCheckAt: null });
    expect(await verifyDomain(context, entry?.id ?? "")).toBe("verified");
    expect(await eventsOf(organizationId)).toEqual([["domain.verified", "operator", operator.actor.id, domain]]);
  });

  test("stays verified when a look was under way that finds no proof", async () => {
    const operator = await makeOperator();
    for (let round = 0; round < 5; round++) {
      const { context } = await makeMember();
      const { id, domain } = await addedDomain(context);
      await Promise.allSettled([
        verifyDomain(context, id),
        addDomainByOperator(operator, context.organizationId, domain),
        verifyDomain(context, id),
      ]);
      expect(await readDomain(context, domain)).toMatchObject({ status: "verified", problem: null, nextCheckAt: null });
    }
  });

  test("can be verified again by its admins, with a new record, after it was removed", async () => {
    const operator = await makeOperator();
    const { context } = await makeMember();
    const domain = freshDomain();
    await addDomainByOperator(operator, context.organizationId, domain);
    const { id } = await readDomain(context, domain);
    await removeDomainByOperator(operator, context.organizationId, id);
    expect((await eventsOf(context.organizationId)).at(-1)?.slice(0, 2)).toEqual(["domain.removed", "operator"]);
    const again = await addedDomain(context, domain);
    expect(await verifyDomain(context, again.id)).toBe("pending");
    publishProof(zone, again);
    expect(await verifyDomain(context, again.id)).toBe("verified");
  });
});

test("a hostname that another organization only claims goes to the one whose domain an operator added", async () => {
  const operator = await makeOperator();
  const owner = await makeOrganization();
  const domain = freshDomain();
  const address = `auth.${domain}`;
  const claimant = await makeOrganization({ slug: address });
  const moving = () => renameByOperator(operator, owner.id, { displayName: "Orion", slug: address });
  await expect(moving()).rejects.toMatchObject({ code: "conflict" });
  await addDomainByOperator(operator, owner.id, domain);
  await moving();
  expect([await addressesOf(owner.id), await addressesOf(claimant.id)]).toEqual([[address], []]);
});

test("an operator removes a domain only from the organization it is in", async () => {
  const operator = await makeOperator();
  const [{ context }, other] = [await makeMember(), await makeOrganization()];
  const entry = await addedDomain(context);
  for (const [organizationId, id] of [
    [other.id, entry.id],
    [context.organizationId, "\0"],
    [context.organizationId, "dom_1"],
  ] as [OrganizationId, string][])
    await expect(removeDomainByOperator(operator, organizationId, id)).rejects.toMatchObject({ code: "not_found" });
  expect(await listOf(context.organizationId)).toEqual([entry]);
});

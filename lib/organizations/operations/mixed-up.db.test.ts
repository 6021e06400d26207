import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { actorOf, makeMember, makeOperator, makeOrganization, makeUser } from "#db/testing/factories";
import { deleteOrganization, purgeOrganizations, restoreOrganization } from "#lib/organizations/lifecycle/mutations";
import { createOrganization, renameOrganization } from "#lib/organizations/mutations";
import { findPublicBrand } from "#lib/organizations/queries";
import { checkAvailability } from "#lib/organizations/slugs/queries";
import { createForCustomer, setExternalId } from "./mutations.ts";

/** An address and an external id go to the same places: nobody may be led to one organization by what another is called. */

let count = 0;
const fresh = () => `crm-${Date.now().toString(36)}-${++count}`;
const blank = { logoUrl: "", color: "" };

describe("what another organization's own system knows it by", () => {
  test("cannot be had as an address, by no way in, and stays where it led", async () => {
    const [label, hostname] = [fresh(), `${fresh()}.com`];
    const known = await makeOrganization({ externalId: label });
    await makeOrganization({ externalId: hostname });
    const { context } = await makeMember();
    const taken = { code: "conflict", fields: { slug: expect.stringMatching(/taken/) } };
    for (const slug of [label, hostname]) {
      await expect(renameOrganization(context, { displayName: "Thief", slug })).rejects.toMatchObject(taken);
      const creating = createOrganization(actorOf(await makeUser()), { displayName: "Thief", slug, ...blank });
      await expect(creating).rejects.toMatchObject(taken);
      expect((await checkAvailability(slug)).status).toBe("taken");
    }
    const named = await createOrganization(actorOf(await makeUser()), { displayName: label, slug: "", ...blank });
    expect(named.slug).not.toBe(label);
    expect((await findPublicBrand(label))?.organizationId).toBe(known.id);
  });

  test("is free as an address to the organization itself, and to everyone once that is deleted", async () => {
    const own = fresh();
    const operator = await makeOperator();
    const id = await createForCustomer(operator, {
      displayName: own,
      slug: "",
      externalId: own,
      metadata: {},
      ...blank,
    });
    expect((await findPublicBrand(own))?.organizationId).toBe(id);
    const freed = fresh();
    await makeOrganization({ externalId: freed, deletedAt: new Date() });
    const { context } = await makeMember();
    await renameOrganization(context, { displayName: "Next", slug: freed });
    expect((await findPublicBrand(freed))?.organizationId).toBe(context.organizationId);
  });
});

test("of two who want the same text at once, one as its address and one as an external id, one gets it", async () => {
  const operator = await makeOperator();
  // Connections are open before the race, so that it is one.
  await Promise.all(Array.from({ length: 10 }, () => installation.execute("select 1")));
  for (let round = 0; round < 20; round++) {
    const [text, one, { context }] = [fresh(), await makeOrganization(), await makeMember()];
    const answers = await Promise.allSettled([
      round % 2
        ? setExternalId(operator, one.id, { externalId: text })
        : createForCustomer(operator, {
            displayName: "C",
            slug: round % 4 ? "" : text,
            externalId: text,
            metadata: {},
            ...blank,
          }),
      renameOrganization(context, { displayName: "Next", slug: text }),
    ]);
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status === "rejected") expect(answer.reason).toMatchObject({ code: "conflict" });
    }
  }
});

test("a deleted organization's address stays out of reach as an external id, also once it is purged", async () => {
  const operator = await makeOperator();
  const one = await makeOrganization();
  const gone = await makeOrganization({ deletedAt: new Date(Date.now() - 31 * 24 * 3_600_000) });
  const taken = { code: "conflict", fields: { externalId: expect.stringMatching(/address of another/) } };
  await expect(setExternalId(operator, one.id, { externalId: gone.slug })).rejects.toMatchObject(taken);
  await purgeOrganizations();
  await expect(setExternalId(operator, one.id, { externalId: gone.slug })).rejects.toMatchObject(taken);
});

test("what became another's address while an organization was deleted is not its external id again when it is restored", async () => {
  const operator = await makeOperator();
  const externalId = fresh();
  const { id } = await makeOrganization({ externalId });
  const { context } = await makeMember();
  await deleteOrganization(operator, id);
  await renameOrganization(context, { displayName: "Next", slug: externalId });
  const taken = { code: "conflict", fields: { externalId: expect.any(String) } };
  await expect(restoreOrganization(operator, id)).rejects.toMatchObject(taken);
  await renameOrganization(context, { displayName: "Next", slug: fresh() });
  // Its former address leads to it still.
  await expect(restoreOrganization(operator, id)).rejects.toMatchObject(taken);
  expect((await findPublicBrand(externalId))?.organizationId).toBe(context.organizationId);
});

test("another organization's address, live or former, cannot be an external id; one's own can", async () => {
  const operator = await makeOperator();
  const [one, other] = [await makeOrganization(), await makeMember()];
  const former = other.organization?.slug ?? "";
  const live = fresh();
  await renameOrganization(other.context, { displayName: "Moved", slug: live });
  for (const externalId of [former, live]) {
    const taken = { code: "conflict", fields: { externalId: expect.stringMatching(/address of another/) } };
    await expect(setExternalId(operator, one.id, { externalId })).rejects.toMatchObject(taken);
    const creating = createForCustomer(operator, { displayName: "C", slug: "", externalId, metadata: {}, ...blank });
    await expect(creating).rejects.toMatchObject(taken);
    await setExternalId(operator, other.context.organizationId, { externalId });
  }
});

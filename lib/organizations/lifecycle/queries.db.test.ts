import { expect, test } from "vitest";
import { makeMembership, makeOperator, makeOrganization, makeUser } from "#db/testing/factories";
import { deactivateOrganization, deleteOrganization } from "./mutations.ts";
import { isDeactivatedFor, listDeactivatedOrganizations } from "./queries.ts";

const idsFor = async (userId: `usr_${string}`) =>
  (await listDeactivatedOrganizations(userId)).map(({ organizationId }) => organizationId);

test("members learn that theirs is deactivated, by any of its addresses; nobody else does", async () => {
  const operator = await makeOperator();
  const [member, stranger] = [await makeUser(), await makeUser()];
  const shut = await makeOrganization({ externalId: "crm-1" });
  const [open, foreign] = [await makeOrganization(), await makeOrganization({ slug: null })];
  for (const { id } of [shut, open]) await makeMembership(id, member.id, "member");
  for (const { id } of [shut, foreign]) await deactivateOrganization(operator, id);

  expect(await idsFor(member.id)).toEqual([shut.id]);
  expect(await idsFor(stranger.id)).toEqual([]);
  for (const address of [shut.slug, shut.id, "crm-1"]) {
    expect([address, await isDeactivatedFor(member.id, address)]).toEqual([address, true]);
    expect([address, await isDeactivatedFor(stranger.id, address)]).toEqual([address, false]);
  }
  for (const address of [open.slug, foreign.id, "nobody-has-this", "\0"]) {
    expect([address, await isDeactivatedFor(member.id, address)]).toEqual([address, false]);
  }
});

test("one that is deleted as well is gone for its members too", async () => {
  const operator = await makeOperator();
  const member = await makeUser();
  const { id, slug } = await makeOrganization();
  await makeMembership(id, member.id);
  await deactivateOrganization(operator, id);
  await deleteOrganization(operator, id);
  expect(await idsFor(member.id)).toEqual([]);
  expect(await isDeactivatedFor(member.id, slug)).toBe(false);
});

import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { organizationDomains } from "#db/schema/organization-domains";
import { makeDomain, makeMembership, makeOrganization, makeUser } from "#db/testing/factories";
import { mark, retire, withOperatorList } from "#db/testing/operator-list";
import { newId, type OrganizationId } from "#lib/ids";
import { setExternalId } from "./mutations.ts";
import { findOrganizationNamed, readOrganization } from "./queries.ts";

const { operator, list, idsOf, everyPage } = withOperatorList();

describe("the list", () => {
  test("is newest first, and each page begins where the one before ended, also among those made together", async () => {
    const word = mark();
    const together = new Date(Date.now() - 3_600_000);
    const made: OrganizationId[] = [];
    for (let index = 0; index < 7; index++) {
      const { id } = await makeOrganization({
        displayName: `${word} ${index}`,
        createdAt: index < 5 ? together : new Date(together.getTime() + index),
      });
      made.push(id);
    }
    const order = [...made.slice(5).reverse(), ...made.slice(0, 5).sort().reverse()];
    expect(await everyPage({ search: word, limit: 2 })).toEqual(order);
    const first = await list({ search: word, limit: 2 });
    // One that comes meanwhile shifts nothing.
    await makeOrganization({ displayName: `${word} late` });
    const second = await idsOf({ search: word, limit: 2, after: first.next });
    expect(second).toEqual(order.slice(2, 4));
    const all = await everyPage({ limit: 50 });
    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((id) => order.includes(id))).toEqual(order);
  });

  test("shows what is out of the ordinary, and nothing of a kind that was not asked for", async () => {
    const word = mark();
    const now = new Date();
    const open = await makeOrganization({ displayName: word, externalId: `x-${word}`, color: "#2f4b9c" });
    const shut = await makeOrganization({ displayName: word, deactivatedAt: now });
    const gone = await makeOrganization({ displayName: word, deletedAt: now, deactivatedAt: now });
    const bare = await makeOrganization({ displayName: word, slug: null });
    expect((await idsOf({ search: word })).sort()).toEqual([open.id, shut.id, gone.id, bare.id].sort());
    expect(await idsOf({ search: word, state: "deactivated" })).toEqual([shut.id]);
    expect(await idsOf({ search: word, state: "deleted" })).toEqual([gone.id]);
    expect(await idsOf({ state: "deleted" })).toContain(gone.id);
    expect(await idsOf({ state: "deleted" })).not.toContain(open.id);
    const { organizations } = await list({ search: word });
    expect(organizations.find(({ organizationId }) => organizationId === open.id)).toEqual({
      organizationId: open.id,
      displayName: word,
      slug: open.slug,
      address: open.slug,
      externalId: `x-${word}`,
      color: "#2f4b9c",
      logo: null,
      deactivatedAt: null,
      deletedAt: null,
      createdAt: open.createdAt,
    });
    const without = organizations.find(({ organizationId }) => organizationId === bare.id);
    expect(without).toMatchObject({ address: null, slug: bare.id });
  });

  test.each([
    "",
    "~",
    "nonsense",
    "0000-01-01T00:00:00.000000~org_1",
    "2026-02-30T00:00:00.000000~org_1",
    "2026-01-01T00:00:00.000000~' or 1=1",
    "\0",
  ])("begins at the beginning for a position of nobody's: %j", async (after) => {
    expect(await idsOf({ after, limit: 3 })).toEqual(await idsOf({ limit: 3 }));
  });
});

describe("what names an organization exactly", () => {
  test("is its address, live or former, its id, its external id, or a link to its door", async () => {
    const { id, slug } = await makeOrganization({ externalId: `Acct ${mark()}/1` });
    const externalId = (await readOrganization(operator(), id))?.organization.externalId ?? "";
    const former = `was-${mark()}`;
    await retire(id, former);
    const links = [
      `http://localhost:3000/login/${slug}`,
      `localhost:3000/login/${former}`,
      `https://${slug}.localhost/`,
    ];
    for (const typed of [slug, former, id, externalId, ` ${slug} `, ...links])
      expect([typed, await findOrganizationNamed(operator(), typed)]).toEqual([typed, id]);
    for (const typed of [
      "",
      " ",
      slug.slice(1),
      externalId.toLowerCase(),
      "nobody-has-this",
      "\0",
      "%",
      "x".repeat(9_999),
    ])
      expect([typed, await findOrganizationNamed(operator(), typed)]).toEqual([typed, null]);
  });

  test("is a host in a domain that is verified for it, however it is pasted, and of two the nearest", async () => {
    const [owner, under, claimant] = [await makeOrganization(), await makeOrganization(), await makeOrganization()];
    const domain = `${mark()}.com`;
    await makeDomain(owner.id, domain);
    await makeDomain(under.id, `labs.${domain}`);
    await makeDomain(claimant.id, `${mark()}.${domain}`, { status: "pending" });
    for (const [typed, id] of [
      [domain, owner.id],
      [` ${domain.toUpperCase()} `, owner.id],
      [`https://auth.${domain}/sign-in?x#y`, owner.id],
      [`http://auth.${domain}:3000`, owner.id],
      [`a.labs.${domain}`, under.id],
      [`not${domain}`, null],
      [`https://${mark()}.com/`, null],
      [`${"x.".repeat(200)}${domain}`, null],
      [`.${domain}`, null],
    ] as const)
      expect([typed, await findOrganizationNamed(operator(), typed)]).toEqual([typed, id]);
    // Anyone may claim the hostname; who has proved it is whom the operator means.
    await makeOrganization({ slug: domain });
    for (const typed of [domain, `https://${domain}/`])
      expect([typed, await findOrganizationNamed(operator(), typed)]).toEqual([typed, owner.id]);
    // An address in a domain goes before it.
    const { id } = await makeOrganization({ slug: `door.${domain}` });
    expect(await findOrganizationNamed(operator(), `https://door.${domain}/`)).toBe(id);
  });

  test("includes a deleted one by address and id, and not an address that is only held", async () => {
    const { id, slug } = await makeOrganization({ deletedAt: new Date() });
    expect(await findOrganizationNamed(operator(), slug)).toBe(id);
    const held = `held-${mark()}`;
    await retire(newId("org"), held);
    expect(await findOrganizationNamed(operator(), held)).toBeNull();
  });
});

describe("one organization", () => {
  test("is read with its people, domains and history, and nobody else's", async () => {
    const creator = await makeUser({ name: "Ada Lovelace" });
    const metadata = JSON.parse('{"__proto__": "x", "plan": "gold"}') as Record<string, string>;
    const { id, slug } = await makeOrganization({ createdBy: creator.id, metadata });
    const other = await makeOrganization();
    for (const organizationId of [id, other.id]) {
      const domain = `${mark()}.com`;
      await installation
        .insert(organizationDomains)
        .values({ id: newId("dom"), organizationId, domain, token: "t", createdVia: "user" });
      for (let more = 0; more < 11; more++) await makeMembership(organizationId, (await makeUser()).id, "member");
    }
    await retire(id, `was-${slug}`);
    await setExternalId(operator(), id, { externalId: mark() });
    const view = await readOrganization(operator(), id);
    expect(view?.organization).toMatchObject({
      organizationId: id,
      address: slug,
      createdVia: "user",
      createdBy: "Ada Lovelace",
      formerAddresses: [`was-${slug}`],
    });
    expect(view?.organization.metadata.sort()).toEqual([
      ["__proto__", "x"],
      ["plan", "gold"],
    ]);
    expect(view?.members).toMatchObject({ total: 11, next: null });
    expect(view?.domains).toHaveLength(1);
    expect(view?.events.map(({ action, actorName }) => [action, actorName])).toEqual([
      ["organization.external_id_changed", "Ola Operator"],
    ]);
  });

  test("goes through its members page by page", async () => {
    const { id } = await makeOrganization();
    for (let more = 0; more < 23; more++) await makeMembership(id, (await makeUser()).id, "member");
    const first = await readOrganization(operator(), id);
    const second = await readOrganization(operator(), id, first?.members.next);
    const people = [...(first?.members.members ?? []), ...(second?.members.members ?? [])];
    expect([first?.members.members.length, second?.members.next]).toEqual([20, null]);
    expect(new Set(people.map((person) => person.id)).size).toBe(23);
  });

  test("that is not there is null", async () => {
    expect(await readOrganization(operator(), newId("org"))).toBeNull();
  });
});

import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { accounts } from "#db/schema/accounts";
import { auditEvents } from "#db/schema/audit-events";
import { memberships } from "#db/schema/memberships";
import { organizationSlugs } from "#db/schema/organization-slugs";
import { organizations } from "#db/schema/organizations";
import { users } from "#db/schema/users";
import { makeUser } from "#db/testing/factories";
import type { UserId } from "#lib/ids";
import { provisionFirstSignIn } from "./mutations.ts";
import type { NewPerson } from "./types.ts";

let count = 0;
const newcomer = (overrides: Partial<NewPerson> = {}): NewPerson => ({
  email: `ada-${Date.now()}-${++count}@orion-analytics.com`,
  name: "Ada Lovelace",
  givenName: "Ada",
  familyName: "Lovelace",
  image: null,
  ...overrides,
});
const accountOf = (person: NewPerson, provider = "oidc") => ({
  provider,
  issuer: `https://${provider}.example`,
  providerAccountId: `subject of ${person.email}`,
  email: person.email,
});

/** Opens connections first, so that the contestants of a race start together instead of queueing for one. */
async function race<T>(n: number, contestant: (index: number) => Promise<T>): Promise<T[]> {
  await Promise.all(Array.from({ length: 10 }, () => installation.execute(sql`select pg_sleep(0.05)`)));
  return Promise.all(Array.from({ length: n }, (_, index) => contestant(index)));
}

async function housesOf(id: UserId) {
  return installation
    .select({
      name: organizations.displayName,
      via: organizations.createdVia,
      slug: organizationSlugs.slug,
      role: memberships.role,
    })
    .from(memberships)
    .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
    .innerJoin(organizationSlugs, eq(organizationSlugs.organizationId, organizations.id))
    .where(eq(memberships.userId, id));
}

describe("a first sign-in", () => {
  test("makes one user, one account, one organization and one admin membership, and records it", async () => {
    const person = newcomer();
    const id = await provisionFirstSignIn(person, accountOf(person), "127.0.0.1");
    const houses = await housesOf(id);
    expect(houses).toEqual([
      { name: "Orion Analytics", via: "sign_up", slug: expect.stringMatching(/^orion-analytics/), role: "admin" },
    ]);
    const linked = await installation.select().from(accounts).where(eq(accounts.userId, id));
    expect(linked).toHaveLength(1);
    const events = await installation
      .select({ action: auditEvents.action, ip: auditEvents.ip })
      .from(auditEvents)
      .where(eq(auditEvents.actorId, id));
    expect(events.map(({ action }) => action).sort()).toEqual(["organization.created", "user.created"]);
    expect(events.every(({ ip }) => ip === "127.0.0.1")).toBe(true);
  });

  test("changes nothing the second time", async () => {
    const person = newcomer();
    const first = await provisionFirstSignIn(person, accountOf(person), null);
    expect(await provisionFirstSignIn(person, accountOf(person), null)).toBe(first);
    expect(await housesOf(first)).toHaveLength(1);
  });

  test("happens once when 20 callbacks of one account arrive together", async () => {
    const person = newcomer();
    const ids = await race(20, () => provisionFirstSignIn(person, accountOf(person), null));
    expect(new Set(ids).size).toBe(1);
    const [id] = ids;
    if (!id) throw new Error("no winner");
    expect(await housesOf(id)).toHaveLength(1);
    expect(await installation.select().from(accounts).where(eq(accounts.userId, id))).toHaveLength(1);
  });

  test("happens once when providers and the mail link race for one proven address", async () => {
    const person = newcomer();
    const providers = ["google", "oidc", "github"];
    const ids = await race(20, (index) => {
      const provider = providers[index % 4];
      return provisionFirstSignIn(person, provider ? accountOf(person, provider) : null, null);
    });
    expect(new Set(ids).size).toBe(1);
    const [id] = ids;
    if (!id) throw new Error("no winner");
    expect(await housesOf(id)).toHaveLength(1);
    const linked = await installation.select().from(accounts).where(eq(accounts.userId, id));
    expect(linked.map(({ provider }) => provider).sort()).toEqual(["github", "google", "oidc"]);
  });

  test("gives 20 people of one company 20 organizations with 20 addresses", async () => {
    const ids = await race(20, () => {
      const person = newcomer();
      return provisionFirstSignIn(person, accountOf(person), null);
    });
    const slugs = (await Promise.all(ids.map(housesOf))).flat().map(({ slug }) => slug);
    expect(new Set(slugs).size).toBe(20);
  });

  test("takes the same subject of another issuer for somebody else", async () => {
    const [first, second] = [newcomer(), newcomer()];
    const account = accountOf(first);
    const known = await provisionFirstSignIn(first, account, null);
    const moved = { ...account, issuer: "https://elsewhere.example", email: second.email };
    expect(await provisionFirstSignIn(second, moved, null)).not.toBe(known);
    expect(await provisionFirstSignIn(first, account, null)).toBe(known);
  });

  test("never joins a provider to an address that was not proven here", async () => {
    const squatter = await makeUser({ emailVerifiedAt: null });
    const person = newcomer({ email: squatter.email });
    await expect(provisionFirstSignIn(person, accountOf(person), null)).rejects.toMatchObject({ code: "conflict" });
    expect(await installation.select().from(accounts).where(eq(accounts.userId, squatter.id))).toEqual([]);
  });

  test.each([
    { person: { email: "u1@gmail.com", givenName: "Ada", name: null }, expected: "Ada’s workspace" },
    { person: { email: "u2@gmail.com", givenName: null, name: null }, expected: "My workspace" },
  ])("names the organization $expected when the address says nothing", async ({ person, expected }) => {
    const id = await provisionFirstSignIn(newcomer({ ...person, email: `${Date.now()}${person.email}` }), null, null);
    expect((await housesOf(id))[0]?.name.replace("'", "’")).toBe(expected);
  });

  test("survives hostile profile names", async () => {
    const name = `\u202e\u0000 '); drop table users; -- ${"x".repeat(500)}`;
    const id = await provisionFirstSignIn(
      newcomer({ email: `${Date.now()}@gmail.com`, name, givenName: name }),
      null,
      null,
    );
    const [user] = await installation.select().from(users).where(eq(users.id, id));
    expect(user?.name?.length).toBeLessThanOrEqual(200);
    expect(await housesOf(id)).toHaveLength(1);
  });
});

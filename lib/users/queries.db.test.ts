import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { organizations } from "#db/schema/organizations";
import { users } from "#db/schema/users";
import { makeMember, makeMembership, makeOperator, makeOrganization, makeUser } from "#db/testing/factories";
import type { PageStart } from "#lib/keyset";
import { updateUser } from "./mutations.ts";
import { findUser, findUserId, listUsers } from "./queries.ts";

let count = 0;
const fresh = (stem: string) => `${stem}${process.pid}x${Date.now().toString(36)}x${++count}`;

describe("findUser", () => {
  test("finds a person by either id, with their memberships in organizations that are there", async () => {
    const operator = await makeOperator();
    const { user, context } = await makeMember("admin");
    const [second, deleted] = [await makeOrganization({ displayName: "Second" }), await makeOrganization()];
    await makeMembership(second.id, user.id, "member");
    await makeMembership(deleted.id, user.id, "member");
    await installation.update(organizations).set({ deletedAt: new Date() }).where(eq(organizations.id, deleted.id));
    const externalId = fresh("Person/");
    await updateUser(operator, user.id, { externalId });
    const found = await findUser(operator, { externalId });
    expect(found).toMatchObject({ id: user.id, email: user.email, emailVerified: true, externalId });
    expect(found?.memberships).toEqual([
      expect.objectContaining({ organizationId: context.organizationId, role: "admin" }),
      expect.objectContaining({ organizationId: second.id, organizationName: "Second", role: "member" }),
    ]);
    expect(await findUserId(operator, { id: user.id })).toBe(user.id);
  });

  test.each(["usr_1", "", "\0", "%", "' or 1=1"])("finds nobody called %j", async (text) => {
    const operator = await makeOperator();
    for (const name of [{ id: text }, { externalId: text }]) {
      expect(await findUser(operator, name)).toBeNull();
      expect(await findUserId(operator, name)).toBeNull();
    }
  });
});

describe("listUsers", () => {
  test("gives everybody once, both ways, also those who came in one moment", async () => {
    const operator = await makeOperator();
    const { id: organizationId } = await makeOrganization();
    const createdAt = new Date("2026-01-01T00:00:00Z");
    const made = [];
    for (let index = 0; index < 7; index++) {
      const { id } = await makeUser({ createdAt: index < 4 ? createdAt : new Date(createdAt.getTime() + index) });
      await makeMembership(organizationId, id);
      made.unshift(id);
    }
    const walk = async (start: PageStart) => {
      const page = await listUsers(operator, { start, limit: 3, organizationId });
      expect(page.total).toBe(7);
      return { ids: page.records.map(({ id }) => id), next: page.next, previous: page.previous };
    };
    const [first, second, third] = [made.slice(0, 3), made.slice(3, 6), made.slice(6)];
    const one = await walk(null);
    expect(one).toMatchObject({ ids: first, previous: null });
    const two = await walk({ after: one.next ?? "" });
    expect(two.ids).toEqual(second);
    const three = await walk({ after: two.next ?? "" });
    expect(three).toMatchObject({ ids: third, next: null });
    const back = await walk({ before: three.previous ?? "" });
    expect(back.ids).toEqual(second);
    expect(await walk({ before: back.previous ?? "" })).toMatchObject({ ids: first, previous: null });
  });

  test("finds any part of a name, an address or an id, in any script, as it is now", async () => {
    const operator = await makeOperator();
    const word = fresh("q");
    const { id, email } = await makeUser({ name: `Мария ${word} 株式`, email: `${word}.m@orion-analytics.com` });
    await makeUser({ name: `Maya ${word}` });
    const find = async (query: string) =>
      (await listUsers(operator, { start: null, limit: 9, query })).records.map((one) => one.id);
    expect(await find(word.slice(1).toUpperCase())).toHaveLength(2);
    for (const query of [`рия ${word}`, `${word} 株`, `${word}.M@ORION`, email, id.slice(4), id]) {
      expect(await find(query)).toEqual([id]);
    }
    for (const query of [`%${word}`, `${word}_`, `${word}\0`]) expect(await find(query)).toEqual([]);
    await installation.update(users).set({ name: "Somebody" }).where(eq(users.id, id));
    expect(await find(`рия ${word}`)).toEqual([]);
  });

  test("looks for part of a name through an index", async () => {
    const { rows } = await installation.transaction(async (tx) => {
      await tx.execute("set local enable_seqscan = off");
      return tx.execute<{ "QUERY PLAN": string }>(
        `explain select id from users where search_key like '%' || substr(search_key('lovelace'), 1, 3) || '%'`,
      );
    });
    expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toContain("users_search_key_idx");
  });
});

import { describe, expect, test } from "vitest";
import { contextOf, makeMember, makeMembership, makeUser } from "#db/testing/factories";
import { listMembers } from "./queries.ts";

const names = (members: { name: string | null }[]) => members.map(({ name }) => name);

describe("listMembers", () => {
  test("shows the members of that organization only, the first to join first", async () => {
    const [{ context, user }] = await Promise.all([makeMember(), makeMember()]);
    const late = await makeUser({ name: "Tomás Rey" });
    await makeMembership(context.organizationId, late.id, "member");
    const page = await listMembers(context);
    expect(names(page.members)).toEqual([user.name, "Tomás Rey"]);
    expect(page).toMatchObject({ total: 2, next: null });
    expect(page.members[1]).toMatchObject({ id: late.id, email: late.email, role: "member" });
  });

  test("goes on where the page before ended, also among people who joined together", async () => {
    const { context } = await makeMember();
    const people = await Promise.all(["A", "B", "C", "D"].map((name) => makeUser({ name })));
    for (const { id } of people) await makeMembership(context.organizationId, id, "member");
    const seen: string[] = [];
    for (let after: string | null = null, pages = 0; pages < 10; pages++) {
      const page = await listMembers(context, { limit: 2, after });
      seen.push(...page.members.map(({ id }) => id));
      after = page.next;
      if (after === null) break;
    }
    expect(seen).toHaveLength(5);
    expect(new Set(seen)).toEqual(new Set([context.actor.id, ...people.map(({ id }) => id)]));
  });

  test.each([
    "",
    "~",
    "nonsense",
    "2026-01-01T00:00:00.000000~' or 1=1",
    "9999-99-99T99:99:99.999999~usr_1",
    "2026-02-30T00:00:00.000000~usr_1",
  ])("starts at the beginning for a cursor of nobody's: %j", async (after) => {
    const { context } = await makeMember();
    const { members } = await listMembers(context, { after });
    expect(members).toHaveLength(1);
  });

  test("is for everyone whose role is known, and for nobody else", async () => {
    const { context: admin } = await makeMember();
    const { context: member } = await makeMember("member", admin.organizationId);
    expect((await listMembers(member)).total).toBe(2);
    const stranger = contextOf(await makeUser(), admin.organizationId, "a_role_of_yesterday");
    await expect(listMembers(stranger)).rejects.toMatchObject({ code: "forbidden" });
  });
});

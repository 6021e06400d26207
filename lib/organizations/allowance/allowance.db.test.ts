import { randomInt } from "node:crypto";
import { and, count, eq, isNull } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import { organizations } from "#db/schema/organizations";
import { makeMember, makeOperator, makeUser } from "#db/testing/factories";
import { idsSince, type UserId } from "#lib/ids";
import { deleteOrganization } from "#lib/organizations/lifecycle/mutations";
import { createOrganization } from "#lib/organizations/mutations";
import { provisionFirstSignIn } from "#lib/provisioning/mutations";
import { findCreationRefusal } from "./queries.ts";

const input = (creationKey: string | null = null) => ({
  displayName: "Lyra Labs",
  slug: "",
  color: "",
  logoUrl: "",
  creationKey,
});

async function kept(userId: UserId): Promise<number> {
  const [row] = await installation
    .select({ count: count() })
    .from(organizations)
    .where(and(eq(organizations.createdBy, userId), isNull(organizations.deletedAt)));
  return row?.count ?? 0;
}

const make = (id: UserId, key: string | null = null) => createOrganization({ kind: "user", id }, input(key));

async function makeMany(id: UserId, many: number) {
  const made = [];
  for (let index = 0; index < many; index++) made.push(await make(id));
  return made;
}

describe("how many organizations a person makes", () => {
  test("is ten, however many they ask for at once", async () => {
    const { id } = await makeUser();
    // Connections are open before the race, so that it is one.
    await Promise.all(Array.from({ length: 10 }, () => installation.execute("select 1")));
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => make(id)));
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
    for (const answer of answers)
      if (answer.status === "rejected") expect(answer.reason).toMatchObject({ code: "limit" });
    expect(await kept(id)).toBe(10);
    expect(await findCreationRefusal(id)).toMatch(/^You have made 10 workspaces/);
  });

  test("counts the one that sign-up made, which is never refused", async () => {
    const email = `ada-${Date.now()}@orion-analytics.com`;
    const person = { email, name: null, givenName: null, familyName: null, image: null };
    const id = await provisionFirstSignIn(person, null, null);
    await makeMany(id, 9);
    await expect(make(id)).rejects.toMatchObject({ code: "limit" });
    expect(await kept(id)).toBe(10);
  });

  test("is each person's own, and memberships do not count", async () => {
    const { user, context } = await makeMember();
    const { id } = await makeUser();
    await makeMany(id, 10);
    expect(await findCreationRefusal(user.id)).toBeNull();
    await makeMember("admin", context.organizationId);
    await makeMany(user.id, 10);
    expect(await kept(user.id)).toBe(10);
  });

  test("has room again after one is deleted, until the month's measure is full", async () => {
    const operator = await makeOperator();
    const { id } = await makeUser();
    const made = await makeMany(id, 10);
    for (const each of made) await deleteOrganization(operator, each.id);
    expect(await findCreationRefusal(id)).toBeNull();
    for (const each of await makeMany(id, 10)) await deleteOrganization(operator, each.id);
    await expect(make(id)).rejects.toMatchObject({ code: "limit", message: expect.stringContaining("within 30 days") });
    expect(await kept(id)).toBe(0);
  });

  test("counts those of four weeks, and not what an operator makes for customers", async () => {
    const operator = await makeOperator();
    const { id } = operator.actor;
    const weeksAgo = Date.now() - 28 * 24 * 3_600_000;
    const make20 = (actorKind: "user" | "operator") =>
      installation.insert(auditEvents).values(
        Array.from({ length: 20 }, () => ({
          id: `aud_${BigInt(idsSince("aud", weeksAgo).slice(4)) + BigInt(randomInt(2 ** 22))}` as const,
          action: "organization.created",
          actorKind,
          actorId: id,
          details: {},
        })),
      );
    await make20("operator");
    expect(await findCreationRefusal(id as UserId)).toBeNull();
    await make20("user");
    expect(await findCreationRefusal(id as UserId)).toMatch(/within 30 days/);
  });

  test("is not used up by a form that is sent twice, even when it made the last one", async () => {
    const { id } = await makeUser();
    await makeMany(id, 9);
    const last = await make(id, "the same form");
    expect(await make(id, "the same form")).toEqual(last);
    await expect(make(id, "another form")).rejects.toMatchObject({ code: "limit" });
  });

  test("a form whose organization is deleted says so instead of leading there", async () => {
    const { id } = await makeUser();
    const made = await make(id, "the same form");
    await deleteOrganization(await makeOperator(), made.id);
    await expect(make(id, "the same form")).rejects.toMatchObject({ code: "conflict" });
  });
});

import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { installation } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import { users } from "#db/schema/users";
import { makeOperator, makeUser } from "#db/testing/factories";
import type { UserId } from "#lib/ids";
import { markWelcomed, updateProfile, updateUser } from "./mutations.ts";

const personOf = (id: UserId) => installation.select().from(users).where(eq(users.id, id));
const eventsOf = (id: UserId) => installation.select().from(auditEvents).where(eq(auditEvents.actorId, id));

describe("updateProfile", () => {
  it("changes the name of that person only, drops the parts a provider told, and records it", async () => {
    const ada = await makeUser({ name: "Ada L.", givenName: "Ada", familyName: "L." });
    const other = await makeUser({ name: "Ada L." });
    await updateProfile({ kind: "user", id: ada.id }, { name: "Ada Lovelace" });
    expect(await personOf(ada.id)).toMatchObject([{ name: "Ada Lovelace", givenName: null, familyName: null }]);
    expect(await personOf(other.id)).toMatchObject([{ name: "Ada L." }]);
    expect(await eventsOf(ada.id)).toMatchObject([{ action: "user.updated" }]);
  });

  it("does nothing when the name stays", async () => {
    const ada = await makeUser({ name: "Ada", givenName: "Ada" });
    await updateProfile({ kind: "user", id: ada.id }, { name: "Ada" });
    expect(await personOf(ada.id)).toMatchObject([{ givenName: "Ada" }]);
    expect(await eventsOf(ada.id)).toEqual([]);
  });
});

describe("updateUser", () => {
  const external = () => `Person/${process.pid}/${Date.now()}/${Math.random()}`;
  const recorded = async (actor: { id: string }) =>
    (
      await installation.select().from(auditEvents).where(eq(auditEvents.actorId, actor.id)).orderBy(auditEvents.id)
    ).map(({ action, details }) => [action, details]);

  it("changes what is sent, of that person only, and records which, not what", async () => {
    const [operator, ada, other] = [await makeOperator(), await makeUser({ name: "Ada" }), await makeUser()];
    const externalId = external();
    await updateUser(operator, ada.id, { familyName: "Lovelace", externalId, metadata: { team: "engines" } });
    expect(await personOf(ada.id)).toMatchObject([
      { name: "Lovelace", familyName: "Lovelace", givenName: null, externalId, metadata: { team: "engines" } },
    ]);
    expect(await personOf(other.id)).toEqual([other]);
    await updateUser(operator, ada.id, { externalId, metadata: { team: "engines" } });
    await updateUser(operator, ada.id, { externalId: "" });
    expect(await personOf(ada.id)).toMatchObject([{ externalId: null, metadata: { team: "engines" } }]);
    expect(await recorded(operator.actor)).toEqual([
      ["user.updated", { user: ada.id, changed: "name, familyName, externalId, metadata" }],
      ["user.updated", { user: ada.id, changed: "externalId" }],
    ]);
  });

  it("leaves an external id to one person, also when many ask at once, and then changes nothing else of the others", async () => {
    const operator = await makeOperator();
    const people = await Promise.all(Array.from({ length: 6 }, () => makeUser({ name: "Before" })));
    const externalId = external();
    const answers = await Promise.allSettled(
      people.map(({ id }) => updateUser(operator, id, { name: "After", externalId })),
    );
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status === "rejected")
        expect(answer.reason).toMatchObject({ code: "conflict", fields: { externalId: expect.any(String) } });
    }
    const after = (await Promise.all(people.map(({ id }) => personOf(id)))).flat();
    expect(after.filter(({ name }) => name === "After")).toMatchObject([{ externalId }]);
    expect(await recorded(operator.actor)).toHaveLength(1);
  });

  it("knows who is not there", async () => {
    const changed = updateUser(await makeOperator(), "usr_1", { name: "Ada" });
    await expect(changed).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("markWelcomed", () => {
  it("notes the first time only, and for that person only", async () => {
    const [newcomer, other] = await Promise.all([makeUser({ welcomedAt: null }), makeUser({ welcomedAt: null })]);
    const welcomedAt = async (id: typeof other.id) =>
      (await installation.select().from(users).where(eq(users.id, id)))[0]?.welcomedAt;
    await markWelcomed(newcomer.id);
    const first = await welcomedAt(newcomer.id);
    expect(first).toBeInstanceOf(Date);
    await markWelcomed(newcomer.id);
    expect(await welcomedAt(newcomer.id)).toEqual(first);
    expect(await welcomedAt(other.id)).toBeNull();
  });
});

import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { installation } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import { users } from "#db/schema/users";
import { makeUser } from "#db/testing/factories";
import type { UserId } from "#lib/ids";
import { markWelcomed, updateProfile } from "./mutations.ts";

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

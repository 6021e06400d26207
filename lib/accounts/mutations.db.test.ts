import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { installation } from "#db/client";
import { accounts } from "#db/schema/accounts";
import { passkeys } from "#db/schema/passkeys";
import { sessions } from "#db/schema/sessions";
import { makeSession, makeUser } from "#db/testing/factories";
import { newId, type UserId } from "#lib/ids";
import { removePasskey, unlinkProvider } from "./mutations.ts";
import { listLinkedAccounts, listPasskeys } from "./queries.ts";

const withoutMail = { mail: false, providers: ["google", "github"] };
const withMail = { ...withoutMail, mail: true };
/** The session they act from, where it does not matter. */
const here = newId("ses");
let number = 0;

async function makePerson() {
  return { kind: "user", id: (await makeUser()).id } as const;
}

async function link(userId: UserId, provider: string) {
  const providerAccountId = `subject-${++number}`;
  await installation.insert(accounts).values({ provider, issuer: "https://id.example", providerAccountId, userId });
}

async function addPasskey(userId: UserId) {
  const credentialId = `credential-${++number}`;
  await installation
    .insert(passkeys)
    .values({ credentialId, userId, publicKey: "AA==", counter: 0, deviceType: "singleDevice", backedUp: false });
  return credentialId;
}

describe("taking away a way to sign in", () => {
  it("unlinks one provider and leaves the others", async () => {
    const person = await makePerson();
    await link(person.id, "google");
    await link(person.id, "github");
    await unlinkProvider(person, "google", withoutMail, here);
    expect((await listLinkedAccounts(person.id)).map(({ provider }) => provider)).toEqual(["github"]);
  });

  it("ends the sessions it opened, but neither the one they act from nor those of other methods", async () => {
    const person = await makePerson();
    await link(person.id, "google");
    const [acting, elsewhere, byMail] = await Promise.all([
      makeSession(person.id, { method: "google" }),
      makeSession(person.id, { method: "google" }),
      makeSession(person.id, { method: "email" }),
    ]);
    await unlinkProvider(person, "google", withMail, acting.id);
    const left = await installation.select({ id: sessions.id }).from(sessions).where(eq(sessions.userId, person.id));
    expect(left.map(({ id }) => id).sort()).toEqual([acting.id, byMail.id].sort());
    expect(left.map(({ id }) => id)).not.toContain(elsewhere.id);
  });

  it("refuses the last one when no mail can be sent, and changes nothing", async () => {
    const person = await makePerson();
    await link(person.id, "google");
    await expect(unlinkProvider(person, "google", withoutMail, here)).rejects.toMatchObject({ code: "conflict" });
    expect(await listLinkedAccounts(person.id)).toHaveLength(1);
  });

  it("lets the last one go when a link can be mailed", async () => {
    const person = await makePerson();
    await link(person.id, "google");
    await unlinkProvider(person, "google", withMail, here);
    expect(await listLinkedAccounts(person.id)).toEqual([]);
  });

  it("leaves one of two when both go at once", async () => {
    const person = await makePerson();
    await link(person.id, "google");
    const credentialId = await addPasskey(person.id);
    const answers = await Promise.allSettled([
      unlinkProvider(person, "google", withoutMail, here),
      removePasskey(person, credentialId, withoutMail, here),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const left = [...(await listLinkedAccounts(person.id)), ...(await listPasskeys(person.id))];
    expect(left).toHaveLength(1);
  });

  it("answers someone else's passkey like one that does not exist", async () => {
    const [owner, stranger] = [await makePerson(), await makePerson()];
    const credentialId = await addPasskey(owner.id);
    await expect(removePasskey(stranger, credentialId, withMail, here)).rejects.toMatchObject({ code: "not_found" });
    await expect(removePasskey(stranger, "credential-nobody", withMail, here)).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await listPasskeys(owner.id)).toHaveLength(1);
  });
});

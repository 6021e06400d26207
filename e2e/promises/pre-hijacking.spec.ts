import { expect, test } from "@playwright/test";
import { Client } from "../support/client.ts";
import { householdOf, rows } from "../support/database.ts";
import { askForLink, letIn, openLink, signInByProvider, useLink } from "../support/front-door.ts";
import { lastMail, linkIn } from "../support/mail.ts";
import { claimsFor, enterAs, freshPerson, signIn, whoIs } from "../support/people.ts";

/** Someone prepares an account at an address that is not theirs, and waits for its owner to come (arXiv 2205.10174). */
const unproven = { email_verified: false } as const;
const attackersOwn = (victim: ReturnType<typeof freshPerson>) =>
  claimsFor(victim, { ...unproven, sub: `sub-of-the-attacker-of-${victim.email}`, name: "Eve" });

test.describe("P30: an account prepared by a stranger never becomes its victim's", () => {
  test("classic-federated merge: an unproven identity waits nowhere for the owner of the address", async () => {
    const victim = freshPerson();
    const attacker = new Client();
    await signInByProvider(attacker, attackersOwn(victim));
    expect((await householdOf(victim.email)).users).toBe(0);
    const owner = new Client();
    expect(letIn(await signInByProvider(owner, claimsFor(victim), { method: "github" }))).toBe(true);
    const linked = await rows<{ provider: string }>(
      "select provider from accounts join users on users.id = user_id where users.email = $1",
      [victim.email],
    );
    expect(linked).toEqual([{ provider: "github" }]);
    // The attacker tries again, now that the account is there.
    const again = await signInByProvider(attacker, attackersOwn(victim));
    expect(letIn(again)).toBe(false);
    expect(await whoIs(attacker)).toBeNull();
  });

  test("unexpired session: nobody has one before the address is proven, and the owner's link opens one for the owner only", async () => {
    const victim = freshPerson();
    const attacker = new Client();
    await signInByProvider(attacker, attackersOwn(victim));
    expect(await whoIs(attacker)).toBeNull();
    // The mail that the attacker caused reaches the owner, who presses its button in their own browser.
    const owner = new Client();
    expect(letIn(await useLink(owner, linkIn(await lastMail(victim.email))))).toBe(true);
    expect((await whoIs(owner))?.user.email).toBe(victim.email);
    expect(await whoIs(attacker)).toBeNull();
    expect((await householdOf(victim.email)).accounts).toBe(0);
    expect(letIn(await signInByProvider(attacker, attackersOwn(victim)))).toBe(false);
  });

  test("trojan identifier: an identity named after the victim, begun by the attacker, is not linked to whoever confirms something else", async () => {
    const [victim, eve] = [freshPerson(), freshPerson({ name: "Eve" })];
    const attacker = new Client();
    await signInByProvider(attacker, attackersOwn(victim));
    // In the same browser, with the waiting identity, the attacker proves an address of their own.
    expect(letIn(await useLink(attacker, await askForLink(attacker, eve.email)))).toBe(true);
    expect((await whoIs(attacker))?.user.email).toBe(eve.email);
    expect((await householdOf(eve.email)).accounts).toBe(0);
    const owner = new Client();
    expect(letIn(await signInByProvider(owner, claimsFor(victim)))).toBe(true);
    expect((await whoIs(owner))?.user.email).toBe(victim.email);
  });

  test("unexpired change of address: a link to one address never opens the account of another", async () => {
    const [victim, eve] = [freshPerson(), freshPerson({ name: "Eve" })];
    const browser = new Client();
    const form = await openLink(browser, await askForLink(browser, eve.email));
    for (const email of [
      victim.email,
      `${eve.email},${victim.email}`,
      `${victim.email} `,
      eve.email.toUpperCase().replace("MAYA", "OTHER"),
    ]) {
      const answer = await browser.post("/api/auth/callback/nodemailer", { ...form, email });
      expect([email, answer.status < 500, letIn(answer)]).toEqual([email, true, false]);
    }
    expect((await householdOf(victim.email)).users).toBe(0);
    expect(letIn(await browser.post("/api/auth/callback/nodemailer", form))).toBe(true);
  });

  test("non-verifying provider: what it says of an address opens no account that is there already", async () => {
    const victim = freshPerson();
    await signInByProvider(new Client(), claimsFor(victim));
    for (const email_verified of [false, "true", "false", 1, null, [true], {}]) {
      const attacker = new Client();
      const answer = await signInByProvider(attacker, { ...attackersOwn(victim), email_verified });
      expect([email_verified, letIn(answer)]).toEqual([email_verified, false]);
      expect(await whoIs(attacker)).toBeNull();
    }
    expect(await householdOf(victim.email)).toMatchObject({ users: 1, accounts: 1, organizations: 1 });
  });

  test("and a stranger's sign-in in an open browser is never linked to the account that was open there", async () => {
    const [owner, stranger] = [await signIn(), freshPerson()];
    const browser = enterAs(new Client(), owner);
    expect(letIn(await signInByProvider(browser, claimsFor(stranger)))).toBe(true);
    expect((await whoIs(browser))?.user.email).toBe(stranger.email);
    expect(await rows("select 1 from accounts where user_id = $1", [owner.userId])).toEqual([]);
  });
});

test.describe("a sign-in link", () => {
  test("works once, also when it is used ten times at once", async () => {
    const person = freshPerson();
    const browsers = Array.from({ length: 10 }, () => new Client());
    const form = await openLink(new Client(), await askForLink(new Client(), person.email));
    await Promise.all(browsers.map((browser) => browser.warm()));
    const answers = await Promise.all(browsers.map((browser) => browser.post("/api/auth/callback/nodemailer", form)));
    expect(answers.filter(letIn)).toHaveLength(1);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 303));
  });

  test("is not used by opening it, however a scanner asks", async () => {
    const person = freshPerson();
    const link = await askForLink(new Client(), person.email);
    const scanner = new Client();
    for (const method of ["GET", "HEAD", "OPTIONS"]) {
      await scanner.send(method, link.pathname + link.search);
      const answer = await scanner.send(method, `/api/auth/callback/nodemailer${link.search}`);
      expect(letIn(answer)).toBe(false);
    }
    expect(letIn(await useLink(new Client(), link))).toBe(true);
  });

  test("that has expired lets nobody in", async () => {
    const person = freshPerson();
    const link = await askForLink(new Client(), person.email);
    await rows("update verification_tokens set expires_at = now() - interval '1 second' where identifier = $1", [
      person.email,
    ]);
    expect(letIn(await useLink(new Client(), link))).toBe(false);
    expect((await householdOf(person.email)).users).toBe(0);
  });
});

import { expect, test } from "@playwright/test";
import { Client, race } from "../support/client.ts";
import { forgetLimits, householdOf } from "../support/database.ts";
import { askForLink, letIn, openLink, signInByProvider, throughProvider, useLink } from "../support/front-door.ts";
import { lastMail, linkIn, mailTo } from "../support/mail.ts";
import { claimsFor, freshPerson, whoIs } from "../support/people.ts";

const oneOfEach = { users: 1, accounts: 1, organizations: 1, admins: 1, slugs: 1 };
const clients = (count: number) => Array.from({ length: count }, () => new Client());

test.describe("P01: a first sign-in makes exactly one of everything", () => {
  test("when twenty callbacks of one person from a provider arrive together", async () => {
    const person = freshPerson();
    const browsers = clients(20);
    const callbacks = await Promise.all(browsers.map((browser) => throughProvider(browser, claimsFor(person))));
    const answers = await race(browsers, (browser, index) => browser.get(callbacks[index] ?? ""));
    expect(answers.map(letIn)).toEqual(answers.map(() => true));
    expect(await householdOf(person.email)).toEqual(oneOfEach);
    const seen = await Promise.all(browsers.map(whoIs));
    expect(new Set(seen.map((session) => session?.user.id)).size).toBe(1);
    expect(new Set(seen.map((session) => session?.sid)).size).toBe(20);
    expect(new Set(seen.map((session) => session?.oid)).size).toBe(1);
  });

  test("when twenty links of one person are used together", async () => {
    const person = freshPerson();
    const browsers = clients(20);
    const forms: Record<string, string>[] = [];
    for (const browser of browsers) {
      forms.push(await openLink(browser, await askForLink(browser, person.email)));
      await forgetLimits(person.email);
    }
    expect(new Set(forms.map(({ token }) => token)).size).toBe(20);
    const answers = await race(browsers, (browser, index) =>
      browser.post("/api/auth/callback/nodemailer", forms[index] ?? {}),
    );
    expect(answers.map(letIn)).toEqual(answers.map(() => true));
    expect(await householdOf(person.email)).toEqual({ ...oneOfEach, accounts: 0 });
  });

  test("when two providers and the mail link race for one proven address", async () => {
    const person = freshPerson();
    const browsers = clients(12);
    const steps: (() => Promise<boolean>)[] = [];
    for (const [index, browser] of browsers.entries()) {
      if (index % 3 === 2) {
        const form = await openLink(browser, await askForLink(browser, person.email));
        steps.push(async () => letIn(await browser.post("/api/auth/callback/nodemailer", form)));
      } else {
        const callback = await throughProvider(browser, claimsFor(person), { method: index % 3 ? "github" : "oidc" });
        steps.push(async () => letIn(await browser.get(callback)));
      }
    }
    const entered = await race(browsers, (_, index) => steps[index]?.() ?? Promise.resolve(false));
    expect(entered).toEqual(browsers.map(() => true));
    expect(await householdOf(person.email)).toEqual({ ...oneOfEach, accounts: 2 });
  });

  test("and a second sign-in, by any method, makes nothing", async () => {
    const person = freshPerson();
    expect(letIn(await signInByProvider(new Client(), claimsFor(person)))).toBe(true);
    expect(letIn(await signInByProvider(new Client(), claimsFor(person)))).toBe(true);
    const browser = new Client();
    expect(letIn(await useLink(browser, await askForLink(browser, person.email)))).toBe(true);
    expect(await householdOf(person.email)).toEqual(oneOfEach);
  });

  test("and twenty people of one company at once get twenty workspaces", async () => {
    const { email } = freshPerson();
    const company = email.split("@")[1];
    const people = Array.from({ length: 20 }, (_, index) => freshPerson({ email: `person${index}@${company}` }));
    const browsers = clients(20);
    const callbacks = await Promise.all(
      browsers.map((browser, index) => throughProvider(browser, claimsFor(people[index] ?? freshPerson()))),
    );
    const answers = await race(browsers, (browser, index) => browser.get(callbacks[index] ?? ""));
    expect(answers.map(letIn)).toEqual(answers.map(() => true));
    expect(await Promise.all(people.map(({ email: each }) => householdOf(each)))).toEqual(people.map(() => oneOfEach));
  });
});

test.describe("an address the provider does not vouch for", () => {
  for (const claim of [false, "true", 1, undefined]) {
    test(`is confirmed by mail first when email_verified is ${JSON.stringify(claim)}`, async () => {
      const person = freshPerson();
      const browser = new Client();
      const answer = await signInByProvider(browser, claimsFor(person, { email_verified: claim }));
      expect(answer.location?.pathname).toBe("/sign-in/check-mail");
      expect(letIn(answer)).toBe(false);
      expect(await whoIs(browser)).toBeNull();
      expect((await householdOf(person.email)).users).toBe(0);
      expect(await mailTo(person.email)).toHaveLength(1);
    });
  }

  test("is linked once it is confirmed in the same browser", async () => {
    const person = freshPerson();
    const browser = new Client();
    await signInByProvider(browser, claimsFor(person, { email_verified: false }));
    const answer = await useLink(browser, linkIn(await lastMail(person.email)));
    expect(letIn(answer)).toBe(true);
    expect(await householdOf(person.email)).toEqual(oneOfEach);
    // From now on the identity is theirs: it signs in without mail.
    const again = new Client();
    expect(letIn(await signInByProvider(again, claimsFor(person, { email_verified: false })))).toBe(true);
    expect((await whoIs(again))?.user.email).toBe(person.email);
  });

  test("is not linked when another browser confirms it", async () => {
    const person = freshPerson();
    await signInByProvider(new Client(), claimsFor(person, { email_verified: false }));
    const other = new Client();
    expect(letIn(await useLink(other, linkIn(await lastMail(person.email))))).toBe(true);
    expect(await householdOf(person.email)).toEqual({ ...oneOfEach, accounts: 0 });
  });

  test("refuses someone without any address, and says why", async () => {
    const person = freshPerson();
    const answer = await signInByProvider(new Client(), { sub: `sub-${person.email}`, name: person.name });
    expect(letIn(answer)).toBe(false);
    expect(answer.location?.searchParams.get("error")).toBe("NoEmail");
  });
});

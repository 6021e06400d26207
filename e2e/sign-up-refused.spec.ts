import { makeUser } from "#db/testing/factories";
import { fieldError } from "./support/actions.ts";
import { expect, test } from "./support/browser.ts";
import { type Answer, Client } from "./support/client.ts";
import { householdOf } from "./support/database.ts";
import { target } from "./support/environment.ts";
import { type FoyerProcess, startFoyer } from "./support/foyer-process.ts";
import { askForLink, letIn, signInByProvider, useLink } from "./support/front-door.ts";
import { look, themes } from "./support/looks.ts";
import { lastMail, linkIn, mailTo } from "./support/mail.ts";
import { claimsFor, freshPerson, type Person, whoIs } from "./support/people.ts";

const nobody = { users: 0, accounts: 0, organizations: 0, admins: 0, slugs: 0 };

/** The whole of a sign-in, to the answer of its last step. */
const ways: Record<string, (client: Client, person: Person) => Promise<Answer>> = {
  link: async (client, { email }) => useLink(client, await askForLink(client, email)),
  OpenID: (client, person) => signInByProvider(client, claimsFor(person)),
  GitHub: (client, person) => signInByProvider(client, claimsFor(person), { method: "github" }),
  "OpenID that does not vouch for them": async (client, person) => {
    await signInByProvider(client, claimsFor(person, { email_verified: false }));
    return useLink(client, linkIn(await lastMail(person.email)));
  },
};

const errorOf = ({ location }: Answer) => location?.searchParams.get("error") ?? null;

/** A server of its own on the database of the others. */
function serverWith(variables: Record<string, string>): () => FoyerProcess {
  let server: FoyerProcess;
  test.beforeAll(async () => {
    server = await startFoyer({ DATABASE_URL: target.databaseUrl, ...variables });
  });
  test.afterAll(() => server.stop());
  return () => server;
}

test.describe("where sign-up is off", () => {
  const server = serverWith({ SIGN_UP: "off", OPERATOR_EMAILS: "ola@foyer-operators.com" });
  const newClient = () => new Client({ baseUrl: server().url });

  test("nobody new gets in by link, and reads why when the link is used", async () => {
    const { email } = freshPerson();
    const client = newClient();
    const used = await useLink(client, await askForLink(client, email));
    expect([letIn(used), errorOf(used)]).toEqual([false, "SignUpClosed"]);
    expect((await client.follow(used)).body).toContain("This installation takes no sign-ups.");
    expect(await householdOf(email)).toEqual(nobody);
    expect(await whoIs(client)).toBeNull();
  });

  for (const method of ["oidc", "github"] as const) {
    test(`nobody new gets in by ${method}, whether it vouches for the address or not`, async () => {
      const [vouched, unvouched] = [freshPerson(), freshPerson()];
      const client = newClient();
      const refused = await signInByProvider(client, claimsFor(vouched), { method });
      expect([letIn(refused), errorOf(refused)]).toEqual([false, "SignUpClosed"]);

      const asked = await signInByProvider(client, claimsFor(unvouched, { email_verified: false }), { method });
      expect(asked.location?.pathname).toBe("/sign-in/check-mail");
      const used = await useLink(client, linkIn(await lastMail(unvouched.email)));
      expect([letIn(used), errorOf(used)]).toEqual([false, "SignUpClosed"]);
      for (const { email } of [vouched, unvouched]) expect(await householdOf(email)).toEqual(nobody);
    });
  }

  for (const [way, signIn] of Object.entries(ways)) {
    test(`someone who is known signs in by ${way}`, async () => {
      const person = freshPerson();
      await makeUser({ email: person.email });
      const client = newClient();
      expect(letIn(await signIn(client, person))).toBe(true);
      expect((await whoIs(client))?.user.email).toBe(person.email);
    });
  }

  test("known and unknown addresses get the same answer and the same mail", async () => {
    const [known, unknown] = [freshPerson().email, freshPerson().email];
    await makeUser({ email: known });
    const told: string[] = [];
    for (const email of [known, unknown]) {
      const client = newClient();
      const asked = await client.post("/api/sign-in", { method: "email", email });
      const page = await client.follow(asked);
      const [mail, ...more] = await mailTo(email);
      expect(more).toEqual([]);
      const nonce =
        /'nonce-([^']+)'/.exec(page.headers["content-security-policy"]?.toString() ?? "")?.[1] ?? "no nonce";
      const said = [asked.status, asked.location?.href, page.status, page.body, mail?.subject, mail?.text].join("\n");
      told.push(
        [email, encodeURIComponent(email), nonce]
          .reduce((text, own) => text.replaceAll(own, "…"), said)
          .replace(/token=[\w-]+/g, "token=…"),
      );
    }
    expect(told[0]).toBe(told[1]);
  });

  test("the people who run the installation can be the first", async () => {
    const client = newClient();
    expect(letIn(await useLink(client, await askForLink(client, "ola@foyer-operators.com")))).toBe(true);
  });

  test("no page leads to sign-up, and its own says that there is none; a form from before is refused", async () => {
    const client = newClient();
    for (const path of ["/", "/sign-in", "/sign-in/continue", "/login"]) {
      const { status, body } = await client.get(path);
      expect([path, status, body.includes('href="/sign-up"')]).toEqual([path, 200, false]);
    }
    const page = await client.get("/sign-up");
    expect([page.status, page.body.includes("<form"), page.body.includes("No sign-ups here")]).toEqual([
      200,
      false,
      true,
    ]);
    const email = freshPerson().email;
    const late = await client.post("/api/sign-in", { method: "email", intent: "sign-up", email });
    expect(errorOf(late)).toBe("SignUpClosed");
    expect(await mailTo(email)).toEqual([]);
  });

  test("an application that wants somebody new leads to a door that says so, and takes those who are known", async () => {
    const page = await newClient().get("/sign-in/continue?intent=sign-up&callbackUrl=%2Foauth%2Fcontinue%2Fsome");
    expect(page.body).toContain("This installation takes no sign-ups.");
    expect(page.body).toContain('name="callbackUrl" value="/oauth/continue/some"');
    expect(page.body).not.toContain('value="sign-up"');
  });

  for (const theme of themes) {
    test(`its pages are open to everyone and fit, ${theme}`, async ({ page }) => {
      for (const [name, path] of [
        ["sign-up-off", "/sign-up"],
        ["landing-sign-up-off", "/"],
        ["sign-in-sign-up-off", "/sign-in/continue?error=SignUpClosed"],
      ] as const) {
        await look(page, name, theme, async () => {
          await page.goto(server().url + path);
        });
      }
    });
  }
});

test.describe("where throwaway and public addresses are blocked", () => {
  const server = serverWith({ BLOCK_DISPOSABLE_EMAIL: "on", BLOCK_PUBLIC_EMAIL: "on" });
  const newClient = () => new Client({ baseUrl: server().url });
  const blocked = [
    {
      domain: "inbox.mailinator.com",
      field: "EmailDisposable",
      page: "SignUpDisposable",
      said: "no throwaway addresses",
    },
    { domain: "gmail.com", field: "EmailPublic", page: "SignUpPublic", said: "no public mail addresses" },
  ];
  const at = (domain: string) => ({
    ...freshPerson(),
    email: freshPerson().email.replace(/^maya@(.+)\.com$/, `$1@${domain}`),
  });

  for (const { domain, field, page, said } of blocked) {
    test(`someone new at ${domain} reads so at the field of sign-up, and so does someone known`, async () => {
      const [unknown, known] = [at(domain).email, at(domain).email];
      await makeUser({ email: known });
      for (const email of [unknown, known]) {
        const client = newClient();
        const form = { method: "email", intent: "sign-up", email: email.toUpperCase() };
        const refused = await client.post("/api/sign-in", form);
        expect(errorOf(refused)).toBe(field);
        expect(fieldError((await client.follow(refused)).body, "email")).toContain(said);
        expect(await mailTo(email)).toEqual([]);
      }
    });

    test(`someone new at ${domain} is refused when a link is used, and by each provider`, async () => {
      const byLink = at(domain);
      const client = newClient();
      const used = await useLink(client, await askForLink(client, byLink.email));
      expect([letIn(used), errorOf(used)]).toEqual([false, page]);
      for (const method of ["oidc", "github"] as const) {
        const person = at(domain);
        const refused = await signInByProvider(client, claimsFor(person), { method });
        expect([method, letIn(refused), errorOf(refused)]).toEqual([method, false, page]);
        expect(await householdOf(person.email)).toEqual(nobody);
      }
      expect(await householdOf(byLink.email)).toEqual(nobody);
    });

    for (const [way, signIn] of Object.entries(ways)) {
      test(`someone known at ${domain} signs in by ${way}`, async () => {
        const person = at(domain);
        await makeUser({ email: person.email });
        expect(letIn(await signIn(newClient(), person))).toBe(true);
      });
    }
  }

  test("someone at a company signs up", async () => {
    const person = freshPerson();
    expect(letIn(await signInByProvider(newClient(), claimsFor(person)))).toBe(true);
    expect(await householdOf(person.email)).toMatchObject({ users: 1, organizations: 1 });
  });

  test("someone typing an address that is not taken reads so at the field, and keeps what they typed", async ({
    page,
  }) => {
    await look(page, "sign-up-public-address", "light", async () => {
      await page.goto(`${server().url}/sign-up`);
      await page.getByLabel("E-mail").fill("maya.orion@gmail.com");
      await page.getByRole("button", { name: "E-mail me a link to start" }).click();
      await expect(page.getByLabel("E-mail")).toHaveAccessibleDescription(/Use the one of your work\.$/);
      await expect(page.getByLabel("E-mail")).toHaveValue("maya.orion@gmail.com");
      await expect(page.getByRole("heading", { level: 1, name: "Create your account" })).toBeVisible();
    });
  });
});

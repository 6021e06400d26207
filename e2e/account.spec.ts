import type { Page } from "@playwright/test";
import { makeSession } from "#db/testing/factories";
import { expect, test } from "./support/browser.ts";
import { Client } from "./support/client.ts";
import { householdOf, rows } from "./support/database.ts";
import { target } from "./support/environment.ts";
import { type FoyerProcess, startFoyer } from "./support/foyer-process.ts";
import { signInByProvider as byClient } from "./support/front-door.ts";
import { claimsFor, enter, enterAs, freshPerson, type SignedIn, signIn, whoIs } from "./support/people.ts";
import { agreeAtProvider, signInByProvider, signOut } from "./support/visits.ts";

const methods = "/account/sign-in-methods";
const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
const phone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";

/** Another browser of the person, signed in with a method of its own. */
async function elsewhere({ userId }: SignedIn, userAgent: string, method = "email"): Promise<Client> {
  return enterAs(new Client(), await makeSession(userId, { userAgent, method, ip: "203.0.113.9" }));
}

const isOut = async (client: Client) => (await client.get("/account")).location?.pathname === "/sign-in/continue";

test.describe("sessions", () => {
  test("someone sees where they are signed in, ends one, and that browser is out on its next request", async ({
    page,
    context,
  }) => {
    const person = await signIn();
    const [desk, pocket] = [await elsewhere(person, firefox, "oidc"), await elsewhere(person, phone)];
    await enter(context, person);
    await page.goto("/account/sessions");
    const listed = page
      .getByRole("main")
      .getByRole("listitem")
      .filter({ hasText: /By mail|With/ });
    await expect(listed).toHaveCount(3);
    await expect(listed.first()).toContainText("This device");
    await expect(listed.filter({ hasText: "Firefox on Windows" })).toContainText("With OpenID · 203.0.113.9");
    await expect(listed.filter({ hasText: "Safari on iOS" })).toContainText(
      "By mail · 203.0.113.9 · last seen just now",
    );

    await page.getByRole("button", { name: /^Sign out Firefox on Windows/ }).click();
    await expect(page.getByText("Signed out there.")).toBeVisible();
    await expect(listed).toHaveCount(2);
    expect([await isOut(desk), await isOut(pocket)]).toEqual([true, false]);
    expect(await whoIs(desk)).toBeNull();
  });

  test("someone ends all others at once, and stays", async ({ page, context }) => {
    const [person, stranger] = [await signIn(), await signIn()];
    const others = [await elsewhere(person, firefox), await elsewhere(person, phone), await elsewhere(person, phone)];
    await enter(context, person);
    await page.goto("/account/sessions");
    await page.getByRole("button", { name: "Sign out everywhere else" }).click();
    await expect(page.getByText("Signed out everywhere else.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Sign out everywhere else" })).toHaveCount(0);
    expect(await Promise.all(others.map(isOut))).toEqual([true, true, true]);
    expect(await isOut(enterAs(new Client(), stranger))).toBe(false);
    await page.goto("/account");
    await expect(page.getByRole("heading", { level: 1, name: "Profile" })).toBeVisible();
  });
});

test.describe("profile", () => {
  test("someone changes their name, and it stays", async ({ page, context }) => {
    const person = await signIn();
    await enter(context, person);
    await page.goto("/account");
    await expect(page.getByLabel("Name")).toHaveValue("Maya Lindqvist");
    await page.getByLabel("Name").fill("  Maya Okafor ");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Saved", { exact: true })).toBeVisible();
    await expect(page.getByLabel("Name")).toHaveValue("Maya Okafor");
    await page.reload();
    await expect(page.getByLabel("Name")).toHaveValue("Maya Okafor");
    expect(await rows("select name from users where id = $1", [person.userId])).toEqual([{ name: "Maya Okafor" }]);
  });

  const hostile: Record<string, [name: string, answer: string]> = {
    "a hidden direction": ["Maya \u202Egnp.exe", "Remove the invisible or control characters from the name."],
    nothing: ["   ", "Type your name."],
    "too much": ["M".repeat(201), "Use 200 characters or fewer."],
  };

  for (const [what, [name, answer]] of Object.entries(hostile)) {
    test(`a name of ${what} is refused at its field, which keeps it`, async ({ page, context }) => {
      const person = await signIn();
      await enter(context, person);
      await page.goto("/account");
      await page.getByLabel("Name").fill(name);
      await page.getByRole("button", { name: "Save" }).click();
      const field = page.getByLabel("Name");
      await expect(field).toHaveAttribute("aria-invalid", "true");
      await expect(field).toHaveAccessibleDescription(answer);
      await expect(field).toHaveValue(name);
      await expect(field).toBeFocused();
      expect(await rows("select name from users where id = $1", [person.userId])).toEqual([{ name: "Maya Lindqvist" }]);
    });
  }
});

const row = (page: Page, provider: string) =>
  page.getByRole("region", { name: "Providers" }).getByRole("listitem").filter({ hasText: provider });

async function connect(page: Page, provider: "OpenID" | "GitHub", claims: Parameters<typeof agreeAtProvider>[1]) {
  await page.goto(methods);
  await page.getByRole("button", { name: `Connect ${provider}` }).click();
  await agreeAtProvider(page, claims);
}

const idOf = async (page: Page) => (await (await page.request.get("/api/auth/session")).json())?.user.id;

test.describe("providers", () => {
  for (const provider of ["OpenID", "GitHub"] as const) {
    test(`someone connects ${provider} under another address, and signs in with it as the same person`, async ({
      page,
      context,
    }) => {
      const [person, alias] = [await signIn(), freshPerson()];
      await enter(context, person);
      await connect(page, provider, claimsFor(alias));
      await expect(page.getByText(`${provider} is connected.`)).toBeVisible();
      await expect(row(page, provider)).toContainText(alias.email);
      expect(await idOf(page)).toBe(person.userId);

      await signOut(page);
      await signInByProvider(page, claimsFor(alias), provider);
      await expect(page).toHaveURL(`/o/${person.slug}`);
      expect(await idOf(page)).toBe(person.userId);
      expect((await householdOf(alias.email)).users).toBe(0);
      expect(await householdOf(person.email)).toEqual({ users: 1, accounts: 1, organizations: 1, admins: 1, slugs: 1 });

      await page.goto(methods);
      await page.getByRole("button", { name: `Disconnect ${provider}` }).click();
      await expect(page.getByText(/^Disconnected, and signed out wherever it let you in\./)).toBeVisible();
      await expect(row(page, provider)).toContainText("Not connected");
      expect((await householdOf(person.email)).accounts).toBe(0);
    });
  }

  test("someone who connects an identity of somebody else is refused, and nothing is linked", async ({
    page,
    context,
  }) => {
    const [person, owner] = [await signIn(), freshPerson()];
    await byClient(new Client(), claimsFor(owner));
    await enter(context, person);
    await connect(page, "OpenID", claimsFor(owner));
    await expect(page.getByRole("main").getByRole("alert")).toContainText(
      "That identity already signs someone else in, so it was not connected.",
    );
    await expect(row(page, "OpenID")).toContainText("Not connected");
    expect(await idOf(page)).toBe(person.userId);
    expect((await householdOf(person.email)).accounts).toBe(0);
    expect((await householdOf(owner.email)).accounts).toBe(1);
  });

  test("someone who signed in 16 minutes ago signs in again before they connect or disconnect", async ({
    page,
    context,
  }) => {
    const person = await signIn();
    await enter(context, person);
    await connect(page, "GitHub", claimsFor(freshPerson()));
    await expect(page.getByText("GitHub is connected.")).toBeVisible();
    await rows("update sessions set authenticated_at = now() - interval '16 minutes' where user_id = $1", [
      person.userId,
    ]);
    for (const act of ["Connect OpenID", "Disconnect GitHub"]) {
      await page.goto(methods);
      await page.getByRole("button", { name: act }).click();
      await expect(page.getByText("To change how you sign in, sign in again first.")).toBeVisible();
    }
    expect((await householdOf(person.email)).accounts).toBe(1);
  });

  test("someone gives up at the provider, reads that nothing was connected, and is still signed in", async ({
    page,
    context,
  }) => {
    const person = await signIn();
    await enter(context, person);
    await page.goto(methods);
    await page.getByRole("button", { name: "Connect OpenID" }).click();
    await expect(page.getByRole("heading", { name: "Who are you?" })).toBeVisible();
    const asked = new URL(page.url()).searchParams;
    const back = new URL(asked.get("redirect_uri") ?? "");
    back.search = new URLSearchParams({ error: "access_denied", state: asked.get("state") ?? "" }).toString();
    await page.goto(back.href);
    await expect(page.getByRole("main").getByRole("alert")).toHaveText(
      "The provider ended it before it was connected. Try again.",
    );
    await expect(page).toHaveURL(/^[^?]*\/account\/sign-in-methods\?error=/);
    expect((await householdOf(person.email)).accounts).toBe(0);
  });
});

test.describe("on a machine that is reached from elsewhere, sends no mail and has a provider that is down", () => {
  let server: FoyerProcess;

  test.beforeAll(async () => {
    server = await startFoyer({
      DATABASE_URL: target.databaseUrl,
      HOST: "0.0.0.0",
      AUTH_MICROSOFT_ENTRA_ID_ID: "entra-client",
      AUTH_MICROSOFT_ENTRA_ID_SECRET: "entra-secret",
      AUTH_MICROSOFT_ENTRA_ID_ISSUER: "http://127.0.0.1:1",
    });
  });

  test.afterAll(() => server.stop());

  test("someone keeps their last way in", async ({ page, context }) => {
    const person = await signIn();
    await rows(
      "insert into accounts (user_id, provider, issuer, provider_account_id) values ($1, 'oidc', 'https://o', $1), ($1, 'github', 'https://g', $1)",
      [person.userId],
    );
    await enter(context, person, server.url);
    await page.goto(server.url + methods);
    await expect(page.getByRole("region", { name: "E-mail" })).toHaveCount(0);
    await page.getByRole("button", { name: "Disconnect GitHub" }).click();
    await expect(page.getByText(/^Disconnected, and signed out wherever it let you in\./)).toBeVisible();
    await page.getByRole("button", { name: "Disconnect OpenID" }).click();
    await expect(page.getByRole("main").getByRole("alert")).toHaveText(
      "That is your only way to sign in. Add another one first.",
    );
    expect((await householdOf(person.email)).accounts).toBe(1);
  });

  test("someone who connects that provider reads that it does not answer, on the page they were on", async ({
    page,
    context,
  }) => {
    await enter(context, await signIn(), server.url);
    await page.goto(server.url + methods);
    await page.getByRole("button", { name: "Connect Microsoft" }).click();
    await expect(page.getByRole("main").getByRole("alert")).toHaveText(
      "That provider does not answer just now. Try again in a minute.",
    );
    await expect(page.getByRole("heading", { level: 1, name: "Sign-in methods" })).toBeVisible();
  });
});

test("an application in this house learns of a session what it needs, and nothing else", async () => {
  const person = await signIn();
  const answer = await enterAs(new Client(), person).send("GET", "/api/auth/session");
  const session = JSON.parse(answer.body);
  expect(session).toEqual({
    user: { id: person.userId, name: "Maya Lindqvist", email: person.email, image: null },
    oid: person.organizationId,
    sid: expect.stringMatching(/^ses_\d+$/),
    roles: ["admin"],
    permissions: expect.arrayContaining(["organization:manage"]),
    expires: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  });
  expect(answer.body).not.toContain(person.token);
  expect(answer.headers["cache-control"]).toMatch(/no-store|private/);
  await rows("delete from memberships where user_id = $1", [person.userId]);
  const bare = JSON.parse((await enterAs(new Client(), person).send("GET", "/api/auth/session")).body);
  expect(bare).toEqual({ ...session, oid: null, roles: [], permissions: [], expires: bare.expires });
});

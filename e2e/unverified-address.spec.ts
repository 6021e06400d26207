import { expect, test } from "./support/browser.ts";
import { forgetLimits, householdOf } from "./support/database.ts";
import { lastMail, linkIn, mailTo } from "./support/mail.ts";
import { claimsFor, freshPerson } from "./support/people.ts";
import { openMailboxLink, signInByProvider, signOut } from "./support/visits.ts";

const oneOfEach = { users: 1, accounts: 1, organizations: 1, admins: 1, slugs: 1 };
const unproven = { email_verified: false } as const;

// All browsers of this machine share one window of sign-in links.
test.beforeEach(() => forgetLimits());

for (const provider of ["OpenID", "GitHub"] as const) {
  test(`someone whose address ${provider} does not vouch for confirms it by mail, and is in`, async ({ page }) => {
    const person = freshPerson();
    await signInByProvider(page, claimsFor(person, unproven), provider);
    await expect(page.getByRole("heading", { name: "Confirm your address" })).toBeVisible();
    await expect(page.getByText("The provider does not vouch for your e-mail address.")).toBeVisible();
    expect(await (await page.request.get("/api/auth/session")).json()).toBeNull();
    expect((await householdOf(person.email)).users).toBe(0);

    await openMailboxLink(page, person.email);
    await expect(page).toHaveURL("/welcome");
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue(person.company);
    await page.getByRole("button", { name: "Skip for now" }).click();
    await expect(page.getByRole("heading", { level: 1, name: person.company })).toBeVisible();
    expect(await householdOf(person.email)).toEqual(oneOfEach);

    // The identity is theirs now: no more mail.
    const portal = page.url();
    await signOut(page);
    await signInByProvider(page, claimsFor(person, unproven), provider);
    await expect(page).toHaveURL(portal);
    expect(await mailTo(person.email)).toHaveLength(1);
    expect(await householdOf(person.email)).toEqual(oneOfEach);
  });
}

test("someone who opens that link in another browser is in by mail, and the identity is not linked", async ({
  page,
  browser,
  baseURL,
  watch,
}) => {
  const person = freshPerson();
  await signInByProvider(page, claimsFor(person, unproven));
  await expect(page.getByRole("heading", { name: "Confirm your address" })).toBeVisible();

  const elsewhere = await browser.newContext({ ...(baseURL && { baseURL }) });
  const other = await elsewhere.newPage();
  watch(other);
  await other.goto(linkIn(await lastMail(person.email)).href);
  await other.getByRole("button", { name: "Sign in" }).click();
  await expect(other).toHaveURL("/welcome");
  await other.goto("/account/sign-in-methods");
  const openId = other.getByRole("region", { name: "Providers" }).getByRole("listitem").filter({ hasText: "OpenID" });
  await expect(openId).toContainText("Not connected");
  await elsewhere.close();
  expect(await householdOf(person.email)).toEqual({ ...oneOfEach, accounts: 0 });

  // The browser that began it is nobody still, and its link is spent.
  await page.goto(linkIn(await lastMail(person.email)).href);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(
    page.getByRole("alert").filter({ hasText: "That link has been used or has expired. Ask for a new one." }),
  ).toBeVisible();
  expect((await householdOf(person.email)).accounts).toBe(0);
});

for (const provider of ["OpenID", "GitHub"] as const) {
  test(`someone whose ${provider} shares no address is refused, and reads why`, async ({ page }) => {
    const person = freshPerson();
    await signInByProvider(page, { sub: `sub-${person.email}`, name: person.name }, provider);
    await expect(
      page
        .getByRole("alert")
        .filter({ hasText: "That provider told us no e-mail address. Allow it to share one, or sign in another way." }),
    ).toBeVisible();
    expect(await (await page.request.get("/api/auth/session")).json()).toBeNull();
  });
}

test("someone with two providers that vouch for one address is one person with one workspace", async ({ page }) => {
  const person = freshPerson();
  await signInByProvider(page, claimsFor(person));
  await page.getByRole("button", { name: "Skip for now" }).click();
  await expect(page.getByRole("heading", { level: 1, name: person.company })).toBeVisible();
  const portal = page.url();
  await signOut(page);
  await signInByProvider(page, claimsFor(person, { sub: `another-${person.email}` }), "GitHub");
  await expect(page).toHaveURL(portal);
  await page.goto("/account/sign-in-methods");
  const providers = page.getByRole("region", { name: "Providers" }).getByRole("listitem");
  await expect(providers.filter({ hasText: person.email })).toHaveCount(2);
  expect(await householdOf(person.email)).toEqual({ ...oneOfEach, accounts: 2 });
});

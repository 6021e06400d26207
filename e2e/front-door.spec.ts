import { expect, pngOf, test } from "./support/browser.ts";
import { Client } from "./support/client.ts";
import { householdOf, rows } from "./support/database.ts";
import { lastMail, linkIn } from "./support/mail.ts";
import { claimsFor, enter, enterAs, freshPerson, signIn, slugOf } from "./support/people.ts";
import { signInByMail, signInByProvider, signOut } from "./support/visits.ts";

const one = { users: 1, organizations: 1, admins: 1, slugs: 1 };

test("someone new signs up by mail, names the workspace that is there, is in its portal, and signs out", async ({
  page,
}) => {
  const { email, company } = freshPerson();
  await signInByMail(page, email, "/sign-up");
  await expect(page).toHaveURL("/welcome");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(company);
  await page.getByLabel("Name", { exact: true }).fill(`${company} House`);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(/\/o\/orion-[0-9a-f]+-house$/);
  await expect(page.getByRole("heading", { level: 1, name: `${company} House` })).toBeVisible();
  await expect(page.getByRole("region", { name: "People" })).toContainText("you");
  await signOut(page);
  await page.goto(`/o/${await slugOf(email)}`);
  await expect(page).toHaveURL(/\/sign-in\/continue/);
  // The address that came with the workspace stays its own, and leads to the new one.
  expect(await householdOf(email)).toEqual({ ...one, slugs: 2, accounts: 0 });
});

test("someone who signs in a second time finds what was made the first time, and nothing is made", async ({ page }) => {
  const { email, company } = freshPerson();
  await signInByMail(page, email, "/sign-up");
  await page.getByRole("button", { name: "Skip for now" }).click();
  await expect(page.getByRole("heading", { level: 1, name: company })).toBeVisible();
  const portal = page.url();
  await signOut(page);
  await signInByMail(page, email, "/sign-in");
  await expect(page).toHaveURL(portal);
  expect(await householdOf(email)).toEqual({ ...one, accounts: 0 });
});

test("someone signs up with a provider, creates Orion Analytics with a logo, sees its branded door, and switches back", async ({
  page,
}) => {
  const person = freshPerson();
  await signInByProvider(page, claimsFor(person));
  await expect(page).toHaveURL("/welcome");
  await page.getByRole("button", { name: "Skip for now" }).click();
  await expect(page.getByRole("heading", { level: 1, name: person.company })).toBeVisible();

  await page.getByRole("button", { name: /^Switch workspace/ }).click();
  await page.getByRole("option", { name: "Create workspace" }).click();
  await expect(page).toHaveURL("/organizations/new");
  await page.getByLabel("Name", { exact: true }).fill("Orion Analytics");
  await expect(page.getByLabel("Address")).toHaveValue("orion-analytics");
  await page.getByLabel("Address").fill("orion");
  await expect(page.getByText("orion is free").first()).toBeVisible();
  await page.getByLabel("Choose a picture").setInputFiles(await pngOf("#2f4b9c"));
  await expect(page.getByLabel("Colour as hex")).toHaveValue("#2f4b9c");
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page).toHaveURL("/o/orion");
  await expect(page.getByRole("heading", { level: 1, name: "Orion Analytics" })).toBeVisible();

  await page.goto("/login/orion");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in to Orion Analytics" })).toBeVisible();
  const logo = page.getByRole("main").locator("img");
  await expect(logo).toHaveAttribute("src", /^\/logos\/[0-9a-f]{64}\.webp$/);
  expect(await logo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  // The method used last is the solid one, in the organization's colour: #2f4b9c.
  const button = page.getByRole("button", { name: "Continue with OpenID" });
  await expect(button).toContainText("Last used");
  await expect(button).toHaveCSS("background-color", "oklch(0.438 0.1362 266.4)");

  await page.goto("/home");
  await expect(page).toHaveURL("/o/orion");
  await page.getByRole("button", { name: /^Switch workspace/ }).click();
  await page.getByRole("option", { name: person.company }).click();
  await expect(page.getByRole("heading", { level: 1, name: person.company })).toBeVisible();
  await signOut(page);

  await signInByProvider(page, claimsFor(person));
  await expect(page.getByRole("heading", { level: 1, name: person.company })).toBeVisible();
  expect(await householdOf(person.email)).toEqual({ users: 1, accounts: 1, organizations: 2, admins: 2, slugs: 2 });
});

test("a colleague who signs in at an organization's door ends in that organization", async ({ page }) => {
  const person = freshPerson();
  await signInByProvider(page, claimsFor(person));
  await page.getByRole("button", { name: "Skip for now" }).click();
  await expect(page.getByRole("heading", { level: 1, name: person.company })).toBeVisible();
  const first = await slugOf(person.email);
  await page.goto("/organizations/new");
  await page.getByLabel("Name", { exact: true }).fill(`${person.company} Labs`);
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `${person.company} Labs` })).toBeVisible();
  await signOut(page);

  await page.goto(`/login/${first}`);
  await page.getByRole("button", { name: "Continue with OpenID" }).click();
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(`/o/${first}`);
});

test("a member who asks for a link at a door sees that organization all the way, and ends in it", async ({ page }) => {
  const person = await signIn({ displayName: "Lyra Labs" });
  await page.goto(`/login/${person.slug.replace("orion", "Orion")}`);
  await expect(page).toHaveURL(`/login/${person.slug}`);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByRole("button", { name: "E-mail me a sign-in link" }).click();
  await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Try again" })).toHaveAttribute("href", `/login/${person.slug}`);
  await page.goto(linkIn(await lastMail(person.email)).href);
  await expect(page.getByRole("heading", { name: "Sign in to Lyra Labs" })).toBeVisible();
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(`/o/${person.slug}`);
});

test("someone who only asks who they are keeps the mark of how they signed in", async () => {
  const client = enterAs(new Client(), await signIn());
  const answer = await client.send("GET", "/api/auth/session");
  expect(answer.setCookies.filter((cookie) => cookie.startsWith("foyer.last-method"))).toEqual([]);
});

test("a member who follows a link that another system made with its own id ends at the workspace's address", async ({
  page,
  context,
}) => {
  const member = await signIn();
  const externalId = `CRM 7/ü ${member.slug}`;
  await rows("update organizations set external_id = $2 where id = $1", [member.organizationId, externalId]);
  await enter(context, member);
  await page.goto(`/o/${encodeURIComponent(externalId)}/settings?from=crm`);
  await expect(page).toHaveURL(`/o/${member.slug}/settings?from=crm`);
  await page.goto("/login");
  await page.getByLabel("Address").fill(externalId);
  await page.getByLabel("Address").press("Enter");
  await expect(page).toHaveURL(`/login/${member.slug}`);
});

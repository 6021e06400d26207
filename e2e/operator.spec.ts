import type { Page } from "@playwright/test";
import { makeMembership, makeOrganization, makeUser } from "#db/testing/factories";
import { expect, test } from "./support/browser.ts";
import { Client } from "./support/client.ts";
import { rows } from "./support/database.ts";
import { box, cell, idOf, mark, search, stored, title } from "./support/operator.ts";
import { enter, signInOperator } from "./support/people.ts";

async function save(page: Page, what: string): Promise<void> {
  const button = page.getByRole("button", { name: `Save ${what}` });
  await button.click();
  // Another form of the page may say so still.
  const form = page.locator("form").filter({ has: button });
  await expect(form.getByRole("status").getByText("Saved", { exact: true })).toBeVisible();
}

test.beforeEach(async ({ context }) => {
  await enter(context, await signInOperator());
});

test("an operator creates a workspace for a customer and finds it by everything it is called", async ({ page }) => {
  const name = `Kestrel ${mark()}`;
  const [slug, externalId] = [`kestrel-${mark()}`, `Acct/${mark()}`];
  await page.goto("/organizations");
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("link", { name: "Operator pages" }).click();
  await expect(title(page, "Workspaces")).toBeVisible();
  await page.getByRole("link", { name: "Create workspace" }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Address").fill("admin");
  await page.getByLabel("External id").fill(externalId);
  await page.getByLabel("Colour").fill("blue");
  await cell(page, "Key 1").fill("plan");
  await cell(page, "Value 1").fill("gold");
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page.getByLabel("Address")).toHaveAccessibleDescription("“admin” is kept for Foyer itself.");
  await expect(page.getByLabel("Colour")).toHaveAccessibleDescription("Use a colour such as #2563eb.");
  await expect(cell(page, "Key 1")).toHaveValue("plan");
  await page.getByLabel("Colour").fill("#2f4b9c");
  await page.getByLabel("Address").fill(slug);
  await page.getByRole("button", { name: "Create workspace" }).click();

  await expect(title(page, name)).toBeVisible();
  const id = idOf(page);
  const here = new RegExp(`/admin/organizations/${id}(\\?|$)`);
  await expect(page.getByText("Nobody is in it yet.")).toBeVisible();
  await expect(page.getByText("by an operator: Olu Adeyemi")).toBeVisible();
  await expect(page.getByText("Olu Adeyemi created")).toBeVisible();
  expect(await stored(id)).toMatchObject({
    external_id: externalId,
    metadata: { plan: "gold" },
    created_via: "operator",
  });
  expect((await new Client().get(`/login/${slug}`)).body).toContain(name);

  // What names it exactly leads straight to it; any part of that finds it in the list.
  const { origin } = new URL(page.url());
  for (const exactly of [slug, id, externalId, `${origin}/login/${slug}`]) {
    await search(page, exactly);
    await expect(page).toHaveURL(here);
  }
  for (const part of [
    name.slice(2),
    name.toUpperCase(),
    slug.slice(3),
    id.slice(2),
    externalId.slice(2).toUpperCase(),
  ]) {
    await search(page, part);
    await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(1);
    await page.getByRole("link", { name }).click();
    await expect(page).toHaveURL(here);
  }
  for (const address of [slug, encodeURIComponent(externalId)]) {
    await page.goto(`/admin/organizations/${address}`);
    await expect(page).toHaveURL(here);
  }
  await search(page, slug);
  await page.getByRole("link", { name: "Show everything that has it" }).click();
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(1);
  await expect(box(page)).toHaveValue(slug);
});

test("an operator reads of an address what it opens, and of a link to a logo what became of it", async ({ page }) => {
  const host = `auth.lyra-${mark()}.com`;
  const logoUrl = "https://cdn.lyra-labs.com/logo.png";
  const { id } = await makeOrganization({ slug: host, logoUrl });
  await rows("update organizations set logo_url_tried_at = now(), logo_url_problem = $2 where id = $1", [
    id,
    "There is nothing at that address.",
  ]);
  await page.goto(`/admin/organizations/${id}`);
  const facts = page.getByRole("main").locator("dl").first();
  await expect(facts).toContainText(`${host}Opens nothing until ${host.slice(5)} is verified.`);
  await expect(facts).toContainText(`/login/${id}`);
  await expect(facts).not.toContainText(`/login/${host}`);
  await expect(facts).toContainText(logoUrl);
  await expect(facts).toContainText("There is nothing at that address.");
  const copy = page.getByRole("button", { name: "Copy address" });
  await expect(copy).toHaveCount(1);
  await rows("update organizations set deleted_at = now() where id = $1", [id]);
  await page.reload();
  await expect(facts).toContainText(host);
  await expect(copy).toHaveCount(0);
});

test("an operator edits metadata: a wrong row says why, saved ones are replaced as a whole", async ({ page }) => {
  const { id } = await makeOrganization({ metadata: { plan: "gold" } });
  await page.goto(`/admin/organizations/${id}`);
  await page.getByRole("button", { name: "Add a pair" }).click();
  await expect(cell(page, "Key 2")).toBeFocused();
  await cell(page, "Key 2").fill("ab");
  await cell(page, "Value 2").fill("eu");
  await page.getByRole("button", { name: "Save metadata" }).click();
  await expect(cell(page, "Key 2")).toHaveAccessibleDescription("Use 3 to 25 characters for the key.");
  await expect(cell(page, "Key 2")).toBeFocused();
  await expect(cell(page, "Value 2")).toHaveValue("eu");
  await cell(page, "Key 2").fill("__proto__");
  await cell(page, "Key 1").fill("tier");
  await save(page, "metadata");
  expect(Object.entries((await stored(id))?.metadata ?? {}).sort()).toEqual([
    ["__proto__", "eu"],
    ["tier", "gold"],
  ]);
  await page.reload();
  await expect(page.getByText("changed the metadata")).toBeVisible();
  for (const label of ["Key 1", "Value 1", "Key 2", "Value 2"]) await cell(page, label).fill("");
  await save(page, "metadata");
  expect((await stored(id))?.metadata).toEqual({});
});

test("an operator renames, moves the address and sets an external id that nobody else has", async ({ page }) => {
  const other = await makeOrganization({ externalId: mark() });
  const { id, slug } = await makeOrganization();
  await page.goto(`/admin/organizations/${id}`);
  await page.getByLabel("External id").fill(other.externalId ?? "");
  await page.getByRole("button", { name: "Save external id" }).click();
  await expect(page.getByLabel("External id")).toHaveAccessibleDescription(/^Another workspace has that id\./);
  await page.getByLabel("External id").fill(`mine-${mark()}`);
  await save(page, "external id");

  const name = `Moved ${mark()}`;
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Address").fill(other.slug);
  await page.getByRole("button", { name: "Save name and address" }).click();
  await expect(page.getByLabel("Address")).toHaveAccessibleDescription(/^That address is taken\./);
  await page.getByLabel("Address").fill("");
  await save(page, "name and address");
  await expect(title(page, name)).toBeVisible();
  await expect(page.getByText(`/login/${id}`)).toBeVisible();
  const stranger = new Client();
  await expect(async () =>
    expect((await stranger.get(`/login/${slug}`)).location?.pathname).toBe(`/login/${id}`),
  ).toPass();
  expect((await stranger.get(`/login/${id}`)).body).toContain(name);
});

test("an operator deactivates, activates, deletes and restores a workspace, and its door follows", async ({ page }) => {
  const { id, slug } = await makeOrganization({ displayName: "Harbour" });
  const member = await makeUser();
  await makeMembership(id, member.id);
  const stranger = new Client();
  const door = (status: number) =>
    expect(async () => expect((await stranger.get(`/login/${slug}`)).status).toBe(status)).toPass();
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  await door(200);
  await page.goto(`/admin/organizations/${slug}`);
  await button("Deactivate workspace").click();
  await expect(page.getByRole("status").getByText("Nobody gets in")).toBeVisible();
  await door(404);
  await button("Activate workspace").click();
  await expect(page.getByRole("status").getByText("Active.")).toBeVisible();
  await door(200);

  await expect(button("Delete workspace")).toBeHidden();
  await page.getByText("Delete this workspace").click();
  await button("Delete workspace").click();
  await expect(page.getByRole("status").getByText("30 days left")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Save/ })).toHaveCount(0);
  await door(404);
  await page.goto("/admin?state=deleted");
  await page.getByRole("link", { name: "Harbour" }).first().click();
  await page.goto(`/admin/organizations/${id}`);
  await button("Restore workspace").click();
  await expect(page.getByRole("status").getByText("Active.")).toBeVisible();
  await door(200);
  await expect(page.getByText("Olu Adeyemi restored the workspace")).toBeVisible();
});

test("an operator reads in place why a workspace cannot be restored", async ({ page }) => {
  const externalId = mark();
  const { id } = await makeOrganization({ externalId, deletedAt: new Date() });
  await makeOrganization({ externalId });
  await page.goto(`/admin/organizations/${id}`);
  await page.getByRole("button", { name: "Restore workspace" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "external id" })).toBeVisible();
  expect((await stored(id))?.deleted_at).not.toBeNull();
});

test("an operator goes through a long list, and back to its beginning", async ({ page }) => {
  const word = `many${mark()}`;
  await rows(
    `insert into organizations (id, display_name, created_via, created_at)
     select 'org_' || (7e17::bigint + $2::bigint * 1000 + n), $1 || ' ' || lpad(n::text, 3, '0'), 'api', now() - n * interval '1 second'
     from generate_series(1, 120) n`,
    [word, Number.parseInt(word.slice(-6), 16)],
  );
  await search(page, word);
  const items = page.getByRole("main").getByRole("listitem");
  const older = page.getByRole("link", { name: "Show older ones" });
  await expect(items).toHaveCount(50);
  await expect(items.first()).toContainText(`${word} 001`);
  await older.click();
  await expect(items.first()).toContainText(`${word} 051`);
  await older.click();
  await expect(items.first()).toContainText(`${word} 101`);
  await expect(items).toHaveCount(20);
  await expect(older).toHaveCount(0);
  await page.getByRole("link", { name: "Back to the newest" }).click();
  await expect(items.first()).toContainText(`${word} 001`);
  await page.getByRole("link", { name: "Deleted", exact: true }).click();
  await expect(page.getByRole("heading", { name: "No deleted workspace has that in it" })).toBeVisible();
  await expect(box(page)).toHaveValue(word);
});

test("an operator reads what the installation is set to, and no secret", async ({ page }) => {
  await page.goto("/admin/settings");
  await expect(title(page, "Settings")).toBeVisible();
  for (const variable of [
    "ORGANIZATION_NOUN",
    "SIGN_UP",
    "ORGANIZATIONS_PER_USER",
    "SESSION_IDLE_SECONDS",
    "DNS_SERVERS",
  ])
    await expect(page.getByText(variable)).toBeVisible();
  await expect(page.getByText("olu@operators.example, unverified@operators.example")).toBeVisible();
  await expect(page.getByText(/^Postgres \d+/)).toBeVisible();
  expect(await page.content()).not.toMatch(/postgres(ql)?:\/\//);
});

import type { Page } from "@playwright/test";
import { makeApplication, makeOrganization } from "#db/testing/factories";
import { expect, test } from "./support/browser.ts";
import { rows } from "./support/database.ts";
import { proveDomain } from "./support/hosts.ts";
import { idOf, mark, title } from "./support/operator.ts";
import { enter, signInOperator } from "./support/people.ts";

const urls = (page: Page) => page.getByLabel("Callback URLs");
const secret = (page: Page) => page.getByLabel("Client secret", { exact: true });
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

async function stored(id: string) {
  const [row] = await rows<Record<string, unknown>>(
    `select a.*, array(select hint from application_secrets where application_id = a.id order by created_at) as hints
     from applications a where id = $1`,
    [id],
  );
  return row;
}

test.beforeEach(async ({ context }) => {
  await enter(context, await signInOperator());
});

test("an operator creates an application, sees its secret once, and replaces it without a pause", async ({ page }) => {
  const name = `Ledger ${mark()}`;
  await page.goto("/admin");
  await page.getByRole("link", { name: "Applications" }).click();
  await page.getByRole("link", { name: "Create application" }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Third-party").check();
  await urls(page).fill("https://ledger.com/callback\nhttps://ledger-{{org_slug}}.com/");
  await press(page, "Create application");
  await expect(urls(page)).toHaveAccessibleDescription(/^Line 2: A placeholder in a host is its whole first label/);
  await expect(urls(page)).toBeFocused();
  await expect(page.getByLabel("Third-party")).toBeChecked();
  await urls(page).fill("https://ledger.com/callback");
  await press(page, "Create application");

  await expect(secret(page)).toBeFocused();
  const first = await secret(page).inputValue();
  expect(first).toMatch(/^sks_[A-Za-z0-9_-]{43}$/);
  expect(page.url()).not.toContain("sks_");
  await page.getByRole("link", { name: "Go on to its settings" }).click();
  await expect(title(page, name)).toBeVisible();
  const id = idOf(page);
  await expect(page.getByText("/.well-known/openid-configuration")).toBeVisible();
  expect(await page.content()).not.toContain(first);
  expect(await stored(id)).toMatchObject({ name, kind: "web", first_party: false, hints: [first.slice(-4)] });

  await press(page, "Add a secret");
  await expect(secret(page)).toBeFocused();
  const second = await secret(page).inputValue();
  expect(second).not.toBe(first);
  await expect(page.getByRole("button", { name: "Add a secret" })).toBeHidden();
  await page.getByText(`Remove the secret that ends in ${first.slice(-4)}`).click();
  await press(page, `Remove …${first.slice(-4)}`);
  await expect(page.getByText(`…${first.slice(-4)}`)).toHaveCount(0);
  await page.reload();
  await expect(page.getByText(`…${second.slice(-4)}`).first()).toBeVisible();
  await expect(secret(page)).toHaveCount(0);
  expect(await page.content()).not.toContain(second);
  expect((await stored(id))?.hints).toEqual([second.slice(-4)]);
});

test("an operator edits addresses: a wrong line is named, nothing is lost, and settings stay their own", async ({
  page,
}) => {
  const { id } = await makeApplication({ callbackUrls: ["https://ledger.com/callback"] });
  await page.goto(`/admin/applications/${id}`);
  const typed = "https://ledger.com/callback\nhttp://ledger.com/\n\nhttps://{{org_slug}}.co.uk/";
  await urls(page).fill(typed);
  await page.getByLabel("Post-logout URLs").fill("https://ledger.com/bye");
  await press(page, "Save URLs");
  await expect(urls(page)).toHaveAccessibleDescription(
    "Line 2: Use https://. Only localhost, 127.0.0.1 and [::1] may do without. Line 4: Put the placeholder before a registered domain, as in {{org_slug}}.app.com: “co.uk” is none.",
  );
  await expect(urls(page)).toHaveValue(typed);
  expect((await stored(id))?.callback_urls).toEqual(["https://ledger.com/callback"]);
  await urls(page).fill("https://ledger.com/callback\nhttps://{{org_slug}}.ledger.com/");
  await press(page, "Save URLs");
  await expect(page.getByRole("status").getByText("Saved", { exact: true })).toBeVisible();

  await page.getByLabel("Access token lifetime").fill("5 minutes");
  await press(page, "Save settings");
  await expect(page.getByLabel("Access token lifetime")).toHaveAccessibleDescription(
    "Type a whole number of seconds from 60 to 86,400.",
  );
  await page.getByLabel("Access token lifetime").fill("900");
  await page.getByLabel("ES256").check();
  await press(page, "Save settings");
  // The other form has said "Saved" before.
  await expect
    .poll(() => stored(id))
    .toMatchObject({
      callback_urls: ["https://ledger.com/callback", "https://{{org_slug}}.ledger.com/"],
      post_logout_urls: ["https://ledger.com/bye"],
      access_token_seconds: 900,
      id_token_seconds: null,
      signing_algorithm: "ES256",
    });
});

test("an operator lets a web application call the API, and no other kind", async ({ page }) => {
  const web = await makeApplication();
  await page.goto(`/admin/applications/${web.id}`);
  const access = page.getByRole("group", { name: "API access" });
  await expect(access.getByRole("checkbox")).toHaveCount(10);
  await expect(access.getByRole("checkbox", { checked: true })).toHaveCount(0);
  await access.getByRole("checkbox", { name: "organizations:write" }).check();
  await access.getByRole("checkbox", { name: "users:read" }).check();
  await page.getByLabel("Access token lifetime").fill("5 minutes");
  await press(page, "Save settings");
  await expect(page.getByLabel("Access token lifetime")).toHaveAccessibleDescription(/^Type a whole number/);
  await expect(access.getByRole("checkbox", { checked: true })).toHaveCount(2);
  await page.getByLabel("Access token lifetime").fill("");
  await press(page, "Save settings");
  await expect(page.getByRole("status").getByText("Saved", { exact: true })).toBeVisible();
  expect(await stored(web.id)).toMatchObject({ api_scopes: ["organizations:write", "users:read"] });
  await access.getByRole("checkbox", { name: "organizations:write" }).uncheck();
  await press(page, "Save settings");
  await expect.poll(() => stored(web.id)).toMatchObject({ api_scopes: ["users:read"] });

  for (const kind of ["single_page", "native"] as const) {
    const { id } = await makeApplication({ kind });
    await page.goto(`/admin/applications/${id}`);
    await expect(page.getByLabel("Access token lifetime")).toBeVisible();
    await expect(access).toHaveCount(0);
  }
});

test("an operator sees what placeholders become for a workspace, or why nothing", async ({ page }) => {
  const domain = `orion-${mark()}.com`;
  const organization = await makeOrganization({ externalId: `acct_${mark()}`, metadata: { host: `app.${domain}` } });
  await proveDomain(organization.id, domain);
  const { id } = await makeApplication({
    callbackUrls: [
      "https://ledger.com/callback",
      "https://{{org_slug}}.ledger.com/",
      "https://{{external_id}}.ledger.com/",
      "https://{{host}}/callback",
    ],
    postLogoutUrls: ["https://ledger.com/{{external_id}}/{{plan}}"],
  });
  await page.goto(`/admin/applications/${id}`);
  const box = page.getByLabel("For which workspace");
  await box.fill("nobody-is-called-this");
  await press(page, "Show");
  await expect(page.getByLabel("For which workspace")).toHaveAccessibleDescription(
    "There is no workspace with that address or id.",
  );
  await box.fill(organization.slug);
  await press(page, "Show");
  await expect(page.getByText(`https://${organization.slug}.ledger.com/`)).toBeVisible();
  await expect(page.getByText(`https://app.${domain}/callback`)).toBeVisible();
  await expect(page.getByText(`“${organization.externalId}” is not one lower-case label of a host.`)).toBeVisible();
  await expect(page.getByText("Its metadata has no “plan”.")).toBeVisible();
  await expect(page.getByRole("definition")).toHaveCount(8);
});

test("an operator deletes an application by typing its name", async ({ page }) => {
  const { id, name } = await makeApplication();
  await page.goto(`/admin/applications/${id}`);
  const field = page.getByLabel(`Type ${name} to confirm`);
  await field.fill("Ledger");
  await press(page, "Delete application");
  await expect(field).toHaveAccessibleDescription("Type the name as it is written above.");
  expect(await stored(id)).toBeDefined();
  await field.fill(name);
  await press(page, "Delete application");
  await expect(page).toHaveURL("/admin/applications");
  await expect(page.getByRole("link", { name })).toHaveCount(0);
  expect(await stored(id)).toBeUndefined();
  expect((await page.goto(`/admin/applications/${id}`))?.status()).toBe(404);
});

test("an operator whose form comes too late reads why nothing was done", async ({ page }) => {
  const { id } = await makeApplication();
  await page.goto(`/admin/applications/${id}`);
  await rows("delete from applications where id = $1", [id]);
  await press(page, "Save settings");
  await expect(page.getByRole("alert").filter({ hasText: "There is nothing here." })).toBeVisible();
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("an operator creates an application, reads its secret, adds another, edits and deletes", async ({ page }) => {
    const name = `Plain ${mark()}`;
    await page.goto("/admin/applications/new");
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByLabel("Third-party").check();
    await urls(page).fill("ledger.com\nhttps://ledger.com/");
    await press(page, "Create application");
    await expect(urls(page)).toHaveAccessibleDescription("Line 1: Type a full URL that starts with https://.");
    await expect(urls(page)).toHaveValue("ledger.com\nhttps://ledger.com/");
    await expect(page.getByLabel("Third-party")).toBeChecked();
    await urls(page).fill("https://ledger.com/");
    await press(page, "Create application");
    const first = await secret(page).inputValue();
    expect(first).toMatch(/^sks_/);
    await page.getByRole("link", { name: "Go on to its settings" }).click();
    await expect(title(page, name)).toBeVisible();
    const id = idOf(page);
    expect(await stored(id)).toMatchObject({ first_party: false, callback_urls: ["https://ledger.com/"] });
    await press(page, "Add a secret");
    const second = await secret(page).inputValue();
    await page.goto(`/admin/applications/${id}`);
    await expect(secret(page)).toHaveCount(0);
    await page.getByText(`Remove the secret that ends in ${first.slice(-4)}`).click();
    await press(page, `Remove …${first.slice(-4)}`);
    await expect(page.getByText(`…${second.slice(-4)}`).first()).toBeVisible();
    expect((await stored(id))?.hints).toEqual([second.slice(-4)]);
    await page.getByLabel(`Type ${name} to confirm`).fill(name);
    await press(page, "Delete application");
    await expect(page).toHaveURL("/admin/applications");
    expect(await stored(id)).toBeUndefined();
  });

  test("of an application that can keep no secret its page opens at once", async ({ page }) => {
    await page.goto("/admin/applications/new");
    await page.getByLabel("Name", { exact: true }).fill("Pocket");
    await page.getByLabel("Native application").check();
    await urls(page).fill("http://127.0.0.1/callback");
    await press(page, "Create application");
    await expect(title(page, "Pocket")).toBeVisible();
    await expect(page.getByRole("heading", { name: "Client secrets" })).toHaveCount(0);
    expect(await stored(idOf(page))).toMatchObject({ kind: "native", hints: [] });
  });
});

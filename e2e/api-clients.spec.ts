import type { Page } from "@playwright/test";
import { makeApiClient } from "#db/testing/factories";
import { expect, test } from "./support/browser.ts";
import { Client } from "./support/client.ts";
import { rows } from "./support/database.ts";
import { idOf, mark, title } from "./support/operator.ts";
import { enter, signInOperator } from "./support/people.ts";

const secret = (page: Page) => page.getByLabel("Client secret", { exact: true });
const box = (page: Page, scope: string) => page.getByRole("checkbox", { name: scope });
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

async function stored(id: string) {
  const [row] = await rows<Record<string, unknown>>(
    `select name, scopes, revoked_at is not null as revoked, last_used_at is not null as used,
      array(select hint from api_client_secrets where client_id = c.id order by created_at) as hints
     from api_clients c where id = $1`,
    [id],
  );
  return row;
}

/** The status of what a client is answered that asks for a token. */
async function asks(id: string, clientSecret: string): Promise<number> {
  const form = { grant_type: "client_credentials", client_id: id, client_secret: clientSecret };
  return (await new Client().send("POST", "/oauth/token", { form })).status;
}

test.beforeEach(async ({ context }) => {
  await enter(context, await signInOperator());
});

test("an operator creates an API client, replaces its secret without a pause, and revokes it", async ({ page }) => {
  const name = `Billing ${mark()}`;
  await page.goto("/admin");
  await page.getByRole("link", { name: "API clients" }).click();
  await page.getByRole("link", { name: "Create API client" }).click();
  await press(page, "Create API client");
  await expect(page.getByText("Choose at least one.")).toBeVisible();
  await box(page, "organizations:write").check();
  await press(page, "Create API client");
  await expect(page.getByText("Choose at least one.")).toHaveCount(0);
  await expect(page.getByLabel("Name", { exact: true })).toHaveAccessibleDescription("Type a name.");
  await expect(box(page, "organizations:write")).toBeChecked();
  await box(page, "users:read").check();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await press(page, "Create API client");

  const first = await secret(page).inputValue();
  expect(first).toMatch(/^sks_[A-Za-z0-9_-]{43}$/);
  expect(page.url()).not.toContain("sks_");
  await page.getByRole("link", { name: "Go on to its settings" }).click();
  await expect(title(page, name)).toBeVisible();
  const id = idOf(page);
  expect(await page.content()).not.toContain(first);
  await expect(page.getByText("Never", { exact: true })).toBeVisible();
  expect(await stored(id)).toMatchObject({ name, scopes: ["organizations:write", "users:read"], used: false });

  expect(await asks(id, first)).toBe(200);
  await page.reload();
  await expect(page.getByText("Just now", { exact: true })).toHaveCount(2);
  await press(page, "Add a secret");
  const second = await secret(page).inputValue();
  await expect(page.getByRole("button", { name: "Add a secret" })).toBeHidden();
  expect([await asks(id, first), await asks(id, second)]).toEqual([200, 200]);
  await page.getByText(`Remove the secret that ends in ${first.slice(-4)}`).click();
  await press(page, `Remove …${first.slice(-4)}`);
  await expect(page.getByText(`…${first.slice(-4)}`)).toHaveCount(0);
  expect([await asks(id, first), await asks(id, second)]).toEqual([401, 200]);

  await page.getByText("Revoke", { exact: true }).click();
  await press(page, "Revoke API client for good");
  await expect(page.getByText("It was revoked: it gets no tokens")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save settings" })).toHaveCount(0);
  expect(await asks(id, second)).toBe(401);
  expect(await stored(id)).toMatchObject({ revoked: true, hints: [] });
  await page.goto("/admin/api-clients");
  await expect(page.getByRole("listitem").filter({ hasText: name })).toContainText("Revoked");
});

test("an operator changes what a client is called and may do: at least something", async ({ page }) => {
  const { id } = await makeApiClient({ scopes: ["users:read"] });
  const name = `Sync ${mark()}`;
  await page.goto(`/admin/api-clients/${id}`);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await box(page, "users:read").uncheck();
  await press(page, "Save settings");
  await expect(page.getByText("Choose at least one.")).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(name);
  expect((await stored(id))?.scopes).toEqual(["users:read"]);
  await box(page, "domains:write").check();
  await press(page, "Save settings");
  await expect(title(page, name)).toBeVisible();
  expect(await stored(id)).toMatchObject({ name, scopes: ["domains:write"] });
});

test("an operator whose form comes after the client was revoked reads why nothing was done", async ({ page }) => {
  const { id } = await makeApiClient();
  await page.goto(`/admin/api-clients/${id}`);
  await rows("update api_clients set revoked_at = now() where id = $1", [id]);
  await press(page, "Save settings");
  await expect(page.getByRole("alert").filter({ hasText: "It was revoked, and stays so." })).toBeVisible();
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("an operator creates an API client, reads its secret, edits and revokes", async ({ page }) => {
    const name = `Plain ${mark()}`;
    await page.goto("/admin/api-clients/new");
    await page.getByLabel("Name", { exact: true }).fill(name);
    await press(page, "Create API client");
    await expect(page.getByText("Choose at least one.")).toBeVisible();
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue(name);
    await box(page, "roles:read").check();
    await press(page, "Create API client");
    const first = await secret(page).inputValue();
    await page.getByRole("link", { name: "Go on to its settings" }).click();
    await expect(title(page, name)).toBeVisible();
    const id = idOf(page);
    expect(await asks(id, first)).toBe(200);
    await box(page, "roles:write").check();
    await press(page, "Save settings");
    await expect(page.getByRole("status").getByText("Saved", { exact: true })).toBeVisible();
    expect(await stored(id)).toMatchObject({ scopes: ["roles:read", "roles:write"] });
    await page.getByText("Revoke", { exact: true }).click();
    await press(page, "Revoke API client for good");
    await expect(page.getByText("It was revoked: it gets no tokens")).toBeVisible();
    expect(await asks(id, first)).toBe(401);
  });
});

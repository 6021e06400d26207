import type { Page } from "@playwright/test";
import { expect, test } from "./support/browser.ts";
import { rows } from "./support/database.ts";
import { idOf, mark, title } from "./support/operator.ts";
import { enter, signInOperator } from "./support/people.ts";
import { makeDelivery, makeEndpoint } from "./support/webhook-scenery.ts";

const url = (page: Page) => page.getByLabel("URL", { exact: true });
const secret = (page: Page) => page.getByLabel("Signing secret", { exact: true });
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const deliveries = (page: Page) => page.getByRole("region", { name: "Deliveries" }).getByRole("listitem");

async function stored(id: string) {
  const [row] = await rows<Record<string, unknown>>(
    `select url, description, paused_at is not null as paused, previous_secret is not null as rotated,
      array(select event_type from webhook_subscriptions where endpoint_id = e.id order by 1) as types
     from webhook_endpoints e where id = $1`,
    [id],
  );
  return row;
}

test.beforeEach(async ({ context }) => {
  await enter(context, await signInOperator());
});

test("an operator adds an endpoint, sees its secret once, and changes what it is sent", async ({ page }) => {
  const host = `hooks-${mark()}.orion-cdn.com`;
  await page.goto("/admin");
  await page.getByRole("link", { name: "Webhooks" }).click();
  await page.getByRole("link", { name: "Add endpoint" }).click();
  await url(page).fill(`http://${host}/foyer`);
  await page.getByLabel("user.deleted").check();
  await press(page, "Add endpoint");
  await expect(url(page)).toHaveAccessibleDescription("Type a full address that starts with https://.");
  await expect(url(page)).toBeFocused();
  await url(page).fill("https://localhost/foyer");
  await press(page, "Add endpoint");
  await expect(url(page)).toHaveAccessibleDescription(/^Use an address on the public internet, such as/);
  await expect(page.getByLabel("user.deleted")).toBeChecked();
  await url(page).fill(`https://${host}/foyer`);
  await press(page, "Add endpoint");
  const first = await secret(page).inputValue();
  expect(first).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  await page.getByRole("link", { name: "Go on to its settings" }).click();
  await expect(title(page, host)).toBeVisible();
  expect(await page.content()).not.toContain(first);
  const id = idOf(page);
  expect(await stored(id)).toMatchObject({ url: `https://${host}/foyer`, types: ["user.deleted"] });

  await page.getByLabel("organization.purged").check();
  await page.getByLabel("Description").fill("Ledger");
  await press(page, "Save settings");
  await expect(page.getByRole("status").getByText("Saved", { exact: true })).toBeVisible();
  expect(await stored(id)).toMatchObject({ description: "Ledger", types: ["organization.purged", "user.deleted"] });

  await press(page, "Rotate secret");
  await expect(secret(page)).toHaveValue(/^whsec_/);
  expect(await secret(page).inputValue()).not.toBe(first);
  await page.reload();
  await expect(secret(page)).toHaveCount(0);
  await expect(page.getByText("The secret before this one signs too, and stops tomorrow.")).toBeVisible();
  expect(await stored(id)).toMatchObject({ rotated: true });
});

test("an operator pauses an endpoint, resumes it, and deletes it by typing its host", async ({ page }) => {
  const { id, host } = await makeEndpoint();
  await page.goto(`/admin/webhooks/${id}`);
  await expect(page.getByText("Active. Nothing has been delivered yet.")).toBeVisible();
  await press(page, "Pause");
  await expect(page.getByText("Paused just now. What happens meanwhile waits for it, for 30 days.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Send a test event" })).toHaveCount(0);
  expect(await stored(id)).toMatchObject({ paused: true });
  await press(page, "Resume");
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  expect(await stored(id)).toMatchObject({ paused: false });
  const field = page.getByLabel(`Type ${host} to confirm`);
  await press(page, "Delete endpoint");
  await expect(field).toHaveAccessibleDescription("Type the name as it is written above.");
  await field.fill(host);
  await press(page, "Delete endpoint");
  await expect(page).toHaveURL("/admin/webhooks");
  expect(await stored(id)).toBeUndefined();
  expect((await page.goto(`/admin/webhooks/${id}`))?.status()).toBe(404);
});

test("an operator finds what failed, reads why, and has it sent again", async ({ page }) => {
  const { id, host } = await makeEndpoint({ pausedAt: new Date() });
  const problem = "The server there answered 503.";
  await makeDelivery(id, { type: "user.created" });
  const failed = await makeDelivery(id, { type: "user.deleted", status: "failed", attempts: 11, problem });
  await makeDelivery(id, { type: "user.updated", status: "pending", attempts: 0 });
  await page.goto(`/admin/webhooks/${id}`);
  await expect(deliveries(page)).toHaveCount(3);
  await page.getByRole("link", { name: "Failed", exact: true }).click();
  await expect(deliveries(page)).toHaveCount(1);
  await expect(deliveries(page)).toContainText(`${problem} Given up.`);
  await page.getByRole("link", { name: "user.deleted" }).click();
  await expect(page.getByRole("region", { name: "Attempts" }).getByRole("listitem")).toHaveCount(11);
  await expect(page.getByRole("region", { name: "Message" })).toContainText(`"id": "${failed}"`);
  await press(page, "Send again");
  await expect(page.getByText("Not sent yet")).toBeVisible();
  await page.getByRole("link", { name: host }).click();
  await page.getByRole("link", { name: "Failed", exact: true }).click();
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
});

test("a list of many deliveries goes on where it ended", async ({ page }) => {
  const { id } = await makeEndpoint({ pausedAt: new Date() });
  await rows(
    `with events as (
      insert into webhook_events (id, type, object_id, transaction, data, created_at)
      select 'evt_' || $2 || n, 'user.created', $1 || n, n::text, '{}', now() - make_interval(mins => n) from generate_series(10, 69) n
      returning id, created_at)
    insert into webhook_deliveries (event_id, endpoint_id, status, created_at) select id, $1, 'delivered', created_at from events`,
    [id, id.slice(4)],
  );
  await page.goto(`/admin/webhooks/${id}`);
  await expect(deliveries(page)).toHaveCount(50);
  await page.getByRole("link", { name: "Show older ones" }).click();
  await expect(deliveries(page)).toHaveCount(10);
  await page.getByRole("link", { name: "Back to the newest" }).click();
  await expect(deliveries(page)).toHaveCount(50);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("an operator adds an endpoint, reads its secret, rotates it, pauses, has something sent again, and deletes", async ({
    page,
  }) => {
    const host = `plain-${mark()}.orion-cdn.com`;
    await page.goto("/admin/webhooks/new");
    await url(page).fill("https://");
    await page.getByLabel("organization.purged").check();
    await press(page, "Add endpoint");
    await expect(url(page)).toHaveAccessibleDescription("Type a full address that starts with https://.");
    await expect(page.getByLabel("organization.purged")).toBeChecked();
    await url(page).fill(`https://${host}/`);
    await press(page, "Add endpoint");
    const first = await secret(page).inputValue();
    await page.getByRole("link", { name: "Go on to its settings" }).click();
    const id = idOf(page);
    expect(await stored(id)).toMatchObject({ types: ["organization.purged"] });
    await press(page, "Rotate secret");
    await expect(secret(page)).toHaveValue(/^whsec_/);
    expect(await secret(page).inputValue()).not.toBe(first);
    await page.goto(`/admin/webhooks/${id}`);
    await press(page, "Pause");
    await expect(page.getByText(/^Paused just now/)).toBeVisible();
    const event = await makeDelivery(id, { status: "failed", attempts: 11 });
    await page.goto(`/admin/webhooks/${id}/deliveries/${event}`);
    await press(page, "Send again");
    await expect(page.getByText("Not sent yet")).toBeVisible();
    await page.goto(`/admin/webhooks/${id}`);
    await page.getByLabel(`Type ${host} to confirm`).fill(host);
    await press(page, "Delete endpoint");
    await expect(page).toHaveURL("/admin/webhooks");
    expect(await stored(id)).toBeUndefined();
  });
});

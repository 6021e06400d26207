import { makeOrganization } from "#db/testing/factories";
import { expect, test } from "./support/browser.ts";
import { box, cell, idOf, mark, search, stored, title } from "./support/operator.ts";
import { enter, signInOperator } from "./support/people.ts";

test.beforeEach(async ({ context }) => {
  await enter(context, await signInOperator());
});

test("an operator without a mouse searches, opens what was found, and saves", async ({ page }) => {
  const name = `Keyboard ${mark()}`;
  const { id } = await makeOrganization({ displayName: name });
  await page.goto("/admin");
  await box(page).focus();
  await page.keyboard.type(name.toLowerCase());
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(1);
  await page.getByRole("link", { name: "Deleted", exact: true }).focus();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(title(page, name)).toBeVisible();
  await page.getByLabel("External id").focus();
  const externalId = mark();
  await page.keyboard.type(externalId);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").getByText("Saved", { exact: true })).toBeVisible();
  expect((await stored(id))?.external_id).toBe(externalId);
  // The menu of commands leads here from everywhere.
  await page.goto("/account");
  await expect(async () => {
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("option", { name: "All workspaces" })).toBeAttached({ timeout: 1_000 });
  }).toPass();
  await page.keyboard.type("all work");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/admin");
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("an operator creates, searches, edits ten pairs of metadata, deactivates and deletes", async ({ page }) => {
    const name = `Plain ${mark()}`;
    await page.goto("/admin/organizations/new");
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByLabel("External id").fill("\u200b");
    for (let row = 1; row <= 10; row++) {
      await cell(page, `Key ${row}`).fill(`key ${row}`);
      await cell(page, `Value ${row}`).fill(`value ${row}`);
    }
    await page.getByRole("button", { name: "Create workspace" }).click();
    await expect(page.getByLabel("External id")).toHaveAccessibleDescription(
      "Remove the invisible or control characters.",
    );
    await expect(cell(page, "Key 10")).toHaveValue("key 10");
    await page.getByLabel("External id").fill("");
    await page.getByRole("button", { name: "Create workspace" }).click();
    await expect(title(page, name)).toBeVisible();
    const id = idOf(page);
    expect(Object.keys((await stored(id))?.metadata ?? {})).toHaveLength(10);

    await search(page, name);
    await page.getByRole("link", { name }).click();
    await cell(page, "Key 3").fill("");
    await cell(page, "Value 3").fill("");
    await page.getByRole("button", { name: "Save metadata" }).click();
    await expect(page.getByText("Saved", { exact: true })).toBeVisible();
    expect(Object.keys((await stored(id))?.metadata ?? {})).toHaveLength(9);
    await page.getByRole("button", { name: "Deactivate workspace" }).click();
    await expect(page.getByText("Nobody gets in")).toBeVisible();
    await page.getByText("Delete this workspace").click();
    await page.getByRole("button", { name: "Delete workspace" }).click();
    await expect(page.getByRole("button", { name: "Restore workspace" })).toBeVisible();
    expect((await stored(id))?.deleted_at).not.toBeNull();
  });
});

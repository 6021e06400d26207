import type { Page } from "@playwright/test";
import { makeMembership, makeOrganization, makeSession, makeUser } from "#db/testing/factories";
import { mostOfRole } from "#lib/roles/rules";
import { expect, test } from "./support/browser.ts";
import { Client } from "./support/client.ts";
import { rows } from "./support/database.ts";
import { mark, title } from "./support/operator.ts";
import { enter, enterAs, signInOperator, whoIs } from "./support/people.ts";

test.beforeEach(async ({ context }) => {
  await enter(context, await signInOperator());
});

const name = (page: Page) => page.getByLabel("Name", { exact: true });
/** Presses the button of a form and waits for what that form says: another one on the page may still say “Saved”. */
async function save(page: Page, button: string): Promise<void> {
  const form = page.locator("form").filter({ has: page.getByRole("button", { name: button }) });
  await form.getByRole("button", { name: button }).click();
  await expect(form.getByRole("status").getByText("Saved", { exact: true })).toBeVisible();
}

/** A member and their organization, whose metadata has a key that no other has. */
async function memberWith(value: string) {
  const key = `key ${mark()}`;
  const organization = await makeOrganization({ metadata: { [key]: value } });
  const user = await makeUser({ givenName: "Maya", familyName: "Lindqvist" });
  await makeMembership(organization.id, user.id, "member");
  const session = await makeSession(user.id, { organizationId: organization.id });
  const client = enterAs(new Client(), session);
  const permissions = async () => (await whoIs(client))?.permissions;
  return { key, organization, user, permissions };
}

/** The tokens that the open preview shows. */
async function previewed(page: Page): Promise<Record<string, unknown>[]> {
  const payloads = page.getByRole("main").locator("pre");
  await expect(payloads).toHaveCount(2);
  const texts = await payloads.allTextContents();
  return texts.map((text) => JSON.parse(text) as Record<string, unknown>);
}

test("an operator makes a permission, grants it, and takes it away again: the next session read has it, or not", async ({
  page,
}) => {
  const { permissions } = await memberWith("x");
  const permission = `invoices:read_${mark()}`;
  await page.goto("/admin");
  await page.getByRole("link", { name: "Permissions", exact: true }).click();
  await expect(title(page, "Permissions")).toBeVisible();
  await name(page).fill("Organization:Manage");
  await page.getByLabel("Description").fill("See invoices.");
  await page.getByRole("button", { name: "Create permission" }).click();
  await expect(name(page)).toHaveAccessibleDescription("“Organization:Manage” is a permission of Foyer itself.");
  await expect(page.getByLabel("Description")).toHaveValue("See invoices.");
  await name(page).fill(permission);
  await page.getByRole("button", { name: "Create permission" }).click();
  await expect(page.getByRole("link", { name: permission })).toBeVisible();
  await expect(name(page)).toHaveValue("");
  expect(await permissions()).not.toContain(permission);

  const box = page.getByRole("checkbox", { name: `Member: ${permission}` });
  await box.check();
  // Somebody else grants another one meanwhile, of which this page knows nothing.
  const other = `other:${mark()}`;
  await rows("insert into permissions (name) values ($1)", [other]);
  await rows("insert into role_permissions (role, permission) values ('member', $1)", [other]);
  await save(page, "Save grants");
  await expect(box).toBeChecked();
  await expect(page.getByRole("checkbox", { name: `Admin: ${permission}` })).not.toBeChecked();
  expect(await permissions()).toEqual(expect.arrayContaining(["members:read", permission, other]));

  await page.getByRole("link", { name: permission }).click();
  await expect(title(page, permission)).toBeVisible();
  await page.getByLabel("Description").fill("See invoices.\nAnd print them.");
  await save(page, "Save description");
  await expect(page.getByText("Member loses it: sessions at once, tokens from the next one on.")).toBeVisible();
  await page.getByRole("button", { name: "Delete permission" }).click();
  await expect(title(page, "Permissions")).toBeVisible();
  await expect(page.getByRole("link", { name: permission })).toHaveCount(0);
  expect(await permissions()).not.toContain(permission);
  await page.goto(`/admin/permissions/${permission}`);
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
});

test("a role that has as many permissions as it may is given no more, and the box that was checked is where it says so", async ({
  page,
}) => {
  const stem = `many:${mark()}`;
  const more = `${stem}:more`;
  await rows("insert into permissions (name) select $1 || n from generate_series(1, $2::int) n", [stem, mostOfRole]);
  await rows("insert into permissions (name) values ($1)", [more]);
  await rows(
    `insert into role_permissions (role, permission) select 'admin', name from permissions
      where starts_with(name, $1) and name <> $2 limit $3 - (select count(*) from role_permissions where role = 'admin')`,
    [stem, more, mostOfRole],
  );
  try {
    await page.goto("/admin/permissions");
    const box = page.getByRole("checkbox", { name: `Admin: ${more}` });
    await box.check();
    await page.getByRole("button", { name: "Save grants" }).click();
    await expect(box).toBeFocused();
    await expect(box).toHaveAccessibleDescription(
      /^A role has 100 permissions at most\. Take some from Admin first\.$/,
    );
    await expect(box).toBeChecked();
    expect(await rows("select from role_permissions where permission = $1", [more])).toEqual([]);
  } finally {
    await rows("delete from permissions where starts_with(name, $1)", [stem]);
  }
});

test("an operator adds a claim, reads in a preview what tokens will say, and removes it", async ({ page }) => {
  const { key, organization, user } = await memberWith("gold");
  const claim = `plan_${mark()}`;
  await page.goto("/admin/claims");
  await name(page).fill("Email_Verified");
  await page.getByLabel("Path").fill("organization.owner");
  await page.getByRole("checkbox", { name: "ID token" }).uncheck();
  await page.getByRole("button", { name: "Add claim" }).click();
  await expect(name(page)).toHaveAccessibleDescription(/has a meaning of its own in tokens\. Choose another name\.$/);
  await expect(page.getByLabel("Path")).toHaveAccessibleDescription(/^Use organization\.id, /);
  await expect(page.getByLabel("Path")).toHaveValue("organization.owner");
  await name(page).fill(claim);
  await page.getByLabel("Path").fill(`organization.metadata.${key}`);
  await page.getByRole("button", { name: "Add claim" }).click();
  const line = page.getByRole("listitem").filter({ hasText: claim });
  await expect(line).toContainText(`organization.metadata.${key}, in the access token`);

  await page.getByRole("link", { name: "Preview tokens" }).click();
  await page.getByLabel("E-mail address").fill(user.email);
  await page.getByLabel("Workspace").fill("nobody-has-this");
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByLabel("Workspace")).toHaveAccessibleDescription("No workspace has that address or id.");
  await expect(page.getByLabel("E-mail address")).toHaveValue(user.email);
  await page.getByLabel("Workspace").fill(organization.slug);
  await page.getByRole("button", { name: "Preview" }).click();
  const [idToken, accessToken] = await previewed(page);
  const standard =
    "at_hash aud azp c_hash client_id email email_verified exp family_name given_name iat iss name oid sid sub";
  expect(Object.keys(idToken ?? {})).toEqual(expect.arrayContaining(standard.split(" ")));
  expect(idToken).toMatchObject({ sub: user.id, oid: organization.id, given_name: "Maya", email: user.email });
  expect(idToken).not.toHaveProperty(claim);
  expect(accessToken).toMatchObject({ sub: user.id, oid: organization.id, roles: ["member"], [claim]: "gold" });
  expect(accessToken).not.toHaveProperty("email");
  expect(accessToken?.permissions).not.toContain("members:read");

  await page.goto("/admin/claims");
  await page.getByRole("button", { name: `Remove ${claim}` }).click();
  await expect(line).toHaveCount(0);
  await page.goto(`/admin/claims/preview?${new URLSearchParams({ email: user.email, organization: organization.id })}`);
  expect((await previewed(page))[1]).not.toHaveProperty(claim);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("an operator does all of it, and nothing typed is lost", async ({ page }) => {
    const { key, organization, user, permissions } = await memberWith("silver");
    const [permission, claim] = [`plain:${mark()}`, `plain_${mark()}`];
    await page.goto("/admin/permissions");
    await name(page).fill("not a name");
    await page.getByLabel("Description").fill("Kept.");
    await page.getByRole("button", { name: "Create permission" }).click();
    await expect(name(page)).toHaveAccessibleDescription(/^Use letters from a to z/);
    await expect(name(page)).toHaveValue("not a name");
    await expect(page.getByLabel("Description")).toHaveValue("Kept.");
    await name(page).fill(permission);
    await page.getByRole("button", { name: "Create permission" }).click();
    const box = page.getByRole("checkbox", { name: `Member: ${permission}` });
    await box.check();
    await save(page, "Save grants");
    await expect(box).toBeChecked();
    expect(await permissions()).toContain(permission);
    await box.uncheck();
    await page.getByRole("button", { name: "Save grants" }).click();
    // The page before this one looks the same.
    await expect.poll(permissions).not.toContain(permission);
    await expect(box).not.toBeChecked();
    await page.getByRole("link", { name: permission }).click();
    await expect(page.getByText("No role has it, so nobody loses anything.")).toBeVisible();
    await page.getByRole("button", { name: "Delete permission" }).click();
    await expect(page.getByRole("link", { name: permission })).toHaveCount(0);

    await page.goto("/admin/claims");
    await name(page).fill(claim);
    await page.getByLabel("Path").fill(`organization.metadata.${key}`);
    for (const token of ["ID token", "Access token"]) await page.getByRole("checkbox", { name: token }).uncheck();
    await page.getByRole("button", { name: "Add claim" }).click();
    await expect(page.getByText("Choose at least one of the tokens.")).toBeVisible();
    await expect(page.getByRole("checkbox", { name: "ID token" })).not.toBeChecked();
    await page.getByRole("checkbox", { name: "ID token" }).check();
    await page.getByRole("button", { name: "Add claim" }).click();
    await expect(page.getByRole("listitem").filter({ hasText: claim })).toContainText("in the ID token");
    await page.goto("/admin/claims/preview");
    await page.getByLabel("E-mail address").fill(user.email);
    await page.getByLabel("Workspace").fill(organization.id);
    await page.getByRole("button", { name: "Preview" }).click();
    expect(await previewed(page)).toMatchObject([{ [claim]: "silver" }, { oid: organization.id }]);
    await page.goto("/admin/claims");
    await page.getByRole("button", { name: `Remove ${claim}` }).click();
    await expect(page.getByRole("listitem").filter({ hasText: claim })).toHaveCount(0);
  });
});

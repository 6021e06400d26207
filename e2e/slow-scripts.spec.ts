import type { Page } from "@playwright/test";
import { expect, test } from "./support/browser.ts";
import { addPasskey, giveAuthenticator } from "./support/passkeys.ts";
import { enter, signIn } from "./support/people.ts";
import { signOut } from "./support/visits.ts";
import { addressField, colorField, freeAddress, linkField, nameField, preview } from "./support/workspace-form.ts";

/** Keeps the scripts of the next page back. Returns what lets them come. */
async function holdScripts(page: Page): Promise<() => void> {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/_next/static/chunks/*.js", async (route) => {
    await held;
    await route.continue();
  });
  return release;
}

test("someone who types before the scripts have come loses nothing, and the page catches up with them", async ({
  page,
  context,
}) => {
  const person = await signIn();
  await enter(context, person);

  let release = await holdScripts(page);
  await page.goto("/organizations/new", { waitUntil: "commit" });
  const mark = freeAddress();
  await nameField(page).fill(`Labs of ${mark}`);
  await colorField(page).fill("#2f4b9c");
  release();
  await expect(addressField(page)).toHaveValue(`labs-of-${mark}`);
  await expect(addressField(page)).toHaveAccessibleDescription(/is free$/);
  await expect(preview(page)).toContainText(`Sign in to Labs of ${mark}`);
  await expect(page.getByRole("radio", { name: "Night" })).toBeChecked();

  release = await holdScripts(page);
  await page.goto(`/o/${person.slug}/settings`, { waitUntil: "commit" });
  await nameField(page).fill("Lyra Labs");
  await addressField(page).fill(mark);
  release();
  await expect(addressField(page)).toHaveAccessibleDescription(/is free$/);
  await expect(addressField(page)).toHaveValue(mark);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(new RegExp(`/o/${mark}/settings`));
  await expect(nameField(page)).toHaveValue("Lyra Labs");

  release = await holdScripts(page);
  await page.goto(`/o/${mark}/settings/branding`, { waitUntil: "commit" });
  await colorField(page).fill("#2f4b9c");
  await page.getByText("Use a link to a picture instead").click();
  await linkField(page).fill("https://cdn.lyra-labs.com/logo.png");
  release();
  await expect(page.getByRole("radio", { name: "Night" })).toBeChecked();
  await expect(linkField(page)).toHaveAccessibleDescription(/^Foyer fetches the picture/);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("status").getByText("Saved", { exact: true })).toBeVisible();
  await page.reload();
  await expect(colorField(page)).toHaveValue("#2f4b9c");
  await expect(linkField(page)).toHaveValue("https://cdn.lyra-labs.com/logo.png");
});

test("a passkey's button that is pressed before the scripts have come does what it says, once", async ({
  page,
  context,
}) => {
  const person = await signIn();
  await enter(context, person);
  await giveAuthenticator(page);
  await addPasskey(page);
  await signOut(page);

  const release = await holdScripts(page);
  await page.goto("/sign-in", { waitUntil: "commit" });
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  release();
  await expect(page).toHaveURL(`/o/${person.slug}`);

  await signOut(page);
  await page.goto("/sign-in");
  await expect(page.getByRole("button", { name: "Sign in with a passkey" })).toBeVisible();
  await expect(page.locator("html")).not.toHaveAttribute("data-pressed");
});

import { randomBytes } from "node:crypto";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./support/browser.ts";
import { freshPerson, slugOf } from "./support/people.ts";
import { addressField, colorField, createButton, fileField, linkField, nameField } from "./support/workspace-form.ts";

/** Where the focus is: whether on this control, and whether the control itself or the frame drawn around it wears an outline. */
function lookAtFocus(target: Locator): Promise<{ here: boolean; unseen: string | null }> {
  return target.evaluate((wanted) => {
    const focused = document.activeElement;
    let seen = false;
    let element = focused;
    for (let level = 0; element && level < 3; level++, element = element.parentElement) {
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      seen ||= outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1;
    }
    return { here: focused === wanted, unseen: seen ? null : (focused?.outerHTML.slice(0, 200) ?? "") };
  });
}

/** Walks there as a person does; every stop on the way shows that the focus is on it. */
async function tabTo(page: Page, target: Locator, { key = "Tab", most = 30 } = {}): Promise<void> {
  await expect(target).toBeVisible();
  for (let stops = 1; stops <= most; stops++) {
    await page.keyboard.press(key);
    const { here, unseen } = await lookAtFocus(target);
    expect(unseen, "nothing shows that the focus is here").toBeNull();
    if (here) return;
  }
  throw new Error(`${key} does not lead to ${target}.`);
}

async function expectFocusOn(target: Locator): Promise<void> {
  await expect(target).toBeFocused();
  expect(await lookAtFocus(target)).toEqual({ here: true, unseen: null });
}

/** The very next stop. */
async function tab(page: Page, target: Locator, key = "Tab"): Promise<void> {
  await page.keyboard.press(key);
  await expectFocusOn(target);
}

async function retype(page: Page, text: string): Promise<void> {
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text);
}

test("someone without a mouse signs up, names their workspace, creates another, switches back, and signs out", async ({
  page,
}) => {
  const { email, company } = freshPerson();
  const mark = randomBytes(4).toString("hex");
  const dialog = page.getByRole("dialog");
  const switcher = page.getByRole("button", { name: /^Switch workspace/ });
  const name = nameField(page);
  const address = addressField(page);

  await page.goto("/sign-in");
  await tabTo(page, page.getByRole("link", { name: "Create an account" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/sign-up");
  await tabTo(page, page.getByLabel("E-mail"));
  await page.keyboard.type("maya@orion");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("E-mail")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("E-mail")).toBeFocused();
  await retype(page, email);
  await tab(page, page.getByRole("button", { name: /^E-mail me a/ }));
  await page.keyboard.press("Space");
  await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
  await tabTo(page, page.getByRole("link", { name: "Open the local mailbox" }));
  await page.keyboard.press("Enter");
  const mail = page.getByRole("listitem").filter({ hasText: `To ${email}` });
  await tabTo(page, mail.getByRole("link", { name: "/sign-in/confirm" }));
  await page.keyboard.press("Enter");
  await expect(page.getByText(`You are about to sign in as ${email}.`)).toBeVisible();
  await tabTo(page, page.getByRole("button", { name: "Sign in" }));
  await page.keyboard.press("Enter");

  await expect(page).toHaveURL("/welcome");
  await tabTo(page, name);
  await retype(page, `${company} House`);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: `${company} House` })).toBeVisible();
  const first = page.url();

  await tabTo(page, switcher, { most: 3 });
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("combobox")).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(dialog.getByRole("option", { selected: true })).toHaveText("Create workspace");
  await page.keyboard.press("Enter");

  await expect(page).toHaveURL("/organizations/new");
  await tabTo(page, name, { most: 4 });
  await page.keyboard.press("Enter");
  await expect(name).toHaveAccessibleDescription("Type a name.");
  await expect(name).toBeFocused();
  await page.keyboard.type(`Lyra ${mark}`);
  await tab(page, address);
  await expect(address).toHaveValue(`lyra-${mark}`);
  const taken = await slugOf(email);
  await retype(page, taken);
  await expect(address).toHaveAccessibleDescription("That address is taken. Try one of these.");
  await tab(page, page.getByRole("button", { name: `${taken}-2` }));
  await tab(page, page.getByRole("button", { name: `${taken}-hq` }));
  await page.keyboard.press("Space");
  await expect(address).toHaveValue(`${taken}-hq`);
  await expect(address).toBeFocused();
  await tab(page, fileField(page));
  const link = page.getByText("Use a link to a picture instead");
  await tab(page, link);
  await page.keyboard.press("Enter");
  await expectFocusOn(linkField(page));
  await tab(page, page.getByRole("radio", { checked: true }));
  const color = colorField(page);
  const proposed = await color.inputValue();
  await page.keyboard.press("ArrowRight");
  await expect(color).not.toHaveValue(proposed);
  await expectFocusOn(page.getByRole("radio", { checked: true }));
  await tab(page, color);
  await retype(page, "#2f4b9c");
  await expect(page.getByRole("radio", { name: "Night" })).toBeChecked();
  await tab(page, createButton(page));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/o/${taken}-hq`);
  await expect(page.getByRole("heading", { level: 1, name: `Lyra ${mark}` })).toBeVisible();

  await tabTo(page, switcher, { most: 3 });
  await page.keyboard.press("Space");
  await expect(dialog.getByRole("combobox")).toBeFocused();
  await page.keyboard.press("Escape");
  await expectFocusOn(switcher);
  await page.keyboard.press("Enter");
  await page.keyboard.type(company);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(first);
  await expect(switcher).toHaveAccessibleName(`Switch workspace, now ${company} House`);
  await expect(dialog).toBeHidden();
  await expectFocusOn(switcher);

  const account = page.getByRole("button", { name: "Your account" });
  await tabTo(page, account, { most: 4 });
  await page.keyboard.press("Enter");
  const signOut = page.getByRole("button", { name: "Sign out" });
  await expect(signOut).toBeVisible();
  await tab(page, page.getByRole("radio", { name: "System" }));
  await page.keyboard.press("Escape");
  await expect(signOut).toBeHidden();
  await expectFocusOn(account);
  await page.keyboard.press("Enter");
  await tabTo(page, signOut, { most: 5 });
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/");
  await page.goto(first);
  await expect(page).toHaveURL(/\/sign-in\/continue/);
});

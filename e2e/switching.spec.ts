import { randomBytes } from "node:crypto";
import type { BrowserContext, Page } from "@playwright/test";
import { makeMembership, makeOrganization } from "#db/testing/factories";
import { expect, test } from "./support/browser.ts";
import { lastMail, linkIn } from "./support/mail.ts";
import { enter, type SignedIn, signIn } from "./support/people.ts";
import { addressField, createButton, nameField } from "./support/workspace-form.ts";

type Traveller = SignedIn & { home: string; others: { displayName: string; slug: string }[] };

/** Someone in three workspaces: their own, Lyra and Vega. */
async function makeTraveller(): Promise<Traveller> {
  const mark = randomBytes(4).toString("hex");
  const home = `Orion ${mark}`;
  const person = await signIn({ displayName: home });
  const others = await Promise.all(
    ["Lyra", "Vega"].map(async (star) => {
      const displayName = `${star} ${mark}`;
      const { id, slug } = await makeOrganization({ displayName, slug: `${star.toLowerCase()}-${mark}` });
      await makeMembership(id, person.userId);
      return { displayName, slug };
    }),
  );
  return { ...person, home, others };
}

async function arrive(page: Page, context: BrowserContext): Promise<Traveller> {
  const person = await makeTraveller();
  await enter(context, person);
  await page.goto(`/o/${person.slug}`);
  return person;
}

const switcher = (page: Page) => page.getByRole("button", { name: /^Switch workspace/ });
const dialog = (page: Page) => page.getByRole("dialog");
const find = (page: Page) => dialog(page).getByRole("combobox");
const chosen = (page: Page) => dialog(page).getByRole("option", { selected: true });

async function expectToBeIn(page: Page, { displayName, slug }: { displayName: string; slug: string }) {
  await expect(page).toHaveURL(`/o/${slug}`);
  await expect(page.getByRole("heading", { level: 1, name: displayName })).toBeVisible();
  await expect(switcher(page)).toHaveAccessibleName(`Switch workspace, now ${displayName}`);
}

/** Pressed until the page listens. */
async function pressUntilOpen(page: Page, key: string) {
  await expect(async () => {
    if (!(await dialog(page).isVisible())) await page.keyboard.press(key);
    await expect(find(page)).toBeFocused({ timeout: 1_000 });
  }).toPass();
}

test("someone switches by typing a part of a name, by arrow keys, and Escape leaves them where they were", async ({
  page,
  context,
}) => {
  const { home, slug, others } = await arrive(page, context);
  const [lyra, vega] = others as [Traveller["others"][0], Traveller["others"][0]];
  await switcher(page).click();
  await expect(dialog(page)).toHaveAccessibleName("Switch workspace");
  await expect(find(page)).toBeFocused();
  await expect(dialog(page).getByRole("option")).toHaveCount(4);
  await expect(dialog(page).getByRole("option", { name: home })).toContainText("You are here");
  await page.keyboard.type("nothing has this name");
  await expect(dialog(page)).toContainText("Nothing by that name.");
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();
  await expect(switcher(page)).toBeFocused();
  await expectToBeIn(page, { displayName: home, slug });

  await page.keyboard.press("Enter");
  await expect(find(page)).toBeFocused();
  await page.keyboard.type("lyr");
  await expect(chosen(page)).toHaveAccessibleName(lyra.displayName);
  await page.keyboard.press("Enter");
  await expectToBeIn(page, lyra);
  await expect(dialog(page)).toBeHidden();

  await switcher(page).click();
  await expect(find(page)).toBeFocused();
  const names = await dialog(page).getByRole("option").allInnerTexts();
  const steps = names.findIndex((name) => name.includes(vega.displayName));
  for (let step = 0; step < steps; step++) await page.keyboard.press("ArrowDown");
  await expect(chosen(page)).toHaveAccessibleName(vega.displayName);
  await page.keyboard.press("ArrowUp");
  await expect(chosen(page)).not.toHaveAccessibleName(vega.displayName);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expectToBeIn(page, vega);
  await page.goBack();
  await expectToBeIn(page, lyra);
});

test("someone presses Ctrl+K anywhere: goes to a workspace, to its settings, and back to where the focus was", async ({
  page,
  context,
}) => {
  const { others } = await arrive(page, context);
  const [lyra] = others as [Traveller["others"][0]];
  const link = page.getByRole("link", { name: "Settings" });
  await link.focus();
  await pressUntilOpen(page, "Control+k");
  await expect(dialog(page)).toHaveAccessibleName("Search or switch");
  await page.keyboard.press("Control+k");
  await expect(dialog(page)).toBeHidden();
  await expect(link).toBeFocused();

  await page.keyboard.press("Control+k");
  await expect(find(page)).toBeFocused();
  await page.keyboard.type(lyra.displayName);
  await page.keyboard.press("Enter");
  await expectToBeIn(page, lyra);
  await pressUntilOpen(page, "Control+k");
  await page.keyboard.type("rename");
  await expect(chosen(page)).toHaveAccessibleName("Settings");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/o/${lyra.slug}/settings`);
  await expect(nameField(page)).toHaveValue(lyra.displayName);
});

test("someone with two tabs stays in two workspaces, whatever the other tab does", async ({ page, context }) => {
  const { home, slug, others } = await arrive(page, context);
  const [lyra] = others as [Traveller["others"][0]];
  const other = await context.newPage();
  await other.goto(`/o/${slug}`);
  await switcher(other).click();
  await dialog(other).getByRole("option", { name: lyra.displayName }).click();
  await expectToBeIn(other, lyra);

  await page.reload();
  await expectToBeIn(page, { displayName: home, slug });
  await page.getByRole("link", { name: "Settings" }).click();
  await expect(nameField(page)).toHaveValue(home);
  await other.getByRole("link", { name: "Settings" }).click();
  await expect(nameField(other)).toHaveValue(lyra.displayName);

  await nameField(page).fill(`${home} House`);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await Promise.all([page.reload(), other.reload()]);
  await expect(nameField(page)).toHaveValue(`${home} House`);
  await expect(page).toHaveURL(`/o/${slug}/settings`);
  await expect(nameField(other)).toHaveValue(lyra.displayName);
  await expect(other).toHaveURL(`/o/${lyra.slug}/settings`);
});

test("someone who comes back tomorrow starts in the workspace they used last", async ({ page, context }) => {
  const { email, others } = await arrive(page, context);
  const [, vega] = others as [unknown, Traveller["others"][0]];
  await switcher(page).click();
  await dialog(page).getByRole("option", { name: vega.displayName }).click();
  await expectToBeIn(page, vega);
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/");

  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "E-mail me a sign-in link" }).click();
  await page.goto(linkIn(await lastMail(email)).href);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expectToBeIn(page, vega);
});

test("someone creates a workspace from the switcher, and both are in it afterwards", async ({ page, context }) => {
  const { home } = await arrive(page, context);
  await switcher(page).click();
  await expect(find(page)).toBeFocused();
  await page.keyboard.type("new");
  await expect(chosen(page)).toHaveAccessibleName("Create workspace");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/organizations/new");
  const slug = `deneb-${randomBytes(4).toString("hex")}`;
  await nameField(page).fill("Deneb");
  await addressField(page).fill(slug);
  await createButton(page).click();
  await expectToBeIn(page, { displayName: "Deneb", slug });
  await switcher(page).click();
  await expect(dialog(page).getByRole("option", { name: "Deneb" })).toContainText("You are here");
  await expect(dialog(page).getByRole("option", { name: home })).toBeVisible();
});

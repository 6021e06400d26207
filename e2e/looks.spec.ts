import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectToFit, test } from "./support/browser.ts";
import { lastMail } from "./support/mail.ts";
import { enter } from "./support/people.ts";
import { buildScenery, type Scenery } from "./support/scenery.ts";

/** A state of a page, and how to get there. */
type Room = {
  /** The file under app/ that draws it. */
  file: string;
  path: (scenery: Scenery) => string;
  as?: keyof Pick<Scenery, "maya" | "tomas" | "newcomer" | "nobody" | "kim">;
  act?: (page: Page) => Promise<void>;
};

const form = "organizations/new/page.tsx";

const rooms: Record<string, Room> = {
  landing: { file: "page.tsx", path: () => "/" },
  "sign-in": { file: "sign-in/page.tsx", path: () => "/sign-in" },
  "sign-up": { file: "sign-up/page.tsx", path: () => "/sign-up" },
  "sign-in-refused": {
    file: "sign-in/continue/page.tsx",
    path: ({ orion }) => `/sign-in/continue?error=Verification&organization=${orion}`,
  },
  "sign-in-bad-address": {
    file: "sign-in/continue/page.tsx",
    path: () => "/sign-in",
    act: async (page) => {
      await page.getByLabel("E-mail").fill("maya@orion");
      await page.getByRole("button", { name: "E-mail me a sign-in link" }).click();
      await expect(page.getByLabel("E-mail")).toHaveAttribute("aria-invalid", "true");
    },
  },
  "check-mail": { file: "sign-in/check-mail/page.tsx", path: () => "/sign-in/check-mail" },
  "check-mail-door": {
    file: "sign-in/check-mail/page.tsx",
    path: ({ orion }) => `/sign-in/check-mail?organization=${orion}`,
  },
  "confirm-door": {
    file: "sign-in/confirm/page.tsx",
    path: ({ orion }) =>
      `/sign-in/confirm?token=t&email=maya%40orion.example&callbackUrl=${encodeURIComponent(`/home?organization=${orion}`)}`,
  },
  confirm: { file: "sign-in/confirm/page.tsx", path: () => "/sign-in/confirm?token=t&email=maya%40orion.example" },
  "confirm-not-whole": { file: "sign-in/confirm/page.tsx", path: () => "/sign-in/confirm" },
  mailbox: {
    file: "mailbox/page.tsx",
    path: () => "/sign-in",
    act: async (page) => {
      const email = `maya-${page.viewportSize()?.width}-${Date.now()}@orion.example`;
      await page.getByLabel("E-mail").fill(email);
      await page.getByRole("button", { name: "E-mail me a sign-in link" }).click();
      await lastMail(email);
      await page.goto("/mailbox");
    },
  },
  "find-door": { file: "login/page.tsx", path: () => "/login" },
  "find-door-unknown": { file: "login/page.tsx", path: () => "/login?organization=nobody-has-this" },
  door: { file: "login/[slug]/page.tsx", path: ({ orion }) => `/login/${orion}` },
  "door-yellow-long-name": { file: "login/[slug]/page.tsx", path: ({ yellow }) => `/login/${yellow}` },
  "door-near-black": { file: "login/[slug]/page.tsx", path: ({ black }) => `/login/${black}` },
  welcome: { file: "welcome/page.tsx", path: () => "/welcome", as: "newcomer" },
  workspaces: { file: "organizations/page.tsx", path: () => "/organizations", as: "maya" },
  "workspaces-none": { file: "organizations/page.tsx", path: () => "/organizations", as: "nobody" },
  create: {
    file: form,
    path: () => "/organizations/new",
    as: "maya",
    act: async (page) => {
      await page.getByLabel("Name", { exact: true }).fill("Orion Labs");
      await expect(page.getByText(/is free$/).first()).toBeVisible();
      await page.getByRole("radio").first().check({ force: true });
      await page.getByLabel("Name", { exact: true }).blur();
    },
  },
  "create-taken": {
    file: form,
    path: () => "/organizations/new",
    as: "maya",
    act: async (page) => {
      await page.getByLabel("Name", { exact: true }).fill("Nocturne");
      await page.getByLabel("Address").fill(taken);
      await expect(page.getByText("That address is taken.").first()).toBeVisible();
    },
  },
  "create-refused": {
    file: form,
    path: () => "/organizations/new",
    as: "maya",
    act: async (page) => {
      await page.getByLabel("Address").fill("Not an address");
      await page.getByLabel("Colour as hex").fill("blue");
      await page.getByRole("button", { name: "Create workspace" }).click();
      await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
    },
  },
  portal: { file: "o/[slug]/page.tsx", path: ({ orion }) => `/o/${orion}`, as: "maya" },
  "portal-new-long-name": { file: "o/[slug]/page.tsx", path: ({ yellow }) => `/o/${yellow}`, as: "maya" },
  "portal-member": { file: "o/[slug]/page.tsx", path: ({ orion }) => `/o/${orion}`, as: "tomas" },
  switcher: {
    file: "o/[slug]/layout.tsx",
    path: ({ orion }) => `/o/${orion}`,
    as: "maya",
    act: async (page) => {
      await page.getByRole("button", { name: /^Switch workspace/ }).click();
      await expect(page.getByRole("option").first()).toBeVisible();
    },
  },
  commands: {
    file: "o/[slug]/layout.tsx",
    path: ({ orion }) => `/o/${orion}`,
    as: "maya",
    act: async (page) => {
      // Pressed until the page listens.
      await expect(async () => {
        await page.keyboard.press("Control+k");
        await expect(page.getByRole("option", { name: "Sign out" })).toBeAttached({ timeout: 1_000 });
      }).toPass();
    },
  },
  "person-menu": {
    file: "o/[slug]/layout.tsx",
    path: ({ orion }) => `/o/${orion}`,
    as: "maya",
    act: async (page) => {
      await page.getByRole("button", { name: "Your account" }).click();
      await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
    },
  },
  members: { file: "o/[slug]/members/page.tsx", path: ({ orion }) => `/o/${orion}/members`, as: "maya" },
  "members-one": { file: "o/[slug]/members/page.tsx", path: ({ yellow }) => `/o/${yellow}/members`, as: "maya" },
  "settings-general": { file: "o/[slug]/settings/page.tsx", path: ({ orion }) => `/o/${orion}/settings`, as: "maya" },
  "settings-general-member": {
    file: "o/[slug]/settings/page.tsx",
    path: ({ orion }) => `/o/${orion}/settings`,
    as: "tomas",
  },
  "settings-branding": {
    file: "o/[slug]/settings/branding/page.tsx",
    path: ({ orion }) => `/o/${orion}/settings/branding`,
    as: "maya",
  },
  "settings-branding-link": {
    file: "o/[slug]/settings/branding/page.tsx",
    path: ({ black }) => `/o/${black}/settings/branding`,
    as: "maya",
    act: async (page) => {
      await page.getByText("Use a link to a picture instead").click();
      await page.getByLabel("Link to a picture").fill("https://cdn.orion-analytics.com/logo.png");
    },
  },
  "settings-branding-member": {
    file: "o/[slug]/settings/branding/page.tsx",
    path: ({ orion }) => `/o/${orion}/settings/branding`,
    as: "tomas",
  },
  "account-profile": { file: "account/page.tsx", path: () => "/account", as: "maya" },
  "account-methods": { file: "account/sign-in-methods/page.tsx", path: () => "/account/sign-in-methods", as: "maya" },
  "account-sessions": { file: "account/sessions/page.tsx", path: () => "/account/sessions", as: "maya" },
  "not-found": { file: "not-found.tsx", path: () => "/o/nobody-has-this", as: "maya" },
  "something-went-wrong": { file: "error.tsx", path: ({ broken }) => `/o/${broken}`, as: "kim" },
};

test.describe.configure({ mode: "parallel" });

const themes = ["light", "dark"] as const;
const widths = [1280, 360] as const;
const pictures = fileURLToPath(new URL("../test-results/screenshots/", import.meta.url));

let scenery: Scenery;
let taken: string;
test.beforeAll(async () => {
  scenery = await buildScenery(process.env.E2E_MARK);
  taken = scenery.black;
});

/** The page about something that went wrong says so in the console too. */
test.use({ tolerated: /status of 500|Minified React error #441/ });

for (const [name, room] of Object.entries(rooms)) {
  for (const theme of themes) {
    test(`${name} is open to everyone and fits, ${theme}`, async ({ page, context }) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      if (room.as) await enter(context, { token: scenery[room.as] });
      for (const width of widths) {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(room.path(scenery));
        await room.act?.(page);
        await page.evaluate(() => document.fonts.ready);
        await page.screenshot({ path: join(pictures, `${name}-${theme}-${width}.png`) });
        await expectToFit(page);
        await expectAccessible(page);
      }
    });
  }
}

test("every page of the house is looked at", () => {
  const drawn = readdirSync(fileURLToPath(new URL("../app", import.meta.url)), { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /(^|\/)(page|error|not-found)\.tsx$/.test(file));
  const looked = new Set(Object.values(rooms).map(({ file }) => file));
  expect(drawn.filter((file) => !looked.has(file))).toEqual([]);
});

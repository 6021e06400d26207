import type { Page } from "@playwright/test";
import { expect, pngOf } from "../support/browser.ts";
import { rows } from "../support/database.ts";
import { enter, signIn } from "../support/people.ts";
import type { Rooms } from "../support/rooms.ts";
import { storeLogo } from "../support/scenery.ts";
import { fileField, preview } from "../support/workspace-form.ts";

/** Opens the branding page of a workspace of its own, whose link is in this state. */
const openLinked = (state: { problem?: string; copied?: boolean }) => async (page: Page) => {
  const admin = await signIn({ displayName: "Orion Analytics" });
  await rows(
    `update organizations set color = '#2f4b9c', logo_url = 'https://cdn.orion-analytics.com/logo.png', logo_hash = $2,
       logo_url_problem = $3, logo_url_tried_at = case when $4 then now() - interval '12 minutes' end where id = $1`,
    [
      admin.organizationId,
      state.copied ? await storeLogo() : null,
      state.problem ?? null,
      state.copied === true || state.problem !== undefined,
    ],
  );
  await enter(page.context(), admin);
  await page.goto(`/o/${admin.slug}/settings/branding`);
  await expect(page.getByLabel("Link to a picture")).toBeVisible();
};

/** Chooses a wide logo beside a colour that was stored. */
async function chooseWideLogo(page: Page): Promise<void> {
  await openLinked({ copied: true })(page);
  await fileField(page).setInputFiles(await pngOf("#d4380d", { width: 600, height: 150 }));
  await expect(page.getByRole("button", { name: "Use the logo’s colour" })).toBeVisible();
}

const domains = "o/[slug]/settings/domains/page.tsx";

/** Inside an organization. */
export const organization: Rooms = {
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
  "settings-delete-refused": {
    file: "o/[slug]/settings/page.tsx",
    path: ({ yellow }) => `/o/${yellow}/settings`,
    as: "maya",
    act: async (page) => {
      await page.getByRole("button", { name: "Delete workspace" }).click();
      await expect(page.getByLabel(/^Type/)).toBeFocused();
    },
  },
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
  "settings-branding-link-fetching": {
    file: "o/[slug]/settings/branding/page.tsx",
    path: () => "/",
    act: openLinked({}),
  },
  "settings-branding-link-copied": {
    file: "o/[slug]/settings/branding/page.tsx",
    path: () => "/",
    act: openLinked({ copied: true }),
  },
  "settings-branding-link-failed": {
    file: "o/[slug]/settings/branding/page.tsx",
    path: () => "/",
    act: openLinked({ problem: "The server there has no valid certificate for that name." }),
  },
  "settings-branding-link-failed-again": {
    file: "o/[slug]/settings/branding/page.tsx",
    path: () => "/",
    act: openLinked({ problem: "There is nothing at that address.", copied: true }),
  },
  "settings-branding-wide-logo": {
    file: "o/[slug]/settings/branding/page.tsx",
    path: () => "/",
    act: chooseWideLogo,
  },
  "settings-branding-wide-logo-taken": {
    file: "o/[slug]/settings/branding/page.tsx",
    path: () => "/",
    act: async (page) => {
      await chooseWideLogo(page);
      await page.getByRole("button", { name: "Use the logo’s colour" }).click();
      await preview(page).scrollIntoViewIfNeeded();
    },
  },
  "settings-domains": {
    file: domains,
    path: ({ orion }) => `/o/${orion}/settings/domains`,
    as: "maya",
    act: async (page) => {
      await page.getByText("Show the record").first().click();
      await page.locator("summary", { hasText: /^Remove orion-labs/ }).click();
    },
  },
  "settings-domains-one": { file: domains, path: ({ black }) => `/o/${black}/settings/domains`, as: "maya" },
  "settings-domains-empty": { file: domains, path: ({ yellow }) => `/o/${yellow}/settings/domains`, as: "maya" },
  "settings-domains-proposed": { file: domains, path: ({ claim }) => `/o/${claim}/settings/domains`, as: "maya" },
  "settings-domains-refused": {
    file: domains,
    path: ({ yellow }) => `/o/${yellow}/settings/domains`,
    as: "maya",
    act: async (page) => {
      await page.getByLabel("Domain").fill("https://Lümen-Field.com/about");
      await page.getByRole("button", { name: "Add domain" }).click();
      await expect(page.getByRole("button", { name: /^Add xn--/ })).toBeVisible();
    },
  },
  "settings-domains-not-found": {
    file: domains,
    path: ({ black }) => `/o/${black}/settings/domains`,
    as: "maya",
    act: async (page) => {
      await page.getByRole("button", { name: /^Verify now/ }).click();
      await expect(page.getByText(/^The proof of .+ was not found/)).toBeVisible();
    },
  },
  "settings-domains-member": {
    file: domains,
    path: ({ orion }) => `/o/${orion}/settings/domains`,
    as: "tomas",
  },
  "settings-general-claim": {
    file: "o/[slug]/settings/page.tsx",
    path: ({ claim }) => `/o/${claim}/settings`,
    as: "maya",
  },
  "settings-general-hostname": {
    file: "o/[slug]/settings/page.tsx",
    path: ({ yellow }) => `/o/${yellow}/settings`,
    as: "maya",
    act: async (page) => {
      await page.getByLabel("Address").fill(`auth.lumen-field-${Date.now()}.com`);
      await expect(page.getByText(/It works once/).first()).toBeVisible();
    },
  },
  "settings-branding-member": {
    file: "o/[slug]/settings/branding/page.tsx",
    path: ({ orion }) => `/o/${orion}/settings/branding`,
    as: "tomas",
  },
};

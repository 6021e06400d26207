import { expect, type Page } from "@playwright/test";
import { rows } from "../support/database.ts";
import { enter, signIn } from "../support/people.ts";
import type { Rooms } from "../support/rooms.ts";
import { storeLogo } from "../support/scenery.ts";

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
  "settings-branding-member": {
    file: "o/[slug]/settings/branding/page.tsx",
    path: ({ orion }) => `/o/${orion}/settings/branding`,
    as: "tomas",
  },
};

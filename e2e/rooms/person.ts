import { expect } from "@playwright/test";
import type { Rooms } from "../support/rooms.ts";

const form = "organizations/new/page.tsx";

/** A person's own pages, and those about organizations they make or look for. */
export const person: Rooms = {
  welcome: { file: "welcome/page.tsx", path: () => "/welcome", as: "newcomer" },
  workspaces: { file: "organizations/page.tsx", path: () => "/organizations", as: "maya" },
  "workspaces-none": { file: "organizations/page.tsx", path: () => "/organizations", as: "nobody" },
  "workspaces-deactivated": { file: "organizations/page.tsx", path: () => "/organizations", as: "lea" },
  "workspaces-deleted": { file: "organizations/page.tsx", path: () => "/organizations?deleted=1", as: "maya" },
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
    act: async (page, { black }) => {
      await page.getByLabel("Name", { exact: true }).fill("Nocturne");
      await page.getByLabel("Address").fill(black);
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
  "account-profile": { file: "account/page.tsx", path: () => "/account", as: "maya" },
  "account-methods": { file: "account/sign-in-methods/page.tsx", path: () => "/account/sign-in-methods", as: "maya" },
  "account-sessions": { file: "account/sessions/page.tsx", path: () => "/account/sessions", as: "maya" },
  "not-found": { file: "not-found.tsx", path: () => "/o/nobody-has-this", as: "maya" },
  "something-went-wrong": { file: "error.tsx", path: ({ broken }) => `/o/${broken}`, as: "kim" },
};

import { expect } from "@playwright/test";
import type { Rooms } from "../support/rooms.ts";

const list = "admin/page.tsx";
const one = "admin/organizations/[ref]/page.tsx";
const create = "admin/organizations/new/page.tsx";

/** What operators see. */
export const operator: Rooms = {
  "admin-list": { file: list, path: () => "/admin", as: "olu" },
  "admin-search": { file: list, path: ({ orion }) => `/admin?q=${orion}&every=1`, as: "olu" },
  "admin-search-nothing": { file: list, path: () => "/admin?q=nobody-is-called-this", as: "olu" },
  "admin-search-short": { file: list, path: () => "/admin?q=or", as: "olu" },
  "admin-deactivated": { file: list, path: () => "/admin?state=deactivated", as: "olu" },
  "admin-deleted": { file: list, path: () => "/admin?state=deleted", as: "olu" },
  "admin-deleted-nothing": { file: list, path: () => "/admin?state=deleted&q=nobody-is-called-this", as: "olu" },
  "admin-past-the-end": { file: list, path: () => "/admin?after=2001-01-01T00:00:00.000000~org_1", as: "olu" },
  "admin-menu": {
    file: list,
    path: () => "/admin",
    as: "olu",
    act: async (page) => {
      await page.getByRole("button", { name: "Your account" }).click();
      await expect(page.getByRole("link", { name: "Operator pages" })).toBeVisible();
    },
  },
  "admin-organization": { file: one, path: ({ orion }) => `/admin/organizations/${orion}`, as: "olu" },
  "admin-organization-found": { file: one, path: ({ yellow }) => `/admin?q=${yellow}`, as: "olu" },
  "admin-organization-refused": {
    file: one,
    path: ({ orion }) => `/admin/organizations/${orion}`,
    as: "olu",
    act: async (page) => {
      await page.getByRole("button", { name: "Add a pair" }).click();
      await page.getByLabel("Key 4").fill("ab");
      await page.getByRole("button", { name: "Save metadata" }).click();
      await expect(page.getByLabel("Key 4")).toBeFocused();
    },
  },
  "admin-organization-domains": {
    file: one,
    path: ({ orion }) => `/admin/organizations/${orion}#domains`,
    as: "olu",
    act: async (page) => {
      await page.getByRole("textbox", { name: "Domain" }).fill("https://orion-analytics.com/about");
      await page.getByRole("button", { name: "Add domain" }).click();
      await expect(page.getByRole("button", { name: "Add orion-analytics.com" })).toBeVisible();
      await page.getByRole("main").locator("summary", { hasText: "Remove" }).first().click();
    },
  },
  "admin-organization-delete": {
    file: one,
    path: ({ yellow }) => `/admin/organizations/${yellow}`,
    as: "olu",
    act: async (page) => {
      await page.getByText("Delete this workspace").click();
      await page.getByRole("button", { name: "Delete workspace" }).scrollIntoViewIfNeeded();
    },
  },
  "admin-organization-deactivated": {
    file: one,
    path: ({ shut }) => `/admin/organizations/${shut}`,
    as: "olu",
    act: async (page) => {
      await page.getByRole("heading", { name: "State" }).scrollIntoViewIfNeeded();
    },
  },
  "admin-organization-deleted": { file: one, path: ({ gone }) => `/admin/organizations/${gone}`, as: "olu" },
  "admin-create": { file: create, path: () => "/admin/organizations/new", as: "olu" },
  "admin-create-refused": {
    file: create,
    path: () => "/admin/organizations/new",
    as: "olu",
    act: async (page) => {
      await page.getByLabel("Address").fill("Not an address");
      await page.getByLabel("External id").fill(" 4711");
      await page.getByRole("button", { name: "Create workspace" }).click();
      await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
    },
  },
  "admin-settings": { file: "admin/settings/page.tsx", path: () => "/admin/settings", as: "olu" },
};

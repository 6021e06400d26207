import { expect } from "@playwright/test";
import { rows } from "../support/database.ts";
import type { Rooms } from "../support/rooms.ts";

const list = "admin/page.tsx";
const one = "admin/organizations/[ref]/page.tsx";
const create = "admin/organizations/new/page.tsx";
const applications = "admin/applications/page.tsx";
const application = "admin/applications/[id]/page.tsx";
const createApplication = "admin/applications/new/page.tsx";
const permissions = "admin/permissions/page.tsx";
const claims = "admin/claims/page.tsx";
const preview = "admin/claims/preview/page.tsx";

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
  "admin-applications": { file: applications, path: () => "/admin/applications", as: "olu" },
  "admin-applications-end": {
    file: applications,
    path: () => "/admin/applications?after=2001-01-01T00:00:00.000000~skc_1",
    as: "olu",
  },
  "admin-application": { file: application, path: ({ ledger }) => `/admin/applications/${ledger}`, as: "olu" },
  "admin-application-native": { file: application, path: ({ pocket }) => `/admin/applications/${pocket}`, as: "olu" },
  "admin-application-without-secret": {
    file: application,
    path: ({ bare }) => `/admin/applications/${bare}`,
    as: "olu",
    act: async (page) => {
      await page.getByText("Without a secret").scrollIntoViewIfNeeded();
    },
  },
  "admin-application-refused": {
    file: application,
    path: ({ ledger }) => `/admin/applications/${ledger}`,
    as: "olu",
    act: async (page) => {
      await page.getByLabel("Callback URLs").fill("https://app.com/callback\nhttps://app-{{org_slug}}.app.com/\nx");
      await page.getByRole("button", { name: "Save URLs" }).click();
      await expect(page.getByLabel("Callback URLs")).toBeFocused();
    },
  },
  "admin-application-preview": {
    file: application,
    path: ({ ledger, orion }) => `/admin/applications/${ledger}?for=${orion}#preview`,
    as: "olu",
    act: async (page) => {
      await page.getByRole("heading", { name: "Preview of templates" }).scrollIntoViewIfNeeded();
    },
  },
  "admin-application-preview-nothing": {
    file: application,
    path: ({ ledger }) => `/admin/applications/${ledger}?for=nobody-is-called-this#preview`,
    as: "olu",
  },
  "admin-application-secrets": {
    file: application,
    path: ({ ledger }) => `/admin/applications/${ledger}#secrets`,
    as: "olu",
    act: async (page) => {
      await page.getByText("Remove the secret that ends in").first().click();
    },
  },
  "admin-application-secret": {
    file: application,
    path: ({ bare }) => `/admin/applications/${bare}`,
    as: "olu",
    act: async (page, { bare }) => {
      await rows("delete from application_secrets where application_id = $1", [bare]);
      await page.reload();
      await page.getByRole("button", { name: "Add a secret" }).click();
      await expect(page.getByLabel("Client secret", { exact: true })).toBeVisible();
    },
  },
  "admin-application-settings": {
    file: application,
    path: ({ ledger }) => `/admin/applications/${ledger}#settings`,
    as: "olu",
  },
  "admin-application-delete": {
    file: application,
    path: ({ pocket }) => `/admin/applications/${pocket}#delete`,
    as: "olu",
    act: async (page) => {
      await page.getByRole("button", { name: "Delete application" }).click();
      await expect(page.getByLabel(/^Type/)).toBeFocused();
    },
  },
  "admin-create-application": { file: createApplication, path: () => "/admin/applications/new", as: "olu" },
  "admin-create-application-refused": {
    file: createApplication,
    path: () => "/admin/applications/new",
    as: "olu",
    act: async (page) => {
      await page.getByLabel("Callback URLs").fill("http://app.com/callback");
      await page.getByRole("button", { name: "Create application" }).click();
      await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
    },
  },
  "admin-application-created": {
    file: createApplication,
    path: () => "/admin/applications/new",
    as: "olu",
    act: async (page) => {
      await page.getByLabel("Name", { exact: true }).fill("Looked at");
      await page.getByRole("button", { name: "Create application" }).click();
      await expect(page.getByLabel("Client secret", { exact: true })).toBeVisible();
    },
  },
  "admin-settings": { file: "admin/settings/page.tsx", path: () => "/admin/settings", as: "olu" },
  "admin-permissions": { file: permissions, path: () => "/admin/permissions", as: "olu" },
  "admin-permissions-refused": {
    file: permissions,
    path: () => "/admin/permissions",
    as: "olu",
    act: async (page) => {
      await page.getByLabel("Name", { exact: true }).fill("organization:manage");
      await page.getByRole("button", { name: "Create permission" }).click();
      await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
    },
  },
  "admin-permission": {
    file: "admin/permissions/[name]/page.tsx",
    path: () => "/admin/permissions/invoices%3Aapprove",
    as: "olu",
  },
  "admin-claims": { file: claims, path: () => "/admin/claims", as: "olu" },
  "admin-claims-refused": {
    file: claims,
    path: () => "/admin/claims",
    as: "olu",
    act: async (page) => {
      await page.getByLabel("Name", { exact: true }).fill("sub");
      await page.getByLabel("Path").fill("organization.owner");
      await page.getByRole("button", { name: "Add claim" }).click();
      await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
    },
  },
  "admin-token-preview": { file: preview, path: () => "/admin/claims/preview", as: "olu" },
  "admin-token-preview-shown": {
    file: preview,
    path: ({ orion }) => `/admin/claims/preview?email=maya@${orion}.example&organization=${orion}`,
    as: "olu",
    act: async (page) => {
      await page.getByRole("heading", { name: "ID token" }).scrollIntoViewIfNeeded();
    },
  },
  "admin-token-preview-refused": {
    file: preview,
    path: ({ orion }) => `/admin/claims/preview?email=maya@${orion}.example&organization=nobody-has-this`,
    as: "olu",
  },
};

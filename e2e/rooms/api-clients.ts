import { expect } from "@playwright/test";
import { rows } from "../support/database.ts";
import type { Rooms } from "../support/rooms.ts";

const list = "admin/api-clients/page.tsx";
const one = "admin/api-clients/[id]/page.tsx";
const create = "admin/api-clients/new/page.tsx";

/** What operators see of API clients. */
export const apiClients: Rooms = {
  "admin-api-clients": { file: list, path: () => "/admin/api-clients", as: "olu" },
  "admin-api-clients-end": {
    file: list,
    path: () => "/admin/api-clients?after=2001-01-01T00:00:00.000000~skc_1",
    as: "olu",
  },
  "admin-api-client": { file: one, path: ({ billing }) => `/admin/api-clients/${billing}`, as: "olu" },
  "admin-api-client-revoked": { file: one, path: ({ revoked }) => `/admin/api-clients/${revoked}`, as: "olu" },
  "admin-api-client-secret": {
    file: one,
    path: ({ sync }) => `/admin/api-clients/${sync}`,
    as: "olu",
    act: async (page, { sync }) => {
      await rows("delete from api_client_secrets where client_id = $1", [sync]);
      await page.reload();
      await page.getByRole("button", { name: "Add a secret" }).click();
      await expect(page.getByLabel("Client secret", { exact: true })).toBeVisible();
    },
  },
  "admin-api-client-refused": {
    file: one,
    path: ({ billing }) => `/admin/api-clients/${billing}`,
    as: "olu",
    act: async (page) => {
      for (const name of ["organizations:read", "users:read"]) await page.getByRole("checkbox", { name }).uncheck();
      await page.getByRole("button", { name: "Save settings" }).click();
      await expect(page.getByText("Choose at least one.")).toBeVisible();
    },
  },
  "admin-api-client-revoke": {
    file: one,
    path: ({ billing }) => `/admin/api-clients/${billing}`,
    as: "olu",
    act: async (page) => {
      await page.getByText("Revoke", { exact: true }).click();
      await page.getByRole("button", { name: "Revoke API client for good" }).scrollIntoViewIfNeeded();
    },
  },
  "admin-create-api-client": { file: create, path: () => "/admin/api-clients/new", as: "olu" },
  "admin-create-api-client-refused": {
    file: create,
    path: () => "/admin/api-clients/new",
    as: "olu",
    act: async (page) => {
      await page.getByRole("button", { name: "Create API client" }).click();
      await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
    },
  },
  "admin-api-client-created": {
    file: create,
    path: () => "/admin/api-clients/new",
    as: "olu",
    act: async (page) => {
      await page.getByLabel("Name", { exact: true }).fill("Looked at");
      await page.getByRole("checkbox", { name: "organizations:read" }).check();
      await page.getByRole("button", { name: "Create API client" }).click();
      await expect(page.getByLabel("Client secret", { exact: true })).toBeVisible();
    },
  },
};

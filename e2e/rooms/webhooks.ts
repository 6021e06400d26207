import { expect } from "@playwright/test";
import type { Rooms } from "../support/rooms.ts";

const list = "admin/webhooks/page.tsx";
const endpoint = "admin/webhooks/[id]/page.tsx";
const create = "admin/webhooks/new/page.tsx";
const delivery = "admin/webhooks/[id]/deliveries/[event]/page.tsx";

/** What operators see of webhooks. */
export const webhooks: Rooms = {
  "admin-webhooks": { file: list, path: () => "/admin/webhooks", as: "olu" },
  "admin-webhooks-end": {
    file: list,
    path: () => "/admin/webhooks?after=2001-01-01T00:00:00.000000~whe_1",
    as: "olu",
  },
  "admin-webhook": { file: endpoint, path: ({ webhooks }) => `/admin/webhooks/${webhooks.healthy}`, as: "olu" },
  "admin-webhook-failing": {
    file: endpoint,
    path: ({ webhooks }) => `/admin/webhooks/${webhooks.troubled}`,
    as: "olu",
  },
  "admin-webhook-gone": { file: endpoint, path: ({ webhooks }) => `/admin/webhooks/${webhooks.retired}`, as: "olu" },
  "admin-webhook-paused": { file: endpoint, path: ({ webhooks }) => `/admin/webhooks/${webhooks.resting}`, as: "olu" },
  "admin-webhook-deliveries": {
    file: endpoint,
    path: ({ webhooks }) => `/admin/webhooks/${webhooks.troubled}#deliveries`,
    as: "olu",
  },
  "admin-webhook-failed-deliveries": {
    file: endpoint,
    path: ({ webhooks }) => `/admin/webhooks/${webhooks.troubled}?show=failed#deliveries`,
    as: "olu",
  },
  "admin-webhook-refused": {
    file: endpoint,
    path: ({ webhooks }) => `/admin/webhooks/${webhooks.healthy}`,
    as: "olu",
    act: async (page) => {
      await page.getByLabel("URL", { exact: true }).fill("http://localhost:3000/webhooks");
      await page.getByRole("button", { name: "Save settings" }).click();
      await expect(page.getByLabel("URL", { exact: true })).toBeFocused();
    },
  },
  "admin-webhook-secret": {
    file: endpoint,
    path: ({ webhooks }) => `/admin/webhooks/${webhooks.resting}`,
    as: "olu",
    act: async (page) => {
      await page.getByRole("button", { name: "Rotate secret" }).click();
      await expect(page.getByLabel("Signing secret", { exact: true })).toBeVisible();
    },
  },
  "admin-webhook-delete": {
    file: endpoint,
    path: ({ webhooks }) => `/admin/webhooks/${webhooks.healthy}#delete`,
    as: "olu",
    act: async (page) => {
      await page.getByRole("button", { name: "Delete endpoint" }).click();
      await expect(page.getByLabel(/^Type/)).toBeFocused();
    },
  },
  "admin-webhook-delivery": {
    file: delivery,
    path: ({ webhooks }) => `/admin/webhooks/${webhooks.troubled}/deliveries/${webhooks.failed}`,
    as: "olu",
  },
  "admin-create-webhook": { file: create, path: () => "/admin/webhooks/new", as: "olu" },
  "admin-create-webhook-refused": {
    file: create,
    path: () => "/admin/webhooks/new",
    as: "olu",
    act: async (page) => {
      await page.getByLabel("URL", { exact: true }).fill("https://10.0.0.7/webhooks");
      await page.getByRole("button", { name: "Add endpoint" }).click();
      await expect(page.getByLabel("URL", { exact: true })).toBeFocused();
    },
  },
  "admin-webhook-created": {
    file: create,
    path: () => "/admin/webhooks/new",
    as: "olu",
    act: async (page) => {
      await page.getByLabel("URL", { exact: true }).fill("https://looked-at.orion-cdn.com/webhooks");
      await page.getByLabel("organization.purged").check();
      await page.getByRole("button", { name: "Add endpoint" }).click();
      await expect(page.getByLabel("Signing secret", { exact: true })).toBeVisible();
    },
  },
};

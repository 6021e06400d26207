import { randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { rows } from "./database.ts";

/** The operator pages, as an operator uses them. */

/** Text that nothing else has. */
export const mark = () => randomBytes(5).toString("hex");
export const box = (page: Page) => page.getByRole("searchbox", { name: "Find a workspace" });
/** What the open page is about; a logo's letter is not part of it. */
export const title = (page: Page, name: string) => page.getByRole("heading", { level: 1, name, exact: true });
/** A field of a pair of metadata: "Key 1", "Value 10". */
export const cell = (page: Page, name: string) => page.getByLabel(name, { exact: true });

/** Asks the one box of the list. */
export async function search(page: Page, text: string): Promise<void> {
  await page.goto("/admin");
  await box(page).fill(text);
  await page.getByRole("button", { name: "Search", exact: true }).click();
}

/** What is stored of an organization. */
export async function stored(id: string) {
  const [row] = await rows<Record<string, unknown>>(
    "select external_id, metadata, deactivated_at, deleted_at, created_via, created_by from organizations where id = $1",
    [id],
  );
  return row;
}

/** The organization whose page is open. */
export const idOf = (page: Page) => new URL(page.url()).pathname.split("/").at(-1) ?? "";

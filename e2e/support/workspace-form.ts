import { randomBytes } from "node:crypto";
import type { BrowserContext, Locator, Page } from "@playwright/test";
import { expect } from "./browser.ts";
import { rows } from "./database.ts";
import { enter, type SignedIn, signIn } from "./people.ts";

/** The fields of an organization, on the pages that create, welcome and change one, as a person finds them. */
export const nameField = (page: Page) => page.getByLabel("Name", { exact: true });
export const addressField = (page: Page) => page.getByRole("textbox", { name: "Address" });
export const colorField = (page: Page) => page.getByLabel("Colour as hex");
export const fileField = (page: Page) => page.getByLabel(/^(Choose a|Replace the) picture/);
export const linkField = (page: Page) => page.getByLabel("Link to a picture");
export const createButton = (page: Page) => page.getByRole("button", { name: "Create workspace" });
export const preview = (page: Page) => page.getByRole("complementary", { name: "Preview of the sign-in page" });

/** An address that nobody has. */
export const freeAddress = () => `lyra-${randomBytes(5).toString("hex")}`;

/** Someone signed in, with the form for a new workspace before them. */
export async function openForm(page: Page, context: BrowserContext): Promise<SignedIn> {
  const person = await signIn();
  await enter(context, person);
  await page.goto("/organizations/new");
  return person;
}

export async function openLinkField(page: Page): Promise<Locator> {
  await page.getByText("Use a link to a picture instead").click();
  return linkField(page);
}

/** The control is wrong, and says why to everyone. */
export async function expectProblem(control: Locator, problem: string | RegExp): Promise<void> {
  await expect(control).toHaveAttribute("aria-invalid", "true");
  await expect(control).toHaveAccessibleDescription(problem);
}

/** What is stored of the organization at this address; nothing when there is none. */
export const storedAt = (slug: string) =>
  rows<{ id: string; display_name: string; color: string | null; logo_url: string | null; logo_hash: string | null }>(
    `select o.id, display_name, color, logo_url, logo_hash from organizations o
     join organization_slugs s on s.organization_id = o.id where slug = $1`,
    [slug],
  );

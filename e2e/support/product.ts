import type { Page } from "@playwright/test";
import { makeMembership, makeOrganization } from "#db/testing/factories";
import { test as base, expect } from "./browser.ts";
import { signIn } from "./people.ts";
import { type RelyingParty, startRelyingParty } from "./relying-party.ts";

/** The test of specs about a product behind the door: one of the installation's own, which keeps a secret. */
export const test = base.extend<object, { product: RelyingParty }>({
  product: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures here.
    async ({}, use) => {
      const product = await startRelyingParty();
      await use(product);
      await product.stop();
    },
    { scope: "worker" },
  ],
});

/** Another product, for the tests of a describe. */
export function productOf(overrides: Parameters<typeof startRelyingParty>[0]): () => RelyingParty {
  let product: RelyingParty;
  test.beforeAll(async () => {
    product = await startRelyingParty(overrides);
  });
  test.afterAll(() => product.stop());
  return () => product;
}

export type Claims = Record<string, unknown>;

/** What the product shows it was told. */
export async function shown(page: Page, title: "ID token" | "Access token" | "User info"): Promise<Claims> {
  return JSON.parse((await page.locator(`h2:has-text("${title}") ~ pre`).first().textContent()) ?? "null");
}

/** In the product, with tokens: returns the claims of both. */
export async function arrived(page: Page, product: RelyingParty): Promise<{ idToken: Claims; accessToken: Claims }> {
  await expect(page.getByRole("heading", { name: "ID token" })).toBeVisible();
  await expect(page).toHaveURL(`${product.url}/`);
  return { idToken: await shown(page, "ID token"), accessToken: await shown(page, "Access token") };
}

/** Back in the product, which was told why there are no tokens. */
export async function refused(page: Page, error: string): Promise<void> {
  await expect(page.getByRole("alert")).toContainText(error);
}

/** A member of two workspaces, whose session is in the first. */
export async function memberOfTwo() {
  const person = await signIn();
  const other = await makeOrganization({ displayName: "Lyra Labs", color: "#2f4b9c" });
  await makeMembership(other.id, person.userId, "member");
  return { ...person, other };
}

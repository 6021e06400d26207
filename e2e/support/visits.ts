import type { Page } from "@playwright/test";
import { expect } from "./browser.ts";
import { asPerson, type Claims } from "./identity-provider.ts";

/** What people do again and again in a browser, as they do it. */

/** By mail, all of it in the browser: ask, open the local mailbox, follow the link, press its one button. */
export async function signInByMail(page: Page, email: string, from: "/sign-in" | "/sign-up"): Promise<void> {
  await page.goto(from);
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: /^E-mail me a/ }).click();
  await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
  await expect(page.getByText(email)).toBeVisible();
  await openMailboxLink(page, email);
}

/** From "check your mail" or "confirm your address": the mailbox, the latest mail to the address, and the button of its link. */
export async function openMailboxLink(page: Page, email: string): Promise<void> {
  await page.getByRole("link", { name: "Open the local mailbox" }).click();
  const mail = page.getByRole("listitem").filter({ hasText: `To ${email}` });
  await mail.first().getByRole("link", { name: "/sign-in/confirm" }).click();
  await expect(page.getByText(`You are about to sign in as ${email}.`)).toBeVisible();
  await page.getByRole("button", { name: "Sign in" }).click();
}

type Provider = "OpenID" | "GitHub";

/** Says at the provider who signs in; the browser is there already. */
export async function agreeAtProvider(page: Page, claims: Claims): Promise<void> {
  await expect(page.getByRole("heading", { name: "Who are you?" })).toBeVisible();
  await page.goto(asPerson(new URL(page.url()), claims).href);
}

export async function signInByProvider(page: Page, claims: Claims, provider: Provider = "OpenID"): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: `Continue with ${provider}` }).click();
  await agreeAtProvider(page, claims);
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/");
}

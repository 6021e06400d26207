import { expect, type Page } from "@playwright/test";
import { forgetLimits } from "../support/database.ts";
import { subdomainOf } from "../support/hosts.ts";
import { lastMail } from "../support/mail.ts";
import type { Rooms } from "../support/rooms.ts";

/** Asks for a link at the door that is open, and shows the mail as a mail program would. */
async function openMail(page: Page): Promise<void> {
  await forgetLimits();
  const email = `maya-${page.viewportSize()?.width}-${Date.now()}@orion.example`;
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "E-mail me a sign-in link" }).click();
  const { html } = await lastMail(email);
  await page.waitForURL(/check-mail/);
  // React, still starting, would find the mail in place of its own page: a document without scripts gives way to it.
  await page.goto("/robots.txt");
  await page.setContent(html);
}

/** What someone sees before they are in. */
export const outside: Rooms = {
  landing: { file: "page.tsx", path: () => "/" },
  "sign-in": { file: "sign-in/page.tsx", path: () => "/sign-in" },
  "sign-up": { file: "sign-up/page.tsx", path: () => "/sign-up" },
  "sign-in-refused": {
    file: "sign-in/continue/page.tsx",
    path: ({ orion }) => `/sign-in/continue?error=Verification&organization=${orion}`,
  },
  "sign-in-bad-address": {
    file: "sign-in/continue/page.tsx",
    path: () => "/sign-in",
    act: async (page) => {
      await page.getByLabel("E-mail").fill("maya@orion");
      await page.getByRole("button", { name: "E-mail me a sign-in link" }).click();
      await expect(page.getByLabel("E-mail")).toHaveAttribute("aria-invalid", "true");
    },
  },
  "check-mail": { file: "sign-in/check-mail/page.tsx", path: () => "/sign-in/check-mail" },
  "check-mail-door": {
    file: "sign-in/check-mail/page.tsx",
    path: ({ orion }) => `/sign-in/check-mail?organization=${orion}`,
  },
  "confirm-door": {
    file: "sign-in/confirm/page.tsx",
    path: ({ orion }) =>
      `/sign-in/confirm?token=t&email=maya%40orion.example&callbackUrl=${encodeURIComponent(`/home?organization=${orion}`)}`,
  },
  confirm: { file: "sign-in/confirm/page.tsx", path: () => "/sign-in/confirm?token=t&email=maya%40orion.example" },
  "confirm-not-whole": { file: "sign-in/confirm/page.tsx", path: () => "/sign-in/confirm" },
  mailbox: {
    file: "mailbox/page.tsx",
    path: () => "/sign-in",
    act: async (page) => {
      const email = `maya-${page.viewportSize()?.width}-${Date.now()}@orion.example`;
      await page.getByLabel("E-mail").fill(email);
      await page.getByRole("button", { name: "E-mail me a sign-in link" }).click();
      await lastMail(email);
      await page.goto("/mailbox");
    },
  },
  mail: { file: "mailbox/[id]/route.ts", path: () => "/sign-in", act: openMail },
  "mail-door": { file: "mailbox/[id]/route.ts", path: ({ orion }) => `/login/${orion}`, act: openMail },
  "mail-door-yellow": { file: "mailbox/[id]/route.ts", path: ({ yellow }) => `/login/${yellow}`, act: openMail },
  "find-door": { file: "login/page.tsx", path: () => "/login" },
  "find-door-unknown": { file: "login/page.tsx", path: () => "/login?organization=nobody-has-this" },
  door: { file: "login/[slug]/page.tsx", path: ({ orion }) => `/login/${orion}` },
  "door-yellow-long-name": { file: "login/[slug]/page.tsx", path: ({ yellow }) => `/login/${yellow}` },
  "door-own-host": { file: "door/[host]/page.tsx", path: ({ orion }) => subdomainOf(orion) },
  "door-own-host-long-name": { file: "door/[host]/page.tsx", path: ({ yellow }) => subdomainOf(yellow) },
  "door-near-black": { file: "login/[slug]/page.tsx", path: ({ black }) => `/login/${black}` },
};

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { expectAccessible, expectToFit } from "./browser.ts";

export const themes = ["light", "dark"] as const;
const widths = [1280, 360] as const;
const pictures = fileURLToPath(new URL("../../test-results/screenshots/", import.meta.url));

/** Goes to a state of a page at both widths, takes pictures of it for people to look at, and asks whether it fits and is open to everyone. */
export async function look(page: Page, name: string, theme: (typeof themes)[number], go: () => Promise<void>) {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    await go();
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(pictures, `${name}-${theme}-${width}.png`) });
    await expectToFit(page);
    await expectAccessible(page);
  }
}

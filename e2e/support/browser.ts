import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";

/** A document that is a 404, or an answer that refuses, is what the test asked for. */
const harmless = /^Failed to load resource: the server responded with a status of 4\d\d/;

/**
 * The test of every browser spec: fails when a page logged an error, threw one, or asked a third party for anything. Tests that
 * open contexts of their own pass them through `watch`.
 */
export const test = base.extend<{
  watch: (page: Page) => void;
  tolerated: RegExp | null;
  hostnames: RegExp | null;
}>({
  /** What a test brings about on purpose. */
  tolerated: [null, { option: true }],
  /** Hosts that organizations have of their own, besides those under Foyer's. */
  hostnames: [null, { option: true }],
  watch: [
    async ({ context, baseURL, tolerated, hostnames }, use) => {
      const complaints: string[] = [];
      const watch = (page: Page) => {
        const complain = (text: string) => {
          if (![harmless, tolerated].some((known) => known?.test(text))) complaints.push(`${page.url()}: ${text}`);
        };
        page.on("pageerror", (error) => complain(error.message));
        page.on("console", (message) => {
          if (message.type() === "error") complain(message.text());
        });
        page.on("request", (request) => {
          const { protocol, hostname } = new URL(request.url());
          const own = new URL(baseURL ?? "").hostname;
          const known = [own, "127.0.0.1"].includes(hostname) || hostname.endsWith(`.${own}`);
          if (protocol.startsWith("http") && !known && !hostnames?.test(hostname))
            complaints.push(`${page.url()} asked ${request.url()}`);
        });
      };
      context.on("page", watch);
      await use(watch);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** No violation of any WCAG 2.2 A or AA rule, nor of axe's best practices, on the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, help, nodes }) => `${id}: ${help} ${nodes.map(({ html }) => html).join(" ")}`),
    page.url(),
  ).toEqual([]);
}

/** The page does not scroll sideways. */
export async function expectToFit(page: Page): Promise<void> {
  const { wide, room } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    room: document.documentElement.clientWidth,
  }));
  expect(wide, `${page.url()} is wider than its window`).toBeLessThanOrEqual(room);
}

/** A PNG of one colour, as a person's logo file. */
export async function pngOf(
  color: string,
  { width = 128, height = 128 } = {},
): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const { default: sharp } = await import("sharp");
  const buffer = await sharp({ create: { width, height, channels: 3, background: color } })
    .png()
    .toBuffer();
  return { name: "logo.png", mimeType: "image/png", buffer };
}

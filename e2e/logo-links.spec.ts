import type { Browser, BrowserContext, Page } from "@playwright/test";
import { publicAddress, type Site, startInternet } from "../testing/internet.ts";
import { expect, pngOf, test } from "./support/browser.ts";
import { Client } from "./support/client.ts";
import { createDatabase, rows } from "./support/database.ts";
import { type FoyerProcess, startFoyer } from "./support/foyer-process.ts";
import { signInByProvider } from "./support/front-door.ts";
import { claimsFor, enter, freshPerson, sessionCookie, slugOf } from "./support/people.ts";
import { colorField, createButton, linkField, nameField, openLinkField, preview } from "./support/workspace-form.ts";

/** A Foyer of its own, in an internet of this machine: real names, certificates and servers behind the links. */
let internet: Awaited<ReturnType<typeof startInternet>>;
let database: Awaited<ReturnType<typeof createDatabase>>;
let foyer: FoyerProcess;

test.describe.configure({ mode: "serial" });
test.beforeAll(async () => {
  [internet, database] = [await startInternet(), await createDatabase()];
  // Nothing listens there: a fetch that went through the proxy would fail.
  const proxy = "http://127.0.0.1:9";
  const proxies = { HTTPS_PROXY: proxy, https_proxy: proxy, ALL_PROXY: proxy };
  foyer = await startFoyer({ ...internet.variables, ...proxies, DATABASE_URL: database.url });
});
test.afterAll(async () => {
  await foyer.stop();
  await internet.close();
  await database.drop();
});

type Admin = { slug: string; email: string };

/** Someone in the workspace their sign-up made, in this browser. */
async function newcomer(context: BrowserContext): Promise<Admin> {
  const client = new Client({ baseUrl: foyer.url });
  const { email } = freshPerson();
  await signInByProvider(client, claimsFor(freshPerson({ email })));
  await enter(context, { token: client.cookies.get(sessionCookie) ?? "" }, foyer.url);
  return { email, slug: await slugOf(email, database.url) };
}

async function openBranding(page: Page, context: BrowserContext): Promise<Admin> {
  const admin = await newcomer(context);
  await page.goto(`${foyer.url}/o/${admin.slug}/settings/branding`);
  return admin;
}

/** Saves a link to what `site` serves. */
async function saveLink(page: Page, address: string): Promise<void> {
  if (!(await linkField(page).isVisible())) await openLinkField(page);
  await linkField(page).fill(address);
  await page.getByRole("button", { name: "Save" }).click();
}

const addressOf = (site?: Site, ...answers: string[][]) => `https://${internet.host(site, ...answers)}/logo.png`;
const serving =
  (body: Buffer | string, headers: Record<string, string> = {}): Site =>
  (_, response) =>
    response.writeHead(200, headers).end(body);
const logoIn = (page: Page) => page.getByRole("main").locator("img");
const stored = /^\/logos\/[0-9a-f]{64}\.webp$/;

/** The door as a stranger sees it. */
async function expectDoor(
  browser: Browser,
  watch: (page: Page) => void,
  slug: string,
  hasLogo: boolean,
): Promise<void> {
  const context = await browser.newContext();
  const door = await context.newPage();
  watch(door);
  await expect(async () => {
    await door.goto(`${foyer.url}/login/${slug}`);
    await expect(logoIn(door)).toHaveCount(hasLogo ? 1 : 0, { timeout: 500 });
  }).toPass();
  if (hasLogo) await expect(logoIn(door)).toHaveAttribute("src", stored);
  await context.close();
}

test("an admin gives a link: the letter stands in until the picture is copied, and no browser ever asks its server", async ({
  page,
  context,
  browser,
  watch,
}) => {
  const { slug } = await openBranding(page, context);
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const [blue, rose] = [await pngOf("#2f4b9c"), await pngOf("#c01060")];
  let shown = blue.buffer;
  const address = addressOf(async (_, response) => {
    await released;
    response.writeHead(200, { "content-type": "image/png" }).end(shown);
  });
  await openLinkField(page);
  await linkField(page).fill(address);
  await expect(linkField(page)).toHaveAccessibleDescription(/^Foyer fetches the picture once this is saved\./);
  await saveLink(page, address);
  await expect(linkField(page)).toHaveAccessibleDescription(/^Fetching the picture\./);
  await expect(linkField(page)).toHaveValue(address);
  await expect(preview(page).locator("img")).toHaveCount(0);
  await expectDoor(browser, watch, slug, false);

  release();
  await expect(linkField(page)).toHaveAccessibleDescription("Copied just now.");
  await expect(preview(page).locator("img")).toHaveAttribute("src", stored);
  await expect(colorField(page)).toHaveValue("#2f4b9c");
  await expectDoor(browser, watch, slug, true);

  const former = await preview(page).locator("img").getAttribute("src");
  shown = rose.buffer;
  await page.getByRole("button", { name: "Fetch again" }).click();
  await expect(preview(page).locator("img")).not.toHaveAttribute("src", former ?? "");
  await expect(preview(page).locator("img")).toHaveAttribute("src", stored);
  await expect(linkField(page)).toHaveAccessibleDescription("Copied just now.");
  // The colour has been chosen by then, if only by taking what was proposed.
  await expect(colorField(page)).toHaveValue("#2f4b9c");
  expect((await page.request.get(`${foyer.url}${former}`)).status()).toBe(404);
  const [host] = new URL(address).host.split(":");
  expect(internet.asked.filter((place) => place.startsWith(host ?? ""))).toHaveLength(2);
  const [row] = await rows<{ logo_url: string }>(
    "select logo_url from organizations where logo_url = $1",
    [address],
    database.url,
  );
  expect(row?.logo_url).toBe(address);

  await page.getByRole("button", { name: "Remove" }).click();
  await expect(linkField(page)).toHaveValue("");
  await page.getByRole("button", { name: "Save" }).click();
  await expectDoor(browser, watch, slug, false);
});

test("an admin whose link leads nowhere reads why, and tries again once it does", async ({
  page,
  context,
  browser,
  watch,
}) => {
  const { slug, email } = await openBranding(page, context);
  const { buffer } = await pngOf("#2f4b9c");
  let status = 404;
  const address = addressOf((_, response) =>
    status === 200 ? response.end(buffer) : response.writeHead(status).end(),
  );
  await saveLink(page, address);
  await expect(linkField(page)).toHaveAccessibleDescription("There is nothing at that address. Tried just now.");
  await expect(linkField(page)).not.toHaveAttribute("aria-invalid");
  await expectDoor(browser, watch, slug, false);
  status = 200;
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(linkField(page)).toHaveAccessibleDescription("Copied just now.");
  await expectDoor(browser, watch, slug, true);
  status = 403;
  await page.getByRole("button", { name: "Fetch again" }).click();
  await expect(linkField(page)).toHaveAccessibleDescription(
    /shows it to nobody\. Tried just now\. The picture from before is still shown\.$/,
  );
  await expectDoor(browser, watch, slug, true);

  // Another link that leads nowhere takes no picture away.
  const nowhere = addressOf((_, response) => response.writeHead(404).end());
  await linkField(page).fill(nowhere);
  await expect(linkField(page)).toHaveAccessibleDescription(/Until it is here, this one stays\.$/);
  await saveLink(page, nowhere);
  await expect(linkField(page)).toHaveAccessibleDescription(
    "There is nothing at that address. Tried just now. The picture from before is still shown.",
  );
  await expect(preview(page).locator("img")).toHaveAttribute("src", stored);
  await expectDoor(browser, watch, slug, true);

  // As if they had asked sixty times.
  await rows(
    "update rate_limits set points = 60 where key = 'logo by person:' || (select id from users where email = $1)",
    [email],
    database.url,
  );
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("That was asked for too often.");
  await expect(linkField(page)).toHaveValue(nowhere);
});

test("links into the network behind Foyer, and what is no picture, are told from others and never arrive", async ({
  page,
  context,
}) => {
  await openBranding(page, context);
  const html = "<html><script>document.title = 'canary'</script></html>";
  const cases: [string, RegExp][] = [
    [addressOf(undefined, ["127.0.0.1"]), /on the public internet/],
    [addressOf(undefined, ["169.254.169.254"]), /on the public internet/],
    [addressOf(undefined, ["::ffff:10.0.0.1"]), /on the public internet/],
    [addressOf(undefined, [publicAddress, "10.0.0.1"]), /on the public internet/],
    [
      addressOf((_, response) => response.writeHead(302, { location: "https://169.254.169.254/" }).end()),
      /on the public internet/,
    ],
    [addressOf((_, response) => response.writeHead(302, { location: foyer.url }).end()), /https/],
    ["https://nobody.orion-cdn.com/logo.png", /no server of that name on the public internet/],
    ["https://self-signed.orion-cdn.com/logo.png", /no valid certificate/],
    [addressOf(serving(html, { "content-type": "image/png" })), /Choose a PNG, JPEG, WebP, GIF or SVG picture/],
    [addressOf(serving(Buffer.alloc(1024 * 1024 + 1))), /1 MB or less/],
  ];
  internet.name("self-signed.orion-cdn.com", [publicAddress]);
  internet.asked.length = 0;
  for (const [address, reason] of cases) {
    await saveLink(page, address);
    await expect(linkField(page), address).toHaveAccessibleDescription(reason);
    await expect(preview(page).locator("img")).toHaveCount(0);
  }
  // Two that redirect, one page, one file that is too large.
  expect(internet.asked).toHaveLength(4);
});

test("a name that is public when it is saved and private when it is fetched again is not followed there", async ({
  page,
  context,
}) => {
  await openBranding(page, context);
  const { buffer } = await pngOf("#2f4b9c");
  const address = addressOf(serving(buffer), [publicAddress], ["10.0.0.1"]);
  await saveLink(page, address);
  await expect(linkField(page)).toHaveAccessibleDescription("Copied just now.");
  internet.asked.length = 0;
  await page.getByRole("button", { name: "Fetch again" }).click();
  await expect(linkField(page)).toHaveAccessibleDescription(
    /on the public internet.+The picture from before is still shown\.$/,
  );
  expect(internet.asked).toEqual([]);
});

test("someone creates a workspace with a link, and its picture takes the letter's place in the portal", async ({
  page,
  context,
}) => {
  await newcomer(context);
  await page.goto(`${foyer.url}/organizations/new`);
  await nameField(page).fill("Lyra Labs");
  const { buffer } = await pngOf("#2f4b9c");
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await openLinkField(page);
  await linkField(page).fill(
    addressOf(async (_, response) => {
      await released;
      response.end(buffer);
    }),
  );
  await createButton(page).click();
  await expect(page.getByRole("heading", { level: 1, name: "Lyra Labs" })).toBeVisible();
  await expect(logoIn(page)).toHaveCount(0);
  const before = await page.getByRole("main").locator(".logo").first().boundingBox();
  release();
  await expect(logoIn(page).first()).toHaveAttribute("src", stored);
  expect(await page.getByRole("main").locator(".logo").first().boundingBox()).toEqual(before);
});

test("someone without scripts gives a link, looks again, and sees how it went", async ({ browser, watch }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  watch(page);
  await openBranding(page, context);
  const { buffer } = await pngOf("#2f4b9c");
  await page.getByText("Use a link to a picture instead").click();
  await saveLink(page, addressOf(serving(buffer)));
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await expect(async () => {
    const look = page.getByRole("link", { name: "See how it went" });
    if (await look.isVisible()) await look.click();
    await expect(linkField(page)).toHaveAccessibleDescription("Copied just now.", { timeout: 500 });
  }).toPass();
  await page.getByRole("button", { name: "Fetch again" }).click();
  await expect(page.getByText("Fetching the picture.")).toBeVisible();
  await page.getByRole("link", { name: "See how it went" }).click();
  await page.getByLabel("Remove the picture").check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(linkField(page)).toHaveValue("");
  await context.close();
});

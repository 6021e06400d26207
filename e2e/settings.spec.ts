import type { Page } from "@playwright/test";
import { expect, pngOf, test } from "./support/browser.ts";
import { type Answer, Client } from "./support/client.ts";
import { colleagueOf, enter, enterAs, signIn } from "./support/people.ts";
import {
  addressField,
  colorField,
  fileField,
  freeAddress,
  nameField,
  openLinkField,
  preview,
} from "./support/workspace-form.ts";

async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("status").getByText("Saved", { exact: true })).toBeVisible();
}

test("an admin renames a workspace, and reads so in place", async ({ page, context }) => {
  const admin = await signIn();
  await enter(context, admin);
  await page.goto(`/o/${admin.slug}/settings`);
  await nameField(page).fill("  Lyra Labs ");
  await save(page);
  await expect(page).toHaveURL(`/o/${admin.slug}/settings`);
  await expect(nameField(page)).toHaveValue("Lyra Labs");
  await expect(addressField(page)).toHaveValue(admin.slug);
  await expect(page.getByRole("button", { name: "Switch workspace, now Lyra Labs" })).toBeVisible();

  await nameField(page).fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(nameField(page)).toHaveAccessibleDescription("Type a name.");
  await expect(nameField(page)).toBeFocused();
  await expect(page.getByText("Saved", { exact: true })).toBeHidden();
});

test("an admin changes the address twice: every old one leads to the live one, with path and query", async ({
  page,
  context,
}) => {
  const admin = await signIn();
  const [first, second, third] = [admin.slug, freeAddress(), freeAddress()];
  const stranger = new Client();
  // Kept in memory from here on.
  expect((await stranger.get(`/login/${first}`)).status).toBe(200);
  await enter(context, admin);
  await page.goto(`/o/${first}/settings`);
  const other = await signIn();
  await addressField(page).fill(other.slug);
  await expect(addressField(page)).toHaveAccessibleDescription(/^That address is taken\./);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(addressField(page)).toHaveAccessibleDescription(/^That address is taken\./);
  await expect(addressField(page)).toHaveValue(other.slug);
  await expect(addressField(page)).toBeFocused();
  for (const slug of [second, third]) {
    await addressField(page).fill(slug);
    await expect(addressField(page)).toHaveAccessibleDescription(/is free$/);
    await save(page);
    await expect(page).toHaveURL(new RegExp(`/o/${slug}/settings`));
    await expect(addressField(page)).toHaveAccessibleDescription(new RegExp(`^Opens at localhost:\\d+/login/${slug}$`));
  }

  const client = enterAs(new Client(), admin);
  for (const former of [first, second])
    for (const rest of ["", "?from=bookmark", "/members?after=usr_1&x=%C3%A9", "/settings/branding?saved=1"]) {
      const answer = await client.get(`/o/${former}${rest}`);
      expect([rest, answer.status, answer.location?.href]).toEqual([rest, 308, `${client.baseUrl}/o/${third}${rest}`]);
    }
  await expect(async () => expect((await stranger.get(`/login/${first}`)).status).toBe(308)).toPass();
  for (const former of [first, second])
    for (const query of ["", "?from=bookmark&x=%C3%A9"]) {
      const answer = await stranger.get(`/login/${former}${query}`);
      expect([query, answer.status, answer.location?.href]).toEqual([
        query,
        308,
        `${client.baseUrl}/login/${third}${query}`,
      ]);
    }
  await page.goto(`/o/${first}/members?from=bookmark`);
  await expect(page).toHaveURL(`/o/${third}/members?from=bookmark`);
  await expect(page.getByRole("heading", { level: 1, name: "Members" })).toBeVisible();

  // Taken back: no browser may remember where it once led.
  await page.goto(`/login/${first}`);
  await expect(page).toHaveURL(`/login/${third}`);
  await page.goto(`/o/${third}/settings`);
  await addressField(page).fill(first);
  await save(page);
  for (const path of [`/o/${first}/members?from=bookmark`, `/login/${first}`]) {
    await page.goto(path);
    await expect(page).toHaveURL(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  }
});

test("an admin changes colour and logo, and the door that others have open changes with the next look", async ({
  page,
  context,
  browser,
  watch,
}) => {
  const admin = await signIn({ displayName: "Lyra Labs" });
  const outside = await browser.newContext();
  const door = await outside.newPage();
  watch(door);
  const button = door.getByRole("button", { name: "E-mail me a sign-in link" });
  const logo = door.getByRole("main").locator("img");
  const lookAgain = async (expected: () => Promise<void>) =>
    expect(async () => {
      await door.goto(`/login/${admin.slug}`);
      await expected();
    }).toPass();
  await door.goto(`/login/${admin.slug}`);
  await expect(logo).toHaveCount(0);

  await enter(context, admin);
  await page.goto(`/o/${admin.slug}/settings/branding`);
  await fileField(page).setInputFiles(await pngOf("#2f4b9c"));
  await expect(colorField(page)).toHaveValue("#2f4b9c");
  await expect(preview(page).locator("img")).toHaveAttribute("src", /^blob:/);
  await save(page);
  await expect(preview(page).locator("img")).toHaveAttribute("src", /^\/logos\//);
  await expect(colorField(page)).toHaveValue("#2f4b9c");
  await lookAgain(async () => {
    await expect(button).toHaveCSS("background-color", "oklch(0.438 0.1362 266.4)", { timeout: 500 });
    await expect(logo).toHaveAttribute("src", /^\/logos\/[0-9a-f]{64}\.webp$/, { timeout: 500 });
  });
  expect(await logo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  expect(await logo.boundingBox()).toMatchObject({ width: 56, height: 56 });

  await page.getByRole("button", { name: "Remove" }).click();
  await expect(preview(page).locator("img")).toHaveCount(0);
  await colorField(page).fill("");
  await save(page);
  await lookAgain(async () => {
    await expect(logo).toHaveCount(0, { timeout: 500 });
    await expect(button).not.toHaveCSS("background-color", "oklch(0.438 0.1362 266.4)", { timeout: 500 });
  });
  await expect(door.getByRole("main").getByText("L", { exact: true })).toBeVisible();
  await page.reload();
  await expect(fileField(page)).toHaveAccessibleName("Choose a picture");
  await expect(colorField(page)).toHaveValue("");
  await outside.close();
});

test("each new logo proposes its colour, and offers it beside one that was stored", async ({ page, context }) => {
  const admin = await signIn();
  await enter(context, admin);
  await page.goto(`/o/${admin.slug}/settings/branding`);
  const offer = page.getByRole("button", { name: "Use the logo’s colour" });
  for (const color of ["#2f4b9c", "#c01060"]) {
    await fileField(page).setInputFiles(await pngOf(color));
    await expect(colorField(page)).toHaveValue(color);
    await expect(offer).toHaveCount(0);
  }
  await save(page);
  await page.reload();
  await fileField(page).setInputFiles(await pngOf("#1f6b4a"));
  await expect(offer).toBeVisible();
  await expect(colorField(page)).toHaveValue("#c01060");
  await offer.click();
  await expect(page.getByRole("radio", { name: "Fern" })).toBeChecked();
  await expect(offer).toHaveCount(0);
  await expect(colorField(page)).toBeFocused();
});

test("an admin whose colour, link or picture is refused reads so at the field until they change it, and nothing else is lost", async ({
  page,
  context,
}) => {
  const admin = await signIn();
  await enter(context, admin);
  await page.goto(`/o/${admin.slug}/settings/branding`);
  const link = await openLinkField(page);
  await link.fill("https://localhost/logo.png");
  await colorField(page).fill("blue");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(link).toHaveAccessibleDescription(/^Use an address on the public internet/);
  await expect(colorField(page)).toHaveAccessibleDescription("Use a colour such as #2563eb.");
  await expect(link).toBeFocused();
  await expect(link).toHaveValue("https://localhost/logo.png");
  await expect(colorField(page)).toHaveValue("blue");
  await link.fill("https://cdn.lyra-labs.com/logo.png");
  await expect(link).not.toHaveAttribute("aria-invalid");
  await colorField(page).fill("#1F6B4A");
  await expect(colorField(page)).not.toHaveAttribute("aria-invalid");
  await save(page);
  await expect(colorField(page)).toHaveValue("#1f6b4a");
  await expect(link).toHaveValue("https://cdn.lyra-labs.com/logo.png");

  await fileField(page).setInputFiles(await pngOf("#1f6b4a", { width: 4200, height: 8 }));
  await page.getByRole("button", { name: "Save" }).click();
  await expect(fileField(page)).toHaveAccessibleDescription("Choose a picture of at most 4096 × 4096 pixels.");
  await expect(fileField(page)).toBeFocused();
  await fileField(page).setInputFiles(await pngOf("#1f6b4a"));
  await expect(fileField(page)).toHaveAccessibleDescription("logo.png");
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(fileField(page)).toHaveAccessibleDescription(/^PNG, JPEG, WebP, GIF, SVG/);
  await expect(colorField(page)).toHaveValue("#1f6b4a");
});

test("a plain member sees what the workspace is called and looks like, and no form", async ({ page, context }) => {
  const admin = await signIn({ displayName: "Lyra Labs", slug: freeAddress() });
  await enter(context, await colleagueOf(admin));
  await page.goto(`/o/${admin.slug}/settings`);
  const main = page.getByRole("main");
  await expect(main.getByRole("definition")).toHaveText(["Lyra Labs", new RegExp(`/login/${admin.slug}$`)]);
  await expect(main).toContainText("Only admins can change this.");
  await expect(main.locator("form, input")).toHaveCount(0);
  await expect(main.getByRole("button", { name: /^(?!Copy address)/ })).toHaveCount(0);
  await page.getByRole("link", { name: "Branding" }).click();
  await expect(main.getByRole("definition")).toHaveText(["None, so a monogram stands in", "None, so one was picked"]);
  await expect(main.locator("form, input, button")).toHaveCount(0);
});

test("someone outside gets the same answer for a workspace that exists as for one that does not", async () => {
  const { slug } = await signIn();
  const nobodys = slug.replace(/^orion/, "nirio");
  const told = ({ status, headers, body, location }: Answer) => {
    const nonce = /'nonce-([^']+)'/.exec(headers["content-security-policy"]?.toString() ?? "")?.[1] ?? "no nonce";
    const said = [status, location?.href, body].join("\n");
    return [slug, nobodys, nonce].reduce((text, own) => text.replaceAll(own, "…"), said);
  };
  const stranger = enterAs(new Client(), await signIn());
  const signedOut = new Client();
  for (const path of ["", "/settings", "/settings/branding", "/members?after=usr_1"]) {
    const refused = await stranger.get(`/o/${slug}${path}`);
    expect([path, refused.status]).toEqual([path, 404]);
    expect(refused.body).toContain("There is nothing here");
    expect(told(refused)).toBe(told(await stranger.get(`/o/${nobodys}${path}`)));

    const asked = await signedOut.get(`/o/${slug}${path}`);
    expect([path, asked.status, asked.location?.pathname]).toEqual([path, 307, "/sign-in/continue"]);
    expect(asked.location?.searchParams.get("callbackUrl")).toBe(`/o/${slug}${path}`);
    expect(told(asked)).toBe(told(await signedOut.get(`/o/${nobodys}${path}`)));
  }
});

import { expect, pngOf, test } from "./support/browser.ts";
import { householdOf } from "./support/database.ts";
import {
  addressField,
  colorField,
  createButton,
  expectProblem,
  fileField,
  freeAddress,
  nameField,
  openForm,
  openLinkField,
  preview,
  storedAt,
} from "./support/workspace-form.ts";

test("someone names a workspace in any script and its address follows, until they type one themselves", async ({
  page,
  context,
}) => {
  await openForm(page, context);
  const mark = freeAddress();
  await nameField(page).fill(`Söhne & ${mark} GmbH`);
  await expect(addressField(page)).toHaveValue(`sohne-and-${mark}-gmbh`);
  await nameField(page).fill(`株式会社オリオン ${mark}`);
  await expect(addressField(page)).toHaveValue(new RegExp(`^[a-z][a-z-]*orion-${mark}$`));
  await nameField(page).fill(`Орион ${mark}`);
  await expect(addressField(page)).toHaveValue(`orion-${mark}`);
  await expect(page.getByText(`/login/orion-${mark} is free`)).toHaveCount(2);

  await addressField(page).fill(`${mark}-own`);
  await nameField(page).fill("Something else");
  await nameField(page).fill("さくら");
  await expect(page.getByText(`/login/${mark}-own is free`)).toHaveCount(2);
  await expect(addressField(page)).toHaveValue(`${mark}-own`);

  await addressField(page).fill("");
  await expect(page.getByText("Made from the name unless you type one.")).toBeVisible();
  await nameField(page).fill(`Back to ${mark}`);
  await expect(addressField(page)).toHaveValue(`back-to-${mark}`);
});

test("someone who types an address reads whether it can be had, and takes a free one with a click", async ({
  page,
  context,
}) => {
  const { slug: taken } = await openForm(page, context);
  const said = page.getByRole("status");
  const offers = page.getByRole("group", { name: "Free addresses" }).getByRole("button");

  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route("**/organizations/availability?*", async (route) => {
    await held;
    await route.continue();
  });
  const free = freeAddress();
  await addressField(page).fill(free);
  await expect(addressField(page)).toHaveAccessibleDescription(new RegExp(`^Checking localhost:\\d+/login/${free}$`));
  answer();
  await expect(addressField(page)).toHaveAccessibleDescription(new RegExp(`/login/${free} is free$`));
  await expect(said).toContainText(`/login/${free} is free`);
  await expect(offers).toHaveCount(0);

  await addressField(page).fill(taken);
  await expectProblem(addressField(page), "That address is taken. Try one of these.");
  await expect(offers).toHaveText([`${taken}-2`, `${taken}-hq`, `${taken}-team`]);
  await expect(said).toContainText(`That address is taken. Try one of these. ${taken}-2`);
  await offers.nth(1).click();
  await expect(addressField(page)).toHaveValue(`${taken}-hq`);
  await expect(addressField(page)).toBeFocused();
  await expect(addressField(page)).toHaveAccessibleDescription(new RegExp(`/login/${taken}-hq is free$`));
  await expect(offers).toHaveCount(0);

  await addressField(page).fill("support");
  await expectProblem(addressField(page), "“support” is kept for Foyer itself. Try one of these.");
  await expect(offers).toHaveCount(3);

  await addressField(page).fill(`Lyra ${free}!`);
  await expectProblem(addressField(page), "Use only letters from a to z, digits and hyphens.");
  await expect(offers).toHaveText([`lyra-${free}`]);
  await addressField(page).fill("ly");
  await expectProblem(addressField(page), "Use 3 characters or more.");
  await addressField(page).fill("127.0.0.1");
  await expectProblem(addressField(page), /IP address/);
  await nameField(page).fill("The name does not win over what was typed");
  await offers.first().click();
  await expect(addressField(page)).not.toHaveAttribute("aria-invalid");
});

test("someone sees the door they are making: name, address, colour and picture as they choose them", async ({
  page,
  context,
}) => {
  await openForm(page, context);
  const slug = freeAddress();
  await expect(preview(page)).toContainText("Sign in to your workspace");
  await nameField(page).fill("Lyra Labs");
  await addressField(page).fill(slug);
  await expect(preview(page)).toContainText("Sign in to Lyra Labs");
  await expect(preview(page).getByText(`/login/${slug}`)).toHaveCount(2);
  const monogram = preview(page).getByText("L", { exact: true });
  await colorField(page).fill("#2f4b9c");
  await expect(monogram).toHaveCSS("background-color", "oklch(0.438 0.1362 266.4)");
  await expect(page.getByRole("radio", { name: "Night" })).toBeChecked();
  await page.getByRole("radio", { name: "Fern" }).check();
  await expect(colorField(page)).toHaveValue("#1f6b4a");
  await expect(monogram).not.toHaveCSS("background-color", "oklch(0.438 0.1362 266.4)");

  const picture = preview(page).locator("img");
  await fileField(page).setInputFiles(await pngOf("#7a2f63"));
  await expect(picture).toHaveAttribute("src", /^blob:/);
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(128);
  await expect(page.getByText("logo.png")).toBeVisible();
  // A colour that somebody chose stays theirs, whatever the picture's is.
  await expect(colorField(page)).toHaveValue("#1f6b4a");
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(picture).toHaveCount(0);
  await expect(monogram).toBeVisible();
  await expect(fileField(page)).toBeFocused();
});

test("someone impatient who clicks twice has one workspace, and so does someone who presses Enter twice", async ({
  page,
  context,
}) => {
  const { email } = await openForm(page, context);
  for (const [index, send] of [
    () => createButton(page).dblclick(),
    async () => {
      await nameField(page).focus();
      await page.keyboard.press("Enter");
      await page.keyboard.press("Enter");
    },
  ].entries()) {
    const slug = freeAddress();
    await page.goto("/organizations/new");
    await nameField(page).fill("Lyra Labs");
    await addressField(page).fill(slug);
    await send();
    await expect(page).toHaveURL(`/o/${slug}`);
    await expect(page.getByRole("heading", { level: 1, name: "Lyra Labs" })).toBeVisible();
    expect(await householdOf(email)).toMatchObject({ organizations: index + 2, admins: index + 2, slugs: index + 2 });
  }
});

test("someone gives a link as a logo: it is kept, and the monogram stands in and says so", async ({
  page,
  context,
}) => {
  const logo = "https://cdn.lyra-labs.com/logo.png";
  await openForm(page, context);
  const slug = freeAddress();
  await nameField(page).fill("Lyra Labs");
  await addressField(page).fill(slug);
  const link = await openLinkField(page);
  await link.fill(logo);
  await expect(link).toHaveAccessibleDescription(
    "Foyer fetches the picture once this is saved. Until it is here, the letter stands in.",
  );
  await expect(preview(page).getByText("L", { exact: true })).toBeVisible();
  await createButton(page).click();
  await expect(page).toHaveURL(`/o/${slug}`);
  expect(await storedAt(slug)).toMatchObject([{ logo_url: logo, logo_hash: null }]);
  await expect(page.getByRole("main").locator("img")).toHaveCount(0);
  // A link that led to nothing is no logo.
  await expect(page.getByText("Add a logo", { exact: true })).toBeVisible();

  await page.goto(`/o/${slug}/settings/branding`);
  await expect(page.getByLabel("Link to a picture")).toHaveValue(logo);
  // Nothing is there: logo-links.spec.ts has links that lead somewhere.
  await expect(page.getByLabel("Link to a picture")).toHaveAccessibleDescription(/^Fetching the picture\.|server/);
});

test("someone who creates a workspace is in it: the page, the switcher and the session say so", async ({
  page,
  context,
}) => {
  const { email, organizationId } = await openForm(page, context);
  const whereAmI = async () => (await (await page.request.get("/api/auth/session")).json()) as { oid: string };
  expect((await whereAmI()).oid).toBe(organizationId);
  const slug = freeAddress();
  await nameField(page).fill("Lyra Labs");
  await addressField(page).fill(slug);
  await createButton(page).click();
  await expect(page).toHaveURL(`/o/${slug}`);
  await expect(page.getByRole("button", { name: "Switch workspace, now Lyra Labs" })).toBeVisible();
  const [organization] = await storedAt(slug);
  expect(await whereAmI()).toMatchObject({ oid: organization?.id, user: { email }, roles: ["admin"] });
});

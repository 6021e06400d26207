import { makeOrganization } from "#db/testing/factories";
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

test("someone who forgot or mistyped something reads it at the fields before anything is sent", async ({
  page,
  context,
}) => {
  const { email } = await openForm(page, context);
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() !== "GET") sent.push(request.url());
  });
  const link = await openLinkField(page);
  await addressField(page).fill("Not an address");
  await fileField(page).setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await link.fill("http://orion.com/logo.png");
  await colorField(page).fill("blue");
  await createButton(page).click();
  await expectProblem(nameField(page), "Type a name.");
  await expectProblem(addressField(page), /^Use only letters from a to z, digits and hyphens\./);
  await expectProblem(link, "Type a full address that starts with https://.");
  await expectProblem(colorField(page), "Use a colour such as #2563eb.");
  await expect(nameField(page)).toBeFocused();

  await nameField(page).fill("Lyra Labs");
  await expect(nameField(page)).not.toHaveAttribute("aria-invalid");
  await nameField(page).press("Enter");
  await expect(addressField(page)).toBeFocused();
  await addressField(page).fill(freeAddress());
  await expect(addressField(page)).not.toHaveAttribute("aria-invalid");
  await createButton(page).click();
  await expect(link).toBeFocused();
  await link.fill("");
  await createButton(page).click();
  await expect(colorField(page)).toBeFocused();
  await colorField(page).fill("#1f6b4a");
  await fileField(page).setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await expectProblem(fileField(page), "Choose a PNG, JPEG, WebP, GIF or SVG picture.");
  await createButton(page).click();
  await expect(fileField(page)).toBeFocused();
  expect(sent).toEqual([]);

  await fileField(page).setInputFiles(await pngOf("#1f6b4a"));
  await createButton(page).click();
  await expect(page.getByRole("heading", { level: 1, name: "Lyra Labs" })).toBeVisible();
  expect(await householdOf(email)).toMatchObject({ organizations: 2, admins: 2 });
});

test("someone whose address went to someone else meanwhile loses nothing they typed, and ends in the next one", async ({
  page,
  context,
}) => {
  await openForm(page, context);
  const slug = freeAddress();
  await nameField(page).fill("Lyra Labs");
  await addressField(page).fill(slug);
  await expect(addressField(page)).toHaveAccessibleDescription(/is free$/);
  await fileField(page).setInputFiles(await pngOf("#7a2f63"));
  await expect(colorField(page)).toHaveValue("#7a2f63");
  await makeOrganization({ slug });
  await createButton(page).click();
  await expectProblem(addressField(page), /^That address is taken\. Try /);
  await expect(addressField(page)).toBeFocused();
  await expect(addressField(page)).toHaveValue(slug);
  await expect(nameField(page)).toHaveValue("Lyra Labs");
  await expect(colorField(page)).toHaveValue("#7a2f63");
  await expect(preview(page).locator("img")).toHaveAttribute("src", /^blob:/);

  await page.getByRole("button", { name: `${slug}-2` }).click();
  await expect(addressField(page)).not.toHaveAttribute("aria-invalid");
  await createButton(page).click();
  await expect(page).toHaveURL(`/o/${slug}-2`);
  const [organization] = await storedAt(`${slug}-2`);
  expect(organization).toMatchObject({ display_name: "Lyra Labs", color: "#7a2f63" });
  expect(organization?.logo_hash).toMatch(/^[0-9a-f]{64}$/);
});

test("someone whose picture only the server refuses reads so at the picture, and the rest stays", async ({
  page,
  context,
}) => {
  await openForm(page, context);
  const slug = freeAddress();
  const link = await openLinkField(page);
  await link.fill("https://cdn.lyra-labs.com/logo.png");
  await nameField(page).fill("Lyra Labs");
  await addressField(page).fill(slug);
  // A browser shows it, so only the server says that it is too wide.
  await fileField(page).setInputFiles(await pngOf("#1f6b4a", { width: 4200, height: 8 }));
  // One replaces the other.
  await expect(link).toHaveValue("");
  await createButton(page).click();
  await expectProblem(fileField(page), "Choose a picture of at most 4096 × 4096 pixels.");
  await expect(fileField(page)).toBeFocused();
  await expect(nameField(page)).toHaveValue("Lyra Labs");
  await expect(addressField(page)).toHaveValue(slug);
  await expect(colorField(page)).toHaveValue("#1f6b4a");
  expect(await storedAt(slug)).toEqual([]);

  await fileField(page).setInputFiles(await pngOf("#1f6b4a"));
  await expect(fileField(page)).not.toHaveAttribute("aria-invalid");
  await createButton(page).click();
  await expect(page).toHaveURL(`/o/${slug}`);
});

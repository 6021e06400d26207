import { expect, pngOf, test } from "./support/browser.ts";
import { enter, freshPerson, signIn } from "./support/people.ts";
import {
  addressField,
  colorField,
  createButton,
  expectProblem,
  fileField,
  freeAddress,
  linkField,
  nameField,
  storedAt,
} from "./support/workspace-form.ts";

test.use({ javaScriptEnabled: false });

const text = (body: string) => ({ name: "notes.png", mimeType: "image/png", buffer: Buffer.from(body) });

test("someone without scripts signs up by mail, names the workspace that is there, and is in its portal", async ({
  page,
}) => {
  const { email, company } = freshPerson();
  await page.goto("/sign-up");
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "E-mail me a link to start" }).click();
  await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
  await page.getByRole("link", { name: "Open the local mailbox" }).click();
  const mail = page.getByRole("listitem").filter({ hasText: `To ${email}` });
  await mail.first().getByRole("link", { name: "/sign-in/confirm" }).click();
  await expect(page.getByText(`You are about to sign in as ${email}.`)).toBeVisible();
  await page.getByRole("button", { name: "Sign in" }).click();

  await expect(page).toHaveURL("/welcome");
  await expect(nameField(page)).toHaveValue(company);
  const before = await addressField(page).inputValue();
  await nameField(page).fill("Lyra Labs");
  await addressField(page).fill("admin");
  await fileField(page).setInputFiles(text("Not a picture at all."));
  await page.getByRole("button", { name: "Continue" }).click();
  await expectProblem(fileField(page), "Choose a PNG, JPEG, WebP, GIF or SVG picture.");
  await expectProblem(addressField(page), "“admin” is kept for Foyer itself.");
  await expect(nameField(page)).toHaveValue("Lyra Labs");
  await addressField(page).fill(before);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(`/o/${before}`);
  await expect(page.getByRole("heading", { level: 1, name: "Lyra Labs" })).toBeVisible();
});

test("someone without scripts creates a workspace with a logo, and a refused form keeps what they typed", async ({
  page,
  context,
}) => {
  const person = await signIn();
  await enter(context, person);
  await page.goto("/organizations");
  await page.getByRole("link", { name: "Create workspace" }).click();
  const [name, address, file] = [nameField(page), addressField(page), fileField(page)];
  const [color, link, create] = [colorField(page), linkField(page), createButton(page)];
  await name.fill("Lyra Labs");
  await address.fill(person.slug);
  await file.setInputFiles(await pngOf("#2f4b9c"));
  await color.fill("#1f6b4a");
  await create.click();
  await expect(page).toHaveURL("/organizations/new");
  await expect(address).toHaveAttribute("aria-invalid", "true");
  await expect(address).toHaveAccessibleDescription(
    `That address is taken. Try ${person.slug}-2 or ${person.slug}-hq.`,
  );
  await expect(address).toHaveValue(person.slug);
  await expect(name).toHaveValue("Lyra Labs");
  await expect(color).toHaveValue("#1f6b4a");
  await expect(file).toHaveAccessibleDescription("Choose logo.png again; the page could not keep it.");

  const slug = freeAddress();
  await address.fill(slug);
  await page.getByText("Use a link to a picture instead").click();
  await link.fill("http://lyra-labs.com/logo.png");
  await create.click();
  await expect(link).toHaveAccessibleDescription("Type a full address that starts with https://.");
  await expect(link).toHaveValue("http://lyra-labs.com/logo.png");
  await expect(address).not.toHaveAttribute("aria-invalid");

  await link.fill("");
  await address.fill("admin");
  await file.setInputFiles(text("Not a picture at all."));
  await create.click();
  await expectProblem(file, "Choose a PNG, JPEG, WebP, GIF or SVG picture.");
  await expectProblem(address, "“admin” is kept for Foyer itself.");
  await expect(address).toHaveValue("admin");
  await expect(name).toHaveValue("Lyra Labs");
  await expect(color).toHaveValue("#1f6b4a");

  await address.fill(slug);
  await file.setInputFiles(await pngOf("#2f4b9c"));
  await create.click();
  await expect(page).toHaveURL(`/o/${slug}`);
  await expect(page.getByRole("heading", { level: 1, name: "Lyra Labs" })).toBeVisible();
  const logo = page.getByRole("main").locator("img").first();
  await expect(logo).toHaveAttribute("src", /^\/logos\/[0-9a-f]{64}\.webp$/);
  expect(await storedAt(slug)).toMatchObject([{ color: "#1f6b4a" }]);
});

test("someone without scripts switches through the list, renames, changes the brand, and signs out", async ({
  page,
  context,
}) => {
  const person = await signIn({ displayName: "Orion Analytics" });
  await enter(context, person);
  await page.goto("/organizations/new");
  const slug = freeAddress();
  await nameField(page).fill("Lyra Labs");
  await addressField(page).fill(slug);
  await createButton(page).click();
  await expect(page).toHaveURL(`/o/${slug}`);

  await page.getByRole("button", { name: "Switch workspace, now Lyra Labs" }).click();
  await expect(page).toHaveURL(/\/organizations\??$/);
  await page.getByRole("button", { name: "Open Orion Analytics" }).click();
  await expect(page).toHaveURL(`/o/${person.slug}`);
  const session = await page.request.get("/api/auth/session");
  expect(((await session.json()) as { oid: string }).oid).toBe(person.organizationId);

  await page.getByRole("link", { name: "Settings" }).click();
  await nameField(page).fill("Orion House");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Switch workspace, now Orion House" })).toBeVisible();
  await addressField(page).fill(slug);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(addressField(page)).toHaveAccessibleDescription(/^That address is taken\. Try /);
  await expect(addressField(page)).toHaveValue(slug);
  await addressField(page).fill(`${person.slug}-house`);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(new RegExp(`/o/${person.slug}-house/settings`));
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();

  await page.getByRole("link", { name: "Branding" }).click();
  await fileField(page).setInputFiles(await pngOf("#2f4b9c"));
  await page.getByRole("radio", { name: "Plum" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await expect(colorField(page)).toHaveValue("#7a2f63");
  await page.getByLabel("Remove the picture").check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(fileField(page)).toBeVisible();
  await expect(page.getByLabel("Remove the picture")).toHaveCount(0);

  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/");
  await page.goto(`/o/${slug}`);
  await expect(page).toHaveURL(/\/sign-in\/continue/);
});

test("someone without scripts signs in at an organization's door and ends in that organization", async ({ page }) => {
  const person = await signIn({ displayName: "Lyra Labs", slug: freeAddress() });
  await page.goto("/login");
  await addressField(page).fill(person.slug);
  await page.getByRole("button", { name: "Go to the door" }).click();
  await expect(page).toHaveURL(`/login/${person.slug}`);
  await expect(page.getByRole("heading", { level: 1, name: "Sign in to Lyra Labs" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Sign in with a passkey" })).toBeHidden();
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByRole("button", { name: "E-mail me a sign-in link" }).click();
  await page.getByRole("link", { name: "Open the local mailbox" }).click();
  const mail = page.getByRole("listitem").filter({ hasText: `To ${person.email}` });
  await mail.first().getByRole("link", { name: "/sign-in/confirm" }).click();
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(`/o/${person.slug}`);
  await expect(page.getByRole("heading", { level: 1, name: "Lyra Labs" })).toBeVisible();
});

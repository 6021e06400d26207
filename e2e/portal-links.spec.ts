import { type Browser, test as withoutScripts } from "@playwright/test";
import { publish } from "../testing/dns-server.ts";
import { expect, test } from "./support/browser.ts";
import { rows } from "./support/database.ts";
import { target } from "./support/environment.ts";
import { enter, signIn } from "./support/people.ts";
import { enterPortal, portalLink } from "./support/portals.ts";
import { colorField } from "./support/workspace-form.ts";

const stateOf = async (organizationId: string) =>
  (await rows("select display_name, color from organizations where id = $1", [organizationId]))[0];

const membersOf = (organizationId: string) =>
  rows("select user_id from memberships where organization_id = $1", [organizationId]);

const over = "This link opens nothing any more";

test("someone without an account sets a workspace up through a link, and finishes", async ({ page, browser }) => {
  const { organizationId, slug, userId } = await signIn({ displayName: "Orion Analytics" });
  const { path, portal } = await portalLink(organizationId);
  // A mail scanner and a preview looked at it first, and so does a hesitant person.
  for (let looks = 0; looks < 3; looks++) await page.goto(path);
  await expect(page.getByRole("heading", { level: 1, name: "Set up Orion Analytics" })).toBeVisible();
  await page.getByRole("button", { name: "Open the portal" }).click();
  await expect(page).toHaveURL(portal);
  await expect(page.getByRole("banner")).toContainText("Orion Analytics");
  await expect(page.getByRole("banner")).toContainText("Closes in 6 h");

  await page.getByLabel("Name").fill("Lyra Labs");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("banner")).toContainText("Lyra Labs");
  await page.getByRole("link", { name: "Branding" }).click();
  await colorField(page).fill("#1f6b4a");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  expect(await stateOf(organizationId)).toEqual({ display_name: "Lyra Labs", color: "#1f6b4a" });

  await page.getByRole("link", { name: "Domains" }).click();
  const domain = `lyra-${slug}.com`;
  await page.getByRole("textbox", { name: "Domain" }).fill(domain);
  await page.getByRole("button", { name: "Add domain" }).click();
  const entry = page.getByRole("listitem").filter({ hasText: domain });
  await expect(entry).toContainText("Pending");
  const [record] = await rows<{ token: string }>("select token from organization_domains where domain = $1", [domain]);
  publish(target.zone, `_foyer.${domain}`, { texts: [`foyer-verification=${record?.token}`] });
  await page.getByRole("button", { name: `Verify now ${domain}` }).click();
  await expect(page.getByText(`${domain} is verified.`)).toBeVisible();
  await expect(page).toHaveURL(/\/portal\/lnk_\d+\/domains\?looked=/);

  // The link is used up, for everybody.
  const elsewhere = await (await browser.newContext()).newPage();
  await elsewhere.goto(path);
  await expect(elsewhere.getByRole("heading", { name: over })).toBeVisible();
  await elsewhere.goto(portal);
  await expect(elsewhere.getByRole("heading", { name: over })).toBeVisible();
  await elsewhere.context().close();

  await page.getByRole("button", { name: "Finish" }).click();
  await expect(page.getByRole("heading", { name: "You have finished" })).toBeVisible();
  await page.goto(portal);
  await expect(page.getByRole("heading", { name: over })).toBeVisible();
  expect(await page.context().cookies()).toEqual([]);
  expect(await membersOf(organizationId)).toEqual([{ user_id: userId }]);
});

test("a link for single sign-on leads to domains, says what is not there yet, and to nothing else", async ({
  page,
}) => {
  const { organizationId } = await signIn();
  const portal = await enterPortal(page, organizationId, ["sso"]);
  await expect(page).toHaveURL(`${portal}/domains`);
  await expect(
    page.getByText(/single sign-on needs one\. The rest of the set-up is not in this version of Foyer yet\.$/),
  ).toBeVisible();
  await expect(page.getByRole("navigation")).toHaveCount(0);
  await page.goto(`${portal}/branding`);
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  await page.goto(portal);
  await expect(page).toHaveURL(`${portal}/domains`);
});

test("two portals in one browser stay apart, beside the person who is signed in there", async ({ page, context }) => {
  const [person, first, second] = [await signIn(), await signIn(), await signIn()];
  await enter(context, person);
  const [one, two] = [await enterPortal(page, first.organizationId), await enterPortal(page, second.organizationId)];
  for (const [portal, name] of [
    [one, "Vega One"],
    [two, "Vega Two"],
  ] as const) {
    await page.goto(portal);
    await page.getByLabel("Name").fill(name);
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("banner")).toContainText(name);
  }
  expect((await stateOf(first.organizationId))?.display_name).toBe("Vega One");
  expect((await stateOf(second.organizationId))?.display_name).toBe("Vega Two");
  await page.goto(one);
  await page.getByRole("button", { name: "Finish" }).click();
  await expect(page.getByRole("heading", { name: "You have finished" })).toBeVisible();
  await page.goto(two);
  await expect(page.getByLabel("Name")).toHaveValue("Vega Two");
  await page.goto("/home");
  await expect(page).toHaveURL(`/o/${person.slug}`);
  // What was done is in the eyes of the members, by whom it was done.
  await enter(context, first);
  await page.goto(`/o/${first.slug}`);
  await expect(page.getByText("Someone with a link renamed the workspace to Vega One")).toBeVisible();
});

withoutScripts("someone without scripts opens a link, saves and finishes", async ({ browser }) => {
  const { organizationId } = await signIn();
  const page = await plainPage(browser);
  const portal = await enterPortal(page, organizationId);
  await page.getByLabel("Name").fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByLabel("Name")).toHaveAccessibleDescription("Type a name.");
  await page.getByLabel("Name").fill("Lyra Labs");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  expect((await stateOf(organizationId))?.display_name).toBe("Lyra Labs");
  await page.goto(`${portal}/domains`);
  await page.getByRole("textbox", { name: "Domain" }).fill(`lyra-${portal.slice(-12)}.com`);
  await page.getByRole("button", { name: "Add domain" }).click();
  await expect(page.getByText("Pending")).toBeVisible();
  await page.getByRole("button", { name: "Finish" }).click();
  await expect(page.getByRole("heading", { name: "You have finished" })).toBeVisible();
  await page.context().close();
});

const plainPage = async (browser: Browser) =>
  (await browser.newContext({ javaScriptEnabled: false, baseURL: target.baseUrl })).newPage();

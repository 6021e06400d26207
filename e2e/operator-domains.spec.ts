import type { Page } from "@playwright/test";
import { makeDomain, makeOrganization } from "#db/testing/factories";
import { expect, test } from "./support/browser.ts";
import { Client } from "./support/client.ts";
import { rows } from "./support/database.ts";
import { originOf } from "./support/hosts.ts";
import { mark, search, title } from "./support/operator.ts";
import { enter, signInOperator } from "./support/people.ts";

const freshDomain = () => `lyra-${mark()}.com`;
const pageOf = (id: string) => `/admin/organizations/${id}`;
const domainField = (page: Page) => page.getByRole("textbox", { name: "Domain" });
const entryOf = (page: Page, domain: string) =>
  page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: domain, exact: true }) });

async function add(page: Page, domain: string): Promise<void> {
  await domainField(page).fill(domain);
  await page.getByRole("button", { name: "Add domain" }).click();
}

async function remove(page: Page, domain: string): Promise<void> {
  await entryOf(page, domain).locator("summary", { hasText: "Remove" }).click();
  await expect(entryOf(page, domain)).toContainText("Addresses on it stop working at once.");
  await page.getByRole("button", { name: `Remove ${domain}` }).click();
  await expect(entryOf(page, domain)).toHaveCount(0);
}

const stored = (id: string) =>
  rows<{ domain: string; status: string; created_via: string }>(
    "select domain, status, created_via from organization_domains where organization_id = $1 order by created_at",
    [id],
  );

test.beforeEach(async ({ context }) => {
  await enter(context, await signInOperator());
});

test("an operator adds a customer's domain: its door opens at once, and is shut when the domain is removed", async ({
  page,
}) => {
  const domain = freshDomain();
  const host = `auth.${domain}`;
  const { id } = await makeOrganization({ displayName: "Lyra Labs", slug: host });
  const stranger = new Client({ baseUrl: originOf(host) });
  const door = (status: number) =>
    expect(async () => expect((await stranger.get("/")).status).toBe(status)).toPass({ intervals: [50] });
  await door(404);
  await page.goto(pageOf(id));
  await add(page, `https://${domain}/`);
  await expect(domainField(page)).toHaveAccessibleDescription(`Type it as ${domain}.`);
  await page.getByRole("button", { name: `Add ${domain}` }).click();
  await expect(page.getByRole("status").getByText(`${domain} is verified.`)).toBeVisible();
  await expect(entryOf(page, domain)).toContainText("Verified");
  await expect(entryOf(page, domain)).toContainText("Added by an operator. It needs no record in DNS.");
  await expect(page.getByText(`Olu Adeyemi added the domain ${domain}`)).toBeVisible();
  await door(200);
  expect((await stranger.get("/")).body).toContain("Sign in to Lyra Labs");
  await page.goto(`/login/${host}`);
  await expect(title(page, "Sign in to Lyra Labs")).toBeVisible();

  // A link to a door leads to the organization, and so does any host in its domain.
  for (const link of [`https://${host}/`, `https://www.${domain}/about`, domain]) {
    await search(page, link);
    await expect(page).toHaveURL(new RegExp(`${pageOf(id)}\\?`));
    await expect(page.getByText(`“${link}” names exactly this one.`)).toBeVisible();
    await expect(page.getByRole("link", { name: "Show everything that has it" })).toHaveCount(0);
  }
  await remove(page, domain);
  await expect(page.getByText(`Olu Adeyemi removed the domain ${domain}`)).toBeVisible();
  await door(404);
  expect(await stored(id)).toEqual([]);
});

test("an operator reads why a domain cannot be had, and verifies one that waits for its record", async ({ page }) => {
  const [waiting, taken] = [freshDomain(), freshDomain()];
  const [own, other] = [await makeOrganization(), await makeOrganization({ displayName: "Vega Works" })];
  await makeDomain(own.id, waiting, { status: "pending", nextCheckAt: new Date(Date.now() + 3_600_000) });
  await makeDomain(own.id, taken, { status: "failed" });
  await makeDomain(other.id, taken);
  await page.goto(pageOf(own.id));
  for (const [typed, said] of [
    ["", "Type a domain."],
    ["co.uk", /shared by many owners/],
    ["gmail.com", /mail service that anyone can join/],
    ["lyra.localhost", /set aside for private networks/],
    [taken, `Another workspace has ${taken}. Search for it, and remove it there first.`],
  ] as const) {
    await add(page, typed);
    await expect(domainField(page)).toHaveAccessibleDescription(said);
    await expect(domainField(page)).toHaveValue(typed);
  }
  const verify = (domain: string) => page.getByRole("button", { name: `Verify without a record ${domain}` });
  await verify(taken).click();
  await expect(entryOf(page, taken).getByRole("alert")).toContainText("Another workspace has");
  await verify(waiting).click();
  await expect(entryOf(page, waiting)).toContainText("Added by an operator.");
  await expect(verify(waiting)).toHaveCount(0);
  expect(await stored(own.id)).toEqual(
    expect.arrayContaining([
      { domain: waiting, status: "verified", created_via: "operator" },
      { domain: taken, status: "failed", created_via: "user" },
    ]),
  );
  await search(page, taken);
  await expect(title(page, "Vega Works")).toBeVisible();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("an operator adds, verifies and removes domains", async ({ page }) => {
    const [added, waiting] = [freshDomain(), freshDomain()];
    const { id } = await makeOrganization();
    await makeDomain(id, waiting, { status: "pending" });
    await page.goto(pageOf(id));
    await add(page, added);
    await expect(page.getByText(`${added} is verified.`)).toBeVisible();
    await page.getByRole("button", { name: `Verify without a record ${waiting}` }).click();
    await expect(entryOf(page, waiting)).toContainText("Verified");
    await remove(page, added);
    expect(await stored(id)).toEqual([{ domain: waiting, status: "verified", created_via: "operator" }]);
  });
});

import type { Page } from "@playwright/test";
import { makeDomain, makeMembership, makeOrganization, makeSession, makeUser } from "#db/testing/factories";
import { closeJobs, jobQueue } from "#lib/jobs/queue";
import { publish, withdraw } from "../testing/dns-server.ts";
import { fromForm, type RecordedAction, recordAction, replay, transports } from "./support/actions.ts";
import { expect, test } from "./support/browser.ts";
import { Client } from "./support/client.ts";
import { rows } from "./support/database.ts";
import { target } from "./support/environment.ts";
import { formsIn } from "./support/html-form.ts";
import { enter, enterAs, type SignedIn, signIn } from "./support/people.ts";
import { addressField } from "./support/workspace-form.ts";

const freshDomain = () => `lyra-${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}.com`;
const pageOf = ({ slug }: { slug: string }) => `/o/${slug}/settings/domains`;
const domainField = (page: Page) => page.getByRole("textbox", { name: "Domain" });
const entryOf = (page: Page, domain: string) => page.getByRole("listitem").filter({ hasText: domain });
const verifyButton = (page: Page, domain: string) => page.getByRole("button", { name: `Verify now ${domain}` });

const stored = ({ organizationId }: SignedIn) =>
  rows<{ id: string; domain: string; status: string }>(
    "select id, domain, status from organization_domains where organization_id = $1 order by created_at",
    [organizationId],
  );

async function add(page: Page, domain: string): Promise<void> {
  await domainField(page).fill(domain);
  await page.getByRole("button", { name: "Add domain" }).click();
}

/** Copies the record off the page, as its admin does, and puts it into DNS. */
async function publishRecord(page: Page, domain: string): Promise<string> {
  await expect(entryOf(page, domain).getByRole("definition")).toHaveCount(3);
  const parts = await entryOf(page, domain).getByRole("definition").allInnerTexts();
  const [type, name = "", value = ""] = parts.map((text) => text.replace(/^Copy \w+\s+/, "").trim());
  expect([type, name]).toEqual(["TXT", `_foyer.${domain}`]);
  publish(target.zone, name, { texts: ["v=spf1 -all", value] });
  return name;
}

/** The time for the next look has come, after so many that found nothing. */
async function lookWhenDue(domain: string, misses: number): Promise<void> {
  await rows("update organization_domains set next_check_at = now(), misses = $2 where domain = $1", [domain, misses]);
  await (await jobQueue()).send("domain-checks", {});
}

test.afterAll(closeJobs);

test("an admin proves a domain by a DNS record, and the proof is lost again when the record is gone", async ({
  page,
  context,
}) => {
  const admin = await signIn();
  const domain = freshDomain();
  await enter(context, admin);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(pageOf(admin));
  await add(page, domain);
  await expect(page.getByText(`${domain} is in the list. Publish its record, then verify it.`)).toBeVisible();
  await expect(domainField(page)).toHaveValue("");
  const entry = entryOf(page, domain);
  await expect(entry).toContainText("Pending");
  await entry.getByRole("button", { name: /^Copy value/ }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^foyer-verification=[0-9a-f]{32}$/);

  await verifyButton(page, domain).click();
  await expect(page.getByText(`The proof of ${domain} was not found.`)).toBeVisible();
  await expect(entry).toContainText(`DNS knows no ${domain}.`);
  const name = await publishRecord(page, domain);
  await verifyButton(page, domain).click();
  await expect(page.getByText(`${domain} is verified.`)).toBeVisible();
  await expect(entry).toContainText("Verified");
  await expect(entry).toContainText("Leave the record in DNS");

  withdraw(target.zone, name);
  await lookWhenDue(domain, 0);
  await expect(async () => {
    await page.goto(pageOf(admin));
    await expect(entry).toContainText("Addresses on it go on working for now.", { timeout: 500 });
  }).toPass();
  await expect(entry).toContainText("Verified");
  await lookWhenDue(domain, 3);
  await expect(async () => {
    await page.goto(pageOf(admin));
    await expect(entry).toContainText("Failed", { timeout: 500 });
  }).toPass();
  await expect(entry).toContainText("Foyer has stopped looking");
  await page.goto(`/o/${admin.slug}`);
  await expect(page.getByRole("main")).toContainText(`Foyer no longer finds the proof of ${domain}`);
  await expect(page.getByRole("main")).toContainText(`You verified the domain ${domain}`);
});

test("a domain is found by itself once its record is published", async ({ page, context }) => {
  const admin = await signIn();
  const domain = freshDomain();
  await enter(context, admin);
  await page.goto(pageOf(admin));
  await add(page, domain);
  await expect(entryOf(page, domain)).toBeVisible();
  await publishRecord(page, domain);
  await lookWhenDue(domain, 5);
  await expect(async () => expect((await stored(admin)).map(({ status }) => status)).toEqual(["verified"])).toPass();
});

test("an admin who pastes an address takes the domain in it, and reads why others cannot be had", async ({
  page,
  context,
}) => {
  const admin = await signIn();
  const other = await signIn();
  const [domain, taken] = [freshDomain(), freshDomain()];
  await makeDomain(other.organizationId, taken);
  await enter(context, admin);
  await page.goto(pageOf(admin));
  for (const [typed, said] of [
    ["", "Type a domain."],
    ["lyra", /^Type the whole domain/],
    ["co.uk", /shared by many owners/],
    ["gmail.com", /mail service that anyone can join/],
    ["mailinator.com", /throwaway mail/],
    ["127.0.0.1", /reads as an IP address/],
    ["lyra.localhost", /set aside for private networks/],
    [taken, new RegExp(`^Another workspace has verified ${taken}`)],
  ] as const) {
    await add(page, typed);
    await expect(domainField(page)).toHaveAccessibleDescription(said);
    await expect(domainField(page)).toBeFocused();
    await expect(domainField(page)).toHaveValue(typed);
  }
  await add(page, `https://www.Über-${domain}/about`);
  const meant = new URL(`https://www.über-${domain}`).hostname;
  await expect(domainField(page)).toHaveAccessibleDescription(`Type it as ${meant}.`);
  await page.getByRole("button", { name: `Add ${meant}` }).click();
  await expect(entryOf(page, meant)).toContainText("Pending");
  await add(page, meant);
  await expect(domainField(page)).toHaveAccessibleDescription(`${meant} is in the list already.`);
  expect(await stored(admin)).toMatchObject([{ domain: meant, status: "pending" }]);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("an admin adds, verifies and removes a domain", async ({ page, context }) => {
    const admin = await signIn();
    const domain = freshDomain();
    await enter(context, admin);
    await page.goto(pageOf(admin));
    await add(page, `https://${domain}/`);
    await expect(domainField(page)).toHaveAccessibleDescription(`Type it as ${domain}.`);
    await expect(domainField(page)).toHaveValue(`https://${domain}/`);
    await page.getByRole("button", { name: `Add ${domain}` }).click();
    await publishRecord(page, domain);
    await verifyButton(page, domain).click();
    await expect(page.getByText(`${domain} is verified.`)).toBeVisible();
    await entryOf(page, domain).locator("summary", { hasText: "Remove" }).click();
    await expect(entryOf(page, domain)).toContainText("Addresses on it stop working at once.");
    await page.getByRole("button", { name: `Remove ${domain}` }).click();
    await expect(page.getByText("The domain is removed.")).toBeVisible();
    expect(await stored(admin)).toEqual([]);
  });
});

test("an admin whose address is a hostname is led to its proof, and it goes to the one who proves it", async ({
  page,
  context,
}) => {
  const [admin, claimant] = [await signIn(), await signIn()];
  const domain = freshDomain();
  const address = `auth.${domain}`;
  await rows("update organization_slugs set retired_at = now() where slug = $1", [claimant.slug]);
  await rows("insert into organization_slugs (slug, organization_id) values ($1, $2)", [
    address,
    claimant.organizationId,
  ]);
  await enter(context, admin);
  await page.goto(`/o/${admin.slug}/settings`);
  await addressField(page).fill(address);
  await expect(addressField(page)).toHaveAccessibleDescription(
    /^Somebody else claims that address; once you have verified/,
  );

  const second = `sign-in.${domain}`;
  await addressField(page).fill(second);
  await expect(addressField(page)).toHaveAccessibleDescription(
    `${second} is free. It works once you have verified ${domain} under Settings, Domains.`,
  );
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(new RegExp(`/o/${second}/settings`));
  await expect(addressField(page)).toHaveAccessibleDescription(`Opens nothing until ${domain} is verified.`);
  await page.getByRole("button", { name: "Add the domain" }).click();
  await expect(page).toHaveURL(new RegExp(`/o/${second}/settings/domains`));
  await publishRecord(page, domain);
  await verifyButton(page, domain).click();
  await expect(page.getByText(`${domain} is verified.`)).toBeVisible();

  await page.goto(`/o/${second}/settings`);
  await expect(addressField(page)).toHaveAccessibleDescription(`Opens at ${second}`);
  await addressField(page).fill(address);
  await expect(addressField(page)).toHaveAccessibleDescription(`${address} is free`);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(new RegExp(`/o/${address}/settings`));
  const back = await enterAs(new Client(), claimant).get(`/o/${claimant.slug}`);
  expect([back.status, back.body.includes("to whoever has verified its domain")]).toEqual([200, true]);
  expect((await enterAs(new Client(), claimant).get(`/o/${address}/settings`)).status).toBe(404);
});

test("a member reads the domains and changes none; someone of another workspace reaches nothing", async ({
  page,
  context,
}) => {
  const admin = await signIn();
  const entry = await makeDomain(admin.organizationId, freshDomain(), { status: "pending" });
  const user = await makeUser({ name: "Tomás Rey" });
  await makeMembership(admin.organizationId, user.id, "member");
  const member = await makeSession(user.id, { organizationId: admin.organizationId });
  await enter(context, member);
  await page.goto(pageOf(admin));
  const main = page.getByRole("main");
  await expect(main.getByRole("listitem").filter({ hasText: entry.domain })).toContainText("Pending");
  await expect(main).toContainText("Only admins can change this.");
  await expect(main.locator("form, input, button")).toHaveCount(0);

  const client = enterAs(new Client(), admin);
  const { body } = await client.get(pageOf(admin));
  const recorded: RecordedAction[] = [
    { ...recordAction(pageOf(admin), body, "domain"), fields: { domain: freshDomain() } },
    ...formsIn(body)
      .map((form) =>
        Object.keys(form.fields).some((name) => /^\$ACTION_\d+:0$/.test(name)) ? fromForm(pageOf(admin), form) : null,
      )
      .filter((action): action is RecordedAction => action?.bound.includes(entry.id) ?? false),
  ];
  expect(recorded).toHaveLength(3);
  const stranger = await signIn();
  const unchanged = [{ id: entry.id, domain: entry.domain, status: "pending" }];
  for (const action of recorded) {
    for (const transport of transports) {
      const refused = await replay(enterAs(new Client(), member), action, transport);
      expect([action.bound, transport, refused.status < 500]).toEqual([action.bound, transport, true]);
      expect((await replay(enterAs(new Client(), stranger), action, transport)).status).toBe(404);
      // In their own workspace the same id is nobody's.
      const elsewhere = { ...action, page: pageOf(stranger), bound: [stranger.slug, ...action.bound.slice(1)] };
      const strayed = await replay(enterAs(new Client(), stranger), { ...elsewhere, fields: {} }, transport);
      expect([transport, strayed.status < 500]).toEqual([transport, true]);
      expect(await stored(admin)).toEqual(unchanged);
      expect(await stored(stranger)).toEqual([]);
    }
  }
});

test("one who opens a workspace under its id finds its domains there too", async ({ page, context }) => {
  const user = await makeUser();
  const { id } = await makeOrganization({ slug: null });
  await makeMembership(id, user.id);
  const entry = await makeDomain(id, freshDomain());
  await enter(context, await makeSession(user.id, { organizationId: id }));
  await page.goto(`/o/${id}/settings/domains`);
  await expect(entryOf(page, entry.domain)).toContainText("Verified");
});

import type { Page } from "@playwright/test";
import { makeMembership, makeOperator, makeOrganization } from "#db/testing/factories";
import { deactivateOrganization, restoreOrganization } from "#lib/organizations/lifecycle/mutations";
import { recordAction, replay, transports } from "./support/actions.ts";
import { expect, test } from "./support/browser.ts";
import { Client } from "./support/client.ts";
import { rows } from "./support/database.ts";
import { colleagueOf, enter, enterAs, type SignedIn, signIn, whoIs } from "./support/people.ts";
import { freeAddress } from "./support/workspace-form.ts";

const confirmation = (page: Page) => page.getByLabel(/^Type .+ to confirm$/);
const deleteButton = (page: Page) => page.getByRole("button", { name: "Delete workspace" });
const told = "Workspace deleted. For 30 days the people who run this installation can restore it.";

const isDeleted = async ({ organizationId }: SignedIn) =>
  (
    await rows<{ deleted: boolean }>("select deleted_at is not null as deleted from organizations where id = $1", [
      organizationId,
    ])
  )[0]?.deleted;

/** Every page of an organization and its door. */
const pagesOf = (slug: string) =>
  ["", "/settings", "/settings/branding", "/members"].map((path) => `/o/${slug}${path}`);

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });

    test("an admin deletes a workspace by typing its name, and lands among those that are left", async ({
      page,
      context,
    }) => {
      const admin = await signIn({ displayName: "Lyra Labs" });
      const other = await makeOrganization({ displayName: "Orion House" });
      await makeMembership(other.id, admin.userId, "member");
      await enter(context, admin);
      await page.goto(`/o/${admin.slug}/settings`);
      await deleteButton(page).click();
      await expect(confirmation(page)).toHaveAccessibleDescription("Type the name as it is written above.");
      await confirmation(page).fill("lyra labs");
      await deleteButton(page).click();
      await expect(confirmation(page)).toHaveAttribute("aria-invalid", "true");
      await expect(confirmation(page)).toHaveValue("lyra labs");
      expect(await isDeleted(admin)).toBe(false);

      await confirmation(page).fill(" Lyra Labs ");
      await deleteButton(page).click();
      await expect(page).toHaveURL("/organizations?deleted=1");
      await expect(page.getByRole("status").filter({ hasText: told })).toBeVisible();
      await expect(page.getByRole("button", { name: "Open Orion House" })).toBeVisible();
      await expect(page.getByText("Lyra Labs")).toHaveCount(0);
      const session = await page.request.get("/api/auth/session");
      expect(((await session.json()) as { oid: string }).oid).toBe(other.id);

      // Nothing of it is left in the browser either. Without scripts, back is a form that would be sent again.
      if (!javaScriptEnabled) return expect((await page.goto(`/o/${admin.slug}/settings`))?.status()).toBe(404);
      await page.goBack();
      await expect(page.getByRole("heading", { level: 1, name: "There is nothing here" })).toBeVisible();
    });

    test("an admin who deletes their last workspace is asked to create or join one", async ({ page, context }) => {
      const admin = await signIn({ displayName: "Lyra Labs" });
      await enter(context, admin);
      await page.goto(`/o/${admin.slug}/settings`);
      await confirmation(page).fill("Lyra Labs");
      await deleteButton(page).click();
      await expect(page.getByText(told)).toBeVisible();
      await expect(page.getByRole("heading", { name: "You are in no workspace" })).toBeVisible();
      await expect(page.getByRole("link", { name: "Create workspace" })).toBeVisible();
      await page.goto("/home");
      await expect(page).toHaveURL("/organizations");
    });

    test("a member of a deactivated workspace reads so, and is in again when it is opened", async ({
      page,
      context,
    }) => {
      const operator = await makeOperator();
      const admin = await signIn({ displayName: "Lyra Labs" });
      await enter(context, admin);
      await deactivateOrganization(operator, admin.organizationId);
      for (const path of pagesOf(admin.slug)) {
        await page.goto(path);
        await expect(page).toHaveURL("/organizations#deactivated");
      }
      const deactivated = page.getByRole("region", { name: "Deactivated" });
      await expect(deactivated).toContainText("Nobody can get in for now, and nothing is lost.");
      await expect(deactivated.getByRole("listitem")).toContainText("Lyra Labs");
      await expect(deactivated.locator("a, button, form")).toHaveCount(0);
      await expect(page.getByRole("heading", { name: "None of your workspaces is active" })).toBeVisible();

      await rows("update organizations set deactivated_at = null where id = $1", [admin.organizationId]);
      await page.goto(`/o/${admin.slug}`);
      await expect(page.getByRole("heading", { level: 1, name: "Lyra Labs" })).toBeVisible();
    });
  });
}

test("a plain member sees no way to delete, and cannot send an admin's form either", async ({ page, context }) => {
  const admin = await signIn({ displayName: "Lyra Labs" });
  const member = await colleagueOf(admin);
  await enter(context, member);
  await page.goto(`/o/${admin.slug}/settings`);
  await expect(page.getByText("Only admins can change this.")).toBeVisible();
  await expect(deleteButton(page)).toHaveCount(0);

  const path = `/o/${admin.slug}/settings`;
  const form = recordAction(path, (await enterAs(new Client(), admin).get(path)).body, "confirmation");
  const filled = { ...form, fields: { ...form.fields, confirmation: "Lyra Labs" } };
  const outsider = await signIn();
  for (const transport of transports) {
    const refused = await replay(enterAs(new Client(), member), filled, transport);
    expect([transport, refused.status, refused.body.includes("Your role does not allow that.")]).toEqual([
      transport,
      200,
      true,
    ]);
    const unknown = await replay(enterAs(new Client(), outsider), filled, transport);
    expect([transport, unknown.status]).toEqual([transport, 404]);
  }
  expect([await isDeleted(admin), await isDeleted(outsider)]).toEqual([false, false]);
});

test("everything of a deleted workspace is 404 for everyone at once, and back when it is restored", async () => {
  const admin = await signIn({ displayName: "Lyra Labs", slug: freeAddress() });
  const former = freeAddress();
  await rows("insert into organization_slugs (slug, organization_id, retired_at) values ($1, $2, now())", [
    former,
    admin.organizationId,
  ]);
  const insider = enterAs(new Client(), admin);
  const outsider = enterAs(new Client(), await signIn());
  const stranger = new Client();
  const settings = `/o/${admin.slug}/settings`;
  const branding = `${settings}/branding`;
  const forms = [
    recordAction(settings, (await insider.get(settings)).body, "displayName"),
    recordAction(settings, (await insider.get(settings)).body, "confirmation"),
    recordAction(branding, (await insider.get(branding)).body, "color"),
  ];
  // Kept in memory from here on.
  expect((await stranger.get(`/login/${admin.slug}`)).status).toBe(200);

  const [, deletion] = forms;
  if (!deletion) throw new Error("There is no form to delete with.");
  const confirmed = { ...deletion, fields: { ...deletion.fields, confirmation: "Lyra Labs" } };
  const done = await replay(insider, confirmed);
  expect([done.status, done.location?.pathname]).toEqual([303, "/organizations"]);
  expect(await whoIs(insider)).toMatchObject({ oid: null, roles: [], permissions: [] });

  const addresses = [admin.slug, former, admin.organizationId];
  for (const address of addresses) {
    for (const path of pagesOf(address)) {
      for (const client of [insider, outsider]) expect([path, (await client.get(path)).status]).toEqual([path, 404]);
      const asked = await stranger.get(path);
      expect([path, asked.status, asked.location?.pathname]).toEqual([path, 307, "/sign-in/continue"]);
    }
    await expect(async () => {
      for (const client of [stranger, insider, outsider]) {
        expect((await client.get(`/login/${address}`)).status).toBe(404);
      }
    }).toPass();
    const door = await stranger.get(`/sign-in/continue?organization=${address}`);
    expect([door.status, door.body.includes("Lyra Labs")]).toEqual([200, false]);
  }
  for (const form of forms)
    for (const transport of transports) {
      const late = await replay(insider, { ...form, fields: { ...form.fields, displayName: "Taken over" } }, transport);
      expect([form.page, transport, late.status]).toEqual([form.page, transport, 404]);
    }
  const [stored] = await rows("select display_name, color from organizations where id = $1", [admin.organizationId]);
  expect(stored).toEqual({ display_name: "Lyra Labs", color: null });

  // Nobody else gets the addresses, and nobody is led to somebody else by them.
  for (const slug of [admin.slug, former]) {
    const answer = await outsider.send("GET", `/organizations/availability?slug=${slug}`);
    expect(JSON.parse(answer.body)).toMatchObject({ status: "taken" });
  }

  await restoreOrganization(await makeOperator(), admin.organizationId);
  expect((await insider.get(`/o/${admin.slug}`)).status).toBe(200);
  await expect(async () => {
    expect((await stranger.get(`/login/${admin.slug}`)).status).toBe(200);
    expect((await stranger.get(`/login/${former}`)).status).toBe(308);
  }).toPass();
});

test("a deactivated workspace is 404 for everyone else, and its door is shut", async () => {
  const admin = await signIn({ slug: freeAddress() });
  const stranger = new Client();
  expect((await stranger.get(`/login/${admin.slug}`)).status).toBe(200);
  await deactivateOrganization(await makeOperator(), admin.organizationId);
  const outsider = enterAs(new Client(), await signIn());
  for (const path of pagesOf(admin.slug)) expect([path, (await outsider.get(path)).status]).toEqual([path, 404]);
  await expect(async () => expect((await stranger.get(`/login/${admin.slug}`)).status).toBe(404)).toPass();
  const insider = enterAs(new Client(), admin);
  expect(await whoIs(insider)).toMatchObject({ oid: null, roles: [] });
  const switched = await insider.get(`/home?organization=${admin.slug}`);
  expect((await insider.follow(switched)).url.pathname).toBe("/organizations");
});

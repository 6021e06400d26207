import { randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { makeSession } from "#db/testing/factories";
import { sha256 } from "#lib/secrets";
import { expect } from "./support/browser.ts";
import { forgetLimits, rows } from "./support/database.ts";
import { lastMail, linkIn, mailTo } from "./support/mail.ts";
import { claimsFor, enter, freshPerson, signIn } from "./support/people.ts";
import { arrived, type Claims, memberOfTwo, productOf, refused, shown, test } from "./support/product.ts";
import { agreeAtProvider, openMailboxLink } from "./support/visits.ts";

test.beforeEach(() => forgetLimits());

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });

async function askForLink(page: Page, email: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: /^E-mail me a/ }).click();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });

    test("someone new signs up by mail inside the flow, and is back with a workspace", async ({ page, product }) => {
      const { email } = freshPerson();
      await page.goto(product.url);
      await page.getByRole("link", { name: "Sign up" }).click();
      await expect(page.getByText("Then you go on to The product.")).toBeVisible();
      await askForLink(page, email);
      await openMailboxLink(page, email);
      const { idToken, accessToken } = await arrived(page, product);
      expect(idToken).toMatchObject({ email, email_verified: true, oid: expect.stringMatching(/^org_/) });
      expect(accessToken.roles).toEqual(["admin"]);
    });

    test("someone picks a workspace, and leaves another request at that", async ({ page, context, product }) => {
      const person = await memberOfTwo();
      await enter(context, person);
      await page.goto(`${product.url}/sign-in?prompt=select_account`);
      await expect(page.getByRole("button", { name: "Open now" })).toHaveCount(1);
      await page.getByRole("button", { name: "Lyra Labs" }).click();
      expect((await arrived(page, product)).idToken.oid).toBe(person.other.id);
      await page.goto(`${product.url}/sign-in?prompt=select_account`);
      await page.getByRole("button", { name: "Cancel" }).click();
      await expect(page.getByRole("alert")).toContainText("access_denied");
    });
  });
}

test("someone in no workspace makes one on the way, and is led back", async ({ page, context, product }) => {
  const person = await signIn();
  await rows("delete from memberships where user_id = $1", [person.userId]);
  await enter(context, person);
  await page.goto(`${product.url}/sign-in`);
  await expect(heading(page, "You are in no workspace yet")).toBeVisible();
  await page.getByRole("link", { name: "Create a workspace" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Lyra Labs");
  await page.getByRole("button", { name: "Create workspace" }).click();
  await page.getByRole("button", { name: "Lyra Labs" }).click();
  expect((await arrived(page, product)).accessToken.roles).toEqual(["admin"]);
});

test("someone whose address the provider does not vouch for confirms it, and is back in the product", async ({
  page,
  product,
}) => {
  const person = freshPerson();
  await page.goto(`${product.url}/sign-in`);
  await page.getByRole("button", { name: "Continue with OpenID" }).click();
  await agreeAtProvider(page, claimsFor(person, { email_verified: false }));
  await expect(heading(page, "Confirm your address")).toBeVisible();
  await openMailboxLink(page, person.email);
  expect((await arrived(page, product)).idToken.email).toBe(person.email);
});

test("a link that was used, and trying again, lead back into the flow", async ({ page, product }) => {
  const { email } = await signIn();
  await page.goto(`${product.url}/sign-in`);
  await askForLink(page, email);
  await page.getByRole("link", { name: "Try again" }).click();
  await expect(page.getByText("Then you go on to The product.")).toBeVisible();
  await askForLink(page, email);
  await expect(heading(page, "Check your mail")).toBeVisible();
  const [message] = await mailTo(email);
  const link = message && linkIn(message);
  await rows("delete from verification_tokens where identifier = $1", [email]);
  await page.goto(link?.href ?? "");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("That link has been used or has expired.")).toBeVisible();
  await expect(page.getByText("Then you go on to The product.")).toBeVisible();
  await askForLink(page, email);
  await openMailboxLink(page, email);
  expect((await arrived(page, product)).idToken.email).toBe(email);
});

test("a link opened in another browser says where the sign-in waits, and that this one is in now", async ({
  page,
  browser,
  baseURL,
  watch,
  product,
}) => {
  const { email } = await signIn();
  await rows("update applications set initiate_login_url = $1 where id = $2", [
    `${product.url}/sign-in`,
    product.application.id,
  ]);
  await page.goto(`${product.url}/sign-in`);
  await askForLink(page, email);
  await expect(heading(page, "Check your mail")).toBeVisible();
  const elsewhere = await browser.newContext({ ...(baseURL && { baseURL }) });
  const other = await elsewhere.newPage();
  watch(other);
  await other.goto(linkIn(await lastMail(email)).href);
  await other.getByRole("button", { name: "Sign in" }).click();
  await expect(heading(other, "The product waits in another browser")).toBeVisible();
  await expect(other.getByText(`as ${email}`)).toBeVisible();
  await other.getByRole("link", { name: "Go to The product" }).click();
  expect((await arrived(other, product)).idToken.email).toBe(email);
  await elsewhere.close();
});

test("someone goes on as somebody else from the picker", async ({ page, context, product }) => {
  await enter(context, await signIn());
  const other = await signIn({ displayName: "Vega Works" });
  await page.goto(`${product.url}/sign-in?prompt=select_account`);
  await page.getByRole("link", { name: "Use another account" }).click();
  await page.getByRole("button", { name: "Continue with OpenID" }).click();
  await agreeAtProvider(page, claimsFor(freshPerson({ email: other.email })));
  await page.getByRole("button", { name: "Vega Works" }).click();
  expect((await arrived(page, product)).idToken).toMatchObject({ sub: other.userId, oid: other.organizationId });
});

test("someone who is signed in signs up all the same when the product asks for somebody new", async ({
  page,
  context,
  product,
}) => {
  const before = await signIn();
  await enter(context, before);
  const person = freshPerson();
  await page.goto(`${product.url}/sign-in?prompt=create`);
  await expect(heading(page, "Create your account")).toBeVisible();
  await page.getByRole("button", { name: "Continue with OpenID" }).click();
  await agreeAtProvider(page, claimsFor(person));
  const { idToken } = await arrived(page, product);
  expect(idToken.email).toBe(person.email);
  expect(idToken.sub).not.toBe(before.userId);
});

test("how long ago somebody signed in counts when the product says so", async ({ page, context, product }) => {
  const person = await signIn();
  const { token } = await makeSession(person.userId, {
    organizationId: person.organizationId,
    authenticatedAt: new Date(Date.now() - 60_000),
  });
  await enter(context, { token });
  await page.goto(`${product.url}/sign-in?max_age=3600`);
  const { idToken } = await arrived(page, product);
  expect(Number(idToken.auth_time)).toBeLessThanOrEqual(Date.now() / 1000 - 59);
  for (const age of [1, 0]) {
    await page.goto(`${product.url}/sign-in?max_age=${age}`);
    await expect(heading(page, "Sign in to Foyer")).toBeVisible();
    await page.getByRole("button", { name: "Continue with OpenID" }).click();
    await agreeAtProvider(page, claimsFor(freshPerson({ email: person.email })));
    const again = (await arrived(page, product)).idToken;
    expect(again.sub).toBe(person.userId);
    expect(Number(again.auth_time)).toBeGreaterThan(Number(idToken.auth_time));
  }
});

test("a request that waited too long says so", async ({ page, product }) => {
  await page.goto(`${product.url}/sign-in`);
  const uid = /continue(?:%2F|\/)([\w-]+)/.exec(page.url())?.[1] ?? "";
  await rows("update provider_records set expires_at = now() where model = 'Interaction' and id_hash = $1", [
    sha256(uid),
  ]);
  await page.goto(`/oauth/continue/${uid}`);
  await expect(heading(page, "That took too long")).toBeVisible();
  await page.goto(`/oauth/authorize/${uid}`);
  await expect(heading(page, "That took too long")).toBeVisible();
});

test("two tabs of one browser go on for a workspace each", async ({ page, context, product }) => {
  const person = await memberOfTwo();
  await enter(context, person);
  const second = await context.newPage();
  for (const tab of [page, second]) await tab.goto(`${product.url}/sign-in?prompt=select_account`);
  await page.getByRole("button", { name: "Lyra Labs" }).click();
  expect((await arrived(page, product)).idToken.oid).toBe(person.other.id);
  await second.getByRole("button", { name: "Open now" }).click();
  expect((await arrived(second, product)).idToken.oid).toBe(person.organizationId);
});

test.describe("a product with an address for each workspace", () => {
  const product = productOf({ callbackUrls: ["http://localhost/{{org_slug}}/callback"] });

  test("gets people back at the one of the workspace it names, and at no other", async ({ page, context }) => {
    const person = await memberOfTwo();
    await enter(context, person);
    const at = (organization: string, slug: string) =>
      `${product().url}/sign-in?${new URLSearchParams({
        organization_id: organization,
        redirect_uri: `${product().url}/${slug}/callback`,
      })}`;
    await page.goto(at(person.organizationId, person.slug));
    expect((await arrived(page, product())).idToken.oid).toBe(person.organizationId);
    await page.goto(at(person.other.id, person.other.slug));
    expect((await arrived(page, product())).idToken.oid).toBe(person.other.id);
    await page.goto(at(person.organizationId, person.other.slug));
    await expect(heading(page, "This application asks for an answer at the wrong address")).toBeVisible();
  });
});

for (const kind of ["single_page", "native"] as const) {
  test.describe(`an application without a secret, ${kind}`, () => {
    const product = productOf({ kind, signingAlgorithm: "ES256" });

    test("signs people in, and gets its tokens signed as it is registered", async ({ page, context }) => {
      const person = await signIn();
      await enter(context, person);
      await page.goto(`${product().url}/sign-in`);
      const { idToken } = await arrived(page, product());
      expect(idToken.sub).toBe(person.userId);
      await expect(page.getByText("ES256 · at+jwt")).toBeVisible();
      await page.getByRole("link", { name: "Refresh" }).click();
      await arrived(page, product());
    });
  });
}

test.describe("somebody else's application", () => {
  const product = productOf({ name: "Nebula Charts", firstParty: false });
  const told = (page: Page) => page.getByRole("main").locator("dd").allInnerTexts();

  test("says what operators' claims would tell it", async ({ page, context }) => {
    const person = await memberOfTwo();
    const name = `plan_${randomBytes(4).toString("hex")}`;
    await rows("update organizations set metadata = jsonb_build_object($2::text, 'gold') where id = $1", [
      person.other.id,
      name,
    ]);
    await rows("insert into custom_claims (name, path, in_id_token) values ($1, $2, false)", [
      name,
      `organization.metadata.${name}`,
    ]);
    await enter(context, person);
    // Its first time is asked, however little it wants.
    await page.goto(`${product().url}/sign-in?prompt=none&scope=openid&organization_id=${person.other.id}`);
    await refused(page, "consent_required");
    await page.goto(`${product().url}/sign-in?scope=openid&organization_id=${person.other.id}`);
    await expect(page.getByText("More about you in Lyra Labs")).toBeVisible();
    expect(await told(page)).toEqual(["Member", `${name}: gold`]);
    await page.getByRole("button", { name: "Allow", exact: true }).click();
    expect((await arrived(page, product())).accessToken[name]).toBe("gold");
    await rows("delete from custom_claims where name = $1", [name]);
  });

  test("asks for each thing it would be told, as it is, and is told no more", async ({ page, context }) => {
    const person = await memberOfTwo();
    await enter(context, person);
    await page.goto(`${product().url}/sign-in?scope=openid+email&organization_id=${person.other.id}`);
    await expect(page.getByText("who you are in Lyra Labs")).toBeVisible();
    expect(await told(page)).toEqual(["Member", person.email]);
    await expect(page.getByText(`you go back to ${new URL(product().url).host}`)).toBeVisible();
    await page.getByRole("button", { name: "Allow", exact: true }).click();
    const info: Claims = await arrived(page, product()).then(() => shown(page, "User info"));
    expect([info.email, info.name]).toEqual([person.email, undefined]);
    // More than before: asked again.
    await page.goto(`${product().url}/sign-in?organization_id=${person.other.id}`);
    expect(await told(page)).toEqual(["Member", "Maya Lindqvist", person.email, "Until you sign out here"]);
  });
});

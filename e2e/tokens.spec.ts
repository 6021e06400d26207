import { makeOrganization } from "#db/testing/factories";
import { expect } from "./support/browser.ts";
import { forgetLimits, rows } from "./support/database.ts";
import { target } from "./support/environment.ts";
import { claimsFor, enter, freshPerson, signIn } from "./support/people.ts";
import { arrived, type Claims, memberOfTwo, productOf, refused, shown, test } from "./support/product.ts";
import { agreeAtProvider, openMailboxLink } from "./support/visits.ts";

test.beforeEach(() => forgetLimits());

const names = (claims: Claims) => Object.keys(claims).sort().join(" ");

test("someone new signs up inside the flow and is back with tokens for the workspace made on the way", async ({
  page,
  product,
}) => {
  const person = freshPerson();
  await page.goto(product.url);
  await page.getByRole("link", { name: "Sign up" }).click();
  await expect(page.getByRole("heading", { name: "Create your account" })).toBeVisible();
  await page.getByRole("button", { name: "Continue with OpenID" }).click();
  await agreeAtProvider(page, claimsFor(person, { family_name: "Lindqvist" }));
  const { idToken, accessToken } = await arrived(page, product);
  const [made] = await rows(
    `select u.id as "userId", m.organization_id as "organizationId", s.id as "sessionId" from users u
      join memberships m on m.user_id = u.id join sessions s on s.user_id = u.id where u.email = $1`,
    [person.email],
  );
  expect(names(idToken)).toBe(
    "at_hash aud azp c_hash client_id email email_verified exp family_name given_name iat iss name nonce oid sid sub",
  );
  const { userId, organizationId, sessionId } = made as Claims;
  const clientId = product.application.id;
  expect(idToken).toMatchObject({
    iss: target.baseUrl,
    aud: clientId,
    azp: clientId,
    client_id: clientId,
    sub: userId,
    oid: organizationId,
    sid: sessionId,
    email: person.email,
    email_verified: true,
    name: "Maya Lindqvist",
    given_name: "Maya",
    family_name: "Lindqvist",
  });
  expect(names(accessToken)).toBe("aud client_id exp iat iss jti nbf oid permissions roles sid sub");
  expect(accessToken).toMatchObject({
    aud: [clientId],
    sub: userId,
    oid: organizationId,
    sid: sessionId,
    roles: ["admin"],
  });
  expect(await shown(page, "User info")).toMatchObject({ sub: userId, oid: organizationId, email: person.email });
});

test("someone signs in by mail inside the flow, at the door of the workspace that the product names", async ({
  page,
  product,
}) => {
  const { other, email } = await memberOfTwo();
  await page.goto(`${product.url}/sign-in?organization_id=${other.id}&login_hint=${encodeURIComponent(email)}`);
  await expect(page.getByRole("heading", { name: "Sign in to Lyra Labs" })).toBeVisible();
  await expect(page.getByLabel("E-mail")).toHaveValue(email);
  await page.getByRole("button", { name: "E-mail me a sign-in link" }).click();
  await openMailboxLink(page, email);
  const { idToken, accessToken } = await arrived(page, product);
  expect(idToken.oid).toBe(other.id);
  expect(accessToken).toMatchObject({ oid: other.id, roles: ["member"] });
});

test("someone who is signed in goes straight on, and what they switch to in Foyer counts the next time only", async ({
  page,
  context,
  product,
}) => {
  const person = await memberOfTwo();
  await enter(context, person);
  await page.goto(`${product.url}/sign-in`);
  expect((await arrived(page, product)).idToken.oid).toBe(person.organizationId);

  await page.goto(`/o/${person.slug}`);
  await page
    .getByRole("button", { name: /Switch/ })
    .first()
    .click();
  await page.getByRole("option", { name: "Lyra Labs" }).click();
  await expect(page).toHaveURL(`/o/${person.other.slug}`);

  await page.goto(product.url);
  await page.getByRole("link", { name: "Refresh" }).click();
  expect((await arrived(page, product)).idToken.oid, "A running grant keeps its workspace.").toBe(
    person.organizationId,
  );
  await page.goto(`${product.url}/sign-in`);
  expect((await arrived(page, product)).idToken.oid).toBe(person.other.id);
});

test("someone picks the workspace when the product asks for it, and Foyer stays where it was", async ({
  page,
  context,
  product,
}) => {
  const person = await memberOfTwo();
  await enter(context, person);
  await page.goto(`${product.url}/sign-in?prompt=select_account`);
  await expect(page.getByRole("heading", { name: "Choose a workspace" })).toBeVisible();
  await page.getByRole("button", { name: "Lyra Labs" }).click();
  expect((await arrived(page, product)).idToken.oid).toBe(person.other.id);
  const session = await page.request.get("/api/auth/session");
  expect(await session.json()).toMatchObject({ oid: person.organizationId });
});

test("someone who is not in the workspace the product names reads so, and can leave it at that", async ({
  page,
  context,
  product,
}) => {
  await enter(context, await signIn());
  const stranger = await makeOrganization({ displayName: "Nobody Knows Inc" });
  await page.goto(`${product.url}/sign-in?organization_id=${stranger.id}`);
  await expect(page.getByRole("heading", { name: "Nobody Knows Inc is not open to you" })).toBeVisible();
  await page.getByRole("button", { name: "Back to The product" }).click();
  await refused(page, "access_denied");
});

test("someone signs out in the product, is asked, and is out of both", async ({ page, context, product }) => {
  await enter(context, await signIn());
  await page.goto(`${product.url}/sign-in`);
  await arrived(page, product);
  await page.getByRole("link", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign out of everything?" })).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(`${product.url}/`);
  await page.goto("/account");
  await expect(page).toHaveURL(/sign-in\/continue/);
});

test("a product that asks nobody gets an answer, not a page", async ({ page, context, product }) => {
  await page.goto(`${product.url}/sign-in?prompt=none`);
  await refused(page, "login_required");
  await enter(context, await signIn());
  await page.goto(`${product.url}/sign-in?prompt=none`);
  await arrived(page, product);
});

test("someone signs in again when the product insists, though they are signed in", async ({
  page,
  context,
  product,
}) => {
  const person = await signIn();
  await enter(context, person);
  await page.goto(`${product.url}/sign-in?prompt=login`);
  await expect(page.getByRole("heading", { name: "Sign in to Foyer" })).toBeVisible();
  await page.getByRole("button", { name: "Continue with OpenID" }).click();
  await agreeAtProvider(page, claimsFor(freshPerson({ email: person.email })));
  const { idToken } = await arrived(page, product);
  expect(idToken.sub).toBe(person.userId);
});

test.describe("somebody else's application", () => {
  const product = productOf({ name: "Nebula Charts", firstParty: false });

  test("asks first; who allows it once is not asked again, who does not is back without tokens", async ({
    page,
    context,
  }) => {
    await enter(context, await signIn());
    await page.goto(`${product().url}/sign-in`);
    await expect(page.getByRole("heading", { name: "Let Nebula Charts in?" })).toBeVisible();
    await page.getByRole("button", { name: "Do not allow" }).click();
    await refused(page, "access_denied");
    await page.goto(`${product().url}/sign-in`);
    await page.getByRole("button", { name: "Allow", exact: true }).click();
    await arrived(page, product());
    await page.goto(`${product().url}/sign-in`);
    await arrived(page, product());
  });
});

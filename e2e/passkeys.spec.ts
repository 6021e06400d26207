import type { Page } from "@playwright/test";
import { makeMembership, makeOrganization } from "#db/testing/factories";
import { expect, test } from "./support/browser.ts";
import { Client } from "./support/client.ts";
import { rows } from "./support/database.ts";
import { addPasskey, giveAuthenticator } from "./support/passkeys.ts";
import { enter, enterAs, freshPerson, type SignedIn, sessionCookie, signIn, whoIs } from "./support/people.ts";
import { signOut } from "./support/visits.ts";

const methods = "/account/sign-in-methods";

async function useDoor(page: Page, door: string): Promise<void> {
  await page.goto(door);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
}

type Stored = { counter: string; used: boolean };

const storedFor = ({ userId }: SignedIn) =>
  rows<Stored>("select counter, last_used_at is not null as used from passkeys where user_id = $1", [userId]);

test("someone adds a passkey, signs in with it and nothing else, and its use is noted", async ({ page, context }) => {
  const person = await signIn();
  await enter(context, person);
  const { cdp, id } = await giveAuthenticator(page);
  await addPasskey(page);
  const listed = page.getByRole("region", { name: "Passkeys" }).getByRole("listitem");
  await expect(listed).toHaveCount(1);
  await expect(listed).toContainText("Passkey on one device");
  await expect(listed).toContainText("Added just now · not used yet");
  const [added] = await storedFor(person);
  expect(added?.used).toBe(false);

  await signOut(page);
  await useDoor(page, "/sign-in");
  await expect(page).toHaveURL(`/o/${person.slug}`);
  const [used] = await storedFor(person);
  expect(used?.used).toBe(true);
  expect(Number(used?.counter)).toBeGreaterThan(Number(added?.counter));
  const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId: id });
  expect(credentials.map(({ signCount }) => String(signCount))).toEqual([used?.counter]);

  await page.goto(methods);
  await expect(listed).toContainText("used just now");
  await page.goto("/account/sessions");
  await expect(page.getByRole("listitem").filter({ hasText: "This device" })).toContainText("With a passkey");
  // The door remembers what this browser used last.
  await page.goto("/sign-in");
  await expect(page.getByRole("button", { name: "Sign in with a passkey" })).toContainText("Last used");
});

test("someone in two workspaces who uses a passkey at a branded door ends in that one", async ({ page, context }) => {
  const person = await signIn();
  const other = await makeOrganization({ displayName: "Lumen Field" });
  await makeMembership(other.id, person.userId, "member");
  await enter(context, person);
  await giveAuthenticator(page);
  await addPasskey(page);
  await signOut(page);
  await useDoor(page, `/login/${other.slug}`);
  await expect(page).toHaveURL(`/o/${other.slug}`);
  const session = await page.request.get("/api/auth/session");
  expect(await session.json()).toMatchObject({ oid: other.id, roles: ["member"], user: { id: person.userId } });
});

test("someone who was on the way to a page ends there after using a passkey", async ({ page, context }) => {
  const person = await signIn();
  await enter(context, person);
  await giveAuthenticator(page);
  await addPasskey(page);
  await signOut(page);
  await useDoor(page, "/account/sessions");
  await expect(page.getByRole("heading", { level: 1, name: "Sessions" })).toBeVisible();
});

test("someone who left a provider halfway and uses a passkey instead begins a session of its own", async ({
  page,
  context,
}) => {
  const person = await signIn();
  await enter(context, person);
  await giveAuthenticator(page);
  await addPasskey(page);
  await page.getByRole("button", { name: "Connect OpenID" }).click();
  await expect(page.getByRole("heading", { name: "Who are you?" })).toBeVisible();
  await useDoor(page, "/sign-in");
  await expect(page).toHaveURL(`/o/${person.slug}`);
  const open = await rows("select method from sessions where user_id = $1", [person.userId]);
  expect(open).toEqual([{ method: "passkey" }]);
  expect(await whoIs(enterAs(new Client(), person))).toBeNull();
});

test("a removed passkey opens nothing, and its owner reads so", async ({ page, context }) => {
  const person = await signIn();
  await enter(context, person);
  await giveAuthenticator(page);
  await addPasskey(page);
  await page.getByRole("button", { name: /^Remove Passkey on one device, added/ }).click();
  await expect(page.getByText("The passkey is removed.")).toBeVisible();
  expect(await storedFor(person)).toEqual([]);
  await signOut(page);
  await useDoor(page, "/sign-in");
  await expect(page.getByRole("main").getByRole("alert")).toHaveText(
    "That passkey opens nothing here. It may have been removed. Sign in another way.",
  );
  await expect(page).toHaveURL("/sign-in");
  expect(await (await page.request.get("/api/auth/session")).json()).toBeNull();
});

test("a device adds one passkey of an account, not two", async ({ page, context }) => {
  const person = await signIn();
  await enter(context, person);
  await giveAuthenticator(page);
  await addPasskey(page);
  await page.reload();
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page.getByText("This device already has a passkey for your account.")).toBeVisible();
  expect(await storedFor(person)).toHaveLength(1);
});

test("someone without a passkey who tries one reads that none was used", async ({ page }) => {
  const { cdp, id } = await giveAuthenticator(page);
  // The person dismisses what the browser asks.
  await cdp.send("WebAuthn.setUserVerified", { authenticatorId: id, isUserVerified: false });
  await useDoor(page, "/sign-in");
  await expect(page.getByRole("main").getByRole("alert")).toHaveText(
    "No passkey was used. Try again, or sign in another way.",
  );
});

test("someone who signed in 16 minutes ago signs in again before they add a passkey", async ({ page, context }) => {
  const person = await signIn();
  await rows("update sessions set authenticated_at = now() - interval '16 minutes' where user_id = $1", [
    person.userId,
  ]);
  await enter(context, person);
  await giveAuthenticator(page);
  await page.goto(methods);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await expect(page.getByText("To change how you sign in, sign in again first.")).toBeVisible();
  await expect(page).toHaveURL(/\/sign-in\/continue\?.*callbackUrl=%2Faccount%2Fsign-in-methods/);
  expect(await storedFor(person)).toEqual([]);
});

/** A registration as it would come from a browser, for whoever the challenge was made for. */
const attestation = JSON.stringify({
  id: "bm9ib2R5",
  rawId: "bm9ib2R5",
  type: "public-key",
  response: { clientDataJSON: "e30", attestationObject: "o2M", transports: ["internal"] },
  clientExtensionResults: {},
});

const everything = `select
  (select count(*)::int from users where email = $1) as users,
  (select count(*)::int from organizations where display_name = $2) as organizations,
  (select count(*)::int from passkeys where credential_id in ('bm9ib2R5', 'bm9ib2R5==')) as passkeys`;

test("a stranger registers no passkey, neither for someone there nor for someone new", async () => {
  const owner = await signIn();
  const newcomer = freshPerson();
  for (const email of [owner.email, newcomer.email]) {
    for (const query of ["action=register", "action=authenticate&action=register", "action=", ""]) {
      const stranger = new Client();
      const options = await stranger.get(`/api/auth/webauthn-options/passkey?${query}&email=${email}`);
      // Someone who is there and someone who is not get the same answer, and neither is a registration.
      expect([query, options.body.includes(email), /"action":"register"/.test(options.body)]).toEqual([
        query,
        false,
        false,
      ]);
      expect(options.status).toBeLessThan(500);
      for (const form of [{ action: "register" }, { action: "register", email }, {}] as Record<string, string>[]) {
        const answer = await stranger.post("/api/auth/callback/passkey", { ...form, data: attestation });
        expect([form, answer.status < 500]).toEqual([form, true]);
      }
      expect(await whoIs(stranger)).toBeNull();
    }
  }
  const stranger = new Client();
  const asked = await stranger.get("/api/auth/webauthn-options/passkey?action=register");
  expect(asked.status).toBe(401);
  expect((await stranger.post("/api/auth/callback/passkey", { action: "register", data: attestation })).status).toBe(
    401,
  );
  expect(await rows(everything, [newcomer.email, newcomer.company])).toEqual([
    { users: 0, organizations: 0, passkeys: 0 },
  ]);
  expect(await storedFor(owner)).toEqual([]);
});

test("an old session registers no passkey by a request of its own", async () => {
  const person = await signIn();
  const browser = enterAs(new Client(), person);
  expect((await browser.get("/api/auth/webauthn-options/passkey?action=register")).status).toBe(200);
  await rows("update sessions set authenticated_at = now() - interval '16 minutes' where user_id = $1", [
    person.userId,
  ]);
  expect((await browser.get("/api/auth/webauthn-options/passkey?action=register")).status).toBe(401);
  // An action named twice could mean one thing to Foyer and another to Auth.js.
  for (const actions of ["action=register&action=authenticate", "action=authenticate&action=register"]) {
    const asked = await browser.get(`/api/auth/webauthn-options/passkey?${actions}`);
    const answer = await browser.send("POST", "/api/auth/callback/passkey", {
      body: `${actions}&data=${encodeURIComponent(attestation)}`,
      headers: { "content-type": "application/x-www-form-urlencoded", origin: browser.baseUrl },
    });
    expect([actions, asked.status, answer.status]).toEqual([actions, 400, 400]);
  }
  // So could a session in the parts that Auth.js would join, or beside a recent one of somebody else.
  const recent = await signIn();
  for (const cookie of [
    `${sessionCookie}.0=${person.token}`,
    `${sessionCookie}=${person.token}; ${sessionCookie}=${recent.token}`,
  ]) {
    const asked = await new Client().get("/api/auth/webauthn-options/passkey?action=register", { headers: { cookie } });
    expect([cookie, asked.status]).toEqual([cookie, 401]);
  }
  expect(await storedFor(person)).toEqual([]);
});

test("what is no request of a browser is refused without a fault", async () => {
  for (const path of [
    "callback/passkey",
    "callback/passkey?action=register",
    "webauthn-options/oidc",
    "signin/passkey",
  ]) {
    const answer = await new Client().get(`/api/auth/${path}`);
    expect([path, answer.status < 500]).toEqual([path, true]);
  }
  const bodies: [string, string][] = [
    ["application/json", "{"],
    ["application/json", "null"],
    ["application/json", "[]"],
    ["application/json", JSON.stringify({ action: "authenticate", data: { id: "x" } })],
    ["application/json", JSON.stringify({ action: "authenticate", data: "{" })],
    ["application/x-www-form-urlencoded", "action=authenticate&data=%7B"],
    ["application/x-www-form-urlencoded", "action=authenticate&data=null"],
    ["application/x-www-form-urlencoded", `action=authenticate&data=${encodeURIComponent('{"id":"\\u0000"}')}`],
    ["multipart/form-data; boundary=none", "none"],
    ["text/plain", "action=register"],
  ];
  for (const [type, body] of bodies) {
    const client = new Client();
    await client.get("/api/auth/webauthn-options/passkey?action=authenticate");
    const answer = await client.send("POST", "/api/auth/callback/passkey", {
      body,
      headers: { "content-type": type, origin: client.baseUrl },
    });
    expect([type, body, answer.status < 500]).toEqual([type, body, true]);
    expect(await whoIs(client)).toBeNull();
  }
});

import { randomBytes } from "node:crypto";
import type { BrowserContext, Page } from "@playwright/test";
import { makeMembership, makeOrganization } from "#db/testing/factories";
import { browserOptions } from "../scripts/browser.ts";
import { expect, expectAccessible, test } from "./support/browser.ts";
import { forgetLimits, rows } from "./support/database.ts";
import { loseProof, originOf, proveDomain, subdomainOf } from "./support/hosts.ts";
import { addPasskey, giveAuthenticator } from "./support/passkeys.ts";
import { claimsFor, enter, freshPerson, type SignedIn, signIn } from "./support/people.ts";
import { agreeAtProvider, openMailboxLink, signOut } from "./support/visits.ts";

// Names of their own lead to this machine, as their owners' DNS would say.
const options = browserOptions();
test.use({
  // Their names are spoken to in plain http here, which the browser takes no such header from.
  tolerated: /The Cross-Origin-Opener-Policy header has been ignored/,
  hostnames: /\.orion-doors\.com$/,
  launchOptions: {
    ...options,
    args: [...(options.args ?? []), "--host-resolver-rules=MAP *.orion-doors.com 127.0.0.1"],
  },
});
test.beforeEach(() => forgetLimits());

/** A member of two workspaces; the door is the second one's, so that ending there is no accident. */
type Visitor = SignedIn & { door: { id: `org_${string}`; slug: string } };

async function makeVisitor(slug?: string): Promise<Visitor> {
  const person = await signIn();
  const door = await makeOrganization({ displayName: "Lyra Labs", color: "#2f4b9c", ...(slug && { slug }) });
  await makeMembership(door.id, person.userId, "member");
  return { ...person, door };
}

const hostname = () => `auth-${randomBytes(5).toString("hex")}.orion-doors.com`;

/** Each kind of address a door has: makes a visitor, and says where the door opens. */
const kinds = {
  "the path under Foyer's own host": async () => {
    const visitor = await makeVisitor();
    return { visitor, address: `/login/${visitor.door.slug}` };
  },
  "the path with the id of a workspace without an address": async () => {
    const visitor = await makeVisitor();
    await rows("delete from organization_slugs where slug = $1", [visitor.door.slug]);
    const { id } = visitor.door;
    return { visitor: { ...visitor, door: { id, slug: id } }, address: `/login/${id}` };
  },
  "the subdomain": async () => {
    const visitor = await makeVisitor();
    return { visitor, address: subdomainOf(visitor.door.slug) };
  },
  "a domain it has verified": async () => {
    const [visitor, host] = [await makeVisitor(), hostname()];
    await proveDomain(visitor.door.id, host);
    return { visitor, address: originOf(host) };
  },
  "a hostname slug under a domain it has verified": async () => {
    const host = hostname();
    const visitor = await makeVisitor(`login.${host}`);
    await proveDomain(visitor.door.id, host);
    return { visitor, address: originOf(`login.${host}`) };
  },
} satisfies Record<string, () => Promise<{ visitor: Visitor; address: string }>>;

async function openDoor(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole("heading", { level: 1, name: "Sign in to Lyra Labs" })).toBeVisible();
}

/** In the portal of the door's organization, with a session for it, and no cookie but at Foyer's own host. */
async function expectPortal(page: Page, { door }: Visitor, address: string): Promise<void> {
  await expect(page).toHaveURL(`/o/${door.slug}`);
  await expect(page.getByRole("heading", { level: 1, name: "Lyra Labs" })).toBeVisible();
  const session = await page.request.get("/api/auth/session");
  expect(await session.json()).toMatchObject({ oid: door.id, roles: ["member"] });
  if (!address.startsWith("/")) await expectNoCookies(page.context(), address);
}

async function expectNoCookies(context: BrowserContext, address: string): Promise<void> {
  expect(await context.cookies(address)).toEqual([]);
  const { hostname: own } = new URL(process.env.E2E_BASE_URL ?? "");
  expect((await context.cookies()).filter(({ domain }) => ![own, "127.0.0.1"].includes(domain))).toEqual([]);
}

for (const [kind, prepare] of Object.entries(kinds)) {
  test.describe(`A member who starts at ${kind}`, () => {
    test("and asks for a link by mail ends in that workspace's portal", async ({ page }) => {
      const { visitor, address } = await prepare();
      await openDoor(page, address);
      await page.getByLabel("E-mail").fill(visitor.email);
      await page.getByRole("button", { name: "E-mail me a sign-in link" }).click();
      await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
      await openMailboxLink(page, visitor.email);
      await expectPortal(page, visitor, address);
    });

    for (const provider of ["OpenID", "GitHub"]) {
      test(`and continues with ${provider} ends in that workspace's portal`, async ({ page }) => {
        const { visitor, address } = await prepare();
        await openDoor(page, address);
        await page.getByRole("button", { name: `Continue with ${provider}` }).click();
        await agreeAtProvider(page, claimsFor(freshPerson({ email: visitor.email })));
        await expectPortal(page, visitor, address);
      });
    }

    test("and uses a passkey ends in that workspace's portal, one press later at most", async ({ page, context }) => {
      const { visitor, address } = await prepare();
      await enter(context, visitor);
      await giveAuthenticator(page);
      await addPasskey(page);
      await signOut(page);
      await openDoor(page, address);
      const button = page.getByRole("button", { name: "Sign in with a passkey" });
      if (!address.startsWith("/")) {
        await page.getByRole("link", { name: "Sign in with a passkey" }).click();
        await expect(page).toHaveURL(`/login/${visitor.door.slug}#passkey`);
        await expect(button).toBeFocused();
        await page.keyboard.press("Enter");
      } else {
        await button.click();
      }
      await expectPortal(page, visitor, address);
    });
  });
}

test.describe("Someone without scripts", () => {
  test.use({ javaScriptEnabled: false });

  for (const kind of ["the subdomain", "a domain it has verified"] as const) {
    test(`who starts at ${kind} signs in by mail and by a provider`, async ({ page, context }) => {
      const { visitor, address } = await kinds[kind]();
      await openDoor(page, address);
      await expect(page.getByRole("link", { name: "Sign in with a passkey" })).toBeHidden();
      await page.getByLabel("E-mail").fill(visitor.email);
      await page.getByRole("button", { name: "E-mail me a sign-in link" }).click();
      await openMailboxLink(page, visitor.email);
      await expectPortal(page, visitor, address);
      await context.clearCookies();
      await openDoor(page, address);
      await page.getByRole("button", { name: "Continue with OpenID" }).click();
      await agreeAtProvider(page, claimsFor(freshPerson({ email: visitor.email })));
      await expectPortal(page, visitor, address);
    });
  }
});

test("someone new who starts at a subdomain gets an account and a workspace of their own", async ({ page }) => {
  const { address } = await kinds["the subdomain"]();
  await openDoor(page, address);
  await page.getByRole("link", { name: "Create an account" }).click();
  await expect(page).toHaveURL("/sign-up");
  await openDoor(page, address);
  await page.getByRole("button", { name: "Continue with OpenID" }).click();
  await agreeAtProvider(page, claimsFor(freshPerson()));
  await expect(page).toHaveURL("/welcome");
  await expectNoCookies(page.context(), address);
  await openDoor(page, address);
  await page.getByLabel("E-mail").fill("no address");
  await page.getByLabel("E-mail").evaluate((input: HTMLInputElement) => {
    input.type = "text";
  });
  await page.getByRole("button", { name: "E-mail me a sign-in link" }).click();
  await expect(page).toHaveURL(/\/sign-in\/continue\?error=EmailInvalid/);
  await expect(page.getByRole("heading", { name: "Sign in to Lyra Labs" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Another workspace" })).toHaveAttribute("href", "/login");
});

test("a door on a hostname shuts with its proof, while someone stands before it", async ({ page }) => {
  const host = hostname();
  const visitor = await makeVisitor();
  const nothing = page.getByText("There is nothing here under that name.");
  await page.goto(originOf(host));
  await expect(nothing).toBeVisible();
  await proveDomain(visitor.door.id, host);
  await expect(async () => openDoor(page, originOf(host))).toPass();
  await loseProof(host);
  await expect(async () => {
    await page.goto(originOf(host));
    await expect(nothing).toBeVisible({ timeout: 500 });
  }).toPass();
});

test("an admin reads every address of the door in the settings, and whoever pastes one finds the door", async ({
  page,
  context,
}) => {
  const admin = await signIn({ displayName: "Lyra Labs" });
  const host = hostname();
  await proveDomain(admin.organizationId, host);
  await enter(context, admin);
  await page.goto(`/o/${admin.slug}/settings`);
  const list = page.getByRole("region", { name: "Where the door opens" }).getByRole("listitem");
  const base = new URL(process.env.E2E_BASE_URL ?? "").host;
  await expect(list).toHaveText([
    new RegExp(`${base}/login/${admin.slug}`),
    new RegExp(`${admin.slug}\\.${base}`),
    new RegExp(host),
  ]);
  await expectAccessible(page);
  for (const typed of [
    subdomainOf(admin.slug),
    `${admin.slug}.localhost`,
    `${originOf(host)}/?a=b`,
    admin.slug.toUpperCase(),
  ]) {
    await page.goto("/login");
    await page.getByLabel("Address").fill(typed);
    await page.getByRole("button", { name: "Go to the door" }).click();
    await expect(page).toHaveURL(`/login/${admin.slug}`);
  }
});

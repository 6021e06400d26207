import sharp from "sharp";
import { expect, test } from "./support/browser.ts";
import { Client } from "./support/client.ts";
import { forgetLimits, rows } from "./support/database.ts";
import { lastMail, linkIn } from "./support/mail.ts";
import { enter, enterAs, freshPerson, signIn } from "./support/people.ts";

// All browsers of this machine share one window of sign-in links.
test.beforeEach(() => forgetLimits());

/** What the head of a page says, by rel or property: links that stand anywhere else are no good to a messenger. */
async function headOf(client: Client, path: string): Promise<Record<string, string>> {
  const { body } = await client.get(path);
  const head = body.slice(0, body.indexOf("</head>"));
  const said: Record<string, string> = {};
  for (const [tag] of head.matchAll(/<(?:link|meta)\b[^>]*>/g)) {
    const of = (name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
    const name = of("rel") ?? of("property") ?? of("name");
    if (name) said[name] ??= of("href") ?? of("content") ?? "";
  }
  return said;
}

/** A picture as it is served: its format and size, or what was answered instead. */
async function pictureAt(url: string) {
  const response = await fetch(url, { redirect: "manual" });
  if (response.status !== 200) return { status: response.status, location: response.headers.get("location") };
  const { format, width, height } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
  return { format, width, height, kept: response.headers.get("cache-control")?.includes("immutable") };
}

test("a visitor sees the organization's sign in the tab, messengers show its card, and both follow a change of its brand", async () => {
  const { slug, organizationId } = await signIn({ displayName: 'Lyra "Labs" <b>' });
  const client = new Client();
  const door = await headOf(client, `/login/${slug}`);
  expect(door).toMatchObject({
    "og:title": "Sign in to Lyra &quot;Labs&quot; &lt;b&gt;",
    "og:url": `${client.baseUrl}/login/${slug}`,
    "og:image:width": "1200",
    "og:image:height": "630",
    "og:image:alt": expect.stringContaining("Lyra"),
    "twitter:card": "summary_large_image",
    "twitter:image": door["og:image"],
  });
  for (const url of [door.icon, door["apple-touch-icon"], door["og:image"]])
    expect(url).toMatch(new RegExp(`^${client.baseUrl}/brands/${slug}/[0-9a-f]{16}/[a-z]+\\.png$`));
  const png = { format: "png", kept: true };
  expect(await pictureAt(door.icon ?? "")).toEqual({ ...png, width: 64, height: 64 });
  expect(await pictureAt(door["apple-touch-icon"] ?? "")).toEqual({ ...png, width: 180, height: 180 });
  expect(await pictureAt(door["og:image"] ?? "")).toEqual({ ...png, width: 1200, height: 630 });

  await rows("update organizations set color = '#ffd400' where id = $1", [organizationId]);
  let now = door;
  await expect(async () => {
    now = await headOf(client, `/login/${slug}`);
    expect(now.icon).not.toBe(door.icon);
  }).toPass({ timeout: 5_000 });
  expect(await pictureAt(now.icon ?? "")).toEqual({ ...png, width: 64, height: 64 });
  expect(await pictureAt(door.icon ?? "")).toEqual({ status: 307, location: now.icon });
});

test("a member has the organization's sign in every tab of it, and Foyer's own in the others", async ({
  page,
  context,
}) => {
  const person = await signIn({ displayName: "Lyra Labs" });
  const client = enterAs(new Client(), person);
  const { icon } = await headOf(client, `/o/${person.slug}`);
  expect(icon).toContain(`/brands/${person.slug}/`);
  for (const path of ["/members", "/settings", "/settings/branding"])
    expect([path, (await headOf(client, `/o/${person.slug}${path}`)).icon]).toEqual([path, icon]);
  for (const path of ["/account", "/organizations"])
    expect([path, (await headOf(client, path)).icon]).toEqual([path, "/favicon.ico"]);
  for (const path of ["/favicon.ico", "/icon.svg", "/apple-icon.png"])
    expect([path, (await client.get(path)).status]).toEqual([path, 200]);

  // On the way from one to the other without loading a page anew.
  await enter(context, person);
  await page.goto(`/o/${person.slug}`);
  const inTab = page.locator('link[rel="icon"]');
  await expect(inTab).toHaveAttribute("href", icon ?? "");
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("link", { name: "Account" }).click();
  await expect(page).toHaveURL("/account");
  await expect(inTab.first()).toHaveAttribute("href", "/favicon.ico");
});

test("pages on the way in wear the organization's sign too", async () => {
  const { slug } = await signIn();
  const client = new Client();
  const { icon } = await headOf(client, `/login/${slug}`);
  for (const path of [
    `/sign-in/continue?organization=${slug}`,
    `/sign-in/check-mail?organization=${slug}`,
    `/sign-in/confirm?token=t&email=maya%40orion.com&callbackUrl=${encodeURIComponent(`/home?organization=${slug}`)}`,
  ])
    expect([path, (await headOf(client, path)).icon]).toEqual([path, icon]);
  expect((await headOf(client, "/sign-in/check-mail?organization=nobody-has-this")).icon).toBe("/favicon.ico");
});

test("someone known and someone new read the same mail from a door, and at Foyer's own one of Foyer's", async () => {
  const known = await signIn({ displayName: "Lyra Labs" });
  const fresh = freshPerson();
  const mails = [];
  for (const email of [known.email, fresh.email]) {
    const client = new Client();
    const callbackUrl = `/home?organization=${known.slug}`;
    await client.post("/api/sign-in", { method: "email", email, callbackUrl, organization: known.slug });
    const mail = await lastMail(email);
    const token = linkIn(mail).searchParams.get("token") ?? "";
    const alike = (text: string) =>
      text.replaceAll(token, "TOKEN").replaceAll(encodeURIComponent(email), "EMAIL").replaceAll(email, "EMAIL");
    mails.push({ subject: mail.subject, text: alike(mail.text), html: alike(mail.html) });
  }
  expect(mails[0]).toEqual(mails[1]);
  expect(mails[0]?.subject).toBe("Sign in to Lyra Labs");
  expect(mails[0]?.html).toContain(">L</td>");

  await new Client().post("/api/sign-in", { method: "email", email: fresh.email });
  expect((await lastMail(fresh.email)).subject).toBe("Sign in to Foyer");
});

test.describe("the local mailbox", () => {
  // The page allows no script, not even that of the test.
  test.use({ tolerated: /^Blocked script execution in '[^']*\/mailbox\/msg_/ });

  test("someone who tries Foyer out opens a mail as a mail program shows it, where nothing of it can act on Foyer", async ({
    page,
    context,
  }) => {
    const { email } = freshPerson();
    await page.goto("/sign-in");
    await page.getByLabel("E-mail").fill(email);
    await page.getByRole("button", { name: "E-mail me a sign-in link" }).click();
    await page.getByRole("link", { name: "Open the local mailbox" }).click();
    const opened = context.waitForEvent("page");
    await page
      .getByRole("listitem")
      .filter({ hasText: `To ${email}` })
      .getByRole("link", { name: "As a mail program shows it" })
      .click();
    const mail = await opened;
    await expect(mail.getByRole("heading", { name: "Sign in to Foyer" })).toBeVisible();
    const { headers } = await new Client().send("GET", new URL(mail.url()).pathname);
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none';.*; sandbox allow-popups/);
    const signingIn = context.waitForEvent("page");
    await mail.getByRole("link", { name: "Sign in" }).click();
    const confirm = await signingIn;
    await confirm.getByRole("button", { name: "Sign in" }).click();
    await expect(confirm).toHaveURL("/welcome");
    expect((await new Client().get("/mailbox/msg_1")).status).toBe(404);
  });
});

import type { ServerResponse } from "node:http";
import type { Page } from "@playwright/test";
import { publicAddress, startInternet } from "../../testing/internet.ts";
import { verifies } from "../../testing/webhook-signature.ts";
import { expect, test } from "../support/browser.ts";
import { Client } from "../support/client.ts";
import { createDatabase, rows } from "../support/database.ts";
import { type FoyerProcess, startFoyer } from "../support/foyer-process.ts";
import { letIn, signInByProvider } from "../support/front-door.ts";
import { idOf } from "../support/operator.ts";
import { claimsFor, enter, freshPerson, sessionCookie, whoIs } from "../support/people.ts";
import { startReceiver } from "../support/receiver.ts";

/** A Foyer of its own, in an internet of this machine: receivers with real names and certificates, and a process to kill. */
let internet: Awaited<ReturnType<typeof startInternet>>;
let database: Awaited<ReturnType<typeof createDatabase>>;
let foyer: FoyerProcess;
let said = "";
let operator: { token: string };
const secrets: string[] = [];

const operatorEmail = "olu@operators.example";
const start = (port = "0") =>
  startFoyer({
    ...internet.variables,
    DATABASE_URL: database.url,
    OPERATOR_EMAILS: operatorEmail,
    LOG_LEVEL: "debug",
    PORT: port,
  });

async function restart(): Promise<void> {
  await foyer.kill();
  said += foyer.said();
  foyer = await start(String(foyer.port));
}

test.describe.configure({ mode: "serial", timeout: 240_000 });

test.beforeAll(async () => {
  [internet, database] = [await startInternet(), await createDatabase()];
  foyer = await start();
  const client = new Client({ baseUrl: foyer.url });
  await signInByProvider(client, claimsFor(freshPerson({ email: operatorEmail })));
  operator = { token: client.cookies.get(sessionCookie) ?? "" };
});
test.afterAll(async () => {
  await foyer.stop();
  await internet.close();
  await database.drop();
});
test.beforeEach(async ({ context }) => {
  await enter(context, operator, foyer.url);
});
// Each test has receivers of its own. They stay, with what is stored of them, for the last test to look at.
test.afterEach(async () => {
  await rows("update webhook_endpoints set paused_at = now()", [], database.url);
});

/** Adds an endpoint as an operator does. */
async function connect(page: Page) {
  const receiver = startReceiver(internet);
  await page.goto(`${foyer.url}/admin/webhooks/new`);
  await page.getByLabel("URL", { exact: true }).fill(receiver.url);
  await page.getByRole("button", { name: "Add endpoint" }).click();
  const secret = await page.getByLabel("Signing secret", { exact: true }).inputValue();
  secrets.push(secret);
  await page.getByRole("link", { name: "Go on to its settings" }).click();
  await expect(page.getByRole("heading", { level: 1, name: receiver.host })).toBeVisible();
  return { receiver, secret, id: idOf(page) };
}

/** Somebody signs up: an event of the person, one of their workspace and one of both. */
async function signUp() {
  const client = new Client({ baseUrl: foyer.url });
  const person = freshPerson();
  expect(letIn(await signInByProvider(client, claimsFor(person)))).toBe(true);
  const session = await whoIs(client);
  return { email: person.email, userId: session?.user.id ?? "", organizationId: session?.oid ?? "" };
}

const three = ["membership.created", "organization.created", "user.created"];
const arrived = { timeout: 20_000 };
const typesOf = (received: { type: string }[]) => [...new Set(received.map(({ type }) => type))].sort();

test("P42: what happens reaches a receiver, signed so that the published SDK verifies it", async ({ page }) => {
  const { receiver, secret, id } = await connect(page);
  const { email, userId, organizationId } = await signUp();
  await expect.poll(() => typesOf(receiver.received), arrived).toEqual(three);
  expect(receiver.received.map((message) => verifies(secret, message))).toEqual([true, true, true]);
  const dataOf = (type: string) => receiver.received.find((message) => message.type === type)?.data;
  expect(dataOf("user.created")).toMatchObject({ id: userId, email });
  expect(dataOf("organization.created")).toMatchObject({ id: organizationId, region_code: "US" });
  expect(dataOf("membership.created")).toMatchObject({ user_id: userId, organization_id: organizationId });
  await page.goto(`${foyer.url}/admin/webhooks/${id}`);
  await expect(page.getByText("Active. Events were last delivered just now.")).toBeVisible();
  await expect(page.getByText("Arrived at once")).toHaveCount(3);
});

test("P42: an event that a receiver failed to take is sent again under the same id, and again when an operator says so", async ({
  page,
}) => {
  const { receiver, secret, id } = await connect(page);
  receiver.answer = (response) => response.writeHead(500).end();
  await page.getByRole("button", { name: "Send a test event" }).click();
  await expect(page.getByText("The server there answered 500. Next attempt in a moment.")).toBeVisible(arrived);
  receiver.answer = (response) => response.end();
  await expect.poll(() => receiver.received.length, arrived).toBe(2);
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("Arrived with attempt 2")).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.getByRole("link", { name: "webhook.test" }).click();
  await page.getByRole("button", { name: "Send again" }).click();
  await expect.poll(() => receiver.received.length, arrived).toBe(3);
  expect(new Set(receiver.received.map((message) => message.id)).size).toBe(1);
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
  expect(receiver.received.map((message) => verifies(secret, message))).toEqual([true, true, true]);
  await expect(page.getByRole("region", { name: "Attempts" }).getByRole("listitem")).toHaveCount(3);
  expect(page.url()).toContain(id);
});

test("P42: a receiver that is slow holds no other up, and one that keeps failing is left alone until it is well", async ({
  page,
}) => {
  const slow = (await connect(page)).receiver;
  const held: ServerResponse[] = [];
  slow.answer = (response) => held.push(response);
  const fast = (await connect(page)).receiver;
  for (let made = 0; made < 8; made += 1) await signUp();
  await expect.poll(() => fast.received.length, arrived).toBe(24);
  // Those that were due at the first look, and none of them has been answered, or others would have followed.
  expect(slow.received.length).toBeLessThanOrEqual(5);
  expect(held.length).toBe(slow.received.length);
  slow.answer = (response) => response.writeHead(503).end();
  for (const response of held) response.writeHead(503).end();
  const [row] = await rows<{ id: string }>("select id from webhook_endpoints where url = $1", [slow.url], database.url);
  await page.goto(`${foyer.url}/admin/webhooks/${row?.id}`);
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("so nothing is sent for a while")).toBeVisible({ timeout: 500 });
  }).toPass();
  // However long this takes here.
  await rows(
    "update webhook_endpoints set open_until = now() + interval '1 hour' where id = $1",
    [row?.id],
    database.url,
  );
  const settled = () =>
    rows<{ made: number }>(
      "select count(*)::int as made from webhook_attempts where endpoint_id = $1",
      [row?.id],
      database.url,
    );
  await expect.poll(settled, arrived).toEqual([{ made: slow.received.length }]);
  const sent = slow.received.length;
  await signUp();
  await expect.poll(() => fast.received.length, arrived).toBe(27);
  expect(slow.received.length).toBe(sent);
  // An operator who has repaired it does not have to wait.
  slow.answer = (response) => response.end();
  await page.getByRole("button", { name: "Send a test event" }).click();
  await expect.poll(() => new Set(slow.received.map(({ id }) => id)).size, arrived).toBe(28);
});

test("P42: kill -9 after a change is committed loses no event, and neither does one in the middle of a delivery", async ({
  page,
}) => {
  const { receiver, secret } = await connect(page);
  const before = await signUp();
  await restart();
  await expect.poll(() => typesOf(receiver.received), { timeout: 120_000 }).toEqual(three);
  expect(receiver.of(before.organizationId).length).toBeGreaterThan(0);

  receiver.received.length = 0;
  receiver.answer = () => {};
  const under = await signUp();
  await expect.poll(() => typesOf(receiver.received), arrived).toEqual(three);
  const ids = new Set(receiver.received.map(({ id }) => id));
  receiver.received.length = 0;
  await foyer.kill();
  said += foyer.said();
  receiver.answer = (response) => response.end();
  foyer = await start(String(foyer.port));
  await expect.poll(() => typesOf(receiver.received), { timeout: 180_000 }).toEqual(three);
  expect(new Set(receiver.received.map(({ id }) => id))).toEqual(ids);
  expect(receiver.of(under.organizationId).every((message) => verifies(secret, message))).toBe(true);
});

test("P42: while a secret is replaced both are good, the new one for good", async ({ page }) => {
  const { receiver, secret } = await connect(page);
  await page.getByRole("button", { name: "Rotate secret" }).click();
  const next = await page.getByLabel("Signing secret", { exact: true }).inputValue();
  secrets.push(next);
  await signUp();
  await expect.poll(() => typesOf(receiver.received), arrived).toEqual(three);
  for (const message of receiver.received) {
    expect([verifies(secret, message), verifies(next, message)]).toEqual([true, true]);
  }
  receiver.received.length = 0;
  await rows("update webhook_endpoints set previous_secret_until = now()", [], database.url);
  await signUp();
  await expect.poll(() => typesOf(receiver.received), arrived).toEqual(three);
  for (const message of receiver.received) {
    expect(verifies(next, message)).toBe(true);
    expect(() => verifies(secret, message)).toThrow();
  }
});

test("P41: a receiver's name that leads into a private network, or a redirect, is never followed", async ({ page }) => {
  const { receiver, id } = await connect(page);
  const inside = startReceiver(internet);
  receiver.answer = (response) => response.writeHead(307, { location: inside.url }).end();
  await page.getByRole("button", { name: "Send a test event" }).click();
  await expect(page.getByText("The server there answered 307.")).toBeVisible(arrived);
  internet.name(receiver.host, ["127.0.0.1"]);
  await page.getByRole("button", { name: "Send a test event" }).click();
  await expect(page.getByText("There is no server of that name on the public internet.")).toBeVisible(arrived);
  expect([receiver.received.length, inside.received.length]).toEqual([1, 0]);
  internet.name(receiver.host, [publicAddress]);
  expect(page.url()).toContain(id);
});

test("P40: no signing secret is in the database, the job queue or the log", async () => {
  expect(secrets.length).toBeGreaterThanOrEqual(7);
  const canaries = secrets.map((secret) => secret.replace("whsec_", ""));
  const tables = await rows<{ name: string }>(
    `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
     where schemaname in ('public', 'drizzle', 'pgboss')`,
    [],
    database.url,
  );
  expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(["public.webhook_attempts", "pgboss.queue"]));
  for (const { name } of tables) {
    const found = await rows(
      `select 1 from unnest($1::text[]) canary where exists (select 1 from ${name} t where strpos(t::text, canary) > 0)`,
      [canaries],
      database.url,
    );
    expect([name, found]).toEqual([name, []]);
  }
  said += foyer.said();
  expect(said.length).toBeGreaterThan(0);
  for (const canary of canaries) expect(said.includes(canary)).toBe(false);
});

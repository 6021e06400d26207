import { expect, test } from "@playwright/test";
import { makeMembership, makeOrganization } from "#db/testing/factories";
import { randomToken, sha256 } from "#lib/secrets";
import { type Answer, Client } from "../support/client.ts";
import { rows } from "../support/database.ts";
import { enterAs, type SignedIn, signIn } from "../support/people.ts";
import { type Application, authorizePath, makeLedger } from "../support/tokens.ts";

/** P05, P25, P33: an answer to an application's request is its giver's, for what they were asked, and nobody else's. */

/** Goes to an application as far as a question. */
async function ask(client: Client, application: Application, changes: Record<string, string> = {}): Promise<string> {
  return askedIn(await client.get(authorizePath(application, changes)));
}

/** The request that an answer of the provider's leads to. */
function askedIn({ status, location, body }: Answer): string {
  const uid = /^\/oauth\/continue\/([\w-]+)$/.exec(location?.pathname ?? "")?.[1];
  if (!uid) throw new Error(`Nothing is asked, but ${status} ${location?.href ?? body.slice(0, 500)}`);
  return uid;
}

/** Allows what the page asks, with all that its form holds. */
async function allow(client: Client, uid: string, form?: Record<string, string>): Promise<void> {
  await client.post(`/oauth/continue/${uid}/answer`, { ...(form ?? (await formOf(client, uid))), consent: "allow" });
}

async function formOf(client: Client, uid: string): Promise<Record<string, string>> {
  const { body } = await client.get(`/oauth/continue/${uid}/consent`);
  const about = /name="about" value="([^"]+)"/.exec(body)?.[1];
  return about ? { about } : {};
}

const resume = (client: Client, uid: string) => client.get(`/oauth/authorize/${uid}`);
const codeIn = ({ location }: Answer) => location?.searchParams.get("code") ?? null;
const theirs = () => makeLedger({ firstParty: false });

test("what one person allowed is asked of the next one in the same browser", async () => {
  const [application, ada, bob] = [await theirs(), await signIn(), await signIn()];
  const client = enterAs(new Client(), ada);
  const uid = await ask(client, application);
  await allow(client, uid);
  const answer = await resume(enterAs(client, bob), uid);
  expect(codeIn(answer)).toBeNull();
  await client.get(`/oauth/continue/${askedIn(answer)}/consent`);
  expect(await rows("select 1 from consents where user_id = $1", [bob.userId])).toEqual([]);
});

test("a form that was drawn for one person is none for another", async () => {
  const [application, ada, bob] = [await theirs(), await signIn(), await signIn()];
  const client = enterAs(new Client(), ada);
  const uid = await ask(client, application);
  const form = await formOf(client, uid);
  await allow(enterAs(client, bob), uid, form);
  expect(codeIn(await resume(client, uid))).toBeNull();
});

test("what was allowed in one workspace is asked again after a switch to another", async () => {
  const [application, ada, other] = [await theirs(), await signIn(), await makeOrganization()];
  await makeMembership(other.id, ada.userId);
  const client = enterAs(new Client(), ada);
  const uid = await ask(client, application);
  await allow(client, uid);
  await rows("update sessions set organization_id = $1 where user_id = $2", [other.id, ada.userId]);
  expect(codeIn(await resume(client, uid))).toBeNull();
  expect(await rows("select 1 from grants where user_id = $1", [ada.userId])).toEqual([]);
});

test("a request that names a workspace is answered with no other", async () => {
  const [ada, other] = [await signIn(), await makeOrganization()];
  const application = await makeLedger({ callbackUrls: ["https://{{org_slug}}.ledger.com/callback"] });
  const client = enterAs(new Client(), ada);
  const uid = await ask(client, application, {
    organization_id: other.id,
    redirect_uri: `https://${other.slug}.ledger.com/callback`,
  });
  await client.post(`/oauth/continue/${uid}/answer`, { organization: ada.organizationId });
  expect(codeIn(await resume(client, uid))).toBeNull();
  expect(await rows("select 1 from grants where user_id = $1", [ada.userId])).toEqual([]);
});

/** Begins without a session, and signs in as someone. */
async function enterLate(application: Application, person: SignedIn): Promise<{ client: Client; uid: string }> {
  const client = new Client();
  const uid = await ask(client, application);
  await enterAs(client, person).get(`/oauth/continue/${uid}`);
  return { client, uid };
}

test("who goes on as somebody else after signing in gets there", async () => {
  const [application, ada, bob] = [await theirs(), await signIn(), await signIn()];
  const { client, uid } = await enterLate(application, ada);
  const asked = askedIn(await resume(client, uid));
  await allow(enterAs(client, bob), asked);
  expect(codeIn(await resume(client, asked))).not.toBeNull();
  expect(await rows("select 1 from grants where user_id = $1", [bob.userId])).toHaveLength(1);
});

test("P25: a cookie that a later sign-in replaced opens nothing, whatever was begun with it", async () => {
  const [application, ada] = [await makeLedger(), await signIn()];
  const { client, uid } = await enterLate(application, ada);
  await client.get(`/oidc/logout?${new URLSearchParams({ client_id: application.id })}`);
  await rows("update sessions set token_hash = $1 where user_id = $2", [sha256(randomToken()), ada.userId]);
  expect(codeIn(await resume(client, uid))).toBeNull();
});

test("P40: no record holds the address at which a request waits", async () => {
  const uid = await ask(new Client(), await makeLedger());
  const [record] = await rows("select payload::text from provider_records where id_hash = $1", [sha256(uid)]);
  expect(record).toBeDefined();
  expect(JSON.stringify(record)).not.toContain(uid);
});

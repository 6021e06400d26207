import { randomBytes } from "node:crypto";
import type { BrowserContext } from "@playwright/test";
import { makeMembership, makeOrganization, makeSession, makeUser } from "#db/testing/factories";
import type { UserId } from "#lib/ids";
import type { Client } from "./client.ts";
import { householdOf, rows } from "./database.ts";
import type { Claims } from "./identity-provider.ts";

/** Someone nobody has met: their address is at a company of their own, so that nothing they make meets anything else. */
export type Person = { email: string; name: string; givenName: string; company: string };

export function freshPerson(overrides: Partial<Person> = {}): Person {
  const mark = randomBytes(5).toString("hex");
  return {
    email: `maya@orion-${mark}.com`,
    name: "Maya Lindqvist",
    givenName: "Maya",
    company: `Orion ${mark[0]?.toUpperCase()}${mark.slice(1)}`,
    ...overrides,
  };
}

/** The person as a provider describes them. `email_verified: true`, unless `overrides` say otherwise. */
export function claimsFor(person: Person, overrides: Partial<Claims> = {}): Claims {
  return {
    sub: `sub-${person.email}`,
    email: person.email,
    email_verified: true,
    name: person.name,
    given_name: person.givenName,
    ...overrides,
  };
}

export type SignedIn = { userId: UserId; email: string; token: string; organizationId: `org_${string}`; slug: string };

/**
 * Someone who has an account, a workspace they are admin of, and a session in it: rows, written without going through the
 * door. Give the token to a browser with `enter`, or to a client with `enterAs`.
 */
export async function signIn({
  slug,
  displayName,
  ...overrides
}: { slug?: string; displayName?: string } & Parameters<typeof makeUser>[0] = {}): Promise<SignedIn> {
  const person = freshPerson();
  const user = await makeUser({ email: person.email, name: person.name, givenName: person.givenName, ...overrides });
  const organization = await makeOrganization({
    slug: slug ?? `orion-${randomBytes(5).toString("hex")}`,
    displayName: displayName ?? person.company,
  });
  await makeMembership(organization.id, user.id, "admin");
  const session = await makeSession(user.id, { organizationId: organization.id });
  return {
    userId: user.id,
    email: user.email,
    token: session.token,
    organizationId: organization.id,
    slug: organization.slug,
  };
}

/** A plain member of the organization of `admin`, with a session in it. */
export async function colleagueOf({ organizationId }: SignedIn): Promise<{ token: string }> {
  const user = await makeUser({ name: "Tomás Rey" });
  await makeMembership(organizationId, user.id, "member");
  return makeSession(user.id, { organizationId });
}

/** Someone who runs the installation under test (scripts/e2e-server.ts names them); the same person each time, with a session of its own. */
export async function signInOperator(email = "olu@operators.example", emailVerifiedAt: Date | null = new Date()) {
  const known = () => rows<{ id: UserId }>("select id from users where email = $1", [email]);
  // Another worker may be making them at the same moment.
  await makeUser({ email, name: "Olu Adeyemi", givenName: "Olu", emailVerifiedAt }).catch(() => {});
  const [user] = await known();
  if (!user) throw new Error(`${email} could not be made.`);
  const { token } = await makeSession(user.id);
  return { userId: user.id, email, token };
}

/** The cookie on http; on https it would carry the __Host- prefix. */
export const sessionCookie = "foyer.session";

/** Lets a signed-in person into a browser: `await enter(context, await signIn())`. */
export async function enter(
  context: BrowserContext,
  { token }: { token: string },
  url = process.env.E2E_BASE_URL ?? "",
): Promise<void> {
  await context.addCookies([{ name: sessionCookie, value: token, url, httpOnly: true, sameSite: "Lax" }]);
}

/** Lets a signed-in person into a client. */
export function enterAs<C extends Client>(client: C, { token }: { token: string }): C {
  client.cookies.set(sessionCookie, token);
  return client;
}

type SessionSeen = {
  user: { id: string; email: string };
  oid: string | null;
  sid: string;
  roles: string[];
  permissions: string[];
};

/** The whole of `auth()` as the browser sees it, or null when this client is nobody. */
export async function whoIs(client: Client): Promise<SessionSeen | null> {
  const answer = await client.send("GET", "/api/auth/session");
  if (answer.status !== 200) throw new Error(`The session endpoint answered ${answer.status}.`);
  return JSON.parse(answer.body);
}

/** A live workspace of the person, by its address. */
export async function slugOf(email: string, url?: string): Promise<string> {
  const [found] = await rows<{ slug: string }>(
    `select slug from organization_slugs join memberships using (organization_id) join users on users.id = user_id
     where email = $1 and retired_at is null order by memberships.created_at limit 1`,
    [email],
    url,
  );
  if (!found) throw new Error(`${email} has no workspace: ${JSON.stringify(await householdOf(email, url))}`);
  return found.slug;
}

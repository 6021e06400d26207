import pg from "pg";
import { insertRows } from "#db/seed-organizations";
import { newId } from "#lib/ids";
import { randomToken, sha256 } from "#lib/secrets";
import type { Actor } from "./replay.ts";

/** Somebody signed in, with the token of their cookie. */
export type Seat = Actor & { token: string };

export type House = Pick<Actor, "organization" | "slug">;

/** Of the first of them, who is an operator. */
export const operatorAddress = "maya-0@orion.example";

const seatCount = 64;
const membersEach = 5;
const eventsEach = 20;

/** Organizations with people in them. */
export async function seed(url: string): Promise<Seat[]> {
  const houses = Array.from({ length: seatCount }, (_, index) => ({
    organization: newId("org"),
    slug: `door-${index}-of-orion`,
  }));
  const organizations = houses.map(({ organization }, index) => ({
    id: organization,
    display_name: `Orion ${index}`,
    color: index % 2 ? "#2563eb" : null,
    created_via: "user",
  }));
  const slugs = houses.map(({ slug, organization }) => ({ slug, organization_id: organization }));
  return connected(url, async (client) => {
    await insertRows(client, "organizations", organizations);
    await insertRows(client, "organization_slugs", slugs);
    return seatPeople(client, houses);
  });
}

/** People, each the admin of one organization and a member of a few others, signed in, with some history in every one. */
export async function seatPeople(client: pg.Client, houses: House[]): Promise<Seat[]> {
  const seats = houses.map((house) => {
    const token = randomToken();
    return { ...house, user: newId("usr"), session: newId("ses"), token, tokenHash: sha256(token) };
  });
  const now = new Date();
  const users = seats.map(({ user }, index) => ({
    id: user,
    name: `Maya Lindqvist ${index}`,
    email: `maya-${index}@orion.example`,
    email_verified_at: now,
    welcomed_at: now,
  }));
  const memberships = seats.flatMap(({ organization }, index) =>
    Array.from({ length: membersEach }, (_, member) => ({
      organization_id: organization,
      user_id: seats[(index + member) % seats.length]?.user,
      role: member === 0 ? "admin" : "member",
      last_opened_at: now,
    })),
  );
  const sessions = seats.map(({ session, tokenHash, user, organization }) => ({
    id: session,
    token_hash: tokenHash,
    user_id: user,
    organization_id: organization,
    method: "oidc",
    expires_at: new Date(now.getTime() + 24 * 3_600_000),
  }));
  const events = seats.flatMap(({ organization, user }) =>
    Array.from({ length: eventsEach }, () => ({
      id: newId("aud"),
      organization_id: organization,
      actor_kind: "user",
      actor_id: user,
      action: "organization.renamed",
      details: { from: "Orion", to: "Orion Analytics" },
    })),
  );
  await insertRows(client, "users", users);
  await insertRows(client, "memberships", memberships);
  await insertRows(client, "sessions", sessions);
  await insertRows(client, "audit_events", events);
  await client.query("analyze");
  return seats;
}

/** Does `work` as the superuser, over a connection of its own. */
export async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  // A benchmark that is stopped takes the server away from under it.
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

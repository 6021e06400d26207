import pg from "pg";
import { newId } from "#lib/ids";
import { randomToken, sha256 } from "#lib/secrets";
import type { Actor } from "./replay.ts";

/** Somebody signed in, with the token of their cookie. */
export type Seat = Actor & { token: string };

const seatCount = 64;
const membersEach = 5;
const eventsEach = 20;

/** People, each the admin of a workspace and a member of a few others, signed in, with some history in every workspace. */
export async function seed(url: string): Promise<Seat[]> {
  const client = new pg.Client({ connectionString: url });
  // A benchmark that is stopped takes the server away from under it.
  client.on("error", () => {});
  await client.connect();
  const seats = Array.from({ length: seatCount }, (_, index) => {
    const token = randomToken();
    return {
      user: newId("usr"),
      session: newId("ses"),
      organization: newId("org"),
      slug: `door-${index}-of-orion`,
      token,
      tokenHash: sha256(token),
    };
  });
  for (const [index, seat] of seats.entries()) {
    await client.query(
      `insert into users (id, name, email, email_verified_at, welcomed_at) values ($1, $2, $3, now(), now())`,
      [seat.user, `Maya Lindqvist ${index}`, `maya-${index}@orion.example`],
    );
    await client.query(`insert into organizations (id, display_name, color, created_via) values ($1, $2, $3, 'user')`, [
      seat.organization,
      `Orion ${index}`,
      index % 2 ? "#2563eb" : null,
    ]);
    await client.query(`insert into organization_slugs (slug, organization_id) values ($1, $2)`, [
      seat.slug,
      seat.organization,
    ]);
  }
  for (const [index, seat] of seats.entries()) {
    for (let member = 0; member < membersEach; member += 1) {
      const { user } = seats[(index + member) % seatCount] ?? seat;
      await client.query(
        `insert into memberships (organization_id, user_id, role, last_opened_at) values ($1, $2, $3, now())`,
        [seat.organization, user, member === 0 ? "admin" : "member"],
      );
    }
    await client.query(
      `insert into sessions (id, token_hash, user_id, organization_id, method, expires_at)
       values ($1, $2, $3, $4, 'oidc', now() + interval '1 day')`,
      [seat.session, seat.tokenHash, seat.user, seat.organization],
    );
    for (let event = 0; event < eventsEach; event += 1) {
      await client.query(
        `insert into audit_events (id, organization_id, actor_kind, actor_id, action, details)
         values ($1, $2, 'user', $3, 'organization.renamed', '{"from":"Orion","to":"Orion Analytics"}')`,
        [newId("aud"), seat.organization, seat.user],
      );
    }
  }
  await client.query("analyze");
  await client.end();
  return seats;
}

import { expect, test } from "@playwright/test";
import { makeMembership, makeOrganization } from "#db/testing/factories";
import { Client } from "../support/client.ts";
import { rows } from "../support/database.ts";
import { csrfToken, letIn, signInByProvider } from "../support/front-door.ts";
import { claimsFor, enterAs, freshPerson, signIn, slugOf, whoIs } from "../support/people.ts";

test.describe("P03: the session names an organization its person is in, or none", () => {
  test("after the membership is removed it is null: not stale, not empty text", async () => {
    const person = await signIn();
    const client = enterAs(new Client(), person);
    expect((await whoIs(client))?.oid).toBe(person.organizationId);
    await rows("delete from memberships where user_id = $1", [person.userId]);
    expect(await whoIs(client)).toMatchObject({ user: { id: person.userId }, oid: null, roles: [], permissions: [] });
  });

  test("after the organization is deleted it is null", async () => {
    const person = await signIn();
    const client = enterAs(new Client(), person);
    await rows("delete from organizations where id = $1", [person.organizationId]);
    expect(await whoIs(client)).toMatchObject({ user: { id: person.userId }, oid: null, roles: [] });
  });

  test("a role taken away is gone on the next request", async () => {
    const person = await signIn();
    const client = enterAs(new Client(), person);
    expect(await whoIs(client)).toMatchObject({ roles: ["admin"] });
    await rows("update memberships set role = 'member' where user_id = $1", [person.userId]);
    const session = await whoIs(client);
    expect(session).toMatchObject({ oid: person.organizationId, roles: ["member"] });
    expect(session).not.toMatchObject({ permissions: expect.arrayContaining(["organization:manage"]) });
  });

  test("the next sign-in of someone whose only membership is gone starts in none", async () => {
    const person = freshPerson();
    await signInByProvider(new Client(), claimsFor(person));
    await rows("delete from memberships where user_id = (select id from users where email = $1)", [person.email]);
    const client = new Client();
    expect(letIn(await signInByProvider(client, claimsFor(person)))).toBe(true);
    expect(await whoIs(client)).toMatchObject({ user: { email: person.email }, oid: null });
  });

  test("the next sign-in starts in one that still admits the person, never in the one they were put out of", async () => {
    const person = freshPerson();
    const first = new Client();
    await signInByProvider(first, claimsFor(person));
    const session = await whoIs(first);
    const second = await makeOrganization();
    await makeMembership(second.id, session?.user.id as `usr_${string}`, "member");
    await rows("update memberships set last_opened_at = now() + interval '1 hour' where organization_id = $1", [
      second.id,
    ]);
    await rows("delete from memberships where organization_id = $1", [second.id]);
    const again = new Client();
    await signInByProvider(again, claimsFor(person));
    expect((await whoIs(again))?.oid).toBe(session?.oid);
  });

  test("a sign-in at the door of an organization starts there for members, and elsewhere for others", async () => {
    const person = freshPerson();
    await signInByProvider(new Client(), claimsFor(person));
    const own = await slugOf(person.email);
    const [joined, foreign] = [await makeOrganization(), await makeOrganization()];
    const [user] = await rows<{ id: `usr_${string}` }>("select id from users where email = $1", [person.email]);
    if (user) await makeMembership(joined.id, user.id, "member");
    const oidAt = async (slug: string) => {
      const client = new Client();
      await signInByProvider(client, claimsFor(person), { callbackUrl: `/home?organization=${slug}` });
      return (await whoIs(client))?.oid;
    };
    expect(await oidAt(joined.slug)).toBe(joined.id);
    expect(await oidAt(foreign.slug)).not.toBe(foreign.id);
    expect(await oidAt(own)).not.toBe(joined.id);
  });

  test("nothing a request carries chooses it", async () => {
    const [person, other] = [await signIn(), await signIn()];
    const client = enterAs(new Client(), person);
    const path = `/api/auth/session?oid=${other.organizationId}&org_id=${other.organizationId}&organization_id=${other.organizationId}`;
    const headers = {
      "x-org-id": other.organizationId,
      "x-foyer-path": `/o/${other.slug}`,
      "x-organization-id": other.organizationId,
    };
    client.cookies.set("oid", other.organizationId);
    const answer = await client.send("GET", path, { headers });
    expect(JSON.parse(answer.body).oid).toBe(person.organizationId);
    // Auth.js' session update takes no facts from outside either.
    const update = {
      csrfToken: await csrfToken(client),
      data: { oid: other.organizationId, user: { id: other.userId }, roles: ["owner"] },
    };
    await client.send("POST", "/api/auth/session", {
      body: JSON.stringify(update),
      headers: { "content-type": "application/json", origin: client.baseUrl },
    });
    expect(await whoIs(client)).toMatchObject({
      user: { id: person.userId },
      oid: person.organizationId,
      roles: ["admin"],
    });
  });
});

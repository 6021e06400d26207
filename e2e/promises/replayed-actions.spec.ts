import { expect, test } from "@playwright/test";
import { makeMembership, makeSession, makeUser } from "#db/testing/factories";
import { fromForm, type RecordedAction, recordAction, replay, transports } from "../support/actions.ts";
import { Client } from "../support/client.ts";
import { rows } from "../support/database.ts";
import { formsIn } from "../support/html-form.ts";
import { enterAs, type SignedIn, signIn, whoIs } from "../support/people.ts";

const entering = (person: { token: string }) => enterAs(new Client(), person);

async function record(person: SignedIn, page: string, field: string): Promise<RecordedAction> {
  return recordAction(page, (await entering(person).get(page)).body, field);
}

/** Everything the database knows of an organization, its people and their sessions' places. */
async function stateOf({ organizationId, userId }: SignedIn): Promise<unknown> {
  return rows(
    `select (select to_jsonb(o) from organizations o where id = $1) as organization,
      (select jsonb_agg(s order by slug) from organization_slugs s where organization_id = $1) as slugs,
      (select jsonb_agg(m order by user_id) from memberships m where organization_id = $1) as members,
      (select count(*)::int from audit_events where organization_id = $1) as events,
      (select to_jsonb(u) from users u where id = $2) as person,
      (select jsonb_agg(jsonb_build_array(id, organization_id, user_id) order by id) from sessions where user_id = $2) as sessions`,
    [organizationId, userId],
  );
}

/** Names under which frameworks elsewhere have taken facts from a form that only the server may know. */
function assigning(victim: SignedIn): Record<string, string> {
  const ids = [
    "oid",
    "org_id",
    "orgId",
    "organization_id",
    "organizationId",
    "context",
    "context.organizationId",
    "brand.slug",
  ];
  const people = ["owner_id", "ownerId", "user_id", "userId", "id", "actor", "sub"];
  return {
    ...Object.fromEntries(ids.map((name) => [name, victim.organizationId])),
    ...Object.fromEntries(people.map((name) => [name, victim.userId])),
    role: "owner",
    roles: '["owner"]',
    permissions: '["organization:manage"]',
    verified: "true",
    email: "taken-over@evil.com",
    email_verified: "true",
    emailVerifiedAt: "2020-01-01T00:00:00Z",
    createdVia: "operator",
    created_via: "operator",
    external_id: "evil",
    welcomedAt: "2020-01-01T00:00:00Z",
    ["__proto__"]: "x",
    "constructor.prototype": "x",
  };
}

test.describe("P05: the organization is the one in the URL, and only for its members", () => {
  for (const transport of transports) {
    for (const [what, page, field, edits] of [
      ["renaming", "settings", "displayName", { displayName: "Taken over" }],
      ["branding", "settings/branding", "color", { color: "#ff0000" }],
      ["deleting", "settings", "confirmation", { confirmation: "Orion" }],
    ] as const) {
      test(`${what} by ${transport} with another's address bound changes nothing and answers as for no address`, async () => {
        const [eve, victim] = [await signIn(), await signIn()];
        const recorded = await record(eve, `/o/${eve.slug}/${page}`, field);
        const before = await stateOf(victim);
        const answers = [];
        for (const slug of [victim.slug, "nobody-has-this", "", "..", `${victim.slug}\u0000`, victim.organizationId]) {
          const bound = [slug, ...recorded.bound.slice(1)];
          const fields = { ...recorded.fields, ...edits };
          answers.push(await replay(entering(eve), { ...recorded, bound, fields }, transport));
          answers.push(
            await replay(entering(eve), { ...recorded, bound, fields, page: `/o/${victim.slug}/${page}` }, transport),
          );
        }
        expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
        expect(answers.some(({ body }) => body.includes(victim.organizationId) || body.includes(victim.email))).toBe(
          false,
        );
        expect(await stateOf(victim)).toEqual(before);
      });
    }

    test(`fields by ${transport} that name another organization, person, role or proof are dropped`, async () => {
      const [eve, victim] = [await signIn(), await signIn()];
      const before = await stateOf(victim);
      const forms = [
        await record(eve, `/o/${eve.slug}/settings`, "displayName"),
        await record(eve, `/o/${eve.slug}/settings/branding`, "color"),
        await record(eve, "/account", "name"),
        await record(eve, "/organizations/new", "displayName"),
      ];
      for (const form of forms) {
        const fields = {
          ...assigning(victim),
          ...form.fields,
          ...("displayName" in form.fields && { displayName: "Eve Ltd" }),
        };
        const answer = await replay(entering(eve), { ...form, fields }, transport);
        expect([form.page, answer.status < 400]).toEqual([form.page, true]);
      }
      expect(await stateOf(victim)).toEqual(before);
      const [self] = await rows("select email, email_verified_at, welcomed_at from users where id = $1", [eve.userId]);
      expect(self?.email).toBe(eve.email);
      expect(new Date(String(self?.email_verified_at)).getFullYear()).toBeGreaterThan(2020);
      const houses = await rows(
        "select role, created_via from memberships join organizations on organizations.id = organization_id where user_id = $1",
        [eve.userId],
      );
      expect(houses).toEqual([
        { role: "admin", created_via: "user" },
        { role: "admin", created_via: "user" },
      ]);
    });

    test(`an admin's recorded form does nothing by ${transport} in the hands of a member, or of nobody`, async () => {
      const admin = await signIn();
      const member = await makeUser();
      await makeMembership(admin.organizationId, member.id, "member");
      const { token } = await makeSession(member.id, { organizationId: admin.organizationId });
      const forms = [
        await record(admin, `/o/${admin.slug}/settings`, "displayName"),
        await record(admin, `/o/${admin.slug}/settings/branding`, "color"),
      ];
      const before = await stateOf(admin);
      for (const form of forms) {
        const edited = { ...form, fields: { ...form.fields, displayName: "Taken over", color: "#ff0000" } };
        expect((await replay(entering({ token }), edited, transport)).body).not.toContain("Saved");
        const nobody = await replay(new Client(), edited, transport);
        expect(nobody.location?.pathname ?? String(nobody.headers["x-action-redirect"])).toContain("/sign-in/continue");
      }
      expect(await stateOf(admin)).toEqual(before);
    });

    test(`another site's page cannot send it by ${transport}, with any Origin`, async () => {
      const person = await signIn();
      const form = await record(person, `/o/${person.slug}/settings`, "displayName");
      const before = await stateOf(person);
      for (const origin of [
        "https://evil.com",
        "null",
        "http://localhost.evil.com",
        `${new Client().baseUrl}.evil.com`,
      ]) {
        const fields = { ...form.fields, displayName: "Taken over" };
        const answer = await replay(entering(person), { ...form, fields }, transport, { origin });
        expect([origin, answer.status >= 400]).toEqual([origin, true]);
      }
      expect(await stateOf(person)).toEqual(before);
    });
  }

  test("switching to an organization of others stays where it was", async () => {
    const [eve, victim] = [await signIn(), await signIn()];
    await rows("update sessions set organization_id = null where user_id = $1", [eve.userId]);
    const page = await entering(eve).get("/organizations");
    const form = formsIn(page.body).find(({ fields }) =>
      Object.values(fields).some((value) => value.includes(eve.slug)),
    );
    const recorded = fromForm("/organizations", form ?? { action: "", method: "", multipart: true, fields: {} });
    for (const slug of [victim.slug, "nobody-has-this", `${eve.slug}\u0000`]) {
      const answer = await replay(entering(eve), { ...recorded, bound: [slug] });
      expect([slug, answer.location?.pathname]).toEqual([slug, "/organizations"]);
      expect((await whoIs(entering(eve)))?.oid).toBeNull();
    }
    // The form as it was drawn works, or the test would prove nothing.
    expect((await replay(entering(eve), recorded)).location?.pathname).toBe(`/o/${eve.slug}`);
    expect((await whoIs(entering(eve)))?.oid).toBe(eve.organizationId);
  });

  test("ending a session of someone else ends nothing; ending one's own does, at once", async () => {
    const [eve, victim] = [await signIn(), await signIn()];
    const other = await makeSession(eve.userId);
    const page = await entering(eve).get("/account/sessions");
    const form = formsIn(page.body).find(({ fields }) =>
      Object.values(fields).some((value) => value.includes(other.id)),
    );
    const recorded = fromForm("/account/sessions", form ?? { action: "", method: "", multipart: true, fields: {} });
    const { sid = "" } = (await whoIs(entering(victim))) ?? {};
    for (const id of [sid, "ses_1", "", `${sid}\u0000`]) {
      expect([id, (await replay(entering(eve), { ...recorded, bound: [id] })).status]).toEqual([id, 303]);
    }
    expect(await whoIs(entering(victim))).not.toBeNull();
    expect(await whoIs(entering(other))).not.toBeNull();
    await replay(entering(eve), recorded);
    expect(await whoIs(entering(other))).toBeNull();
    expect(await whoIs(entering(eve))).not.toBeNull();
  });
});

import { expect, test } from "@playwright/test";
import { makeDomain } from "#db/testing/factories";
import { fromForm, type RecordedAction, replay, transports } from "../support/actions.ts";
import { Client, race } from "../support/client.ts";
import { rows } from "../support/database.ts";
import { formsIn } from "../support/html-form.ts";
import { enterAs, signIn, signInOperator, whoIs } from "../support/people.ts";
import { enterPortalAs, portalLink } from "../support/portals.ts";
import { authorizePath, makeLedger } from "../support/tokens.ts";

/** P05, P40, P43, P46: a portal link is good once, for one organization and for what it says, and for nothing else. */

/** All that somebody in a portal could change. */
async function stateOf(organizationId: string): Promise<unknown> {
  return rows(
    `select (select to_jsonb(o) from organizations o where id = $1) as organization,
      (select jsonb_agg(s order by slug) from organization_slugs s where organization_id = $1) as slugs,
      (select jsonb_agg(d order by id) from organization_domains d where organization_id = $1) as domains,
      (select jsonb_agg(m) from memberships m where organization_id = $1) as members,
      (select count(*)::int from audit_events where organization_id = $1 and action not like 'portal_link.%') as events`,
    [organizationId],
  );
}

const eventsOf = async (organizationId: string) =>
  (
    await rows("select action, actor_kind, actor_id from audit_events where organization_id = $1 order by id", [
      organizationId,
    ])
  ).map(Object.values);

/** Every form of a portal, as it was drawn for whoever opened it. */
async function record(client: Client, portal: string): Promise<RecordedAction[]> {
  const recorded: RecordedAction[] = [];
  for (const page of [portal, `${portal}/branding`, `${portal}/domains`]) {
    const { body } = await client.get(page);
    const actions = formsIn(body).filter(({ fields }) =>
      Object.keys(fields).some((name) => /^\$ACTION_\d+:0$/.test(name)),
    );
    recorded.push(...actions.map((form) => fromForm(page, form)));
  }
  return recorded;
}

/** What each of the forms could have been sent with. */
const edits = { displayName: "Taken over", color: "#ff0000", domain: "taken-over.com" };
const edited = (action: RecordedAction, bound: unknown[]): RecordedAction => ({
  ...action,
  bound: [...bound, ...action.bound.slice(1)],
  fields: Object.fromEntries(
    Object.entries(action.fields).map(([name, value]) => [name, edits[name as keyof typeof edits] ?? value]),
  ),
});
const idIn = (portal: string) => portal.replace("/portal/", "");

/** A browser in the portal of a new organization, which has one domain that waits for its proof. */
async function portalOf(features: Parameters<typeof portalLink>[1] = []) {
  const { organizationId, slug } = await signIn();
  const domain = await makeDomain(organizationId, `${slug}.com`, { status: "pending" });
  const client = new Client();
  return { client, organizationId, slug, domain, portal: await enterPortalAs(client, organizationId, features) };
}

test("of eight who open a link together one gets in", async () => {
  const { organizationId } = await signIn();
  const { id, token, portal } = await portalLink(organizationId);
  const clients = Array.from({ length: 8 }, () => new Client());
  const answers = await race(clients, (client) => client.post("/portal/open", { token }));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 303));
  expect(answers.map(({ location }) => location?.pathname).sort()).toEqual([...Array(7).fill("/portal/ended"), portal]);
  expect(clients.map(({ cookies }) => cookies.size).sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
  const pages = await Promise.all(clients.map((client) => client.get(portal)));
  expect(pages.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(307)]);
  expect(await eventsOf(organizationId)).toEqual([
    ["portal_link.created", "api_client", expect.stringMatching(/^skc_/)],
    ["portal_link.opened", "portal_link", id],
  ]);
});

test("its cookie is the server's alone and good for six hours; the token is nowhere in the database", async () => {
  const { organizationId } = await signIn();
  const { id, token } = await portalLink(organizationId);
  const client = new Client();
  const answer = await client.post("/portal/open", { token });
  const [cookie = "", ...others] = answer.setCookies;
  expect(others).toEqual([]);
  expect(cookie).toMatch(
    new RegExp(`^foyer\\.portal\\.${id}=[\\w-]{43}; Path=/; .*Max-Age=21600; HttpOnly; SameSite=lax$`),
  );
  expect(answer.headers["cache-control"]).toBe("no-store");
  const [row] = await rows("select to_jsonb(p)::text as text from portal_links p where id = $1", [id]);
  for (const secret of [token, client.cookies.get(`foyer.portal.${id}`) ?? ""]) {
    expect([secret.length, String(row?.text).includes(secret)]).toEqual([43, false]);
  }
});

test("looking never opens it, and only the button of Foyer's own page does", async () => {
  const { organizationId } = await signIn();
  const { path, token, portal } = await portalLink(organizationId);
  const client = new Client();
  const previews: Record<string, string>[] = [
    {},
    { rsc: "1" },
    { purpose: "prefetch" },
    { "next-router-prefetch": "1" },
  ];
  for (const headers of previews) {
    const { status, location } = await client.get(path, { headers });
    expect([headers, status < 400, location?.pathname ?? path]).toEqual([headers, true, path]);
  }
  expect((await client.send("HEAD", path)).status).toBe(200);
  expect((await client.get(`/portal/open?token=${token}`)).status).toBeGreaterThanOrEqual(400);
  for (const origin of ["https://evil.com", "null", `${client.baseUrl}.evil.com`]) {
    expect((await client.post("/portal/open", { token }, { origin })).status).toBe(403);
  }
  expect((await client.send("POST", "/portal/open", { form: { token } })).status).toBe(403);
  expect((await client.post("/portal/open", { token })).location?.pathname).toBe(portal);
});

test("used, too old, deleted, made up, and of a closed organization it looks alike", async () => {
  const people = await Promise.all(Array.from({ length: 5 }, () => signIn()));
  const links = await Promise.all(people.map(({ organizationId }) => portalLink(organizationId)));
  const [used, old, gone, shut, deleted] = links.map(({ id }) => id);
  await new Client().post("/portal/open", { token: links[0]?.token ?? "" });
  await rows("update portal_links set expires_at = now() where id = $1", [old]);
  await rows("delete from portal_links where id = $1", [gone]);
  await rows("update organizations set deactivated_at = now() where id = $1", [people[3]?.organizationId]);
  await rows("update organizations set deleted_at = now() where id = $1", [people[4]?.organizationId]);
  const tokens = [...links.map(({ token }) => token), "a".repeat(43), "made-up", "%00", "%E0%A4%A"];
  const answers = [];
  for (const token of tokens) {
    const client = new Client();
    const opened = await client.post("/portal/open", { token });
    answers.push([opened.status, opened.location?.pathname, opened.body, client.cookies.size]);
  }
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
    new Set([JSON.stringify([303, "/portal/ended", "", 0])]),
  );
  // The last is no path at all.
  for (const token of tokens.slice(0, -1)) {
    const looked = await new Client().get(`/portal/open/${token}`);
    expect([token, looked.status, looked.location?.pathname]).toEqual([token, 307, "/portal/ended"]);
  }
  for (const id of [used, old, gone, shut, deleted, "lnk_1", "%00", "..%2fo"]) {
    const looked = await new Client().get(`/portal/${id}`);
    expect([id, looked.status, looked.location?.pathname]).toEqual([id, 307, "/portal/ended"]);
  }
});

test("it is closed on the next request when its time is over, its link deleted or its organization shut", async () => {
  for (const close of [
    "update portal_links set session_expires_at = now() where organization_id = $1",
    "delete from portal_links where organization_id = $1",
    "update organizations set deactivated_at = now() where id = $1",
    "update organizations set deleted_at = now() where id = $1",
  ]) {
    const { client, organizationId, portal } = await portalOf();
    const actions = await record(client, portal);
    expect(actions.length).toBeGreaterThanOrEqual(5);
    await rows(close, [organizationId]);
    const before = await stateOf(organizationId);
    for (const page of [portal, `${portal}/branding`, `${portal}/domains`]) {
      expect([close, (await client.get(page)).location?.pathname]).toEqual([close, "/portal/ended"]);
    }
    for (const action of actions) {
      const answer = await replay(client, edited(action, [idIn(portal)]));
      expect([close, answer.status, answer.location?.pathname]).toEqual([close, 303, "/portal/ended"]);
    }
    expect(await stateOf(organizationId)).toEqual(before);
  }
});

for (const transport of transports) {
  test(`a form of one portal by ${transport} does nothing with another's id, nor without its cookie`, async () => {
    const [eve, victim] = [await portalOf(), await portalOf()];
    const member = await signIn();
    const before = await stateOf(victim.organizationId);
    const answersOf = async (client: Client, action: RecordedAction, name: string) => {
      const { status, location, headers } = await replay(client, edited(action, [name]), transport);
      return [status < 400, location?.pathname ?? String(headers["x-action-redirect"]).split(";")[0]];
    };
    for (const action of await record(eve.client, eve.portal)) {
      for (const name of [
        idIn(victim.portal),
        victim.organizationId,
        victim.slug,
        "lnk_1",
        "",
        `${idIn(victim.portal)}\0`,
      ]) {
        expect([name, await answersOf(eve.client, action, name)]).toEqual([name, [true, "/portal/ended"]]);
      }
    }
    for (const action of await record(victim.client, victim.portal)) {
      for (const client of [new Client(), eve.client, enterAs(new Client(), member)]) {
        expect(await answersOf(client, action, idIn(victim.portal))).toEqual([true, "/portal/ended"]);
      }
    }
    expect(await stateOf(victim.organizationId)).toEqual(before);
    // In her own portal the same domain's id is nobody's.
    const [, ...acts] = (await record(victim.client, victim.portal)).filter(({ bound }) =>
      bound.includes(victim.domain.id),
    );
    for (const action of acts)
      await replay(eve.client, { ...action, bound: [idIn(eve.portal), victim.domain.id] }, transport);
    expect([acts.length, await stateOf(victim.organizationId)]).toEqual([1, before]);
  });

  test(`a link for a feature does by ${transport} nothing but domains, whatever form is sent`, async () => {
    const [full, limited] = [await portalOf(), await portalOf(["sso"])];
    const before = await stateOf(limited.organizationId);
    const beyond = (await record(full.client, full.portal)).filter(({ page }) => !page.endsWith("/domains"));
    const forms = beyond.filter(({ fields }) => "displayName" in fields || "color" in fields);
    expect(forms).toHaveLength(2);
    for (const action of forms) {
      const page = action.page.replace(full.portal, limited.portal);
      for (const at of [page, `${limited.portal}/domains`, full.portal]) {
        const answer = await replay(limited.client, { ...edited(action, [idIn(limited.portal)]), page: at }, transport);
        expect([at, answer.body.includes("Saved")]).toEqual([at, false]);
      }
    }
    expect(await stateOf(limited.organizationId)).toEqual(before);
    // In the portal that it was drawn for it works, or the test would prove nothing.
    const [rename] = forms;
    if (rename) await replay(full.client, edited(rename, [idIn(full.portal)]), transport);
    expect(await rows("select display_name from organizations where id = $1", [full.organizationId])).toEqual([
      { display_name: "Taken over" },
    ]);
  });
}

test("it is no membership, no sign-in and no way to a token", async () => {
  const { client, organizationId, slug, portal } = await portalOf();
  const ledger = await makeLedger();
  expect(await whoIs(client)).toBeNull();
  for (const path of [
    `/o/${slug}`,
    `/o/${slug}/settings`,
    `/o/${organizationId}`,
    "/account",
    "/admin",
    "/organizations",
  ]) {
    const answer = await client.get(path);
    expect([path, answer.status, answer.location?.pathname]).toEqual([path, 307, "/sign-in/continue"]);
  }
  const asked = await client.get(authorizePath(ledger, { prompt: "none" }));
  expect((await client.follow(asked)).location?.searchParams.get("error")).toBe("login_required");
  // Under another name its token opens nothing either.
  const token = client.cookies.get(`foyer.portal.${idIn(portal)}`) ?? "";
  expect(await whoIs(enterAs(new Client(), { token }))).toBeNull();
  const [members] = await rows("select count(*)::int from memberships where organization_id = $1", [organizationId]);
  expect(members).toEqual({ count: 1 });
  const operator = enterAs(new Client(), await signInOperator());
  expect((await operator.get(portal)).location?.pathname).toBe("/portal/ended");
});

test("guessing is limited by where it comes from", async () => {
  const [guesser, other] = [new Client(), new Client()];
  const statuses = [];
  for (let tries = 0; tries < 62; tries++) {
    statuses.push((await guesser.post("/portal/open", { token: `guess-${tries}` })).status);
  }
  expect([statuses.slice(0, 60), statuses.slice(60)]).toEqual([Array(60).fill(303), [429, 429]]);
  expect((await other.post("/portal/open", { token: "guess" })).status).toBe(303);
});

import { expect, test } from "@playwright/test";
import { makeApiClient, makeApplication, makeDomain, makeOrganization } from "#db/testing/factories";
import { fromForm, type RecordedAction, replay, transports } from "../support/actions.ts";
import { type Answer, Client } from "../support/client.ts";
import { rows } from "../support/database.ts";
import { formsIn } from "../support/html-form.ts";
import { colleagueOf, enter, enterAs, signIn, signInOperator } from "../support/people.ts";
import { makeDelivery, makeEndpoint } from "../support/webhook-scenery.ts";

const entering = (person: { token: string }) => enterAs(new Client(), person);

/** What a person sees of an answer: without what differs between two answers to the very same request. */
function seen({ status, body, headers }: Answer, path: string) {
  const text = body
    .replaceAll(path, "/PATH")
    .replace(/<script[\s\S]*?<\/script>/g, "")
    .replace(/nonce="[^"]*"/g, "");
  return { status, text, type: headers["content-type"], cache: headers["cache-control"] };
}

async function pages() {
  const externalId = `acct-${Date.now()}`;
  const { id, slug } = await makeOrganization({ externalId });
  // With a form to verify it and one to remove it.
  await makeDomain(id, `${slug}.com`, { status: "pending" });
  const application = await makeApplication({ callbackUrls: ["https://{{org_slug}}.app.com/"], audience: externalId });
  const apiClient = await makeApiClient({ name: externalId });
  const endpoint = await makeEndpoint({ description: externalId });
  const event = await makeDelivery(endpoint.id);
  const webhooks = [
    "/admin/webhooks/new",
    `/admin/webhooks/${endpoint.id}`,
    `/admin/webhooks/${endpoint.id}/deliveries/${event}`,
  ];
  const open = [
    "/admin",
    "/admin/settings",
    "/admin/organizations/new",
    `/admin/organizations/${id}`,
    "/admin/applications",
    "/admin/applications/new",
    `/admin/applications/${application.id}`,
    "/admin/api-clients",
    "/admin/api-clients/new",
    `/admin/api-clients/${apiClient.id}`,
    "/admin/permissions",
    "/admin/claims",
    "/admin/webhooks",
    ...webhooks,
  ];
  const more = ["/admin?q=orion", `/admin/organizations/${slug}`, "/admin/organizations/no", "/admin/applications/no"];
  more.push(
    "/admin/api-clients/no",
    "/admin/webhooks/no",
    `/admin/webhooks/${endpoint.id}/deliveries/no`,
    "/admin/permissions/no",
    `/admin/claims/preview?organization=${id}`,
  );
  return {
    id,
    externalId,
    application: application.id,
    apiClient: apiClient.id,
    endpoint: endpoint.id,
    webhooks,
    open,
    paths: [...open, ...more],
  };
}

/** The pages of a permission and a claim, which are there however often other tests take them away. */
async function catalogue(): Promise<string[]> {
  await rows("insert into permissions (name) values ('only:operators') on conflict do nothing");
  await rows("insert into custom_claims (name, path) values ('only', 'user.metadata.only') on conflict do nothing");
  return ["/admin/permissions", "/admin/permissions/only%3Aoperators", "/admin/claims"];
}

/** The forms of every operator page, as an operator gets them. */
async function record({
  id,
  application,
  apiClient,
  webhooks,
}: Awaited<ReturnType<typeof pages>>): Promise<RecordedAction[]> {
  const operator = entering(await signInOperator());
  const recorded: RecordedAction[] = [];
  for (const page of [
    "/admin/organizations/new",
    `/admin/organizations/${id}`,
    "/admin/applications/new",
    `/admin/applications/${application}`,
    "/admin/api-clients/new",
    `/admin/api-clients/${apiClient}`,
    ...webhooks,
    ...(await catalogue()),
  ]) {
    const { body } = await operator.get(page);
    const actions = formsIn(body).filter(({ fields }) =>
      Object.keys(fields).some((name) => name.startsWith("$ACTION_")),
    );
    recorded.push(...actions.map((form) => fromForm(page, form)));
  }
  return recorded;
}

test.describe("operator pages are for operators", () => {
  test("for members, strangers and an unproven address they are the page that does not exist, word for word", async () => {
    const { paths } = await pages();
    const admin = await signIn();
    const people = [admin, await colleagueOf(admin), await signInOperator("unverified@operators.example", null)];
    for (const person of people) {
      const client = entering(person);
      const nothing = seen(await client.get("/o/nobody-has-this"), "/o/nobody-has-this");
      expect(nothing.status).toBe(404);
      for (const path of paths) {
        const answer = seen(await client.get(path), path);
        expect([path, answer]).toEqual([path, nothing]);
      }
    }
  });

  test("and look like it too", async ({ page, context }) => {
    await enter(context, await signIn());
    await page.goto("/nobody/has/this");
    const nothing = await page.getByRole("main").textContent();
    for (const path of ["/admin", "/admin/settings", "/admin/organizations/new", "/admin/applications"]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
      expect([path, await page.getByRole("main").textContent(), await page.title()]).toEqual([
        path,
        nothing,
        "Nothing here · Foyer",
      ]);
    }
  });

  test("signed out they lead to sign-in, as every page of people does", async () => {
    const { paths } = await pages();
    for (const path of paths) {
      const answer = await new Client().get(path);
      expect([path, answer.status, answer.location?.pathname]).toEqual([path, 307, "/sign-in/continue"]);
      expect(answer.location?.searchParams.get("callbackUrl")).toBe(path);
    }
  });

  test("nothing of them is kept by anybody", async () => {
    const { open, externalId } = await pages();
    const client = entering(await signInOperator());
    for (const path of open) {
      const { status, headers } = await client.get(path);
      expect([path, status, headers["cache-control"]]).toEqual([path, 200, expect.stringContaining("no-store")]);
      const stranger = await entering(await signIn()).get(path, { headers: { rsc: "1" } });
      expect([path, stranger.body.includes(externalId)]).toEqual([path, false]);
    }
  });

  for (const transport of transports) {
    test(`their forms do nothing by ${transport} in the hands of anybody else`, async () => {
      const made = await pages();
      const { id, application, apiClient, endpoint } = made;
      const forms = await record(made);
      // How many there are depends on what other tests have put in the catalogue by now.
      expect(new Set(forms.map(({ page }) => page)).size).toBe(12);
      const stateOf = () =>
        rows(
          `select to_jsonb(o) as row, (select count(*)::int from audit_events where organization_id = o.id) as events,
            (select jsonb_agg(s order by slug) from organization_slugs s where organization_id = o.id) as slugs,
            (select to_jsonb(a) from applications a where id = $2) as application,
            (select jsonb_agg(s) from application_secrets s where application_id = $2) as secrets,
            (select to_jsonb(c) from api_clients c where id = $3) as client,
            (select jsonb_agg(s) from api_client_secrets s where client_id = $3) as client_secrets,
            (select jsonb_agg(d order by domain) from organization_domains d where organization_id = o.id) as domains,
            (select to_jsonb(e) from webhook_endpoints e where id = $4) as endpoint,
            (select jsonb_agg(d) from webhook_deliveries d where endpoint_id = $4) as deliveries,
            (select jsonb_agg(s) from webhook_subscriptions s where endpoint_id = $4) as subscriptions,
            (select to_jsonb(p) from permissions p where name = 'only:operators') as permission,
            (select to_jsonb(c) from custom_claims c where name = 'only') as claim
           from organizations o where id = $1`,
          [id, application, apiClient, endpoint],
        );
      const before = await stateOf();
      const admin = await signIn();
      const unverified = await signInOperator("unverified@operators.example", null);
      const edits = {
        displayName: `Taken over ${id}`,
        slug: `taken-${Date.now()}`,
        externalId: "evil",
        domain: `taken-${Date.now()}.com`,
        description: "evil",
        key0: "key",
        value0: "x",
        name: `Taken over ${id}`,
        callbackUrls: "https://evil.com/callback",
        kind: "web",
        "users:write": "on",
        url: `https://taken-${Date.now()}.com/`,
      };
      for (const person of [admin, await colleagueOf(admin), unverified])
        for (const form of forms) {
          const answer = await replay(entering(person), { ...form, fields: { ...form.fields, ...edits } }, transport);
          expect([form.page, answer.status]).toEqual([form.page, 404]);
        }
      for (const form of forms) {
        const nobody = await replay(new Client(), { ...form, fields: { ...form.fields, ...edits } }, transport);
        expect(nobody.location?.pathname ?? String(nobody.headers["x-action-redirect"])).toContain("/sign-in/continue");
      }
      expect(await stateOf()).toEqual(before);
      expect(await rows("select 1 from organizations where display_name = $1", [edits.displayName])).toEqual([]);
      expect(await rows("select 1 from applications where name = $1", [edits.name])).toEqual([]);
      expect(await rows("select 1 from api_clients where name = $1", [edits.name])).toEqual([]);
      expect(await rows("select 1 from webhook_endpoints where url = $1", [edits.url])).toEqual([]);
    });

    test(`an operator's form by ${transport} with hostile text, or another id bound, is answered and never fails`, async () => {
      const operator = entering(await signInOperator());
      for (const form of await record(await pages())) {
        const odd = ["\0", "\ud800", "%", "__proto__", "x".repeat(300), "'; drop table organizations; --"];
        for (const text of odd) {
          const fields = Object.fromEntries(Object.keys(form.fields).map((name) => [name, text]));
          const bound = typeof form.bound[0] === "string" ? [text, ...form.bound.slice(1)] : [];
          for (const edited of [
            { ...form, fields: { ...form.fields, ...fields } },
            { ...form, bound },
          ]) {
            // The last is the state of the form: where there is nothing else, no id is bound.
            if (edited.bound === bound && bound.length < 2) continue;
            const answer = await replay(operator, edited, transport);
            // A permission can be called __proto__: one that was just made goes, which leads back to the list.
            const goes = text === "__proto__" && answer.location?.pathname === "/admin/permissions";
            const status = goes ? 303 : 200;
            expect([form.page, text.slice(0, 20), answer.status]).toEqual([form.page, text.slice(0, 20), status]);
            expect(answer.body).not.toContain("Something went wrong");
          }
        }
      }
    });
  }
});

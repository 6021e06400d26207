import { recordAction, replay } from "./support/actions.ts";
import { expect, test } from "./support/browser.ts";
import { Client, race } from "./support/client.ts";
import { rows } from "./support/database.ts";
import { target } from "./support/environment.ts";
import { type FoyerProcess, startFoyer } from "./support/foyer-process.ts";
import { look, themes } from "./support/looks.ts";
import { enter, enterAs, type SignedIn, signIn } from "./support/people.ts";
import { createButton, freeAddress, nameField } from "./support/workspace-form.ts";

const perPerson = 3;
const full = `You have made ${perPerson} workspaces, as many as this installation allows.`;

const madeBy = async ({ userId }: SignedIn) =>
  (await rows<{ count: number }>("select count(*)::int from organizations where created_by = $1", [userId]))[0]?.count;

test.describe("where a person makes few workspaces", () => {
  let server: FoyerProcess;
  test.beforeAll(async () => {
    server = await startFoyer({ DATABASE_URL: target.databaseUrl, ORGANIZATIONS_PER_USER: String(perPerson) });
  });
  test.afterAll(() => server.stop());

  test("twenty forms at once make no more than that", async () => {
    const person = await signIn();
    const clients = Array.from({ length: 20 }, () => enterAs(new Client({ baseUrl: server.url }), person));
    const [first] = clients;
    if (!first) throw new Error("Nobody races.");
    const form = recordAction("/organizations/new", (await first.get("/organizations/new")).body, "displayName");
    const answers = await race(clients, (client) =>
      replay(client, {
        ...form,
        fields: { ...form.fields, displayName: "Lyra Labs", slug: freeAddress(), creationKey: crypto.randomUUID() },
      }),
    );
    const refused = answers.filter(({ status }) => status !== 303);
    expect([answers.length - refused.length, await madeBy(person)]).toEqual([perPerson, perPerson]);
    for (const { status, body } of refused) expect([status, body.includes(full)]).toEqual([200, true]);
  });

  test("someone who filled the form before reads so when they send it, and nothing is lost", async ({
    page,
    context,
  }) => {
    const person = await signIn();
    await enter(context, person, server.url);
    await page.goto(`${server.url}/organizations/new`);
    await nameField(page).fill("Lyra Labs");
    await rows(
      `insert into organizations (id, display_name, created_via, created_by)
       select 'org_9' || floor(random() * 1e16)::bigint || n, 'Orion', 'user', $1 from generate_series(1, $2) n`,
      [person.userId, perPerson],
    );
    await createButton(page).click();
    await expect(page.getByRole("alert").filter({ hasText: full })).toBeVisible();
    await expect(nameField(page)).toHaveValue("Lyra Labs");
  });

  for (const theme of themes) {
    test(`someone who has made as many reads so instead of a form, ${theme}`, async ({ page, context }) => {
      const person = await signIn();
      await enter(context, person, server.url);
      await rows("update organizations set created_by = $1 where id = $2", [person.userId, person.organizationId]);
      await rows(
        `insert into organizations (id, display_name, created_via, created_by)
         select 'org_8' || floor(random() * 1e16)::bigint || n, 'Orion', 'user', $1 from generate_series(2, $2) n`,
        [person.userId, perPerson],
      );
      await look(page, "create-full", theme, async () => {
        await page.goto(`${server.url}/organizations/new`);
        await expect(page.getByText(full)).toBeVisible();
      });
      await expect(nameField(page)).toHaveCount(0);
      await rows("update organizations set deleted_at = now() where id = $1", [person.organizationId]);
      await page.reload();
      await expect(nameField(page)).toBeVisible();
    });
  }
});

test.describe("where people make no workspaces", () => {
  let server: FoyerProcess;
  test.beforeAll(async () => {
    server = await startFoyer({ DATABASE_URL: target.databaseUrl, ORGANIZATIONS_PER_USER: "0" });
  });
  test.afterAll(() => server.stop());

  test("no page leads there, and the page itself says who makes them", async ({ page, context }) => {
    const person = await signIn();
    await enter(context, person, server.url);
    await page.goto(`${server.url}/organizations`);
    await expect(page.getByRole("heading", { level: 1, name: "Your workspaces" })).toBeVisible();
    await expect(page.getByText("Create workspace")).toHaveCount(0);
    await page.goto(`${server.url}/o/${person.slug}`);
    await page.getByRole("button", { name: /^Switch workspace/ }).click();
    await expect(page.getByRole("option").first()).toBeVisible();
    await expect(page.getByRole("option", { name: "Create workspace" })).toHaveCount(0);
    await page.goto(`${server.url}/organizations/new`);
    await expect(page.getByText("Workspaces are made by the people who run this installation.")).toBeVisible();
    await expect(nameField(page)).toHaveCount(0);
  });
});

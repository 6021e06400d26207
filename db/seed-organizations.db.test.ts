import { afterAll, beforeAll, expect, it } from "vitest";
import { cleanDisplayName } from "#lib/organizations/rules";
import { refusal } from "#lib/organizations/slugs/reserved";
import { seedOrganizations } from "./seed-organizations.ts";
import { cloneTemplate, connected } from "./testing/database.ts";

const server = process.env.TEST_DATABASE_URL ?? "";
const name = `foyer_seeded_${process.env.VITEST_POOL_ID ?? "1"}`;
const count = 3_000;
let url: string;

const drop = () => connected(server, (client) => client.query(`drop database if exists ${name} with (force)`));
const read = <Row extends Record<string, unknown>>(text: string) =>
  connected(url, async (client) => (await client.query<Row>(text)).rows);

beforeAll(async () => {
  await drop();
  url = await cloneTemplate(server, name);
  await seedOrganizations(url, count);
});
afterAll(async () => {
  await drop();
});

it("makes as many as asked, each with one live address, ids in the order of their age", async () => {
  const rows = await read("select created_at from organizations order by id");
  expect(rows).toHaveLength(count);
  expect(rows).toEqual(rows.toSorted((a, b) => Number(a.created_at) - Number(b.created_at)));
  expect(await read("select from organization_slugs where retired_at is null")).toHaveLength(count);
});

it("makes names and addresses that people could have chosen", async () => {
  const names = await read<{ name: string }>("select display_name as name from organizations");
  for (const { name } of names) expect(cleanDisplayName(name)).toBe(name);
  const slugs = await read<{ slug: string }>("select slug from organization_slugs");
  for (const { slug } of slugs)
    expect(refusal(slug, { chosenIn: "api", installationHost: "foyer.dev" }), slug).toBe(null);
  expect(names.filter(({ name }) => !/\p{Script=Latin}/u.test(name)).length).toBeGreaterThan(count / 10);
});

it("has something of everything an organization can have", async () => {
  const [shares] = await read(`select
    (select count(*)::int from organization_slugs where retired_at is not null) as former,
    (select count(*)::int from organization_slugs where retired_at is null and slug like '%.%') as hostnames,
    (select count(*)::int from organization_domains where status = 'verified') as verified,
    (select count(*)::int from organization_domains where status = 'failed') as failed,
    count(external_id)::int as external, count(*) filter (where metadata <> '{}')::int as described,
    count(deactivated_at)::int as deactivated, count(deleted_at)::int as deleted from organizations`);
  for (const [what, some] of Object.entries(shares ?? {})) expect(some, what).toBeGreaterThan(0);
});

it("asks nothing of the Internet afterwards", async () => {
  expect(await read("select from organization_domains where next_check_at is not null")).toEqual([]);
});

it("leaves the search as the triggers would have written it, and the triggers on", async () => {
  const known = () => read("select organization_id, text from organization_search order by organization_id");
  const before = await known();
  expect(before).toHaveLength(count);
  await read("select refresh_organization_search(id) from organizations");
  expect(await known()).toEqual(before);
  const { rows } = await connected(url, async (client) => {
    await client.query(
      "update organizations set display_name = 'Orion' where id = (select min(id) from organizations)",
    );
    return client.query("select from organization_search where text like E'orion\\n%'");
  });
  expect(rows).toHaveLength(1);
});

it("refuses a database that has an organization, and leaves it as it was", async () => {
  await expect(seedOrganizations(url, 10)).rejects.toThrow("The database is not empty");
  expect(await read("select from organizations")).toHaveLength(count);
  expect(await read("select from pg_trigger where tgenabled = 'D'")).toEqual([]);
});

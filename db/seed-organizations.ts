import pg from "pg";
import { newId, type OrganizationId } from "#lib/ids";
import { findingOf } from "#lib/organizations/domains/rules";
import { suggestSlug } from "#lib/organizations/slugs/reserved";
import { nameOf, randomNumbers } from "./seed-names.ts";

const batchSize = 10_000;
const day = 24 * 3600 * 1_000;
const tables = ["organizations", "organization_slugs", "organization_domains"] as const;

/** Rows by table, as JSON objects with the columns' own names. */
type Rows = Record<(typeof tables)[number], Record<string, unknown>[]>;

/**
 * Fills an empty database with organizations, oldest first: names in many scripts, a live address each, and a share with former
 * addresses, hostnames, domains, external ids, metadata, switched off or deleted. Nobody is in them. All or nothing.
 *
 * The triggers that keep the search up to date and tell servers of changed doors are set aside meanwhile, and their work is done
 * at once at the end; so the user in `url` has to own the tables, as the one that migrates does.
 * @throws Error when somebody is there already
 */
export async function seedOrganizations(url: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: "foyer seed" });
  // A connection that breaks rejects the query that was running; without a listener it would end the process first.
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("select set_config('app.scope', 'installation', false)");
    await client.query("begin");
    for (const table of tables) await client.query(`alter table ${table} disable trigger user`);
    const { rowCount } = await client.query(
      "(select from organizations limit 1) union all (select from users limit 1)",
    );
    if (rowCount) throw new Error("The database is not empty: there are people or organizations in it already.");
    for (const rows of batches(count)) {
      for (const table of tables) await insertRows(client, table, rows[table]);
    }
    for (const table of tables) await client.query(`alter table ${table} enable trigger user`);
    await fillSearch(client);
    await client.query("commit");
    // Without a payload: servers that run on this database forget every page they keep.
    await client.query("notify brand_changed");
    await client.query(`vacuum (analyze) ${[...tables, "organization_search"].join(", ")}`);
  } finally {
    await client.end();
  }
}

/** Adds rows at once. The first one says which columns there are. */
export async function insertRows(client: pg.Client, table: string, rows: Record<string, unknown>[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).join(", ");
  if (!columns) return;
  await client.query(
    `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1)`,
    [JSON.stringify(rows)],
  );
}

/** What the triggers of drizzle/0002 would have written, in one statement. A trigram index is many times quicker made than filled. */
async function fillSearch(client: pg.Client): Promise<void> {
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
     where indrelid = 'organization_search'::regclass and not indisunique`,
  );
  for (const { name } of indexes) await client.query(`drop index ${name}`);
  await client.query(`
    insert into organization_search (organization_id, text)
    select o.id, lower(concat_ws(E'\\n', o.display_name, string_agg(s.slug, E'\\n' order by s.retired_at nulls first), o.external_id, o.id))
    from organizations o left join organization_slugs s on s.organization_id = o.id group by o.id`);
  await client.query("set local maintenance_work_mem = '512MB'");
  for (const { definition } of indexes) await client.query(definition);
}

function* batches(count: number): Generator<Rows> {
  const random = randomNumbers(1);
  const now = Date.now();
  // The first is two years old, and each a little younger than the one before, as their ids say.
  const age = (number: number) => 2 * 365 * day * (1 - (number + random()) / count);
  for (let start = 0; start < count; start += batchSize) {
    const rows: Rows = { organizations: [], organization_slugs: [], organization_domains: [] };
    for (let number = start; number < Math.min(start + batchSize, count); number += 1) {
      addOrganization(rows, { number, createdAt: new Date(now - age(number)), now, random });
    }
    yield rows;
  }
}

type Facts = { number: number; createdAt: Date; now: number; random: () => number };

function addOrganization(rows: Rows, { number, createdAt, now, random }: Facts): void {
  const id = newId("org", createdAt.getTime());
  const name = nameOf(random);
  const sometime = () => new Date(now - random() * (now - createdAt.getTime()));
  const chance = (share: number) => random() < share;
  rows.organizations.push({
    id,
    display_name: name,
    color: chance(0.6)
      ? `#${Math.floor(random() * 2 ** 24)
          .toString(16)
          .padStart(6, "0")}`
      : null,
    external_id: chance(0.3) ? externalId(number, random) : null,
    metadata: chance(0.2) ? { plan: chance(0.5) ? "team" : "enterprise", region: chance(0.5) ? "eu" : "us" } : {},
    created_via: chance(0.7) ? "sign_up" : chance(0.6) ? "user" : "api",
    deactivated_at: chance(0.005) ? sometime() : null,
    // Recently: what was deleted long ago is purged.
    deleted_at: chance(0.005) ? new Date(now - random() * Math.min(29 * day, now - createdAt.getTime())) : null,
    created_at: createdAt,
    updated_at: sometime(),
  });
  addAddresses(rows, {
    id,
    label: `${suggestSlug(name).slice(0, 40)}-${number.toString(36)}`,
    createdAt,
    sometime,
    chance,
  });
}

type Address = {
  id: OrganizationId;
  label: string;
  createdAt: Date;
  sometime: () => Date;
  chance: (share: number) => boolean;
};

function addAddresses(rows: Rows, { id, label, createdAt, sometime, chance }: Address): void {
  const hostname = chance(0.03);
  const slug = (text: string, retiredAt: Date | null) =>
    rows.organization_slugs.push({ slug: text, organization_id: id, created_at: createdAt, retired_at: retiredAt });
  slug(hostname ? `auth.${label}.com` : label, null);
  if (hostname || chance(0.1)) slug(hostname ? label : `former-${label}`, sometime());
  const verified = hostname || chance(0.02);
  if (!verified && !chance(0.03)) return;
  const [domain, token] = [`${label}.com`, `seeded-${label}`];
  const lost = findingOf({ kind: "no_record" }, domain, token);
  rows.organization_domains.push({
    id: newId("dom", createdAt.getTime()),
    organization_id: id,
    domain,
    token,
    status: verified ? "verified" : "failed",
    problem: verified || lost.kind === "proof" ? null : lost.problem,
    // Added without a record or given up, so that no job ever asks the Internet for these names.
    created_via: verified ? "api" : "user",
    verified_at: verified ? createdAt : null,
    next_check_at: null,
    misses: verified ? 0 : 49,
    created_at: createdAt,
  });
}

/** As other systems number their customers: one that could be an address, and two that could not. */
function externalId(number: number, random: () => number): string {
  if (number % 3 === 0) return String(100_000 + number);
  if (number % 3 === 1) return `customer_${100_000 + number}`;
  return `cus_${Math.floor(random() * 36 ** 7).toString(36)}${number.toString(36)}`;
}

import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import type pg from "pg";
import { seedOrganizations } from "#db/seed-organizations";
import { urlOfDatabase } from "#db/testing/database";
import { positionOf } from "#lib/keyset";
import { prepareSchema } from "../database.ts";
import { connected, type Seat, seatPeople } from "./seed.ts";
import type { Stage } from "./stage.ts";

/** What organizations are found by, a sample of each in no order. */
export type Addresses = Record<keyof typeof samples, string[]>;

/** Foyer with so many organizations: a database and a process of its own. */
export type Installation = {
  count: number;
  port: number;
  url: string;
  /** What making the organizations took. */
  seconds: number;
  /** People signed in, each with an organization that was picked blindly. */
  seats: Seat[];
  addresses: Addresses;
  /** Where the operators' list has a tenth of all left. */
  deep: string;
  /** Makes the process forget every page it keeps. */
  forget(): Promise<void>;
};

const seatCount = 400;
/** About how many organizations are asked for. */
const sampleSize = 20_000;

// Of those people can use; `picked` are their ids.
const live = "organization_slugs s join picked on picked.id = s.organization_id where s.retired_at is null";
const samples = {
  id: "select id from picked",
  slug: `select s.slug from ${live} and strpos(s.slug, '.') = 0`,
  former:
    "select s.slug from organization_slugs s join picked on picked.id = s.organization_id where s.retired_at is not null",
  "external id like a slug": "select external_id from picked where external_id ~ '^[a-z0-9.-]+$'",
  "external id": "select external_id from picked where external_id !~ '^[a-z0-9.-]+$'",
  domain:
    "select d.domain from organization_domains d join picked on picked.id = d.organization_id where d.status = 'verified'",
  hostname: `select s.slug from ${live} and strpos(s.slug, '.') > 0`,
} as const;

/** Makes a database of `count` organizations beside that of the stage, seats people in some and starts Foyer on it. */
export async function openInstallation(stage: Stage, name: string, count: number): Promise<Installation> {
  await connected(stage.url, (client) => client.query(`create database ${name}`));
  const url = urlOfDatabase(stage.url, name);
  await prepareSchema(url);
  const started = performance.now();
  await seedOrganizations(url, count);
  const seconds = (performance.now() - started) / 1_000;
  const { addresses, deep, seats } = await connected(url, async (client) => {
    const found = await pickAddresses(client, count);
    // Written out now, not while something is measured.
    const made = {
      addresses: found,
      deep: await positionAt(client, Math.floor(count * 0.9)),
      seats: await seatPeople(client, await housesAt(client, found.slug)),
    };
    await client.query("checkpoint");
    return made;
  });
  const forget = () =>
    connected(url, async (client) => {
      await client.query("notify brand_changed");
      await sleep(50);
    });
  return { count, url, seconds, seats, addresses, deep, forget, port: await stage.startFoyer(url) };
}

async function pickAddresses(client: pg.Client, count: number): Promise<Addresses> {
  await client.query(
    `create temp table picked as select id, external_id from organizations
     where deactivated_at is null and deleted_at is null and mod(abs(hashtext(id)::bigint), $1) = 0`,
    [Math.max(1, Math.floor(count / sampleSize))],
  );
  const found: [string, string[]][] = [];
  for (const [name, query] of Object.entries(samples)) {
    const { rows } = await client.query<{ text: string }>(`select text from (${query}) as t (text) order by md5(text)`);
    found.push([name, rows.map(({ text }) => text)]);
  }
  return Object.fromEntries(found) as Addresses;
}

async function housesAt(client: pg.Client, slugs: string[]) {
  const { rows } = await client.query(
    "select organization_id as organization, slug from organization_slugs where slug = any($1)",
    [slugs.slice(0, seatCount)],
  );
  return rows;
}

/** The position that the list's link to older ones would have after so many. */
async function positionAt(client: pg.Client, depth: number): Promise<string> {
  const { sql: position } = new PgDialect().sqlToQuery(positionOf(sql`created_at`, sql`id`));
  const { rows } = await client.query<{ position: string }>(
    `select ${position} as position from organizations order by created_at desc, id desc offset $1 limit 1`,
    [depth - 1],
  );
  return rows[0]?.position ?? "";
}

import { type SQL, sql } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import type pg from "pg";
import { createPool } from "#db/client";
import { placeOf } from "#lib/organizations/hosts/rules";
import { organizationAt, organizationAtHost } from "#lib/organizations/lookup";
import type { Addresses, Installation } from "./installation.ts";
import { median } from "./measure.ts";
import type { Statement } from "./statement-log.ts";

/** How Postgres did something, once what it needs was in memory. */
export type Plan = {
  text: string;
  /** Pages it looked at, wherever they came from. Planning has its own, from the catalogue alone. */
  buffers: number;
  /** To do it, without planning. */
  milliseconds: number;
};

/** One way of finding an organization: the worst of a sample. */
export type Lookup = { by: string; samples: number; worst: Plan };

const ownHost = "localhost";
const atHost = (host: string) => {
  const place = placeOf(host, ownHost);
  return place ? organizationAtHost(place) : sql`null`;
};

const ways: { by: string; from: keyof Addresses; find: (address: string) => SQL }[] = [
  { by: "id", from: "id", find: organizationAt },
  { by: "slug", from: "slug", find: organizationAt },
  { by: "former slug", from: "former", find: organizationAt },
  { by: "external id", from: "external id", find: organizationAt },
  { by: "external id that looks like a slug", from: "external id like a slug", find: organizationAt },
  { by: "host under the installation's own", from: "slug", find: (slug) => atHost(`${slug}.${ownHost}`) },
  { by: "host that is a verified domain", from: "domain", find: atHost },
  { by: "host under a verified domain", from: "hostname", find: atHost },
];

const sampleSize = 50;

/** Finds the ids of some organizations in each way there is, as the gates and doors do. */
export function explainLookups({ url, addresses }: Installation): Promise<Lookup[]> {
  return asFoyer(url, async (client) => {
    const lookups: Lookup[] = [];
    for (const { by, from, find } of ways) {
      const plans: Plan[] = [];
      for (const address of addresses[from].slice(0, sampleSize)) {
        const { sql: text, params } = new PgDialect().sqlToQuery(sql`select ${find(address)} as id`);
        plans.push(await explain(client, text, params));
      }
      const [worst] = plans.toSorted((a, b) => b.buffers - a.buffers);
      if (worst) lookups.push({ by, samples: plans.length, worst });
    }
    return lookups;
  });
}

/** Explains what was seen in the log, as the installation's. */
export function explainStatement(url: string, { text, values }: Statement): Promise<Plan> {
  return asFoyer(url, (client) => explain(client, text, values ?? []));
}

async function asFoyer<T>(url: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const pool = createPool("installation", url, 1);
  try {
    const client = await pool.connect();
    try {
      return await work(client);
    } finally {
      client.release();
    }
  } finally {
    await pool.end();
  }
}

const runs = 3;

async function explain(client: pg.PoolClient, statement: string, values: unknown[]): Promise<Plan> {
  const answers: string[][] = [];
  // Once more than is looked at, so that what it needs is in memory.
  for (let run = 0; run <= runs; run += 1) {
    // Explaining a statement executes it.
    await client.query("begin");
    const { rows } = await client.query<{ "QUERY PLAN": string }>(
      `explain (analyze, buffers, costs off) ${statement}`,
      values,
    );
    await client.query("rollback");
    answers.push(rows.map((row) => row["QUERY PLAN"]));
  }
  const lines = answers.at(-1) ?? [];
  const plan = lines
    .slice(
      0,
      lines.findIndex((line) => line.startsWith("Planning")),
    )
    .join("\n");
  const [, hit = 0, read = 0] = /Buffers: shared(?: hit=(\d+))?(?: read=(\d+))?/.exec(plan) ?? [];
  const times = answers.slice(1).map((each) => Number(/^Execution Time: ([\d.]+)/m.exec(each.join("\n"))?.[1]));
  return { text: plan, buffers: Number(hit) + Number(read), milliseconds: median(times) };
}

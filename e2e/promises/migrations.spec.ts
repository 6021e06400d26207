import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import pg from "pg";
import { migrate } from "#db/migrate";
import { createDatabase, rows } from "../support/database.ts";
import { startFoyer } from "../support/foyer-process.ts";

const journal = JSON.parse(readFileSync(new URL("../../drizzle/meta/_journal.json", import.meta.url), "utf8")) as {
  entries: unknown[];
};

/** Everything a migration makes, as text: two equal ones mean that nothing changed. */
const shape = `
  select coalesce(string_agg(line, E'\\n' order by line), '') as shape from (
    select format('%s.%s %s %s', table_name, column_name, data_type, is_nullable) from information_schema.columns where table_schema = 'public'
    union all select format('%s %s', indexname, indexdef) from pg_indexes where schemaname = 'public'
    union all select format('%s %s %s', conname, contype, pg_get_constraintdef(oid)) from pg_constraint where connamespace = 'public'::regnamespace
    union all select format('%s on %s: %s %s', policyname, tablename, qual, with_check) from pg_policies where schemaname = 'public'
    union all select format('trigger %s on %s', tgname, tgrelid::regclass) from pg_trigger where not tgisinternal
  ) as parts(line)`;

const shapeOf = async (url: string) => (await rows<{ shape: string }>(shape, [], url))[0]?.shape ?? "";
const applied = (url: string) => rows("select hash from drizzle.__drizzle_migrations", [], url);

test.describe("P47c: migrations", () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  test.beforeEach(async () => {
    database = await createDatabase();
  });
  test.afterEach(() => database.drop());

  test("run once when two servers start on an empty database together, and both serve", async () => {
    const variables = { DATABASE_URL: database.url };
    const servers = await Promise.all([startFoyer(variables), startFoyer(variables)]);
    try {
      for (const { url } of servers) expect((await fetch(`${url}/health`)).status).toBe(200);
      expect(await applied(database.url)).toHaveLength(journal.entries.length);
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  });

  test("change nothing when they run again, or five times at once", async () => {
    await Promise.all(Array.from({ length: 5 }, () => migrate(database.url)));
    const first = await shapeOf(database.url);
    expect(first).toContain("organization_slugs_slug_key");
    await migrate(database.url);
    expect(await shapeOf(database.url)).toBe(first);
    expect(await applied(database.url)).toHaveLength(journal.entries.length);
  });

  test("wait for whoever is migrating already", async () => {
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    try {
      await other.query("select pg_advisory_lock(727465001)");
      const waiting = migrate(database.url);
      const locks =
        "select 1 from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())";
      await expect.poll(async () => (await other.query(locks)).rowCount).toBe(1);
      expect(await rows("select 1 from pg_tables where schemaname = 'public'", [], database.url)).toEqual([]);
      await other.query("select pg_advisory_unlock(727465001)");
      await waiting;
      expect(await applied(database.url)).toHaveLength(journal.entries.length);
    } finally {
      await other.end();
    }
  });

  test("that were cut off halfway are whole after the next start", async () => {
    const attempt = migrate(database.url).catch(() => {});
    // Ends its connection as a crash would, wherever it is by then.
    await expect
      .poll(
        async () => {
          const ended = await rows(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name = 'foyer migrate'",
            [new URL(database.url).pathname.slice(1)],
          );
          return ended.length;
        },
        { intervals: [1] },
      )
      .toBeGreaterThan(0);
    await attempt;
    const [{ count } = { count: 0 }] = await rows<{ count: number }>(
      "select count(*)::int as count from pg_tables where schemaname = 'public' and tablename in ('users', 'organizations', 'sessions')",
      [],
      database.url,
    );
    expect([0, 3]).toContain(count);
    await migrate(database.url);
    expect(await applied(database.url)).toHaveLength(journal.entries.length);
  });
});

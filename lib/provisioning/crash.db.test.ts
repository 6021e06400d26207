import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { randomToken } from "#lib/secrets";
import { personOf } from "../../testing/first-sign-ins.ts";
import { provisionFirstSignIn } from "./mutations.ts";

/** Promise P02: a crash at any point of a first sign-in leaves nothing half-made, and the next one succeeds. */
const folder = mkdtempSync(join(tmpdir(), "foyer-crash-"));
const script = join(folder, "first-sign-ins.mjs");

/** In one file it starts five times as fast, and it is started often. */
beforeAll(async () => {
  await build({
    entryPoints: [fileURLToPath(new URL("../../testing/first-sign-ins.ts", import.meta.url))],
    outfile: script,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["pg-native"],
    logLevel: "error",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
});

afterAll(() => rmSync(folder, { recursive: true }));

const newMark = () =>
  `orion-${randomToken()
    .replace(/[^a-z0-9]/gi, "")
    .toLowerCase()
    .slice(0, 16)}`;

/** Runs the process to its end; kills it `killAfter` milliseconds after it is ready, when given. */
async function run(
  parameters: readonly string[],
  killAfter = Infinity,
): Promise<{ signal: string | null; lines: string[] }> {
  const child = spawn(process.execPath, [script, ...parameters], {
    env: { ...process.env, DATABASE_POOL_SIZE: "40" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(child, "close") as Promise<[number | null, string | null]>;
  let output = "";
  const ready = new Promise<void>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (output.includes("ready\n")) resolve();
    });
  });
  if (killAfter < Infinity) {
    await Promise.race([ready, closed]);
    await sleep(killAfter);
    child.kill("SIGKILL");
  }
  const [, signal] = await closed;
  return { signal, lines: output.trim().split("\n") };
}

type Household = {
  users: number;
  accounts: number;
  organizations: number;
  admins: number;
  slugs: number;
  records: number;
};
const oneOfEach: Household = { users: 1, accounts: 1, organizations: 1, admins: 1, slugs: 1, records: 2 };
const nothing: Household = { users: 0, accounts: 0, organizations: 0, admins: 0, slugs: 0, records: 0 };

/** What someone has, counted from every end: an orphan shows even when nothing leads to it from the person. */
async function householdOf(mark: string, index: number): Promise<Household> {
  const { person } = personOf(mark, index);
  const { rows } = await installation.execute<Household>(sql`
    with person as (select id from users where email = ${person.email})
    select (select count(*)::int from person) as users,
      (select count(*)::int from accounts where email = ${person.email}) as accounts,
      (select count(*)::int from organizations
        where id in (select organization_id from organization_slugs where slug = ${`${mark}-${index}`})) as organizations,
      (select count(*)::int from memberships where user_id in (select id from person) and role = 'admin') as admins,
      (select count(*)::int from organization_slugs where slug like ${`${mark}-${index}%`}
        and slug !~ ${`^${mark}-${index}[0-9]`}) as slugs,
      (select count(*)::int from audit_events where actor_id in (select id from person)) as records`);
  return rows[0] ?? nothing;
}

/** The person tries again, as people do: whatever the crash left, they have one of everything afterwards. */
async function expectNextSignInToWork(mark: string, index: number): Promise<void> {
  expect([nothing, oneOfEach]).toContainEqual(await householdOf(mark, index));
  const { person, account } = personOf(mark, index);
  await provisionFirstSignIn(person, account, null);
  expect([index, await householdOf(mark, index)]).toEqual([index, oneOfEach]);
}

describe("a process that dies during a first sign-in", () => {
  test.each([
    ["right after any of its statements was answered", "after"],
    ["while any of its statements is on its way", "at"],
  ])("leaves all or nothing when it dies %s", async (_, moment) => {
    const sample = newMark();
    const statements = Number((await run([sample, "once"])).lines.at(-1));
    expect(statements).toBeGreaterThan(5);
    expect(await householdOf(sample, 0)).toEqual(oneOfEach);

    const mark = newMark();
    const { signal } = await run([mark, moment, String(statements)]);
    expect(signal).toBe("SIGKILL");
    for (let index = 0; index < statements; index++) await expectNextSignInToWork(mark, index);
  });

  test("leaves all or nothing when it is killed at any of 30 moments, and keeps what it had acknowledged", async () => {
    const moments = Array.from({ length: 30 }, () => Math.floor(Math.random() * 400));
    let interrupted = 0;
    const worker = async () => {
      for (let moment = moments.pop(); moment !== undefined; moment = moments.pop()) {
        const mark = newMark();
        const { signal, lines } = await run([mark, "forever"], moment);
        expect([moment, signal]).toEqual([moment, "SIGKILL"]);
        const numbersAfter = (word: string) =>
          lines.filter((line) => line.startsWith(`${word} `)).map((line) => Number(line.slice(word.length)));
        const done = numbersAfter("done");
        const open = numbersAfter("begun").filter((index) => !done.includes(index));
        interrupted += open.length;
        for (const index of done.slice(-4)) expect(await householdOf(mark, index)).toEqual(oneOfEach);
        for (const index of open) await expectNextSignInToWork(mark, index);
      }
    };
    await Promise.all([worker(), worker(), worker()]);
    expect(interrupted).toBeGreaterThan(30);
  }, 60_000);
});

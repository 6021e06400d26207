import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildIfNeeded } from "../build.ts";
import { root } from "../data-directory.ts";
import { Explained, run } from "../explain.ts";
import { aborted, stopSignal } from "../stop-signal.ts";
import { measureBrandChange } from "./brand-change.ts";
import { atScale, operations } from "./case.ts";
import { makeCases } from "./cases.ts";
import { measure } from "./measure.ts";
import { listStatements, recordAll } from "./record.ts";
import { describeRun, type Results, report } from "./report.ts";
import { measureScale } from "./scale.ts";
import { measureScripts } from "./script-size.ts";
import { buildFloor, setStage } from "./stage.ts";
import { measureVerification } from "./verification.ts";

// `npm run bench`: what Foyer's main operations cost, beside floors that do the same work, in one run. With `-- --write` the
// result goes to docs/benchmark.md. `-- --only=a,d` and `-- --rounds=2` make a quicker run to look at,
// `-- --statements` lists what Foyer asks of the database.

/** By when to be done, in milliseconds: with the operations beside their floors, and at a million organizations. */
const [longest, longestAtScale] = [9 * 60_000, 12.5 * 60_000];
const started = Date.now();
const everything = Object.keys(operations).join();
const load = loadavg()[0] ?? 0;
const stop = stopSignal();
const say = (line: string) => process.stdout.write(`${line}\n`);

await run(async () => {
  const { values } = parseArgs({
    options: {
      write: { type: "boolean", default: false },
      only: { type: "string", default: everything },
      rounds: { type: "string", default: "5" },
      milliseconds: { type: "string", default: "1500" },
      statements: { type: "boolean", default: false },
    },
  });
  if (values.write && values.only !== everything)
    throw new Explained("--write needs all operations: leave out --only.");
  const closers: (() => unknown)[] = [];
  try {
    await Promise.race([bench(values, closers), aborted(stop)]);
  } finally {
    for (const close of closers.reverse()) await close();
  }
});
process.exit(stop.aborted ? 130 : 0);

type Options = { write: boolean; statements: boolean; only: string; rounds: string; milliseconds: string };

async function bench(options: Options, closers: (() => unknown)[]): Promise<void> {
  await buildIfNeeded(stop);
  say("Building the floor…");
  buildFloor();
  say("Starting Postgres, the provider, two Foyer processes and the floors…");
  const stage = await setStage(closers);
  const only = options.only.split(",");
  const plan = { rounds: Number(options.rounds), milliseconds: Number(options.milliseconds) };
  const cases = makeCases(stage).filter(({ operation }) => only.includes(operation));
  const scripts = await measureScripts(stage);
  const brandChange = await measureBrandChange(stage);
  await stage.second.stop();
  say("Counting statements…");
  const samples = await recordAll(cases, stage);
  if (options.statements) say(listStatements(samples));
  const series = await measure(cases, stage.load, {
    ...plan,
    deadline: started + longest,
    onRound: (round) => say(`Round ${round + 1}…`),
  });
  const verification = only.includes("k") ? await measureVerification(stage, plan) : [];
  const scale = atScale.some((operation) => only.includes(operation))
    ? await measureScale(stage, { ...plan, only, deadline: started + longestAtScale, say })
    : null;
  const results: Results = { series, samples, scripts, brandChange, verification, scale };
  const rounds = (series[0] ?? scale?.series[0])?.slices.length ?? 0;
  const text = report(results, await describeRun(stage, { load, rounds, milliseconds: Date.now() - started }));
  say(`\n${text}`);
  if (options.write) writeFileSync(join(root, "docs", "benchmark.md"), text);
}

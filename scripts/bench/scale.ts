import { type Asked, askAll } from "./asked.ts";
import { openInstallation } from "./installation.ts";
import { measure, type Series } from "./measure.ts";
import { explainLookups, type Lookup } from "./plans.ts";
import { makeScaleCases } from "./scale-cases.ts";
import type { Stage } from "./stage.ts";

/** What becomes of Foyer when there are a million organizations instead of a thousand. */
export type Scale = {
  /** What making the million took. */
  seconds: number;
  lookups: { thousand: Lookup[]; million: Lookup[] };
  asked: Asked[];
  series: Series[];
};

type Options = { only: string[]; rounds: number; milliseconds: number; deadline: number; say(line: string): void };

export async function measureScale(stage: Stage, options: Options): Promise<Scale> {
  const { say } = options;
  say("Making 1,000 organizations…");
  const thousand = await openInstallation(stage, "thousand", 1_000);
  say("Making 1,000,000 organizations (about a minute)…");
  const million = await openInstallation(stage, "million", 1_000_000);
  say("Looking organizations up…");
  const lookups = { thousand: await explainLookups(thousand), million: await explainLookups(million) };
  const asked = await askAll(stage, million);
  const cases = makeScaleCases(thousand, million).filter(({ operation }) => options.only.includes(operation));
  const series = await measure(cases, stage.load, {
    ...options,
    onRound: (round) => say(`Round ${round + 1} at a million…`),
  });
  return { seconds: million.seconds, lookups, asked, series };
}

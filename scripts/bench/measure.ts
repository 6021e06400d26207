import { Explained } from "#scripts/explain";
import { besideOf, type Case } from "./case.ts";
import { ask, type Child } from "./child.ts";
import type { Load, Slice } from "./load.ts";

export const concurrencies = [1, 20] as const;
export type Concurrency = (typeof concurrencies)[number];

/** The slices of one case at one concurrency, one a round. */
export type Series = { case: Case; concurrency: Concurrency; slices: Slice[] };

type Plan = { rounds: number; milliseconds: number; deadline: number; onRound(round: number): void };

const startingRate = 150;

/**
 * Measures every case in turn, several times over: what else the machine does then falls on all of them alike. Stops early
 * rather than past the deadline.
 */
export async function measure(cases: Case[], load: Child, plan: Plan): Promise<Series[]> {
  const series = cases.flatMap((each): Series[] =>
    concurrencies.map((concurrency) => ({ case: each, concurrency, slices: [] })),
  );
  if (series.length === 0) return [];
  for (const each of series) await slice(each, load, plan.milliseconds / 2);
  let longest = 0;
  for (let round = 0; round < plan.rounds && (round === 0 || Date.now() + longest < plan.deadline); round += 1) {
    plan.onRound(round);
    const started = Date.now();
    for (const each of ordered(series, round)) each.slices.push(await slice(each, load, plan.milliseconds));
    longest = Math.max(longest, Date.now() - started);
  }
  return series;
}

/** What is compared stands side by side, within seconds; which comparison comes first, and who in it, changes by round. */
function ordered(series: Series[], round: number): Series[] {
  const comparisons = Object.values(
    Object.groupBy(series, ({ case: { operation }, concurrency }) => `${besideOf(operation)} ${concurrency}`),
  );
  return turned(comparisons, round * 3).flatMap((group) => turned(group ?? [], round));
}

function turned<T>(items: T[], by: number): T[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

/** @throws Explained when any answer was not the expected one: a fast error is not a result */
async function slice({ case: each, concurrency, slices }: Series, load: Child, milliseconds: number): Promise<Slice> {
  const last = slices.at(-1);
  const rate = last ? last.count / last.seconds : startingRate * Math.min(concurrency, 4);
  const wanted = Math.ceil((rate * 1.2 * milliseconds) / 1_000);
  const requests = await each.requests(wanted);
  const { port, once, isRpc = false, expect } = each;
  const done = await ask<Load, Slice>(load, { port, concurrency, milliseconds, requests, once, isRpc, expect });
  if (done.errors > 0 || done.count === 0) {
    throw new Explained(
      `${each.operation}, ${each.name}: ${done.errors} of ${done.count} answers were not the expected ones. The first:\n${done.wrong}`,
    );
  }
  return done;
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

export const rate = ({ count, seconds }: Slice) => count / seconds;

/** How fast `one` is beside `other`: the median over the rounds, each of which measured both within a minute. */
export function ratio(one: Series, other: Series): number {
  const pairs = one.slices.map((slice, round) => [slice, other.slices[round]] as const);
  return median(pairs.flatMap(([a, b]) => (b ? [rate(a) / rate(b)] : [])));
}

import { availability, millisecondsOf, rareSearch } from "./asked.ts";
import { operations } from "./case.ts";
import { concurrencies, median, rate, ratio, type Series } from "./measure.ts";
import type { Plan } from "./plans.ts";
import type { Scale } from "./scale.ts";
import { layOut, number, type Target } from "./table.ts";

/** What the report says of a million organizations, plans included. */
export function scaleSection(scale: Scale): string {
  const { seconds, lookups, asked } = scale;
  return `## At a million organizations

Foyer on a database of 1,000 organizations and Foyer on one of 1,000,000, each a process of its own beside the same Postgres. The
million were made by \`npm run seed -- --organizations 1000000\`'s own code in ${Math.round(seconds)} s, indexes and statistics included.

${layOut([
  ["Operation", ...concurrencies.flatMap((c) => [`req/s at ${c}`, "p50", "p99"]), "of the row above"],
  ...pairs(scale).flatMap(([one, other]) => [rowOf(other, true), rowOf(one, false, other)]),
])}

The doors' pages are dropped from memory before each slice and each is asked for once, so that every answer needs the database.

Pages that Postgres looks at to find the organization's id, the most of ${lookups.million[0]?.samples ?? 0} of each kind, planning not counted:

${layOut([
  ["Found by", "at 1,000", "at 1,000,000", "ms"],
  ...lookups.million.map(({ by, worst }) => [
    by,
    String(lookups.thousand.find((each) => each.by === by)?.worst.buffers ?? "–"),
    String(worst.buffers),
    worst.milliseconds.toFixed(3),
  ]),
])}

How many statements whole requests are at a million, and what those about organizations cost together (of a search the slowest of ten):

${layOut([
  ["Request", "SQL", "Pages", "ms"],
  ...asked.map((each) => [
    each.what,
    String(each.statements),
    String(each.plans.reduce((sum, { buffers }) => sum + buffers, 0)),
    millisecondsOf(each).toFixed(2),
  ]),
])}

<details><summary>The plans at a million</summary>

${[
  ...lookups.million.map(({ by, worst }) => shown(`By ${by}`, worst)),
  ...asked.flatMap(({ what, plans }) => plans.map((plan) => shown(what, plan))),
].join("\n\n")}

</details>`;
}

const shown = (title: string, { text }: Plan) => `${title}:\n\n\`\`\`\n${text}\n\`\`\``;

/** Each operation with many organizations, and beside it the one that it is held against. */
function pairs({ series }: Scale): [Series[], Series[]][] {
  const sides = [
    ["million", "thousand"],
    ["deep", "first"],
  ];
  return Object.keys(operations).flatMap((operation) =>
    sides.flatMap(([many, few]): [Series[], Series[]][] => {
      const of = (kind?: string) =>
        series.filter(({ case: each }) => each.operation === operation && each.kind === kind);
      return of(many).length > 0 ? [[of(many), of(few)]] : [];
    }),
  );
}

function rowOf(series: Series[], isFirst: boolean, beside: Series[] = []): string[] {
  const { operation, name } = series[0]?.case ?? { operation: "f", name: "" };
  return [
    isFirst ? `**(${operation}) ${operations[operation]}**, ${name}` : name,
    ...series.flatMap(({ slices }) => [
      number(median(slices.map(rate))),
      number(median(slices.map(({ p50 }) => p50))),
      number(median(slices.map(({ p99 }) => p99))),
    ]),
    series.flatMap((each, index) => (beside[index] ? [`${number(ratio(each, beside[index]))}×`] : [])).join(" / "),
  ];
}

export function scaleTargets(scale: Scale): Target[] {
  const list: Target[] = [];
  const most = Math.max(...scale.lookups.million.map(({ worst }) => worst.buffers));
  list.push({
    what: "Pages to find an organization among a million, any way",
    wanted: "≤ 5",
    got: String(most),
    reached: most <= 5,
  });
  const check = scale.asked.find(({ what }) => what === availability);
  const search = scale.asked.find(({ what }) => what === rareSearch);
  if (check) {
    const { statements } = check;
    list.push({
      what: "Statements of an availability check",
      wanted: "≤ 2",
      got: String(statements),
      reached: statements <= 2,
    });
  }
  if (search) {
    const took = millisecondsOf(search);
    list.push({ what: rareSearch, wanted: "≤ 3 ms", got: `${took.toFixed(2)} ms`, reached: took <= 3 });
  }
  for (const [many, few] of pairs(scale)) {
    const { operation, kind } = many[0]?.case ?? {};
    if (!operation) continue;
    const least = kind === "deep" ? 0.8 : 0.85;
    const got = many.flatMap((each, index) => (few[index] ? [{ each, value: ratio(each, few[index]) }] : []));
    list.push({
      what: `(${operation}) ${operations[operation]}, ${many[0]?.case.name}, of ${few[0]?.case.name}`,
      wanted: `≥ ${least}×`,
      got: got.map(({ each, value }) => `${value.toFixed(2)}× at ${each.concurrency}`).join(", "),
      reached: got.every(({ value }) => value >= least),
    });
  }
  return list;
}

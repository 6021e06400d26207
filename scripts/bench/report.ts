import { execFileSync } from "node:child_process";
import { cpus, release, totalmem } from "node:os";
import pg from "pg";
import { root } from "../data-directory.ts";
import { besideOf, type Kind, type OperationId, operations } from "./case.ts";
import { type Concurrency, concurrencies, median, rate, ratio, type Series } from "./measure.ts";
import type { Samples } from "./record.ts";
import type { Scale } from "./scale.ts";
import { scaleSection, scaleTargets } from "./scale-report.ts";
import type { Stage } from "./stage.ts";
import { layOut, number, type Target } from "./table.ts";
import { type Verification, verificationSection } from "./verification.ts";

export type Results = {
  series: Series[];
  samples: Samples;
  /** Bytes, gzip. */
  scripts: { foyer: number; floor: number };
  /** Milliseconds, one for each change and process. */
  brandChange: number[];
  verification: Verification[];
  scale: Scale | null;
};

type Facts = {
  /** Of the machine, before the run. */
  load: number;
  rounds: number;
  milliseconds: number;
};

/** The machine and the command, line by line. */
export async function describeRun(stage: Stage, facts: Facts): Promise<string[]> {
  const client = new pg.Client({ connectionString: stage.url });
  // A benchmark that is stopped takes the server away from under it.
  client.on("error", () => {});
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>("show server_version");
  await client.end();
  const git = (...words: string[]) => execFileSync("git", words, { cwd: root, encoding: "utf8" }).trim();
  const changed = git("status", "--porcelain", "--", ":!docs/benchmark.md") ? ", with changes not yet committed" : "";
  const processors = cpus();
  return [
    `- Processor: ${processors[0]?.model.trim()}, ${processors.length} cores; ${Math.round(totalmem() / 2 ** 30)} GB of memory; ${process.platform} ${release()}`,
    `- Node ${process.versions.node}, Postgres ${rows[0]?.server_version} (fsync on, default settings), production build`,
    `- Commit ${git("rev-parse", "--short", "HEAD")}${changed}, ${new Date().toISOString().slice(0, 10)}`,
    `- Command: \`npm run bench -- --write\`; ${facts.rounds} rounds, ${Math.round(facts.milliseconds / 1_000)} s; the load of the machine before it was ${facts.load.toFixed(1)}`,
  ];
}

export function report(results: Results, run: string[]): string {
  return `# Benchmark

What Foyer's main operations cost, beside floors that do the least that could be done for the same result, measured in one run.

${run.join("\n")}

${tableOf(results)}

Server, database, provider and load generator share the cores of one machine, so the numbers are good for ratios, not for
sizing a server. Every case is measured in turn in each round, in changing order; a figure is the median of the rounds, a
ratio the median of the rounds' ratios. p50 and p99 are milliseconds. SQL counts every statement Postgres received for one
operation, BEGIN and COMMIT included; commits are transactions that wrote. KB is one whole answer as a browser gets it.

${notes(results)}

${results.verification.length > 0 ? `${verificationSection(results.verification)}\n\n` : ""}${results.scale ? `${scaleSection(results.scale)}\n\n` : ""}## Targets

${targets(results)}

## How to read the floors

- Everything but the floor of the API stands behind the same front process (\`server/\`): Foyer, the minimal Next app
  (\`scripts/bench/floor-app/\`) and the bare \`node:http\` handler (\`scripts/bench/floor-node.ts\`).
- The floors execute the statements that were recorded from Foyer in the same run, with new values, over the same connection
  pools. They check nothing, parse nothing and render next to nothing.
  The statement of (o) and (q) is one that Foyer has Postgres plan once for each connection; the floor sends it as \`pg\` does by itself.
- In (a) the timed request is the provider's redirect back to \`/api/auth/callback/oidc\`, for a sign-in that was really begun
  before, by somebody new each time. Foyer then asks the provider for the tokens, and the floors do not, but for the row that
  says so. The provider runs on the same cores: its own cost is the row "token endpoint alone". Its discovery document is
  kept for ten minutes, as in production.
- (b) is the multipart post that a browser without JavaScript sends, with React's hidden fields as the page rendered them.
- (d) and (e) come from the front process's memory; a static Next page is what Next itself serves fastest.
- (k), (l) and (m) are posts of a product's back-end, its secret in the form, for tokens signed with RS256. The floors of (k) answer
  a few bytes of JSON and do nothing for it: no database, no signature. Every code of (l) and every refresh token of (m) comes from
  an authorization by somebody signed in, with PKCE, just before the timed part, and is good for one use; there is no floor.
- (n) to (q) are calls of a back-end with one access token, which Foyer verifies at each call. Beside them stands a server of
  \`node:http\` and \`pg\` with nothing in front (\`scripts/bench/floor-bare.ts\`), over HTTP/1.1 for both wires: it looks at no token
  and answers JSON of about the same size. REST has a connection for each caller; gRPC one HTTP/2 connection without TLS for all of
  them, as the official SDKs do.
`;
}

function find({ series }: Results, operation: OperationId, kind: Kind, concurrency: Concurrency): Series | undefined {
  return series.find(
    (each) => each.case.operation === operation && each.case.kind === kind && each.concurrency === concurrency,
  );
}

/** The floor beside an operation, which may be another's. */
function floorOf(results: Results, operation: OperationId, kind: Kind, concurrency: Concurrency): Series | undefined {
  return find(results, besideOf(operation), kind, concurrency);
}

function tableOf(results: Results): string {
  const heads = concurrencies.flatMap((c) => [`req/s at ${c}`, "p50", "p99"]);
  const rows = [["Operation", ...heads, "SQL", "Commits", "KB", "of Next floor", "of node floor"]];
  for (const first of results.series.filter(({ concurrency }) => concurrency === 1)) {
    const { operation, kind, name } = first.case;
    const both = concurrencies.map((concurrency) => find(results, operation, kind, concurrency) ?? first);
    const figures = both.flatMap(({ slices }) => [
      number(median(slices.map(rate))),
      number(median(slices.map(({ p50 }) => p50))),
      number(median(slices.map(({ p99 }) => p99))),
    ]);
    const sample = kind === "provider" ? null : results.samples.get(`${operation} ${kind}`);
    const beside = (floor: Kind) =>
      kind !== "foyer"
        ? ""
        : both
            .map((each) => [each, floorOf(results, operation, floor, each.concurrency)] as const)
            .map(([each, other]) => (other ? `${number(ratio(each, other))}×` : "–"))
            .join(" / ");
    rows.push([
      kind === "foyer" ? `**(${operation}) ${operations[operation]}**` : `${name}`,
      ...figures,
      sample ? String(sample.statements.length) : "",
      sample ? String(sample.commits) : "",
      number(median(both.flatMap(({ slices }) => slices.map(({ bytesPerAnswer }) => bytesPerAnswer / 1_024)))),
      beside("next"),
      beside("node"),
    ]);
  }
  return layOut(rows);
}

function notes(results: Results): string {
  const besideExchange = concurrencies.flatMap((concurrency) => {
    const [own, other] = [find(results, "a", "foyer", concurrency), find(results, "a", "exchange", concurrency)];
    return own && other ? [`${ratio(own, other).toFixed(2)}× at ${concurrency}`] : [];
  });
  const gate = results.samples.get("c foyer")?.statements[0]?.text.trim().split(/\s+/).slice(0, 4).join(" ");
  const { foyer, floor } = results.scripts;
  return [
    `JavaScript that the sign-in page asks for: ${number(foyer / 1_024)} KB gzip; the minimal Next app's page: ${number(floor / 1_024)} KB.`,
    `A changed brand was shown after ${number(median(results.brandChange))} ms (median), ${number(Math.max(...results.brandChange))} ms at most, by two processes, ${results.brandChange.length / 2} changes.`,
    ...(besideExchange.length > 0
      ? [`(a) beside a Next route that also asks the provider for the token: ${besideExchange.join(", ")}.`]
      : []),
    ...(gate ? [`The first statement of a portal page, its gate, begins with \`${gate}\`.`] : []),
  ].join("\n");
}

type Beside = { kind?: Kind; at?: readonly Concurrency[] };

function targets(results: Results): string {
  const list: Target[] = [];
  const atLeast = (
    operation: OperationId,
    least: number,
    floor: string,
    { kind = "next", at = concurrencies }: Beside = {},
  ) => {
    const got = at.flatMap((concurrency) => {
      const [own, other] = [
        find(results, operation, "foyer", concurrency),
        floorOf(results, operation, kind, concurrency),
      ];
      return own && other ? [{ concurrency, value: ratio(own, other) }] : [];
    });
    if (got.length === 0) return;
    list.push({
      what: `(${operation}) ${operations[operation]}, of the ${floor}`,
      wanted: `≥ ${least}×`,
      got: got.map(({ concurrency, value }) => `${value.toFixed(2)}× at ${concurrency}`).join(", "),
      reached: got.every(({ value }) => value >= least),
    });
  };
  const atMost = (what: string, most: number, got: number | undefined, unit = "") => {
    if (got === undefined) return;
    list.push({ what, wanted: `≤ ${most}${unit}`, got: `${Number(got.toFixed(2))}${unit}`, reached: got <= most });
  };
  const signIn = results.samples.get("a foyer");
  atMost("(a) statements", 14, signIn?.statements.length);
  atMost("(a) commits", 2, signIn?.commits);
  atLeast("a", 0.5, "Next route");
  atLeast("b", 0.65, "Next form action");
  atMost("(c) statements of the whole page", 7, results.samples.get("c foyer")?.statements.length);
  atLeast("d", 0.65, "static Next page");
  atLeast("k", 0.35, "Next route that does nothing");
  for (const operation of ["n", "o", "p", "q"] as const)
    atLeast(operation, 0.4, "bare node:http + pg", { kind: "node", at: [20] });
  atMost("(n) commits", 1, results.samples.get("n foyer")?.commits);
  atMost("(o) statements", 1, results.samples.get("o foyer")?.statements.length);
  atMost("A changed brand shown by every process, at most", 1_000, Math.max(...results.brandChange), " ms");
  atMost(
    "JavaScript of the sign-in page, of the minimal Next app's",
    1.05,
    results.scripts.foyer / results.scripts.floor,
    "×",
  );
  if (results.scale) list.push(...scaleTargets(results.scale));
  const rows = list.map(({ what, wanted, got, reached }) => [what, wanted, got, reached ? "reached" : "**missed**"]);
  return layOut([["What", "Wanted", "Measured", ""], ...rows]);
}

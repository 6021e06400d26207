import { type Installation, openInstallation } from "./installation.ts";
import { measure, type Series } from "./measure.ts";
import { explainLookups, explainStatement, type Lookup, type Plan } from "./plans.ts";
import { cookiesOf, makeScaleCases } from "./scale-cases.ts";
import type { Stage } from "./stage.ts";
import { request, Wire } from "./wire.ts";

/** How many statements a request was, and the one that is about the organization. */
export type Asked = { what: string; statements: number; plan: Plan };

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

/** Counts and explains what the pages of a million organizations ask of the database. */
async function askAll({ log }: Stage, installation: Installation): Promise<Asked[]> {
  const { port, addresses, seats, url } = installation;
  const cookies = cookiesOf(installation, 0);
  const slugs = addresses.slug.toReversed();
  const requests: [what: string, at: number, make: () => string][] = [
    ["Door /login/[slug]", 0, () => request({ port, path: `/login/${slugs.pop()}` })],
    ["Portal /o/[slug]", 0, () => request({ port, path: `/o/${seats[0]?.slug}`, cookies })],
    [
      "Availability check",
      -1,
      () => request({ port, path: `/organizations/availability?slug=${slugs.at(-1)}`, cookies }),
    ],
  ];
  const asked: Asked[] = [];
  const wire = new Wire(port);
  for (const [what, at, make] of requests) {
    const send = async () => {
      const { status, head } = await wire.send(make());
      if (status !== 200) throw new Error(`${what}: the answer was not 200:\n${head}`);
    };
    await send();
    const { statements } = await log.sample(send);
    const statement = statements.at(at);
    if (statement) asked.push({ what, statements: statements.length, plan: await explainStatement(url, statement) });
  }
  wire.close();
  return asked;
}

import type { Installation } from "./installation.ts";
import { explainStatement, type Plan } from "./plans.ts";
import { cookiesOf } from "./scale-cases.ts";
import type { Stage } from "./stage.ts";
import type { Statement } from "./statement-log.ts";
import { request, Wire } from "./wire.ts";

/** How many statements a request was, and those of them that are about finding organizations. */
export type Asked = { what: string; statements: number; plans: Plan[] };

type Question = {
  what: string;
  path: () => string;
  signedIn: boolean;
  /** Which of its statements are explained. */
  pick: (statements: Statement[]) => Statement[];
  /** How often it is asked, each time with something else; the slowest counts. */
  times?: number;
};

export const availability = "Availability check";
export const rareSearch = "Operator's search of something rare";

// The gate of a page is its first statement.
const gate = (statements: Statement[]) => statements.slice(0, 1);
// What is asked of the visitor themself goes by their memberships.
const ofOthers = (statements: Statement[]) => statements.filter(({ text }) => !/\bmemberships\b/.test(text));

function questions({ addresses, seats, deep }: Installation): Question[] {
  const slugs = addresses.slug.toReversed();
  const next = () => slugs.pop() ?? "";
  const asOperator = { signedIn: true, pick: ofOthers };
  return [
    { what: "Door /login/[slug]", path: () => `/login/${next()}`, signedIn: false, pick: gate },
    { what: "Portal /o/[slug]", path: () => `/o/${seats[0]?.slug}`, signedIn: true, pick: gate },
    { what: availability, path: () => `/organizations/availability?slug=${next()}`, signedIn: true, pick: ofOthers },
    { ...asOperator, what: "Operator's list, the first page", path: () => "/admin" },
    { ...asOperator, what: "Operator's list, 900,000 deep", path: () => `/admin?after=${encodeURIComponent(deep)}` },
    // The end of an address: letters and digits that hardly any other has.
    { ...asOperator, what: rareSearch, path: () => `/admin?q=${next().slice(-6)}`, times: 10 },
    { ...asOperator, what: "Operator's search of something common", path: () => "/admin?q=analytics" },
  ];
}

/** Counts and explains what pages ask of the database. Nothing else may run meanwhile. */
export async function askAll({ log }: Stage, installation: Installation): Promise<Asked[]> {
  const { port, url } = installation;
  const asked: Asked[] = [];
  const wire = new Wire(port);
  for (const { what, path, signedIn, pick, times = 1 } of questions(installation)) {
    const send = async () => {
      const { status, head } = await wire.send(
        request({ port, path: path(), ...(signedIn && { cookies: cookiesOf(installation, 0) }) }),
      );
      if (status !== 200) throw new Error(`${what}: the answer was not 200:\n${head}`);
    };
    await send();
    const found: Asked[] = [];
    for (let time = 0; time < times; time += 1) {
      const { statements } = await log.sample(send, times === 1 ? 5 : 1);
      const plans: Plan[] = [];
      for (const statement of pick(statements)) plans.push(await explainStatement(url, statement));
      found.push({ what, statements: statements.length, plans });
    }
    const [slowest] = found.toSorted((a, b) => millisecondsOf(b) - millisecondsOf(a));
    if (slowest) asked.push(slowest);
  }
  wire.close();
  return asked;
}

export const millisecondsOf = ({ plans }: Asked) => plans.reduce((sum, { milliseconds }) => sum + milliseconds, 0);

import { writeSync } from "node:fs";
import pg from "pg";
import type { NewPerson, ProviderAccount } from "#lib/provisioning/types";

/**
 * A process that signs people in for the first time and dies while doing so: lib/provisioning/crash.db.test.ts starts it.
 * Its arguments are the mark that its people carry and one of
 * - `forever`: one person after the other, four at a time, until it is killed;
 * - `once`: one person; says how many statements that took;
 * - `after` n: n people together, the first held after the answer to their first statement, the second after the second, and so
 *   on; when all are held it kills itself, so that each statement is once the last one before the crash;
 * - `at` n: the same, but each is held before their statement, and the crash comes right after all were sent.
 */
export function personOf(mark: string, index: number): { person: NewPerson; account: ProviderAccount } {
  const email = `person@${mark}-${index}.com`;
  const person = { email, name: "Maya Lindqvist", givenName: "Maya", familyName: "Lindqvist", image: null };
  const identity = { provider: "oidc", issuer: "https://id.example", providerAccountId: `sub-${email}` };
  return { person, account: { ...identity, email } };
}

type Query = (this: pg.Client, ...args: unknown[]) => Promise<unknown>;
type Watch = (client: pg.Client, statement: number, send: () => Promise<unknown>) => Promise<unknown>;

/** Shows every statement of a transaction to `watch`, with its number within it: BEGIN is 1. */
function watchStatements(watch: Watch): void {
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const { query } = prototype;
  const numbers = new WeakMap<pg.Client, number>();
  prototype.query = function (...args) {
    const [first] = args;
    const text = typeof first === "string" ? first : ((first as { text?: string }).text ?? "");
    if (/^begin/i.test(text) && !numbers.has(this)) numbers.set(this, 0);
    const number = numbers.get(this);
    const send = () => query.apply(this, args);
    if (number === undefined) return send();
    numbers.set(this, number + 1);
    return watch(this, number + 1, send);
  };
}

const never = new Promise<never>(() => {});
const die = () => process.kill(process.pid, "SIGKILL");

/** Holds the k-th transaction at its k-th statement, and dies when `people` are held. */
function dieHolding(people: number, moment: string): void {
  const held: (() => unknown)[] = [];
  const targets = new WeakMap<pg.Client, number>();
  let begun = 0;
  const hold = (send: () => unknown) => {
    held.push(send);
    if (held.length < people) return never;
    if (moment === "at") for (const each of held) each();
    die();
    return never;
  };
  watchStatements(async (client, statement, send) => {
    if (statement === 1) targets.set(client, ++begun);
    if (targets.get(client) !== statement) return send();
    if (moment === "at") return hold(send);
    await send();
    return hold(() => {});
  });
}

/** Written at once: what is buffered would die with the process. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}

async function main(mark: string, mode: string, people: number): Promise<void> {
  const { installation } = await import("#db/client");
  const { provisionFirstSignIn } = await import("#lib/provisioning/mutations");
  const signIn = (index: number) => {
    const { person, account } = personOf(mark, index);
    return provisionFirstSignIn(person, account, null);
  };
  const together = (count: number, work: (index: number) => Promise<unknown>) =>
    Promise.all(Array.from({ length: count }, (_, index) => work(index)));
  // Connections are open before anything counts, as in a server that runs.
  await together(people || 4, () => installation.execute("select pg_sleep(0.05)"));
  if (mode === "once") {
    let statements = 0;
    watchStatements((_, statement, send) => {
      statements = statement;
      return send();
    });
    await signIn(0);
    say(String(statements));
    process.exit(0);
  }
  if (mode === "after" || mode === "at") {
    dieHolding(people, mode);
    await together(people, signIn);
  }
  say("ready");
  let next = 0;
  await together(4, async () => {
    for (;;) {
      const index = next++;
      say(`begun ${index}`);
      await signIn(index);
      say(`done ${index}`);
    }
  });
}

const [, , mark = "", mode = "", people = "0"] = process.argv;
if (import.meta.main) await main(mark, mode, Number(people));

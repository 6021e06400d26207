import { writeFileSync } from "node:fs";
import { Explained } from "#scripts/explain";
import type { Case, Kind, OperationId } from "./case.ts";
import { type Operation, type Recording, withMarks } from "./replay.ts";
import { RpcWire } from "./rpc-wire.ts";
import type { Stage } from "./stage.ts";
import type { Sample, Statement } from "./statement-log.ts";
import { Wire } from "./wire.ts";

/** What one operation asks of the database, by operation and by who does it. */
export type Samples = Map<`${OperationId} ${Kind}`, Sample>;

/** What has to be made ready asks something of the database itself, which does not count. */
const madeReady: readonly OperationId[] = ["a", "l", "m"];

const replayed: Partial<Record<OperationId, Operation>> = {
  a: "signIn",
  b: "create",
  c: "portal",
  n: "apiCreate",
  o: "apiGet",
};

/** Those in which nobody acts who was there before. */
const nobodys: readonly Operation[] = ["signIn", "apiCreate"];

/**
 * Counts the statements and commits of every case, Foyer's first: what Foyer does is written down for the floors to replay.
 * Afterwards the floors are counted the same way, which proves that they do as much.
 */
export async function recordAll(cases: Case[], stage: Stage): Promise<Samples> {
  const samples: Samples = new Map();
  const { seats, log, recording } = stage;
  const actors = seats.map(({ token: _, ...actor }) => actor);
  const operations: Recording["operations"] = { signIn: [], create: [], portal: [], apiCreate: [], apiGet: [] };
  const foyerFirst = cases.toSorted((a, b) => Number(b.kind === "foyer") - Number(a.kind === "foyer"));
  for (const each of foyerFirst) {
    if (each.kind !== "foyer") writeFileSync(recording, JSON.stringify({ operations, actors }), { mode: 0o600 });
    const one = await onceAtATime(each);
    await one();
    await one();
    const sample = await log.sample(one);
    samples.set(`${each.operation} ${each.kind}`, sample);
    const operation = replayed[each.operation];
    if (each.kind === "foyer" && operation) {
      operations[operation] = withMarks(sample.statements, nobodys.includes(operation) ? null : (actors[0] ?? null));
    }
  }
  return samples;
}

/** Sends one request of the case at each call, always as the same person. */
async function onceAtATime({
  requests,
  once,
  port,
  isRpc,
  expect,
  name,
  operation,
}: Case): Promise<() => Promise<void>> {
  const wire = isRpc ? new RpcWire(port) : new Wire(port);
  const ready = once && madeReady.includes(operation) ? await requests(8) : null;
  return async () => {
    const text = (ready ? ready.pop() : (await requests(1))[0]) ?? "";
    const reply = await wire.send(text);
    if (reply.status !== expect.status) {
      throw new Explained(
        `${operation}, ${name}: the answer was not ${expect.status}:\n${reply.head}\n\n${reply.body.slice(0, 2_000)}`,
      );
    }
  };
}

/** The statements of Foyer's operations with their values, to be read by a person. */
export function listStatements(samples: Samples): string {
  const own = [...samples].filter(([key]) => key.endsWith("foyer"));
  return own.flatMap(([key, { statements }]) => [`\n${key}`, ...statements.map(inOneLine)]).join("\n");
}

function inOneLine({ connection, text, values }: Statement, index: number): string {
  return `${index + 1}. [connection ${connection}] ${text.trim().replace(/\s+/g, " ")} ${values ? JSON.stringify(values) : ""}`;
}

import { existsSync, readFileSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

/** One statement as Postgres received it. */
export type Statement = {
  scope: "installation" | "organization";
  /** Number of the connection within its operation: a transaction stays on one. */
  connection: number;
  text: string;
  /** Null: sent as plain text, without parameters. */
  values: (string | null)[] | null;
};

export type Sample = {
  statements: Statement[];
  /** Transactions that wrote, each of which waits for the disk once. */
  commits: number;
};

/** Server settings with which Postgres writes a log that a program can read. Nothing is logged until a sample asks. */
export const logSettings = {
  logging_collector: "on",
  log_destination: "jsonlog",
  log_filename: "statements.log",
  log_rotation_age: "0",
  log_rotation_size: "0",
};

type Entry = { application_name?: string; pid: number; message: string; detail?: string };

const scopes: Record<string, Statement["scope"]> = {
  "foyer installation": "installation",
  "foyer organization": "organization",
};

/** Reads from Postgres' own log what an operation asks of it. Only of use while nothing else runs. */
export class StatementLog {
  readonly #client: pg.Client;
  readonly #file: string;
  #marks = 0;

  private constructor(client: pg.Client, file: string) {
    this.#client = client;
    this.#file = file;
  }

  /** @param url a superuser's; `directory` is the cluster's data */
  static async open(url: string, directory: string): Promise<StatementLog> {
    const client = new pg.Client({ connectionString: url, application_name: "bench" });
    // A benchmark that is stopped takes the server away from under it.
    client.on("error", () => {});
    await client.connect();
    return new StatementLog(client, `${directory}/log/statements.json`);
  }

  close(): Promise<void> {
    return this.#client.end();
  }

  /**
   * Runs the operation several times and returns what most of the runs did, statement by statement: a connection opened or a
   * deadline slid meanwhile is not part of it.
   */
  async sample(operation: () => Promise<void>, runs = 5): Promise<Sample> {
    await this.#log("all");
    const samples: Sample[] = [];
    try {
      for (let run = 0; run < runs; run += 1) samples.push(await this.#once(operation));
    } finally {
      await this.#log("none");
    }
    return mostCommon(samples);
  }

  async #once(operation: () => Promise<void>): Promise<Sample> {
    const offset = existsSync(this.#file) ? statSync(this.#file).size : 0;
    const before = await this.#nextTransaction();
    await operation();
    // What an operation does after its answer counts as well.
    await sleep(50);
    const commits = (await this.#nextTransaction()) - before;
    const mark = `bench mark ${++this.#marks}`;
    await this.#client.query(`select '${mark}'`);
    return { statements: toStatements(await this.#readUntil(mark, offset)), commits };
  }

  /** Only a transaction that writes is given a number, so their difference counts them. */
  async #nextTransaction(): Promise<number> {
    const { rows } = await this.#client.query<{ next: string }>(
      "select pg_snapshot_xmax(pg_current_snapshot()) as next",
    );
    return Number(rows[0]?.next);
  }

  async #log(what: "all" | "none"): Promise<void> {
    await this.#client.query(`alter system set log_statement = '${what}'`);
    await this.#client.query("select pg_reload_conf()");
    // Each connection takes the new setting before its next statement; the signal needs a moment to reach it.
    await sleep(300);
  }

  async #readUntil(mark: string, offset: number): Promise<Entry[]> {
    for (let patience = 0; patience < 100; patience += 1) {
      const lines = readFileSync(this.#file).subarray(offset).toString("utf8").split("\n").slice(0, -1);
      const end = lines.findIndex((line) => line.includes(mark));
      if (end >= 0) return lines.slice(0, end).map((line) => JSON.parse(line) as Entry);
      await sleep(20);
    }
    throw new Error(`Postgres did not write its statements to ${this.#file}.`);
  }
}

function toStatements(entries: Entry[]): Statement[] {
  const pids: number[] = [];
  return entries.flatMap((entry) => {
    const scope = scopes[entry.application_name ?? ""];
    const [, kind, text] = /^(statement|execute [^:]+): ([\s\S]*)$/.exec(entry.message) ?? [];
    if (!scope || !kind || text === undefined) return [];
    if (!pids.includes(entry.pid)) pids.push(entry.pid);
    const values = kind === "statement" ? null : toValues(entry.detail ?? "");
    return [{ scope, connection: pids.indexOf(entry.pid), text, values }];
  });
}

/** Postgres writes them as `Parameters: $1 = 'it''s', $2 = NULL`. */
function toValues(detail: string): (string | null)[] {
  return [...detail.matchAll(/\$\d+ = (NULL|'(?:[^']|'')*')/g)].map(([, literal = ""]) =>
    literal === "NULL" ? null : literal.slice(1, -1).replaceAll("''", "'"),
  );
}

function mostCommon(samples: Sample[]): Sample {
  // Sorted: statements on two connections at once arrive in any order.
  const shapes = samples.map(({ statements, commits }) =>
    JSON.stringify([commits, ...statements.map(({ text }) => text.trim()).sort()]),
  );
  const votes = (shape: string) => shapes.filter((other) => other === shape).length;
  const best = shapes.toSorted((a, b) => votes(b) - votes(a))[0] ?? "";
  const sample = samples[shapes.indexOf(best)];
  if (!sample || votes(best) * 2 <= samples.length) {
    throw new Error(`An operation does something else each time, so it cannot be counted:\n${shapes.join("\n")}`);
  }
  return sample;
}

import { readFileSync } from "node:fs";
import type pg from "pg";
import { createPool } from "#db/client";
import { newId } from "#lib/ids";
import { randomToken, sha256 } from "#lib/secrets";
import { numberPattern } from "./people.ts";
import type { Statement } from "./statement-log.ts";

/** Somebody signed in, in an organization of their own. */
export type Actor = { user: string; session: string; tokenHash: string; organization: string; slug: string };

export type Operation = "signIn" | "create" | "portal" | "apiCreate" | "apiGet";

/** What the floors replay: the statements of each operation, with marks where each run has values of its own. */
export type Recording = { operations: Record<Operation, Statement[]>; actors: Actor[] };

const marked = /⟦([^⟧]+)⟧/g;
const everyNumber = new RegExp(numberPattern, "g");

/**
 * Puts marks in place of what was new in the recorded run (ids, hashes, the number in every name) and of who acted in it, so
 * that a floor can do the same for somebody else.
 */
export function withMarks(statements: Statement[], actor: Actor | null): Statement[] {
  const seen = new Map<string, string>();
  const mark = (kind: string) => (literal: string) => {
    const known = Object.entries(actor ?? {}).find(([, value]) => value === literal)?.[0];
    if (known) return `⟦${known}⟧`;
    if (!seen.has(literal)) seen.set(literal, `⟦${kind}:${seen.size}⟧`);
    return seen.get(literal) ?? literal;
  };
  const slug = actor ? new RegExp(`(?<![\\w-])${actor.slug}(?![\\w-])`, "g") : null;
  const abstract = (value: string | null) => {
    const text = value
      ?.replace(/\b(org|usr|ses|aud)_\d{17,19}\b/g, (literal, prefix: string) => mark(prefix)(literal))
      .replace(/\b[0-9a-f]{64}\b/g, mark("hash"))
      .replace(everyNumber, "⟦number⟧");
    return (slug ? text?.replace(slug, "⟦slug⟧") : text) ?? null;
  };
  return statements.map((statement) => ({ ...statement, values: statement.values?.map(abstract) ?? null }));
}

/** Plays recorded operations against the database, over pools such as Foyer's own. */
export class Replay {
  readonly #recording: Recording;
  readonly #pools: Record<Statement["scope"], pg.Pool>;
  readonly #number: () => string;

  /** `BENCH_RECORDING` names the file that the benchmark wrote, `DATABASE_URL` the database. */
  constructor(number: () => string) {
    this.#recording = JSON.parse(readFileSync(process.env.BENCH_RECORDING ?? "", "utf8"));
    const url = process.env.DATABASE_URL ?? "";
    const size = Number(process.env.DATABASE_POOL_SIZE ?? 10);
    this.#pools = {
      installation: createPool("installation", url, size),
      organization: createPool("organization", url, size),
    };
    this.#number = number;
  }

  /** @returns the rows of each statement */
  async run(operation: Operation, actor: number | null = null): Promise<pg.QueryResultRow[][]> {
    const values = this.#values(actor === null ? null : (this.#recording.actors[actor] ?? null));
    const held = new Map<number, pg.PoolClient>();
    const rows: pg.QueryResultRow[][] = [];
    try {
      for (const { scope, connection, text, values: recorded } of this.#recording.operations[operation]) {
        if (/^begin/i.test(text)) held.set(connection, await this.#pools[scope].connect());
        const client = held.get(connection) ?? this.#pools[scope];
        const result = recorded ? await client.query(text, recorded.map(values)) : await client.query(text);
        rows.push(result.rows);
        if (/^commit/i.test(text)) {
          held.get(connection)?.release();
          held.delete(connection);
        }
      }
      return rows;
    } finally {
      // Only left when a statement failed; the open transaction goes with its connection.
      for (const client of held.values()) client.release(true);
    }
  }

  #values(actor: Actor | null): (value: string | null) => string | null {
    const made = new Map<string, string>(Object.entries(actor ?? {}));
    const make = (key: string) => {
      const kind = key.split(":", 1)[0] as "org" | "usr" | "ses" | "aud" | "hash" | "number";
      if (kind === "number") return this.#number();
      return kind === "hash" ? sha256(randomToken()) : newId(kind);
    };
    const fill = (_: string, key: string) => {
      const value = made.get(key) ?? make(key);
      made.set(key, value);
      return value;
    };
    return (value) => (value?.includes("⟦") ? value.replace(marked, fill) : value);
  }
}

/** Who acts, by their number in the cookie that the load generator sends to a floor. */
export function actorOf(cookies: string | undefined): number {
  return Number(/(?:^|; )actor=(\d+)/.exec(cookies ?? "")?.[1] ?? 0);
}

import { randomUUID } from "node:crypto";
import pg from "pg";

export type BrandListenerOptions = {
  url: string;
  /** What is known of this slug, hostname or id of an organization is out of date. */
  onChange: (name: string) => void;
  /** Notifications may have been missed, or everything changed at once: nothing kept until now can be trusted. */
  onGap: () => void;
};

const channel = "brand_changed";
const patience = 1_000;
const longestPause = 2_000;
const heartbeat = 30_000;

/**
 * One connection of this process's own to Postgres. It hears of every change of a brand, whichever process made it, and
 * tells at any moment whether the database answers.
 */
export class BrandListener {
  readonly #options: BrandListenerOptions;
  readonly #id = `#${randomUUID()}`;
  #client: pg.Client | null = null;
  #connecting: Promise<boolean> | null = null;
  #asking: Promise<boolean> | null = null;
  #listening = false;
  #heard: (() => void) | null = null;
  #pause = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: BrandListenerOptions) {
    this.#options = options;
  }

  /** Whether the connection stands. False the moment Postgres goes away; only `answers` can tell of one that hangs. */
  get connected(): boolean {
    return this.#client !== null;
  }

  /** Whether every change from now on will be heard. */
  get listening(): boolean {
    return this.#listening;
  }

  /**
   * Asks the database, for one second at most. Several callers share one question: the connection puts them one after the other, and
   * a stranger who asks for /health often enough would make the last of them late, which counts as a lost connection.
   */
  async answers(): Promise<boolean> {
    if (!this.#client) return this.connect();
    this.#asking ??= this.#ask(this.#client).finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #ask(client: pg.Client): Promise<boolean> {
    try {
      await within(patience, client.query("select 1"));
      return true;
    } catch {
      this.#lose(client);
      return false;
    }
  }

  /** Connects unless connected; several callers share one attempt. */
  connect(): Promise<boolean> {
    this.#connecting ??= this.#attempt().finally(() => {
      this.#connecting = null;
    });
    return this.#connecting;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = null;
    await client?.end().catch(() => {});
  }

  async #attempt(): Promise<boolean> {
    if (this.#closed) return false;
    const client = new pg.Client({
      connectionString: this.#options.url,
      application_name: "foyer listener",
      connectionTimeoutMillis: patience,
      keepAlive: true,
    });
    client.on("error", () => this.#lose(client));
    client.on("end", () => this.#lose(client));
    client.on("notification", ({ payload = "" }) => this.#hear(payload));
    try {
      await client.connect();
      await within(patience, client.query(`listen ${channel}`));
    } catch {
      discard(client);
      this.#tryLater();
      return false;
    }
    clearTimeout(this.#timer);
    this.#pause = 0;
    this.#client = client;
    this.#options.onGap();
    void this.#listen(client);
    return true;
  }

  /** Sends itself a notification: behind a pooler that drops LISTEN, or on a dead line, it does not come back. */
  async #listen(client: pg.Client): Promise<void> {
    const echo = new Promise<void>((resolve) => {
      this.#heard = resolve;
    });
    try {
      await within(patience, client.query("select pg_notify($1, $2)", [channel, this.#id]));
    } catch {
      return this.#lose(client);
    }
    const listening = await within(patience, echo).then(
      () => true,
      () => false,
    );
    if (this.#client !== client) return;
    if (!listening) this.#options.onGap();
    this.#listening = listening;
    this.#timer = setTimeout(() => void this.#listen(client), heartbeat);
    this.#timer.unref();
  }

  #hear(payload: string): void {
    if (payload === this.#id) this.#heard?.();
    else if (payload === "") this.#options.onGap();
    else if (!payload.startsWith("#")) this.#options.onChange(payload);
  }

  #lose(client: pg.Client): void {
    discard(client);
    if (this.#client !== client) return;
    this.#client = null;
    this.#listening = false;
    this.#options.onGap();
    this.#tryLater();
  }

  #tryLater(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#pause = Math.min(Math.max(this.#pause * 2, 50), longestPause);
    this.#timer = setTimeout(() => void this.connect(), this.#pause);
    this.#timer.unref();
  }
}

/** Ends a connection that may hang: the polite way would wait for it. */
function discard(client: pg.Client): void {
  client.end().catch(() => {});
  // The types of pg leave out the connection, and there is no other way to its socket.
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("The database did not answer in time.")), milliseconds);
  });
  work.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

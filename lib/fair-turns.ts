import type { AppError } from "#lib/errors";

type FairTurnsOptions = {
  atOnce: number;
  /** How many may wait, of one client and of all. */
  waitingEach: number;
  waitingInAll: number;
  /** What is thrown at whoever finds no room. */
  refusal: () => AppError;
};

/**
 * Does a few things at one time. Those that wait are taken from each client in turn, so that whoever asks for many things at once
 * waits for itself and keeps nobody else away.
 */
export class FairTurns {
  readonly #options: FairTurnsOptions;
  /** What waits, by client; the client at the front is next. */
  readonly #lines = new Map<string, (() => void)[]>();
  #running = 0;
  #waiting = 0;

  constructor(options: FairTurnsOptions) {
    this.#options = options;
  }

  /** @throws the refusal when too much waits already, of this client or of all */
  async take<T>(client: string, work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#options.atOnce) this.#running++;
    else await this.#wait(client);
    try {
      return await work();
    } finally {
      this.#passOn();
    }
  }

  #wait(client: string): Promise<void> {
    const { waitingEach, waitingInAll, refusal } = this.#options;
    const line = this.#lines.get(client) ?? [];
    if (line.length >= waitingEach || this.#waiting >= waitingInAll) throw refusal();
    this.#lines.set(client, line);
    this.#waiting++;
    return new Promise((resolve) => line.push(resolve));
  }

  #passOn(): void {
    const [next] = this.#lines;
    if (!next) return void this.#running--;
    const [client, line] = next;
    // To the back, behind everyone else's.
    this.#lines.delete(client);
    const turn = line.shift();
    if (line.length > 0) this.#lines.set(client, line);
    this.#waiting--;
    turn?.();
  }
}

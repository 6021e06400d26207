import { LRUCache } from "lru-cache";
import { AppError } from "#lib/errors";
import { FairTurns } from "#lib/fair-turns";
import type { HostDoor } from "#lib/organizations/hosts/queries";
import type { HostPlace } from "#lib/organizations/hosts/rules";
import { NamedKeys } from "./named-keys.ts";

const mostDoors = 10_000;
const mostStrangers = 20_000;
const refusal = () => new AppError("unavailable", "Too many names are asked for at once. Try again in a moment.");

type HostDoorsOptions = {
  look: (place: HostPlace) => Promise<HostDoor | null>;
  /** Whether every change from now on will be heard: nothing is remembered otherwise. */
  listening: () => boolean;
  /** Host name of APP_URL, under which a slug is a host too. */
  ownHost: string;
};

/**
 * Which organization's door a host is, remembered until a notice says otherwise. Hosts that mean nobody are remembered apart, so
 * that a stranger who makes names up pushes no door out; and few are looked up at a time, each client's in turn, so that the database
 * has room for others and a real door does not wait behind all that was made up.
 */
export class HostDoors {
  readonly #options: HostDoorsOptions;
  readonly #named = new NamedKeys();
  readonly #doors = new LRUCache<string, HostDoor>({
    max: mostDoors,
    dispose: (_, host) => this.#named.remove(host),
  });
  readonly #strangers = new LRUCache<string, true>({ max: mostStrangers });
  readonly #underWay = new Map<string, Promise<HostDoor | null>>();
  readonly #turns = new FairTurns({ atOnce: 4, waitingEach: 64, waitingInAll: 1024, refusal });

  constructor(options: HostDoorsOptions) {
    this.#options = options;
  }

  /**
   * @param client whose turn a look-up takes, as clientPrefix writes it
   * @throws AppError unavailable when too many names wait to be looked up
   */
  async find(place: HostPlace, client: string): Promise<HostDoor | null> {
    const { host } = place;
    if (!this.#options.listening()) return this.#inTurn(place, client);
    const door = this.#doors.get(host);
    if (door) return door;
    return this.#strangers.get(host) ? null : (this.#underWay.get(host) ?? this.#look(place, client));
  }

  /** Forgets what is out of date since `name` (a slug, a hostname or the id of an organization) was announced. */
  invalidate(name: string): void {
    for (const host of [name, `${name}.${this.#options.ownHost}`, ...this.#named.keysOf(name)]) {
      this.#doors.delete(host);
      this.#strangers.delete(host);
    }
    // Whose those are is not known yet: what is found is for who waits, not kept, and for nobody who comes later.
    this.#underWay.clear();
  }

  clear(): void {
    this.#doors.clear();
    this.#strangers.clear();
    this.#underWay.clear();
  }

  #look(place: HostPlace, client: string): Promise<HostDoor | null> {
    const { host } = place;
    const look = this.#inTurn(place, client).then(
      (door) => {
        if (this.#settle(host, look)) this.#keep(host, door);
        return door;
      },
      (error: unknown) => {
        this.#settle(host, look);
        throw error;
      },
    );
    this.#underWay.set(host, look);
    return look;
  }

  /** Whether `look` still speaks for its host. */
  #settle(host: string, look: Promise<HostDoor | null>): boolean {
    return this.#underWay.get(host) === look && this.#underWay.delete(host);
  }

  #keep(host: string, door: HostDoor | null): void {
    if (!door) return void this.#strangers.set(host, true);
    this.#doors.set(host, door);
    this.#named.add(host, door.brand.organizationId);
  }

  #inTurn(place: HostPlace, client: string): Promise<HostDoor | null> {
    return this.#turns.take(client, () => this.#options.look(place));
  }
}

import { LRUCache } from "lru-cache";
import type { HostDoor } from "#lib/organizations/hosts/queries";
import type { HostPlace } from "#lib/organizations/hosts/rules";
import { NamedKeys } from "./named-keys.ts";

const mostDoors = 10_000;
const mostStrangers = 20_000;
const mostLookups = 4;

type HostDoorsOptions = {
  look: (place: HostPlace) => Promise<HostDoor | null>;
  /** Whether every change from now on will be heard: nothing is remembered otherwise. */
  listening: () => boolean;
  /** Host name of APP_URL, under which a slug is a host too. */
  ownHost: string;
};

/**
 * Which organization's door a host is, remembered until a notice says otherwise. Hosts that mean nobody are remembered apart, so
 * that a stranger who makes names up pushes no door out; and few are looked up at a time, so that the database has room for others.
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
  readonly #waiting: (() => void)[] = [];
  #lookups = 0;

  constructor(options: HostDoorsOptions) {
    this.#options = options;
  }

  async find(place: HostPlace): Promise<HostDoor | null> {
    const { host } = place;
    if (!this.#options.listening()) return this.#inTurn(place);
    const door = this.#doors.get(host);
    if (door) return door;
    return this.#strangers.get(host) ? null : (this.#underWay.get(host) ?? this.#look(place));
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

  #look(place: HostPlace): Promise<HostDoor | null> {
    const { host } = place;
    const look = this.#inTurn(place).then(
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
    this.#named.add(host, [door.brand.organizationId]);
  }

  async #inTurn(place: HostPlace): Promise<HostDoor | null> {
    if (this.#lookups < mostLookups) this.#lookups++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await this.#options.look(place);
    } finally {
      // Whoever waited longest takes over the turn.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#lookups--;
    }
  }
}

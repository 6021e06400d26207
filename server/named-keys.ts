/**
 * Which remembered things a notice is about: keys of a memory by the names that Postgres announces (slug, hostname, id of an
 * organization).
 */
export class NamedKeys {
  readonly #names = new Map<string, readonly string[]>();
  readonly #keys = new Map<string, Set<string>>();

  add(key: string, names: readonly string[]): void {
    this.remove(key);
    if (names.length === 0) return;
    this.#names.set(key, names);
    for (const name of names) {
      const keys = this.#keys.get(name);
      if (keys) keys.add(key);
      else this.#keys.set(name, new Set([key]));
    }
  }

  remove(key: string): void {
    for (const name of this.#names.get(key) ?? []) {
      const keys = this.#keys.get(name);
      keys?.delete(key);
      if (keys?.size === 0) this.#keys.delete(name);
    }
    this.#names.delete(key);
  }

  keysOf(name: string): string[] {
    return [...(this.#keys.get(name) ?? [])];
  }
}

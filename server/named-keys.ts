/**
 * Which remembered things a notice is about: keys of a memory by the name that Postgres announces (slug, hostname, id of an
 * organization).
 */
export class NamedKeys {
  readonly #names = new Map<string, string>();
  readonly #keys = new Map<string, Set<string>>();

  add(key: string, name: string): void {
    this.remove(key);
    this.#names.set(key, name);
    this.#keys.set(name, (this.#keys.get(name) ?? new Set()).add(key));
  }

  remove(key: string): void {
    const name = this.#names.get(key);
    if (name === undefined) return;
    this.#names.delete(key);
    const keys = this.#keys.get(name);
    keys?.delete(key);
    if (keys?.size === 0) this.#keys.delete(name);
  }

  keysOf(name: string): string[] {
    return [...(this.#keys.get(name) ?? [])];
  }
}

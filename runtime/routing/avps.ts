/** What a script variable may hold. */
export type Value = string | number;

/**
 * `$avp(...)`: lists of values by name, kept with the transaction. The newest value is the first.
 * Names are texts or numbers; `s:x` and `x` are the same, `i:5` is another name than `5` (spec/modules.md 5.1).
 * A Map, so that no name of a peer's choice can meet an object's own keys (spec/security.md 19).
 */
export class Avps {
  private readonly lists: Map<string, Value[]> = new Map();

  static key(name: string): string {
    return name.startsWith('s:') ? name.slice(2) : name;
  }

  /** @returns the newest value, or null */
  first(name: string): Value | null {
    return this.lists.get(Avps.key(name))?.[0] ?? null;
  }
  /** @returns all values, newest first; not to be changed */
  all(name: string): readonly Value[] {
    return this.lists.get(Avps.key(name)) ?? [];
  }
  /** Puts a new first value in front of the others. */
  add(name: string, value: Value): void {
    const key = Avps.key(name);
    const list = this.lists.get(key);
    if (list === undefined) this.lists.set(key, [value]);
    else list.unshift(value);
  }
  /** Replaces all values. */
  assign(name: string, values: readonly Value[]): void {
    if (values.length === 0) this.lists.delete(Avps.key(name));
    else this.lists.set(Avps.key(name), [...values]);
  }
  /** Removes the newest value. @returns whether there was one */
  removeFirst(name: string): boolean {
    const key = Avps.key(name);
    const list = this.lists.get(key);
    if (list === undefined) return false;
    list.shift();
    if (list.length === 0) this.lists.delete(key);
    return true;
  }
  /** Removes all values. @returns whether there was one */
  removeAll(name: string): boolean {
    return this.lists.delete(Avps.key(name));
  }
}

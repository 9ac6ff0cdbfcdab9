/** What a script variable may hold. */
export type Value = string | number;

const NONE: readonly Value[] = [];

/**
 * `$avp(...)`: lists of values by name, kept with the transaction. The newest value is the first.
 * Names are texts or numbers; `s:x` and `x` are the same, `i:5` is another name than `5` (spec/modules.md 5.1).
 *
 * Most messages have one name at most (that of `received_avp`), which is kept beside the Map: making a Map and filling it is
 * 0.2 µs. Others are in the Map, so that no name of a peer's choice can meet an object's own keys (spec/security.md 19).
 */
export class Avps {
  private firstKey = '';
  /** Null when there is no first name. */
  private firstValues: Value[] | null = null;
  private others: Map<string, Value[]> | null = null;

  static key(name: string): string {
    return name.startsWith('s:') ? name.slice(2) : name;
  }

  private list(key: string): Value[] | undefined {
    if (this.firstValues !== null && this.firstKey === key) return this.firstValues;
    return this.others?.get(key);
  }
  private set(key: string, values: Value[]): void {
    if (this.firstValues === null ? this.others?.has(key) !== true : this.firstKey === key) {
      this.firstKey = key;
      this.firstValues = values;
    } else (this.others ??= new Map<string, Value[]>()).set(key, values);
  }
  private delete(key: string): boolean {
    if (this.firstValues === null || this.firstKey !== key) return this.others?.delete(key) ?? false;
    this.firstValues = null;
    return true;
  }

  /** @returns the newest value, or null */
  first(name: string): Value | null {
    return this.list(Avps.key(name))?.[0] ?? null;
  }
  /** @returns all values, newest first; not to be changed */
  all(name: string): readonly Value[] {
    return this.list(Avps.key(name)) ?? NONE;
  }
  /** Puts a new first value in front of the others. */
  add(name: string, value: Value): void {
    const key = Avps.key(name);
    const list = this.list(key);
    if (list === undefined) this.set(key, [value]);
    else list.unshift(value);
  }
  /** Replaces all values. */
  assign(name: string, values: readonly Value[]): void {
    if (values.length === 0) this.delete(Avps.key(name));
    else this.set(Avps.key(name), [...values]);
  }
  /** Removes the newest value. @returns whether there was one */
  removeFirst(name: string): boolean {
    const key = Avps.key(name);
    const list = this.list(key);
    if (list === undefined) return false;
    list.shift();
    if (list.length === 0) this.delete(key);
    return true;
  }
  /** Removes all values. @returns whether there was one */
  removeAll(name: string): boolean {
    return this.delete(Avps.key(name));
  }
}

/** What can stand in `Chains`. */
export interface Chained {
  /** 32 bits, evenly spread; the same as long as it stands there. */
  readonly hash: number;
  /** The next one with the same place; only `Chains` writes it. */
  nextInTable: Chained | null;
}

const FEWEST = 1024;

/**
 * A hash table that links what it holds: adding and removing allocate nothing. With `Map` and texts as keys, a call cost 5 µs more:
 * each look-up hashes the text anew, and growing copies the table.
 */
export class Chains<T extends Chained> {
  private heads: (T | null)[] = places(FEWEST);
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** @returns the first of those that may have the hash; `nextInTable` leads to the others */
  first(hash: number): T | null {
    return this.heads[hash & (this.heads.length - 1)]!;
  }

  add(entry: T): void {
    if (this.count >= this.heads.length) this.resize(this.heads.length * 2);
    const { heads } = this;
    const place = entry.hash & (heads.length - 1);
    entry.nextInTable = heads[place]!;
    heads[place] = entry;
    this.count++;
  }

  /** @returns whether it was there */
  remove(entry: T): boolean {
    const { heads } = this;
    const place = entry.hash & (heads.length - 1);
    let previous: T | null = null;
    for (let e: T | null = heads[place]!; e !== null; previous = e, e = e.nextInTable as T | null) {
      if (e !== entry) continue;
      if (previous === null) heads[place] = e.nextInTable as T | null;
      else previous.nextInTable = e.nextInTable;
      e.nextInTable = null;
      this.count--;
      // what a burst made large is given back: eight times too many places
      if (heads.length > FEWEST && this.count < heads.length >> 3) this.resize(heads.length >> 1);
      return true;
    }
    return false;
  }

  private resize(count: number): void {
    const old = this.heads;
    const heads: (T | null)[] = places(count);
    for (const first of old) {
      for (let e: T | null = first; e !== null;) {
        const next = e.nextInTable as T | null;
        const place = e.hash & (count - 1);
        e.nextInTable = heads[place]!;
        heads[place] = e;
        e = next;
      }
    }
    this.heads = heads;
  }

  *[Symbol.iterator](): Generator<T> {
    for (const first of this.heads) for (let e: T | null = first; e !== null; e = e.nextInTable as T | null) yield e;
  }
}

function places(count: number): null[] {
  return Array.from({ length: count }, () => null);
}

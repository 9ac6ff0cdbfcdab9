import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Places } from '../../../../runtime/transaction/stored/places.ts';
import { Ring } from '../../../../runtime/transaction/stored/ring.ts';
import { Word } from '../../../../runtime/transaction/stored/memory.ts';

class Table {
  readonly ring: Ring = new Ring(64);
  readonly places: Places = new Places(this.ring, Word.hash, Word.nextByHash);

  /** Adds a record with a hash. @returns its address */
  add(hash: number): number {
    const address = this.ring.add('');
    this.ring.wordsOf(address)[this.ring.wordOf(address) + Word.hash] = hash;
    this.places.add(address);
    return address;
  }
  hashOf(address: number): number {
    return this.ring.wordsOf(address)[this.ring.wordOf(address) + Word.hash]!;
  }
  /** Addresses of all records with the hash, as a look-up meets them. */
  found(hash: number): number[] {
    const list: number[] = [];
    for (let a = this.places.first(hash); a >= 0; a = this.places.next(a)) if (this.hashOf(a) === hash) list.push(a);
    return list;
  }
}

const spread = (n: number): number => Math.imul(n, 0x9e3779b1) | 0;

describe('places of records', () => {
  it.each([0, 1, -1, 1 << 16, 0x7fffffff, -0x80000000])('finds one with hash %d, and none when it is removed', (hash) => {
    const table = new Table();
    expect(table.places.first(hash)).toBe(-1);
    const address = table.add(hash);
    expect([table.found(hash), table.found(hash ^ 1)]).toEqual([[address], []]);
    table.places.remove(address);
    expect(table.places.first(hash)).toBe(-1);
  });

  it.each([0, 1, 2])('removes any of three with one place: number %d', (which) => {
    const table = new Table();
    const all = [7, 7, 7 + (1 << 24)].map((hash) => table.add(hash));
    expect(table.places.first(7)).toBe(all[2]);
    table.places.remove(all[which]!);
    const left = all.filter((_, n) => n !== which);
    expect(new Set([...table.found(7), ...table.found(7 + (1 << 24))])).toEqual(new Set(left));
    for (const address of left) table.places.remove(address);
    expect(table.places.first(7)).toBe(-1);
  });

  it('links each of two tables on its own', () => {
    const { ring, places } = new Table();
    const byBranch = new Places(ring, Word.branchHash, Word.nextByBranch);
    const [one, two] = [ring.add('one'), ring.add('two')];
    for (const [address, hash, branch] of [
      [one, 1, 9],
      [two, 2, 9],
    ] as const) {
      ring.wordsOf(address)[ring.wordOf(address) + Word.hash] = hash;
      ring.wordsOf(address)[ring.wordOf(address) + Word.branchHash] = branch;
      places.add(address);
      byBranch.add(address);
    }
    expect([places.first(1), places.first(2), byBranch.first(9), byBranch.next(two)]).toEqual([one, two, two, one]);
    places.remove(two);
    expect([places.first(1), places.first(2), byBranch.first(9), byBranch.next(two)]).toEqual([one, -1, two, one]);
  });

  it('grows with what it holds; when nothing is there it gives the room back, and goes on', () => {
    const table = new Table();
    for (let burst = 0; burst < 2; burst++) {
      const all = Array.from({ length: 100_000 }, (_, n) => table.add(spread(n)));
      all.forEach((address, n) => {
        if (n % 1000 === 0) expect(table.found(spread(n))).toEqual([address]);
      });
      table.places.shrink();
      expect(table.found(spread(4711))).toEqual([all[4711]]);
      for (const address of all) {
        table.places.remove(address);
        table.ring.drop();
      }
      table.places.shrink();
      for (let n = 0; n < 100_000; n += 1000) expect(table.places.first(spread(n))).toBe(-1);
    }
  });

  it('does what a map of lists would do', () => {
    const hash = fc.oneof(fc.integer(), fc.constantFrom(0, 1, 1 << 16, 1 << 17, (1 << 18) + 1, -1));
    const step = fc.record({ add: fc.boolean(), hash, at: fc.nat() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.constantFrom(0, 16_380), (steps, before) => {
        const table = new Table();
        // that many are there already: some of the steps fall to the table as it grows
        for (let n = 0; n < before; n++) table.add(spread(n) | 2);
        const model = new Map<number, Set<number>>();
        for (const { add, hash: of, at } of steps) {
          const wanted = of & ~2;
          if (add) {
            const known = model.get(wanted) ?? new Set<number>();
            model.set(wanted, known.add(table.add(wanted)));
          } else {
            const all = [...model.values()].flatMap((set) => [...set]);
            const gone = all[at % Math.max(1, all.length)];
            if (gone !== undefined) {
              table.places.remove(gone);
              model.get(table.hashOf(gone))!.delete(gone);
            }
          }
          for (const [known, set] of model) expect(new Set(table.found(known))).toEqual(set);
        }
      }),
      { numRuns: 60 },
    );
  });
});

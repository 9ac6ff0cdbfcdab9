import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Seconds } from '../../../../runtime/transaction/stored/seconds.ts';
import { Slab } from '../../../../runtime/transaction/stored/slab.ts';

const PREVIOUS = 2;
const NEXT = 3;
const HEADER = 4;
const PLACES = 256;

class Table {
  private readonly slab: Slab = new Slab(HEADER, 16);
  readonly seconds: Seconds = new Seconds(this.slab, PREVIOUS, NEXT);

  /** Adds a record that ends in a second. @returns its address */
  add(second: number): number {
    const address = this.slab.add(0);
    this.seconds.add(address, second);
    return address;
  }
  /** Addresses of all whose turn it is, or a turn of all places later. */
  get there(): number[] {
    const list: number[] = [];
    for (let a = this.seconds.first; a >= 0; a = this.seconds.next(a)) list.push(a);
    return list;
  }
  /** Turns up to a second. @returns addresses that were met on the way, this second included, each with the first second of that */
  turnTo(second: number): Map<number, number> {
    const met = new Map<number, number>();
    for (;;) {
      for (const address of this.there) if (!met.has(address)) met.set(address, this.seconds.second);
      if (this.seconds.second >= second) return met;
      this.seconds.turn();
    }
  }
}

describe('seconds', () => {
  it('begin with the first, in which nothing ends', () => {
    const { seconds, there } = new Table();
    expect([seconds.second, seconds.first, there]).toEqual([0, -1, []]);
  });

  it.each([0, 1, 2, 100, 255])('a record that ends in second %d has its turn there', (second) => {
    const table = new Table();
    const address = table.add(second);
    expect(table.turnTo(1000).get(address)).toBe(second);
    table.seconds.remove(address);
    expect(table.turnTo(2000).size).toBe(0);
  });

  it.each([
    [256, 0],
    [257, 1],
    [511, 255],
    [512, 0],
    [1000, 232],
  ])('one that ends in second %d stands among those of second %d, and has its turn later all the same', (second, before) => {
    const table = new Table();
    const [late, early] = [table.add(second), table.add(before)];
    table.turnTo(before);
    expect(new Set(table.there)).toEqual(new Set([early, late]));
    table.seconds.remove(early);
    expect(table.there).toEqual([late]);
    table.seconds.turn();
    expect(table.there).toEqual([]);
    table.turnTo(second);
    expect(table.there).toEqual([late]);
  });

  it.each([
    ['the first', 0],
    ['one in the middle', 1],
    ['the last', 2],
  ])('%s of three is removed, and the others stay', (_name, which) => {
    const table = new Table();
    const all = [5, 5, 5].map((second) => table.add(second));
    table.turnTo(5);
    // the youngest is met first
    expect(table.there).toEqual([...all].reverse());
    table.seconds.remove(all[which]!);
    expect(table.there).toEqual(all.filter((_, n) => n !== which).reverse());
  });

  it('may be walked through while those that are met are removed', () => {
    const table = new Table();
    const all = Array.from({ length: 10 }, () => table.add(3));
    table.turnTo(3);
    const met: number[] = [];
    for (let a = table.seconds.first; a >= 0;) {
      const next = table.seconds.next(a);
      met.push(a);
      table.seconds.remove(a);
      a = next;
    }
    expect([met.reverse(), table.there]).toEqual([all, []]);
  });

  it.each([
    [10, 3, 10],
    [10, 10, 10],
    [10, 11, 11],
    [0, 1_800_000_000, 1_800_000_000],
  ])('at second %d, skip to %d: that is %d', (from, to, expected) => {
    const { seconds } = new Table();
    seconds.skipTo(from);
    seconds.skipTo(to);
    expect(seconds.second).toBe(expected);
    seconds.turn();
    expect(seconds.second).toBe(expected + 1);
  });

  it('do what a map of sets would do', () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('add' as const), by: fc.oneof(fc.nat(6), fc.nat(600)) }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('remove' as const), by: fc.nat() }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('turn' as const), by: fc.oneof(fc.nat(4), fc.nat(300)) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('skip' as const), by: fc.integer({ min: -10, max: 2000 }) }) },
    );
    fc.assert(
      // from a clock that began to count long ago, too
      fc.property(fc.array(step, { maxLength: 100 }), fc.nat(2 ** 33), (steps, age) => {
        const table = new Table();
        table.seconds.skipTo(age);
        let now = age;
        const model = new Map<number, Set<number>>();
        const all = (): [second: number, address: number][] =>
          [...model].flatMap(([second, set]) => [...set].map((address): [number, number] => [second, address]));
        for (const { kind, by } of steps) {
          if (kind === 'add') model.set(now + by, (model.get(now + by) ?? new Set<number>()).add(table.add(now + by)));
          else if (kind === 'remove') {
            const left = all();
            const gone = left[by % Math.max(1, left.length)];
            if (gone !== undefined) {
              table.seconds.remove(gone[1]);
              model.get(gone[0])!.delete(gone[1]);
            }
          } else if (kind === 'turn') {
            // each of the next seconds has its turn, with those that end then
            const met = table.turnTo(now + by);
            for (const [second, address] of all()) {
              if (second >= now && second <= now + by) expect(met.get(address)).toBeLessThanOrEqual(second);
            }
            now += by;
          } else {
            table.seconds.skipTo(now + by);
            now = Math.max(now, now + by);
          }
          expect(table.seconds.second).toBe(now);
          expect([...table.seconds.all()].sort((a, b) => a - b)).toEqual(
            all()
              .map(([, address]) => address)
              .sort((a, b) => a - b),
          );
          const expected = all().filter(([second]) => second % PLACES === now % PLACES);
          const { there } = table;
          expect(there).toHaveLength(expected.length);
          expect(new Set(there)).toEqual(new Set(expected.map(([, address]) => address)));
        }
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Chains, type Chained } from '../../../runtime/transaction/chains.ts';

/** Places of a table that is as small as it gets. */
const FEWEST = 1024;

class Link implements Chained {
  readonly hash: number;
  nextInTable: Chained | null = null;
  constructor(hash: number) {
    this.hash = hash;
  }
}

/** Those that a look-up would meet which have the hash. */
function found(chains: Chains<Link>, hash: number): Link[] {
  const list: Link[] = [];
  for (let e = chains.first(hash); e !== null; e = e.nextInTable as Link | null) if (e.hash === hash) list.push(e);
  return list;
}

function links(count: number, hashOf: (n: number) => number): Link[] {
  return Array.from({ length: count }, (_, n) => new Link(hashOf(n)));
}

describe('a table of links', () => {
  it('is empty at first', () => {
    const chains = new Chains<Link>();
    expect([chains.size, chains.first(0), chains.first(-1), [...chains]]).toEqual([0, null, null, []]);
  });

  it.each([0, 1, -1, FEWEST, -FEWEST, 0x7fffffff, -0x80000000])('holds one with hash %d', (hash) => {
    const chains = new Chains<Link>();
    const one = new Link(hash);
    chains.add(one);
    expect([chains.size, chains.first(hash), found(chains, hash ^ FEWEST)]).toEqual([1, one, []]);
    expect(chains.remove(one)).toBe(true);
    expect([chains.size, chains.first(hash), one.nextInTable]).toEqual([0, null, null]);
  });

  it.each([0, 1, 2])('removes any of three with one place, once: number %d', (which) => {
    const chains = new Chains<Link>();
    const all = [new Link(7), new Link(7), new Link(7 + FEWEST)];
    for (const link of all) chains.add(link);
    expect([chains.remove(all[which]!), chains.remove(all[which]!), chains.size]).toEqual([true, false, 2]);
    expect(new Set(chains)).toEqual(new Set(all.filter((_, n) => n !== which)));
    expect(all[which]!.nextInTable).toBeNull();
  });

  it('is unmoved by the removal of what it does not hold', () => {
    const chains = new Chains<Link>();
    const one = new Link(7);
    chains.add(one);
    expect([chains.remove(new Link(7)), chains.remove(new Link(8)), chains.size, chains.first(7)]).toEqual([
      false,
      false,
      1,
      one,
    ]);
  });

  it('takes back one that was removed', () => {
    const chains = new Chains<Link>();
    const [one, two] = [new Link(7), new Link(7)];
    chains.add(one);
    chains.add(two);
    chains.remove(one);
    chains.add(one);
    expect([chains.size, found(chains, 7)]).toEqual([2, [one, two]]);
  });

  // 64 times as many as it has places at first, and back: twice, for what a burst made large is given back in between
  it('grows with what it holds, and shrinks again, without losing any', () => {
    const chains = new Chains<Link>();
    for (let burst = 0; burst < 2; burst++) {
      const all = links(64 * FEWEST, (n) => Math.imul(n, 0x9e3779b1) | 0);
      for (const link of all) chains.add(link);
      expect(chains.size).toBe(all.length);
      // as few in a place as if it had been that large from the beginning
      expect(Math.max(...all.slice(0, 5000).map((link) => placeLength(chains, link.hash)))).toBeLessThan(8);
      expect(all.every((link) => found(chains, link.hash)[0] === link)).toBe(true);
      // as it shrinks, too
      expect(all.slice(8000).every((link) => chains.remove(link))).toBe(true);
      expect(Math.max(...all.slice(0, 8000).map((link) => placeLength(chains, link.hash)))).toBeLessThan(8);
      expect(all.slice(100, 8000).every((link) => chains.remove(link))).toBe(true);
      expect(new Set(chains)).toEqual(new Set(all.slice(0, 100)));
      for (const link of all.slice(0, 100)) expect([found(chains, link.hash), chains.remove(link)]).toEqual([[link], true]);
      expect([chains.size, [...chains]]).toEqual([0, []]);
    }
  });

  it('holds any number with one hash', () => {
    const chains = new Chains<Link>();
    const all = links(3 * FEWEST, () => 5);
    for (const link of all) chains.add(link);
    expect(new Set(found(chains, 5))).toEqual(new Set(all));
    for (const link of all.toReversed()) chains.remove(link);
    expect(chains.size).toBe(0);
  });

  it('does what a list would do', () => {
    const hash = fc.oneof(fc.integer(), fc.constantFrom(0, 1, FEWEST, 2 * FEWEST, 5 * FEWEST + 1, -FEWEST));
    const step = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), hash, count: fc.integer({ min: 1, max: 3 * FEWEST }) }),
      fc.record({ kind: fc.constant('remove' as const), at: fc.nat(), count: fc.integer({ min: 1, max: 3 * FEWEST }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const chains = new Chains<Link>();
        let model: Link[] = [];
        for (const it of steps) {
          if (it.kind === 'add') {
            // one with the hash, and others that spread
            const fresh = links(it.count, (n) => (it.hash + Math.imul(n, 0x9e3779b1)) | 0);
            for (const link of fresh) chains.add(link);
            model = model.concat(fresh);
          } else if (model.length > 0) {
            const gone = model.splice(it.at % model.length, it.count);
            for (const link of gone) expect(chains.remove(link)).toBe(true);
            expect([chains.remove(gone[0]!), gone[0]!.nextInTable]).toEqual([false, null]);
          }
          expect(chains.size).toBe(model.length);
          expect(new Set(chains)).toEqual(new Set(model));
          for (const link of model.slice(-20)) expect(found(chains, link.hash)).toContain(link);
        }
      }),
      { numRuns: 40 },
    );
  });
});

function placeLength(chains: Chains<Link>, hash: number): number {
  let length = 0;
  for (let e = chains.first(hash); e !== null; e = e.nextInTable as Link | null) length++;
  return length;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Binding } from '../../../modules/usrloc/binding.ts';
import {
  countValid,
  findRuid,
  includesBinding,
  withBinding,
  withRefreshed,
  withoutBinding,
} from '../../../modules/usrloc/binding-chain.ts';
import { Ruids } from '../../../modules/usrloc/ruid.ts';

/** A chain whose bindings are told by their numbers: `1` is the oldest. */
class Chain {
  first: Binding | null = null;
  private readonly ruids: Ruids = new Ruids(0, 't');

  binding(q: number, expires: number = 0): Binding {
    const made = new Binding('alice', 1, this.ruids);
    made.q = q;
    made.expires = expires;
    return made;
  }
  add(q: number, newestFirst: boolean = false, expires: number = 0): Binding {
    const made = this.binding(q, expires);
    this.first = withBinding(this.first, made, newestFirst);
    return made;
  }
  order(): string {
    let numbers = '';
    for (let at = this.first; at !== null; at = at.next) numbers += at.ruid.slice('uloc-t-'.length, -4);
    return numbers;
  }
}

describe('the chain of bindings', () => {
  it.each([
    { name: 'q descends', qs: [100, 1000, 500], expected: '231' },
    { name: 'the same q: oldest first', qs: [500, 500, 500], expected: '123' },
    { name: 'none is less than 0', qs: [-1, 0, -1], expected: '213' },
    { name: 'in between', qs: [900, 100, 500], expected: '132' },
    { name: 'ascending', qs: [1, 2, 3], expected: '321' },
  ])('is ordered by q: $name', ({ qs, expected }) => {
    const chain = new Chain();
    for (const q of qs) chain.add(q);
    expect(chain.order()).toBe(expected);
  });

  it('has the newest first when told so, whatever the q', () => {
    const chain = new Chain();
    for (const q of [900, 100, 500]) chain.add(q, true);
    expect(chain.order()).toBe('321');
  });

  it.each([
    { name: 'the same q', refreshed: 0, q: 500, expected: '123' },
    { name: 'a higher q', refreshed: 2, q: 600, expected: '312' },
    { name: 'a lower q', refreshed: 0, q: 400, expected: '231' },
    { name: 'a q that fits between its neighbours', refreshed: 1, q: 500, expected: '123' },
    { name: 'no q any more', refreshed: 0, q: -1, expected: '231' },
  ])('keeps its order when one is refreshed with $name', ({ refreshed, q, expected }) => {
    const chain = new Chain();
    const all = [chain.add(500), chain.add(500), chain.add(500)];
    all[refreshed]!.q = q;
    chain.first = withRefreshed(chain.first!, all[refreshed]!, false);
    expect(chain.order()).toBe(expected);
  });

  it.each([
    [0, '132'],
    [1, '231'],
    [2, '321'],
  ])('moves binding %d to the front when the newest stands first', (refreshed, expected) => {
    const chain = new Chain();
    const all = [chain.add(-1, true), chain.add(-1, true), chain.add(-1, true)];
    chain.first = withRefreshed(chain.first!, all[refreshed]!, true);
    expect(chain.order()).toBe(expected);
  });

  it.each([
    [0, '23'],
    [1, '13'],
    [2, '12'],
  ])('loses binding %d', (removed, expected) => {
    const chain = new Chain();
    const all = [chain.add(0), chain.add(0), chain.add(0)];
    const gone = all[removed]!;
    chain.first = withoutBinding(chain.first!, gone);
    expect(chain.order()).toBe(expected);
    expect(gone.next).toBeNull();
    expect(all.map((one) => includesBinding(chain.first, one))).toEqual(all.map((one) => one !== gone));
  });

  it('is nothing without its last binding', () => {
    const chain = new Chain();
    const only = chain.add(0);
    expect(withoutBinding(only, only)).toBeNull();
    expect(includesBinding(null, only)).toBe(false);
  });

  it('finds by id', () => {
    const chain = new Chain();
    const [one, two] = [chain.add(0), chain.add(0)];
    expect(findRuid(chain.first, 'uloc-t-10000')).toBe(one);
    expect(findRuid(chain.first, 'uloc-t-20000')).toBe(two);
    for (const ruid of ['uloc-t-30000', '', '__proto__']) expect(findRuid(chain.first, ruid)).toBeNull();
    expect(findRuid(null, 'uloc-t-10000')).toBeNull();
  });

  it.each([
    { expires: [0, 0], now: 100, valid: 2 },
    { expires: [100, 101], now: 100, valid: 1 },
    { expires: [99, 100], now: 100, valid: 0 },
    { expires: [1000], now: 999, valid: 1 },
    { expires: [], now: 1, valid: 0 },
  ])('counts those that are valid: $expires at $now', ({ expires, now, valid }) => {
    const chain = new Chain();
    for (const at of expires) chain.add(0, false, at);
    expect(countValid(chain.first, now)).toBe(valid);
  });

  it('keeps its order through any changes', () => {
    const change = fc.record({
      kind: fc.constantFrom('add', 'refresh', 'remove'),
      which: fc.nat(20),
      q: fc.integer({ min: -1, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const chain = new Chain();
        let naive: Binding[] = [];
        for (const { kind, which, q } of changes) {
          if (kind === 'add') {
            naive = stable([...naive, chain.add(q)]);
            continue;
          }
          const one = naive[which % Math.max(1, naive.length)];
          if (one === undefined) continue;
          if (kind === 'remove') {
            chain.first = withoutBinding(chain.first!, one);
            naive = naive.filter((other) => other !== one);
          } else {
            const at = naive.indexOf(one);
            one.q = q;
            const fits = (naive[at - 1]?.q ?? Infinity) >= q && q >= (naive[at + 1]?.q ?? -Infinity);
            if (!fits) naive = stable([...naive.filter((other) => other !== one), one]);
            chain.first = withRefreshed(chain.first!, one, false);
          }
        }
        let at = chain.first;
        for (const one of naive) {
          expect(at).toBe(one);
          at = at!.next;
        }
        expect(at).toBeNull();
      }),
    );
  });
});

// by q, those of the same q as they stand
function stable(bindings: readonly Binding[]): Binding[] {
  return [...bindings].sort((a, b) => b.q - a.q);
}

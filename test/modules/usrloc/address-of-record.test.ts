import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AddressOfRecord } from '../../../modules/usrloc/address-of-record.ts';
import { Binding } from '../../../modules/usrloc/binding.ts';

function binding(of: AddressOfRecord, ruid: string, q: number, expires: number = 0): Binding {
  const made = new Binding(of, ruid);
  made.q = q;
  made.expires = expires;
  return made;
}

function order(of: AddressOfRecord): string[] {
  const ruids: string[] = [];
  for (let at = of.first; at !== null; at = at.next) ruids.push(at.ruid);
  return ruids;
}

describe('AddressOfRecord', () => {
  it.each([
    { name: 'q descends', qs: [100, 1000, 500], expected: ['b', 'c', 'a'] },
    { name: 'the same q: oldest first', qs: [500, 500, 500], expected: ['a', 'b', 'c'] },
    { name: 'none is less than 0', qs: [-1, 0, -1], expected: ['b', 'a', 'c'] },
    { name: 'in between', qs: [900, 100, 500], expected: ['a', 'c', 'b'] },
    { name: 'ascending', qs: [1, 2, 3], expected: ['c', 'b', 'a'] },
  ])('orders by q: $name', ({ qs, expected }) => {
    const of = new AddressOfRecord('alice', 1);
    for (const [i, q] of qs.entries()) of.add(binding(of, 'abc'[i]!, q), false);
    expect(order(of)).toEqual(expected);
    expect(of.count).toBe(3);
  });

  it('puts the newest first when told so, whatever the q', () => {
    const of = new AddressOfRecord('alice', 1);
    for (const [i, q] of [900, 100, 500].entries()) of.add(binding(of, 'abc'[i]!, q), true);
    expect(order(of)).toEqual(['c', 'b', 'a']);
  });

  it.each([
    { name: 'the same q', refreshed: 'a', q: 500, expected: ['a', 'b', 'c'] },
    { name: 'a higher q', refreshed: 'c', q: 600, expected: ['c', 'a', 'b'] },
    { name: 'a lower q', refreshed: 'a', q: 400, expected: ['b', 'c', 'a'] },
    { name: 'a q that fits between its neighbours', refreshed: 'b', q: 500, expected: ['a', 'b', 'c'] },
    { name: 'no q any more', refreshed: 'a', q: -1, expected: ['b', 'c', 'a'] },
  ])('keeps the order when one is refreshed with $name', ({ refreshed, q, expected }) => {
    const of = new AddressOfRecord('alice', 1);
    const all = new Map(['a', 'b', 'c'].map((ruid) => [ruid, binding(of, ruid, 500)]));
    for (const one of all.values()) of.add(one, false);
    all.get(refreshed)!.q = q;
    of.refreshed(all.get(refreshed)!, false);
    expect(order(of)).toEqual(expected);
    expect(of.count).toBe(3);
  });

  it.each([
    ['a', ['a', 'c', 'b']],
    ['b', ['b', 'c', 'a']],
    ['c', ['c', 'b', 'a']],
  ])('moves %s to the front when the newest stands first', (refreshed, expected) => {
    const of = new AddressOfRecord('alice', 1);
    const all = new Map(['a', 'b', 'c'].map((ruid) => [ruid, binding(of, ruid, -1)]));
    for (const one of all.values()) of.add(one, true);
    of.refreshed(all.get(refreshed)!, true);
    expect(order(of)).toEqual(expected);
  });

  it.each([
    ['a', ['b', 'c']],
    ['b', ['a', 'c']],
    ['c', ['a', 'b']],
  ])('removes %s', (removed, expected) => {
    const of = new AddressOfRecord('alice', 1);
    for (const ruid of ['a', 'b', 'c']) of.add(binding(of, ruid, 0), false);
    const gone = of.find(removed)!;
    expect(of.remove(gone)).toBe(true);
    expect(order(of)).toEqual(expected);
    expect(of.count).toBe(2);
    expect(gone.next).toBeNull();
    expect(of.remove(gone)).toBe(false);
    expect(of.count).toBe(2);
  });

  it('does not remove what was never there', () => {
    const of = new AddressOfRecord('alice', 1);
    expect(of.remove(binding(of, 'x', 0))).toBe(false);
    of.add(binding(of, 'a', 0), false);
    expect(of.remove(binding(of, 'x', 0))).toBe(false);
    expect(order(of)).toEqual(['a']);
  });

  it('finds by id', () => {
    const of = new AddressOfRecord('alice', 1);
    for (const ruid of ['a', 'b']) of.add(binding(of, ruid, 0), false);
    expect(of.find('b')!.ruid).toBe('b');
    expect(of.find('c')).toBeNull();
    expect(of.find('__proto__')).toBeNull();
  });

  it.each([
    { expires: [0, 0], now: 100, valid: 2 },
    { expires: [100, 101], now: 100, valid: 1 },
    { expires: [99, 100], now: 100, valid: 0 },
    { expires: [1000], now: 999, valid: 1 },
    { expires: [], now: 1, valid: 0 },
  ])('counts those that are valid: $expires at $now', ({ expires, now, valid }) => {
    const of = new AddressOfRecord('alice', 1);
    for (const [i, at] of expires.entries()) of.add(binding(of, String(i), 0, at), false);
    expect(of.valid(now)).toBe(valid);
  });

  it('keeps its order through any changes', () => {
    const change = fc.record({
      kind: fc.constantFrom('add', 'refresh', 'remove'),
      which: fc.nat(20),
      q: fc.integer({ min: -1, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const of = new AddressOfRecord('alice', 1);
        let naive: Binding[] = [];
        let made = 0;
        for (const { kind, which, q } of changes) {
          if (kind === 'add') {
            const added = binding(of, String(made++), q);
            of.add(added, false);
            naive.push(added);
            naive = stable(naive);
            continue;
          }
          const one = naive[which % Math.max(1, naive.length)];
          if (one === undefined) continue;
          if (kind === 'remove') {
            expect(of.remove(one)).toBe(true);
            naive = naive.filter((other) => other !== one);
          } else {
            const at = naive.indexOf(one);
            one.q = q;
            const fits = (naive[at - 1]?.q ?? Infinity) >= q && q >= (naive[at + 1]?.q ?? -Infinity);
            if (!fits) naive = stable([...naive.filter((other) => other !== one), one]);
            of.refreshed(one, false);
          }
        }
        expect(order(of)).toEqual(naive.map(({ ruid }) => ruid));
        expect(of.count).toBe(naive.length);
      }),
    );
  });
});

// by q, those of the same q as they stand
function stable(bindings: readonly Binding[]): Binding[] {
  return [...bindings].sort((a, b) => b.q - a.q);
}

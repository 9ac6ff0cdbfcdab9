import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { AorIndex } from '../../../modules/usrloc/aor-index.ts';
import { Binding } from '../../../modules/usrloc/binding.ts';
import { Ruids } from '../../../modules/usrloc/ruid.ts';

const ruids = new Ruids(0, 'x');
let index: AorIndex;

beforeEach(() => {
  index = new AorIndex();
});

function first(aor: string, hash: number): Binding {
  return new Binding(aor, hash, ruids);
}

function add(aor: string, hash: number): Binding {
  const made = first(aor, hash);
  index.add(made);
  return made;
}

function all(from: number = 0, to: number = 2 ** 32): Binding[] {
  const found: Binding[] = [];
  index.range(from, to, (one) => found.push(one));
  return found;
}

// more of one hash than are chained stand in a Map
describe.each([1, 2, 8, 9, 10, 50])('%d AoRs of one hash', (count) => {
  const aors = Array.from({ length: count }, (_, i) => `user number ${i}`);

  it('are told apart', () => {
    const made = aors.map((aor) => add(aor, 7));
    for (const [i, aor] of aors.entries()) expect(index.get(aor, 7)).toBe(made[i]);
    expect(index.get('user number', 7)).toBeNull();
    expect(index.get(aors[0]!, 7 + 2 ** 20)).toBeNull();
    expect(new Set(all())).toEqual(new Set(made));
  });

  it('get another first binding, or none', () => {
    const made = aors.map((aor) => add(aor, 7));
    for (const [i, aor] of aors.entries()) {
      const next = first(aor, 7);
      index.replace(made[i]!, next);
      expect(index.get(aor, 7)).toBe(next);
      made[i] = next;
    }
    for (const [i, aor] of aors.entries()) {
      index.replace(made[i]!, made[i]!);
      index.replace(made[i]!, null);
      expect(index.get(aor, 7)).toBeNull();
      expect(all()).toHaveLength(count - i - 1);
    }
    expect(add('one more', 7)).toBe(index.get('one more', 7));
  });

  it('can be looked through until one is found', () => {
    for (const aor of aors) add(aor, 7);
    for (const aor of aors) expect(index.search(0, (one) => (one.aor === aor ? one : null))?.aor).toBe(aor);
    expect(index.search(0, () => null)).toBeNull();
    for (const place of [1, -1, 2 ** 18]) expect(index.search(place, (one) => one)).toBeNull();
  });

  it('may go while they are visited', () => {
    for (const aor of aors) add(aor, 7);
    index.range(0, 2 ** 32, (one) => index.replace(one, null));
    expect(all()).toEqual([]);
  });
});

describe('AorIndex', () => {
  it('visits a range of hashes, unsigned', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer(), { maxLength: 30 }), fc.nat(2 ** 32), fc.nat(2 ** 32), (hashes, from, to) => {
        index = new AorIndex();
        for (const hash of hashes) add(String(hash), hash);
        const expected = hashes.filter((hash) => hash >>> 0 >= from && hash >>> 0 < to);
        expect(new Set(all(from, to).map(({ aor }) => aor))).toEqual(new Set(expected.map(String)));
      }),
      { numRuns: 20 },
    );
  });

  it('finds what a Map finds, through any changes', () => {
    const change = fc.record({ aor: fc.constantFrom(...'abcdefghijklmnopqrst'), gone: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 100 }), (changes) => {
        index = new AorIndex();
        const map = new Map<string, Binding>();
        for (const { aor, gone } of changes) {
          // two places, one of them crowded
          const hash = aor < 'o' ? 1 : 2 ** 20;
          const known = map.get(aor);
          if (known === undefined) map.set(aor, add(aor, hash));
          else {
            const next = gone ? null : first(aor, hash);
            index.replace(known, next);
            if (next === null) map.delete(aor);
            else map.set(aor, next);
          }
          expect(index.get(aor, hash)).toBe(map.get(aor) ?? null);
        }
        expect(new Set(all())).toEqual(new Set(map.values()));
      }),
      { numRuns: 50 },
    );
  });
});

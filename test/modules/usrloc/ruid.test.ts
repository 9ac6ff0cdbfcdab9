import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ruids } from '../../../modules/usrloc/ruid.ts';

const LAST = 2 ** 18 - 1;

describe('Ruids', () => {
  it('counts, and names the place', () => {
    const ruids = new Ruids(0, 'abcd1234');
    expect(ruids.text(ruids.next(), 0)).toBe('uloc-abcd1234-10000');
    expect(ruids.text(ruids.next(), 35)).toBe('uloc-abcd1234-2000z');
  });

  it('names the server that has a number', () => {
    expect(new Ruids(40, 'abcd1234').text(1, LAST)).toBe('uloc-14-abcd1234-15m9r');
  });

  it('never gives one twice', () => {
    const ruids = new Ruids(1, 'x');
    const given = new Set(Array.from({ length: 5000 }, (_, i) => ruids.text(ruids.next(), i % 7)));
    expect(given.size).toBe(5000);
  });

  it('differs from start to start and from server to server', () => {
    const all = [new Ruids(1, 'a'), new Ruids(1, 'b'), new Ruids(2, 'a'), new Ruids(0, 'a')];
    expect(new Set(all.map((ruids) => ruids.text(ruids.next(), 5))).size).toBe(4);
  });

  it('reads the place again', () => {
    const ruids = new Ruids(3, 'start');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), fc.nat(LAST), (number, place) => {
        expect(ruids.place(ruids.text(number, place))).toBe(place);
        expect(new Ruids(3, 'other').place(ruids.text(number, place))).toBe(-1);
      }),
    );
  });

  it.each(['', 'uloc-', 'uloc-a-', 'uloc-a-0000', 'uloc-a-1000', 'uloc-b-10000', 'uloc-a-1000A', 'uloc-a-1/000', 'uloc-a-1 000'])(
    'has not made %j',
    (ruid) => {
      expect(new Ruids(0, 'a').place(ruid)).toBe(-1);
    },
  );
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aorHash, parseReversedHex, placeHash, reversedHex } from '../../../modules/usrloc/hash.ts';

describe('aorHash', () => {
  // from temporary GRUUs that Kamailio gave out; their digits are reversed
  it.each([
    ['ugruu', 'c75fedb7'],
    ['ugruulookuppub', 'd4c78bd5'],
    ['ugruulookupunknown', '8501e61c'],
  ])('of %s is what Kamailio writes: %s', (aor, digits) => {
    expect(reversedHex(aorHash(aor))).toBe(digits);
  });

  it('of nothing is 0', () => {
    expect(aorHash('')).toBe(0);
  });

  it.each([
    ['a', 'b'],
    ['alice', 'alicf'],
    ['ab', 'ba'],
    ['alice@example.com', 'alice@example.org'],
    ['aaaa', 'aaa'],
  ])('tells %s from %s', (one, other) => {
    expect(aorHash(one)).not.toBe(aorHash(other));
  });

  it('takes octets above 127 as they are', () => {
    expect(aorHash('ÿÿÿÿ')).not.toBe(aorHash('\u007f\u007f\u007f\u007f'));
    expect(aorHash('jörg')).toBeGreaterThan(0);
  });

  it('is a whole number of 32 bits for every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (aor) => {
        const hash = aorHash(aor);
        expect(Number.isInteger(hash)).toBe(true);
        expect(hash).toBeGreaterThanOrEqual(0);
        expect(hash).toBeLessThanOrEqual(0xffffffff);
        expect(aorHash(aor)).toBe(hash);
      }),
    );
  });
});

describe('placeHash', () => {
  it('is a small integer for every text, and always the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (aor) => {
        expect(placeHash(aor)).toBe(placeHash(aor) | 0);
      }),
    );
  });

  it.each([
    ['numbers in a row', (i: number) => `user${i}`],
    ['long numbers', (i: number) => `4930123${i}`],
    ['domains', (i: number) => `alice@${i}.example.com`],
  ])('spreads %s over its first bits', (_what, aor) => {
    const places = Array.from({ length: 64 }, () => 0);
    for (let i = 0; i < 6400; i++) places[placeHash(aor(i)) >>> 26]!++;
    // 100 each; the deviation is 10
    expect(Math.min(...places)).toBeGreaterThan(50);
    expect(Math.max(...places)).toBeLessThan(150);
    expect(new Set(Array.from({ length: 6400 }, (_, i) => placeHash(aor(i)))).size).toBe(6400);
  });
});

describe('reversedHex', () => {
  it.each([
    [0, '0'],
    [1, '1'],
    [15, 'f'],
    [16, '01'],
    [0x1234, '4321'],
    [0x7bdef57c, 'c75fedb7'],
    [0xffffffff, 'ffffffff'],
    [0x80000000, '00000008'],
  ])('writes %d as %s', (value, text) => {
    expect(reversedHex(value)).toBe(text);
    expect(parseReversedHex(text)).toBe(value);
  });

  it('is read back', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), (value) => {
        expect(parseReversedHex(reversedHex(value))).toBe(value);
      }),
    );
  });

  it.each(['', '123456789', 'g', 'A', '1 ', '-1', '0x1', '1-'])('does not read %j', (text) => {
    expect(parseReversedHex(text)).toBe(-1);
  });

  it('reads a part of a text', () => {
    expect(parseReversedHex('uloc-x-1f-77', 7, 9)).toBe(0xf1);
    expect(parseReversedHex('uloc-x-1f-77', 7)).toBe(-1);
    expect(parseReversedHex('abc', 3, 3)).toBe(-1);
  });
});

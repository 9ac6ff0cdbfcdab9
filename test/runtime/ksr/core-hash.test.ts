import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coreHash } from '../../../runtime/ksr/core-hash.ts';

const octets = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((c) => String.fromCharCode(c)) });

/** The same in big integers, word by word; octets have a sign. */
function slowly(texts: readonly string[]): bigint {
  let hash = 0n;
  for (const text of texts) {
    for (let i = 0; i < text.length || i === 0; i += 4) {
      let word = 0n;
      for (const c of text.slice(i, i + 4)) word = word * 256n + BigInt.asIntN(8, BigInt(c.charCodeAt(0)));
      word &= 0xffffffffn;
      hash = (hash + (word ^ (word >> 3n))) & 0xffffffffn;
    }
  }
  return (hash + (hash >> 11n) + (hash >> 13n) + (hash >> 23n)) & 0xffffffffn;
}

describe('coreHash', () => {
  it.each([
    ['', '', 0, 0],
    ['\0', '', 0, 0],
    ['\0\0\0\0\0', '', 0, 0],
    ['\x01', '', 0, 1],
    ['\x08', '', 0, 9],
    ['', '\x08', 0, 9],
    ['\x08', '\x08', 0, 18],
    ['\x08', '', 8, 1],
    ['\x08', '', 1, 0],
    ['\x08', '', -8, 9],
  ])('%j %j %i is %i', (text, more, size, hash) => {
    expect(coreHash(text, more, size)).toBe(hash);
  });
  // recorded, one more than this
  it.each([
    ['\xc4\x8d', 15813],
    ['\x7f', 113],
    ['\x80', 561],
    ['a\x80', 27809],
    ['\x80a', 29247],
    ['abcd\x80', 17481],
    ['abc\x80', 17377],
    ['\x80abc', 57443],
    ['\xff\xff\xff\xff', 20496],
    ['a\x80cd', 26226],
    ['ab\xc8\xc9\xcaxyz', 35552],
  ])('takes octets with their sign: %j is %i', (text, hash) => expect(coreHash(text, '', 65536) + 1).toBe(hash));

  it('is what it is in arithmetic that never wraps', () => {
    fc.assert(
      fc.property(octets, octets, (text, more) => {
        expect(coreHash(text, more, 0)).toBe(Number(slowly(more === '' ? [text] : [text, more])));
      }),
    );
  });
  it('is below its size, from 0', () => {
    fc.assert(
      fc.property(octets, fc.integer({ min: 0, max: 31 }), (text, bits) => {
        const slot = coreHash(text, '', 2 ** bits);
        expect(slot).toBeGreaterThanOrEqual(0);
        expect(slot).toBeLessThan(2 ** bits);
        expect(slot).toBe(coreHash(text, '', 0) % 2 ** bits);
      }),
    );
  });
  it('spreads what differs in one character', () => {
    const slots = new Set<number>();
    for (let n = 0; n < 1000; n++) slots.add(coreHash(`call-${n}@example.com`, '', 64));
    expect(slots.size).toBeGreaterThan(32);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyedHash } from '../../../runtime/transaction/keyed-hash.ts';

/** The hash of one text. */
function keyedHash(key: Int32Array, text: string): string {
  return new KeyedHash(key).begin().text(text).digits();
}

/** The hash of octets as the reference takes them: words of four, and a last one with the rest and the length. */
function referenceHash(key: Int32Array, octets: readonly number[]): string {
  const hash = new KeyedHash(key).begin();
  const { length } = octets;
  const at = (i: number): number => octets[i] ?? 0;
  for (let i = 0; i + 4 <= length; i += 4) hash.word(at(i) | (at(i + 1) << 8) | (at(i + 2) << 16) | (at(i + 3) << 24));
  const rest = length & ~3;
  return hash.word(at(rest) | (at(rest + 1) << 8) | (at(rest + 2) << 16) | (length << 24)).digits();
}

// The reference's test: key 00 01 … 07, input 00 01 … of growing length; its output is two little-endian words
const REFERENCE_KEY = Int32Array.of(0x03020100, 0x07060504);
const REFERENCE: readonly string[] = [
  '218d1f59b9b83cc8',
  'be552412f8387315',
  '064f39ef7c50eb57',
  'ce0f1a45f7060679',
  'd5e78a175be52ea1',
  'cb9d7c3f2f3db580',
  'ce3e91358aa2bc25',
  'ff202728b07bc684',
  'edfee820bce4858c',
  '5b51cccc13888307',
  '95b0469f06a6f2ee',
  'ae26333994ddcd48',
  '7bc71f9faef5c799',
  '5a2352d75a0c3744',
  '3bb1a870eae8e658',
  '217d0bcb4e81c902',
  '7336aad25f7bf3b5',
];

/** The order of octets within each word turned round. */
function swapped(hash: string): string {
  const octets = hash.match(/../g)!;
  return [...octets.slice(0, 4).reverse(), ...octets.slice(4).reverse()].join('');
}

function bits(hash: string): number[] {
  return [...hash].flatMap((digit) => [8, 4, 2, 1].map((bit) => ((Number.parseInt(digit, 16) & bit) === 0 ? 0 : 1)));
}

function differing(a: string, b: string): number {
  const other = bits(b);
  return bits(a).filter((bit, i) => bit !== other[i]).length;
}

const key = Int32Array.of(0x12345678, -0x76543211);
const latin1 = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((n) => String.fromCharCode(n)), maxLength: 80 });

describe('HalfSipHash-2-4', () => {
  it.each(REFERENCE.map((hash, length) => [length, hash] as const))('of %d octets is that of the reference', (length, hash) => {
    expect(
      swapped(
        referenceHash(
          REFERENCE_KEY,
          Array.from({ length }, (_, i) => i),
        ),
      ),
    ).toBe(hash);
  });

  it('is always 16 lower-case hexadecimal digits', () => {
    fc.assert(
      fc.property(latin1, fc.integer(), fc.integer(), (text, a, b) => {
        expect(keyedHash(Int32Array.of(a, b), text)).toMatch(/^[0-9a-f]{16}$/);
      }),
    );
  });

  it('is the same for the same text', () => {
    fc.assert(
      fc.property(latin1, (text) => {
        expect(keyedHash(key, text)).toBe(keyedHash(key, text.slice(0, 3) + text.slice(3)));
      }),
    );
  });

  it('of a text is that of its length and its words', () => {
    const hash = new KeyedHash(key);
    expect(hash.begin().text('abcdef').digits()).toBe(hash.begin().word(6).word(0x64636261).word(0x6665).digits());
    expect(hash.begin().text('').digits()).toBe(hash.begin().word(0).digits());
    expect(hash.begin().word(-1).digits()).toBe(hash.begin().word(0xffffffff).digits());
  });

  it('has the same first half as a number', () => {
    fc.assert(
      fc.property(latin1, (text) => {
        const hash = new KeyedHash(key);
        const bits = hash.begin().text(text).bits() >>> 0;
        expect(bits.toString(16).padStart(8, '0')).toBe(keyedHash(key, text).slice(0, 8));
      }),
    );
  });

  it('tells parts apart from other parts of the same whole', () => {
    fc.assert(
      fc.property(latin1, fc.nat(80), fc.nat(80), (text, a, b) => {
        fc.pre(Math.min(a, text.length) !== Math.min(b, text.length));
        const parts = (at: number): string => new KeyedHash(key).begin().text(text.slice(0, at)).text(text.slice(at)).digits();
        expect(parts(a)).not.toBe(parts(b));
      }),
    );
  });

  it('forgets the one before', () => {
    const hash = new KeyedHash(key);
    hash.begin().text('something else').word(7);
    expect(hash.begin().text('a').digits()).toBe(keyedHash(key, 'a'));
  });

  it('knows texts of octets above 127', () => {
    expect(keyedHash(key, '\u0080')).not.toBe(keyedHash(key, '\u0000'));
    expect(keyedHash(key, 'Grüße')).not.toBe(keyedHash(key, 'Gruße'));
  });

  it('tells texts of NULs apart by their length', () => {
    const hashes = Array.from({ length: 40 }, (_, n) => keyedHash(key, '\0'.repeat(n)));
    expect(new Set(hashes).size).toBe(40);
  });

  it('changes about half of its bits with one bit of the text or the key', () => {
    let total = 0;
    let trials = 0;
    const text = 'z9hG4bK776asdhds call-1@203.0.113.31 1 a1';
    const base = keyedHash(key, text);
    for (let at = 0; at < text.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const other = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << bit)) + text.slice(at + 1);
        const differ = differing(base, keyedHash(key, other));
        expect(differ).toBeGreaterThan(10);
        total += differ;
        trials++;
      }
    }
    for (let bit = 0; bit < 64; bit++) {
      const other = Int32Array.from(key);
      other[bit >> 5]! ^= 1 << (bit & 31);
      total += differing(base, keyedHash(other, text));
      trials++;
    }
    expect(total / trials).toBeGreaterThan(31);
    expect(total / trials).toBeLessThan(33);
  });

  it('spreads numbers evenly', () => {
    const buckets = new Array<number>(16).fill(0);
    const seen = new Set<string>();
    for (let n = 0; n < 16_000; n++) {
      const hash = keyedHash(key, `call-${n}`);
      seen.add(hash);
      buckets[Number.parseInt(hash[0]!, 16)]!++;
    }
    expect(seen.size).toBe(16_000);
    for (const count of buckets) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});

import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Word } from '../../../../runtime/transaction/stored/memory.ts';
import { Slab } from '../../../../runtime/transaction/stored/slab.ts';

const HEADER = 33;
const SEGMENT = 1 << 18;
/** Segments of a megabyte. */
const PER_MEGABYTE = 4;
/** Octets that lengths of records are multiples of. */
const STEP = 512;
/** Octets of the longest record, and of its text. */
const LONGEST_RECORD: number = 32 * STEP;
const LONGEST: number = LONGEST_RECORD - HEADER * 4;

/** Octets that a record with a text of so many characters takes. */
const octetsFor = (length: number): number => Math.ceil((HEADER * 4 + length) / STEP) * STEP;
const perSegment = (length: number): number => Math.floor(SEGMENT / octetsFor(length));
const segmentOf = (address: number): number => address >>> 16;

/** A text whose octets tell which it is, from the first to the last. */
function textOf(n: number, length: number): string {
  return String(n)
    .padEnd(length, String.fromCharCode(n & 255))
    .slice(0, length);
}

/** Adds a record, and writes all of it: each word of its header but the length, and its text. @returns its address */
function fill(slab: Slab, n: number, length: number): number {
  const address = slab.add(length);
  if (address < 0) return address;
  const at = slab.wordOf(address);
  slab.wordsOf(address).fill(-n, at + 1, at + HEADER);
  slab.write(address, 0, textOf(n, length));
  return address;
}
/** Whether all of it stands there still. */
function isWhole(slab: Slab, address: number, n: number, length: number): boolean {
  const words = slab.wordsOf(address);
  const at = slab.wordOf(address);
  for (let i = 1; i < HEADER; i++) if (words[at + i] !== -n) return false;
  return words[at + Word.length] === octetsFor(length) / 4 && slab.text(address, 0, length) === textOf(n, length);
}

describe('a slab of records', () => {
  it('has no memory at first', () => {
    expect(new Slab(HEADER, 1).octets).toBe(0);
  });

  it('holds a record with its words and its text', () => {
    const slab = new Slab(HEADER, 1);
    const address = fill(slab, 7, 5);
    expect([isWhole(slab, address, 7, 5), slab.octets]).toEqual([true, SEGMENT]);
    slab.write(address, 1, '\xff\x00');
    expect([slab.text(address, 0, 5), slab.text(address, 1, 2), slab.text(address, 5, 0)]).toEqual([
      '7\xff\x00\x07\x07',
      '\xff\x00',
      '',
    ]);
    expect([slab.holds(address, 1, '\xff\x00\x07'), slab.holds(address, 1, '\xfe'), slab.holds(address, 5, '')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it.each([
    [0, STEP],
    [STEP - HEADER * 4, STEP],
    [STEP - HEADER * 4 + 1, 2 * STEP],
    [3000, 7 * STEP],
    [LONGEST - STEP, LONGEST_RECORD - STEP],
    [LONGEST - STEP + 1, LONGEST_RECORD],
    [LONGEST, LONGEST_RECORD],
  ])('a text of %d octets takes a record of %d', (length, octets) => {
    const slab = new Slab(HEADER, 1);
    const [one, two] = [fill(slab, 1, length), fill(slab, 2, length)];
    expect((slab.wordOf(two) - slab.wordOf(one)) * 4).toBe(octets);
    expect([isWhole(slab, one, 1, length), isWhole(slab, two, 2, length), octetsFor(length)]).toEqual([true, true, octets]);
  });

  it.each([LONGEST + 1, LONGEST + 2, 65_536, 1 << 20])('has no place for a text of %d octets', (length) => {
    const slab = new Slab(HEADER, 1);
    expect([slab.add(length), slab.octets]).toEqual([-1, 0]);
  });

  it('has room for more of text where the header is smaller', () => {
    const slab = new Slab(4, 1);
    expect([slab.add(LONGEST_RECORD - 16), slab.add(LONGEST_RECORD - 15)]).toEqual([0, -1]);
  });

  it.each([
    [0, 1000],
    [1, 1000],
    [2, 1000],
    [3, 1000],
    // these fill a segment to the last word
    [1, 10],
    [1, LONGEST],
  ])('has no room beyond %d megabytes for texts of %d, until one of these leaves', (megabytes, length) => {
    const slab = new Slab(HEADER, megabytes);
    const all: number[] = [];
    for (let a = fill(slab, 0, length); a >= 0; a = fill(slab, all.length, length)) all.push(a);
    expect([all.length, slab.octets]).toEqual([megabytes * PER_MEGABYTE * perSegment(length), megabytes << 20]);
    expect([slab.add(length), slab.add(2000)]).toEqual([-1, -1]);
    // any of them
    for (const n of [0, 5, 170, 171, 400, all.length - 1].filter((at) => at >= 0 && at < all.length)) {
      slab.drop(all[n]!);
      expect([slab.add(2000), fill(slab, n, length), slab.add(length)]).toEqual([-1, all[n], -1]);
    }
    expect(all.every((address, n) => isWhole(slab, address, n, length))).toBe(true);
  });

  it('gives a segment to another length once it is empty, but for one of each length', () => {
    const slab = new Slab(HEADER, 1);
    const all: number[] = [];
    for (let a = slab.add(1000); a >= 0; a = slab.add(1000)) all.push(a);
    const of = (segment: number): number[] => all.filter((address) => segmentOf(address) === segment);
    for (const address of of(2)) slab.drop(address);
    // it stays, for the record that comes next
    expect([slab.add(10), slab.octets]).toEqual([-1, 4 * SEGMENT]);
    for (const address of of(0)) slab.drop(address);
    expect(slab.octets).toBe(3 * SEGMENT);
    const other = slab.add(10);
    expect([segmentOf(other), slab.octets]).toEqual([0, 4 * SEGMENT]);
    expect([segmentOf(slab.add(1000)), slab.add(5000)]).toEqual([2, -1]);
  });

  it('gives back what stayed when there is no record, and goes on', () => {
    const slab = new Slab(HEADER, 8);
    const seen = new Set<number>();
    for (let burst = 0; burst < 50; burst++) {
      const lengths = Array.from({ length: 64 }, (_, n) => (n * 509 + burst * 97) % LONGEST);
      const all = lengths.map((length, n) => fill(slab, n, length));
      for (const address of all) seen.add(segmentOf(address));
      expect(all.every((address, n) => isWhole(slab, address, n, lengths[n]!))).toBe(true);
      for (const address of all) slab.drop(address);
      expect(slab.octets).toBeGreaterThan(0);
      slab.release();
      expect(slab.octets).toBe(0);
    }
    // numbers of segments are used again
    expect(Math.max(...seen)).toBeLessThan(8 * PER_MEGABYTE);
    slab.release();
    expect([slab.octets, slab.add(10)]).not.toContain(-1);
  });

  it('makes no memory for records that come as others go', () => {
    const made = vi.spyOn(Buffer, 'allocUnsafeSlow');
    try {
      const slab = new Slab(HEADER, 64);
      // one alone, again and again
      for (let n = 0; n < 1000; n++) slab.drop(slab.add(1000));
      expect(made).toHaveBeenCalledTimes(1);
      const all = Array.from({ length: 2000 }, () => slab.add(1000));
      const before = made.mock.calls.length;
      expect(before).toBe(Math.ceil(2000 / perSegment(1000)));
      for (let n = 0; n < 20_000; n++) {
        const at = (n * 7919) % all.length;
        slab.drop(all[at]!);
        all[at] = slab.add(1000);
      }
      expect(made.mock.calls.length).toBe(before);
      expect(new Set(all).size).toBe(all.length);
    } finally {
      made.mockRestore();
    }
  });

  it('does what a list of records would do', () => {
    const length = fc.oneof(fc.nat(1200), fc.nat(LONGEST + 600), fc.constantFrom(0, LONGEST, LONGEST + 1));
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ add: fc.constant(true), length, times: fc.integer({ min: 1, max: 30 }) }) },
      { weight: 2, arbitrary: fc.record({ add: fc.constant(false), length: fc.nat(), times: fc.integer({ min: 1, max: 40 }) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), fc.integer({ min: 1, max: 3 }), (steps, megabytes) => {
        const slab = new Slab(HEADER, megabytes);
        const model: { address: number; n: number; length: number }[] = [];
        const lengths = new Set<number>();
        let n = 0;
        for (const { add, length: of, times } of steps) {
          for (let i = 0; i < times; i++) {
            if (add) {
              const address = fill(slab, ++n, of);
              if (of > LONGEST) expect(address).toBe(-1);
              else if (address < 0) expect(slab.octets).toBe(megabytes << 20);
              else {
                model.push({ address, n, length: of });
                lengths.add(octetsFor(of));
              }
            } else {
              const [gone] = model.splice((of + i * 31) % Math.max(1, model.length), 1);
              if (gone !== undefined) slab.drop(gone.address);
            }
          }
          const needed = new Set(model.map(({ address }) => segmentOf(address))).size;
          expect(slab.octets / SEGMENT).toBeGreaterThanOrEqual(needed);
          expect(slab.octets / SEGMENT).toBeLessThanOrEqual(Math.min(needed + lengths.size, megabytes * PER_MEGABYTE));
          // what was written over by another, or stands where another does, is not whole
          expect(model.every((of) => isWhole(slab, of.address, of.n, of.length))).toBe(true);
        }
        for (const { address } of model) slab.drop(address);
        expect(slab.octets / SEGMENT).toBe(lengths.size);
        slab.release();
        expect(slab.octets).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});

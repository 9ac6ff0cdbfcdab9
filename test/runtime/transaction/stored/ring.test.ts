import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { LONGEST, Ring } from '../../../../runtime/transaction/stored/ring.ts';
import { Word, WORDS_OF_ALL } from '../../../../runtime/transaction/stored/memory.ts';

const MEGABYTE = 1 << 20;
/** Numbers of segments before they begin again. */
const NUMBERS = 1 << 12;

/** Writes a number into a word of a record that the ring does not look at. */
function mark(ring: Ring, address: number, value: number): void {
  ring.wordsOf(address)[ring.wordOf(address) + Word.flags] = value;
}
function markOf(ring: Ring, address: number): number {
  return ring.wordsOf(address)[ring.wordOf(address) + Word.flags]!;
}

/** A text of octets that no two numbers have in common. */
function textOf(n: number, length: number): string {
  return String(n)
    .padEnd(length, String.fromCharCode(n & 255))
    .slice(0, length);
}

describe('a ring of records', () => {
  it('is empty at first', () => {
    expect([new Ring(1).head, new Ring(1).octets]).toEqual([-1, 0]);
  });

  it('holds a record with its words and its text', () => {
    const ring = new Ring(1);
    const address = ring.add('abcde');
    const words = ring.wordsOf(address);
    // the header, and two words of text
    expect([ring.head, words[ring.wordOf(address) + Word.length]]).toEqual([address, WORDS_OF_ALL + 2]);
    expect([ring.text(address, 0, 5), ring.text(address, 1, 3), ring.text(address, 5, 0)]).toEqual(['abcde', 'bcd', '']);
    ring.drop();
    expect([ring.head, ring.octets]).toEqual([-1, 0]);
  });

  it('has a word for each field', () => {
    const places = Object.values(Word);
    expect(new Set(places).size).toBe(places.length);
    expect(Math.max(...places)).toBeLessThan(WORDS_OF_ALL);
  });

  it.each([
    ['abcde', 0, 'abcde', true],
    ['abcde', 1, 'bcd', true],
    ['abcde', 2, '', true],
    ['abcde', 0, 'abcdf', false],
    ['abcde', 1, 'abc', false],
    ['\x00\x7f\x80\xff', 0, '\x00\x7f\x80\xff', true],
    ['\x00\x7f\x80\xff', 2, '\x80\xfe', false],
    // an octet is no longer character that has the same low bits
    ['\xff', 0, '\u01ff', false],
  ])('whether %j holds at %d the text %j: %s', (text, start, part, holds) => {
    const ring = new Ring(1);
    ring.add('what stands before');
    expect(ring.holds(ring.add(text), start, part)).toBe(holds);
  });

  it('keeps all octets as they are', () => {
    const octets = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((n) => String.fromCharCode(n)), maxLength: 600 });
    fc.assert(
      fc.property(fc.array(octets, { minLength: 1, maxLength: 20 }), (texts) => {
        const ring = new Ring(1);
        const addresses = texts.map((text) => ring.add(text));
        addresses.forEach((address, n) => {
          const text = texts[n]!;
          expect(ring.text(address, 0, text.length)).toBe(text);
          expect(ring.holds(address, 0, text)).toBe(true);
        });
      }),
    );
  });

  it('takes a text that fills a segment, and none that is longer', () => {
    const ring = new Ring(4);
    expect(ring.add('x'.repeat(LONGEST + 1))).toBe(-1);
    expect(ring.octets).toBe(0);
    const long = textOf(1, LONGEST);
    const [one, two] = [ring.add(long), ring.add('y')];
    expect([ring.text(one, 0, LONGEST) === long, ring.text(two, 0, 1), ring.octets]).toEqual([true, 'y', 2 * MEGABYTE]);
    expect(ring.add('x'.repeat(LONGEST + 1))).toBe(-1);
    ring.drop();
    expect([ring.head, ring.octets]).toEqual([two, MEGABYTE]);
  });

  it.each([1, 2, 3])('has no room beyond %d megabytes, until the oldest segment is free', (megabytes) => {
    const ring = new Ring(megabytes);
    let count = 0;
    while (ring.add(textOf(count, 1000)) >= 0) count++;
    expect(ring.octets).toBe(megabytes * MEGABYTE);
    // 1096 octets each, in whole numbers to a segment
    expect(count).toBe(megabytes * Math.floor(MEGABYTE / 1096));
    const perSegment = count / megabytes;
    for (let n = 0; n < perSegment; n++) {
      expect(ring.add('x'.repeat(1000))).toBe(-1);
      expect(ring.text(ring.head, 0, 1000)).toBe(textOf(n, 1000));
      ring.drop();
    }
    expect(ring.octets).toBe((megabytes - 1) * MEGABYTE);
    expect(ring.add(textOf(count, 1000))).toBeGreaterThanOrEqual(0);
    for (let n = perSegment; n <= count; n++) {
      expect(ring.text(ring.head, 0, 1000)).toBe(textOf(n, 1000));
      ring.drop();
    }
    expect([ring.head, ring.octets]).toEqual([-1, 0]);
  });

  it('does what a queue of texts would do', () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ add: fc.constant(true), length: fc.oneof(fc.nat(2000), fc.nat(400_000)) }) },
      { weight: 2, arbitrary: fc.record({ add: fc.constant(false), length: fc.nat(12) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (steps, megabytes) => {
        const ring = new Ring(megabytes);
        const model: { address: number; text: string; mark: number }[] = [];
        let n = 0;
        for (const { add, length } of steps) {
          if (add) {
            const text = textOf(++n, length);
            const address = ring.add(text);
            // there is always room for the first
            if (address < 0) expect(model.length).toBeGreaterThan(0);
            else {
              mark(ring, address, -n);
              model.push({ address, text, mark: -n });
            }
          } else {
            for (let i = 0; i < length && model.length > 0; i++) {
              ring.drop();
              model.shift();
            }
          }
          expect(ring.head).toBe(model[0]?.address ?? -1);
          expect(ring.octets === 0).toBe(model.length === 0);
          expect(ring.octets).toBeLessThanOrEqual(megabytes * MEGABYTE);
          expect(new Set(model.map(({ address }) => address)).size).toBe(model.length);
        }
        for (const { address, text, mark: value } of model) {
          expect(ring.text(address, 0, text.length) === text).toBe(true);
          expect(markOf(ring, address)).toBe(value);
        }
      }),
    );
  });

  // more segments than there are numbers: addresses come again, and mean the records of now
  it('goes on for ever: numbers of segments begin again', () => {
    const ring = new Ring(3);
    // one text, that is written and not put together: four gigabytes pass here
    const texts = ['odd', 'even'].map((text) => Buffer.alloc(500_000, text).toString('latin1'));
    const live: [number, number][] = [];
    const seen = new Set<number>();
    for (let n = 0; n < 2 * NUMBERS + 100; n++) {
      const address = ring.add(texts[n & 1]!);
      mark(ring, address, n);
      seen.add(address);
      live.push([address, n]);
      if (live.length > 4) {
        const [oldest, first] = live.shift()!;
        expect([ring.head, ring.text(oldest, 0, 4), markOf(ring, oldest)]).toEqual([
          oldest,
          texts[first & 1]!.slice(0, 4),
          first,
        ]);
        ring.drop();
      }
    }
    // two to a segment
    expect(seen.size).toBe(2 * NUMBERS);
    for (const [address, of] of live)
      expect([ring.text(address, 0, 4), markOf(ring, address)]).toEqual([texts[of & 1]!.slice(0, 4), of]);
    for (let n = 0; n < 4; n++) ring.drop();
    expect([ring.head, ring.octets]).toEqual([-1, 0]);
  });
});

describe('segments that are free', () => {
  it('are used again: as many records coming as going take no new memory', () => {
    const made = vi.spyOn(Buffer, 'allocUnsafeSlow');
    try {
      const ring = new Ring(64);
      const text = 'x'.repeat(1000);
      for (let i = 0; i < 8000; i++) ring.add(text);
      const before = made.mock.calls.length;
      expect(before).toBeGreaterThan(7);
      // in pieces, as expired records leave
      for (let round = 0; round < 50; round++) {
        for (let i = 0; i < 3000; i++) ring.drop();
        for (let i = 0; i < 3000; i++) ring.add(text);
      }
      expect(made.mock.calls.length - before).toBeLessThan(3);
    } finally {
      made.mockRestore();
    }
  });
});

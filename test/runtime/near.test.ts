import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distance, nearest } from '../../runtime/near.ts';

describe('distance', () => {
  it.each([
    ['', '', 0],
    ['route', 'route', 0],
    ['rout', 'route', 1],
    ['routes', 'route', 1],
    ['raute', 'route', 1],
    ['rotue', 'route', 1],
    ['tpc', 'tcp', 1],
    ['ca', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
    ['abc', '', 3],
  ])('%j to %j takes %i', (a, b, edits) => {
    expect(distance(a, b)).toBe(edits);
    expect(distance(b, a)).toBe(edits);
  });

  it.each([
    ['kitten', 'sitting', 2, 2],
    ['kitten', 'sitting', 3, 3],
    ['kitten', 'sitting', 4, 3],
    ['a', 'abcdef', 3, 3],
    ['same', 'same', 1, 0],
  ])('%j to %j is not counted beyond %i', (a, b, limit, edits) => {
    expect(distance(a, b, limit)).toBe(edits);
  });

  it('does not compare texts that are no names', () => {
    const long = 'x'.repeat(5000);
    expect(distance(long, long, 9)).toBe(0);
    expect(distance(long, `${long}y`, 9)).toBe(9);
  });

  const word = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b', 'c') });

  it('is symmetric, zero only for equal words, and at most the longer length', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const edits = distance(a, b);
        expect(edits).toBe(distance(b, a));
        expect(edits === 0).toBe(a === b);
        expect(edits).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(edits).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });

  it('is 1 for each single edit', () => {
    fc.assert(
      fc.property(word, fc.nat(12), (text, where) => {
        const at = Math.min(where, text.length);
        expect(distance(text, `${text.slice(0, at)}z${text.slice(at)}`)).toBe(1);
        if (at < text.length) {
          expect(distance(text, text.slice(0, at) + text.slice(at + 1))).toBe(1);
          expect(distance(text, `${text.slice(0, at)}z${text.slice(at + 1)}`)).toBe(1);
        }
      }),
    );
  });
});

describe('nearest', () => {
  const params = ['fr_timer', 'fr_inv_timer', 'natping_interval', 'received_avp', 'listen', 'version', 'tm', 'sl'];

  it.each([
    ['fr_timr', 'fr_timer'],
    ['frTimer', 'fr_timer'],
    ['fr-timer', 'fr_timer'],
    ['FR_TIMER', 'fr_timer'],
    ['natpingInterval', 'natping_interval'],
    ['natping_intervall', 'natping_interval'],
    ['recieved_avp', 'received_avp'],
    ['lisen', 'listen'],
    ['vers', 'version'],
    ['natping', 'natping_interval'],
    ['tn', 'tm'],
  ])('%s was meant to be %s', (written, meant) => {
    expect(nearest(written, params)).toBe(meant);
  });

  it.each(['', 'x', 'something', 'aliases', 'xy', 'q'.repeat(3000)])('nothing was meant by %.20s', (written) => {
    expect(nearest(written, params)).toBe('');
  });

  it('takes the first of several that are as near', () => {
    expect(nearest('ab', ['ax', 'ay'])).toBe('ax');
    expect(nearest('abc', ['abx', 'abc'])).toBe('abc');
  });

  it('finds nothing among nothing', () => {
    expect(nearest('listen', [])).toBe('');
  });

  it('always finds a name that is there', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,20}$/), { minLength: 1 }), fc.nat(), (names, index) => {
        const name = names[index % names.length] ?? '';
        expect(nearest(name, names)).toBe(name);
      }),
    );
  });
});

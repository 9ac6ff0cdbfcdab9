import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { median, percentile, Samples } from './statistics.ts';

const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });

describe('percentile', () => {
  it.each([
    [0, 1],
    [0.1, 1],
    [0.11, 2],
    [0.5, 5],
    [0.51, 6],
    [0.99, 10],
    [1, 10],
  ])('%f of 1 to 10 is %i', (share, value) => {
    expect(percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], share)).toBe(value);
  });

  it('of nothing is no number', () => {
    expect(percentile([], 0.5)).toBeNaN();
  });

  it('has that share of the samples at or below it', () => {
    fc.assert(
      fc.property(numbers, fc.double({ min: 0, max: 1, noNaN: true }), (samples, share) => {
        const sorted = samples.toSorted((a, b) => a - b);
        const value = percentile(sorted, share);
        expect(sorted).toContain(value);
        expect(sorted.filter((sample) => sample <= value).length).toBeGreaterThanOrEqual(Math.ceil(share * sorted.length));
      }),
    );
  });
});

describe('median', () => {
  it.each([
    [[7], 7],
    [[9, 1], 1],
    [[9, 1, 5], 5],
  ])('of %j is %i', (samples, value) => {
    expect(median(samples)).toBe(value);
  });
});

describe('Samples', () => {
  it('tells count, middle, 99 of 100, and the greatest', () => {
    const samples = new Samples(200);
    for (let i = 200; i > 0; i--) samples.add(i);
    expect(samples.spread()).toEqual({ count: 200, p50: 100, p99: 198, max: 200 });
  });

  it('counts those that find no room', () => {
    const samples = new Samples(2);
    for (const value of [3, 1, 9]) samples.add(value);
    expect(samples.spread()).toEqual({ count: 3, p50: 1, p99: 3, max: 3 });
  });

  it('begins anew', () => {
    const samples = new Samples(2);
    samples.add(3);
    samples.clear();
    samples.add(1);
    expect(samples.spread()).toEqual({ count: 1, p50: 1, p99: 1, max: 1 });
  });
});

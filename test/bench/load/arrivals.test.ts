import { describe, expect, it } from 'vitest';

import { Arrivals } from './arrivals.ts';

describe('arrivals', () => {
  it.each([1, 100, 10_000])('are %i a second on the average', (perSecond) => {
    const arrivals = new Arrivals(perSecond, 5000);
    const seconds = 10_000 / perSecond;
    expect(arrivals.due(5000 + 1000 * seconds) / 10_000).toBeCloseTo(1, 1);
  });

  it('are due once', () => {
    const arrivals = new Arrivals(1000, 0);
    expect(arrivals.due(100)).toBeGreaterThan(0);
    expect(arrivals.due(100)).toBe(0);
  });

  it('tell when the next is due', () => {
    const arrivals = new Arrivals(1000, 0);
    for (let i = 0, now = 0; i < 100; i++) {
      const wait = arrivals.until(now);
      expect(wait).toBeGreaterThan(0);
      expect(arrivals.due(now + wait - 1e-6)).toBe(0);
      now += wait;
      expect(arrivals.due(now)).toBe(1);
    }
  });

  it('know nothing of each other: as often as not two are closer than 0.7 of the mean distance', () => {
    const arrivals = new Arrivals(1000, 0);
    let empty = 0;
    for (let now = 1; now <= 10_000; now++) if (arrivals.due(now) === 0) empty++;
    expect(empty / 10_000).toBeCloseTo(Math.exp(-1), 1);
  });

  it('are the same in each run', () => {
    const [a, b] = [new Arrivals(500, 0), new Arrivals(500, 0)];
    for (let now = 0; now < 1000; now += 7) expect(a.due(now)).toBe(b.due(now));
  });
});

import { describe, expect, it } from 'vitest';

import { cost } from './rounds.ts';

/** Time that passes only while something is done. */
class WorkClock {
  time = 0;
  readonly now = (): number => this.time;
  /** @returns an operation that takes so many milliseconds */
  taking(...milliseconds: number[]): (i: number) => number {
    return (i) => (this.time += milliseconds[i % milliseconds.length]!);
  }
}

const PLAN = { warm: 100, round: 3, rounds: 20 };

describe('cost', () => {
  it('is in nanoseconds, and as a multiple of the calibration', () => {
    const work = new WorkClock();
    const measured = cost(work.taking(0.006), work.taking(0.001), { ...PLAN, now: work.now });
    expect(measured.ns).toBeCloseTo(6000, 3);
    expect(measured.calibration).toBeCloseTo(1000, 3);
    expect(measured.ratio).toBeCloseTo(6, 6);
  });

  it('takes the best round: what disturbs others does not count', () => {
    const work = new WorkClock();
    let i = 0;
    const disturbed = (): number => (work.time += i++ % 1000 < 500 ? 0.05 : 0.01);
    expect(cost(disturbed, work.taking(0.001), { ...PLAN, now: work.now }).ratio).toBeCloseTo(10, 6);
  });

  it('measures operations that take longer than a round', () => {
    const work = new WorkClock();
    expect(cost(work.taking(7), work.taking(0.001), { ...PLAN, now: work.now }).ns).toBeCloseTo(7e6, 1);
  });

  it('counts the operations up, so that each may do something else', () => {
    const work = new WorkClock();
    const seen: number[] = [];
    const operation = (i: number): void => {
      seen.push(i);
      work.time += 1;
    };
    cost(operation, work.taking(0.001), { ...PLAN, now: work.now });
    expect(seen).toEqual(seen.map((_, i) => i));
    expect(seen.length).toBeGreaterThan(100);
  });
});

import { describe, expect, it } from 'vitest';
import { once } from '../../../runtime/timer/once.ts';
import { VirtualClock } from '../../../runtime/timer/virtual.ts';
import { TimerWheel } from '../../../runtime/timer/wheel.ts';

describe('once', () => {
  it.each([
    [0, 0, 0],
    [0, 1, 1],
    [10, 9, 0],
    [10, 10, 1],
    [10, 100, 1],
  ])('after %i ms: in %i ms it was called %i times', (delay, passed, times) => {
    const clock = new VirtualClock();
    const wheel = new TimerWheel(clock, { onError: () => {} });
    let calls = 0;
    once(wheel, delay, () => calls++);
    clock.advance(passed);
    expect(calls).toBe(times);
  });

  it('is cancelled, and may be twice', () => {
    const clock = new VirtualClock();
    const wheel = new TimerWheel(clock, { onError: () => {} });
    let calls = 0;
    const cancel = once(wheel, 10, () => calls++);
    cancel();
    cancel();
    clock.advance(100);
    expect([calls, wheel.size]).toEqual([0, 0]);
  });
});

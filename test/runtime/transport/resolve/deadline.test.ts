import { describe, expect, it } from 'vitest';

import { VirtualClock } from '../../../../runtime/timer/virtual.ts';
import { TimerWheel } from '../../../../runtime/timer/wheel.ts';
import { Deadline } from '../../../../runtime/transport/resolve/deadline.ts';

function setUp(): { clock: VirtualClock; wheel: TimerWheel } {
  const clock = new VirtualClock();
  return { clock, wheel: new TimerWheel(clock, { onError: () => {} }) };
}

describe('Deadline', () => {
  it('gives what the promise gives, and leaves no timer', async () => {
    const { wheel } = setUp();
    expect(await new Deadline(wheel, 1000).race(Promise.resolve(7))).toBe(7);
    expect(wheel.size).toBe(0);
  });

  it('rejects as the promise does, and leaves no timer', async () => {
    const { wheel } = setUp();
    await expect(new Deadline(wheel, 1000).race(Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(wheel.size).toBe(0);
  });

  it.each([
    [999, 'waiting'],
    [1000, 'ETIMEOUT'],
  ])('after %d of 1000 ms: %s', async (ms, expected) => {
    const { clock, wheel } = setUp();
    let state = 'waiting';
    const never = new Promise<never>(() => {});
    new Deadline(wheel, 1000).race(never).catch((error: unknown) => (state = String((error as NodeJS.ErrnoException).code)));
    await clock.advanceAsync(ms);
    expect(state).toBe(expected);
    expect(wheel.size).toBe(expected === 'waiting' ? 1 : 0);
  });

  it('an answer that comes too late is nobody’s', async () => {
    const { clock, wheel } = setUp();
    let fail: (error: Error) => void = () => {};
    const late = new Promise<never>((_, reject) => (fail = reject));
    const raced = new Deadline(wheel, 10).race(late).catch((error: unknown) => (error as Error).message);
    await clock.advanceAsync(10);
    fail(new Error('late')); // must not become an unhandled rejection
    expect(await raced).toBe('no answer in time');
  });
});

import { afterEach, describe, expect, it, vi } from 'vitest';

import { RealClock } from '../../../runtime/timer/real.ts';

describe('RealClock', () => {
  const clock = new RealClock();

  afterEach(() => void vi.useRealTimers());

  it('tells the time of the machine', () => {
    expect(Math.abs(clock.wall() - Date.now())).toBeLessThan(100);
    expect(Math.abs(clock.now() - performance.now())).toBeLessThan(100);
  });

  it('never goes back', () => {
    let last = clock.now();
    for (let i = 0; i < 1000; i++) {
      const now = clock.now();
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
    }
  });

  it('calls once, not before its time', async () => {
    const begin = clock.now();
    await new Promise<void>((resolve) => void clock.after(5, resolve));
    expect(clock.now() - begin).toBeGreaterThan(3.9); // Node's timers go by whole milliseconds of the event loop
  });

  it.each([0, -1, -Infinity, NaN])('calls soon with %d', async (delay) => {
    await new Promise<void>((resolve) => void clock.after(delay, resolve));
  });

  it('does not call when cancelled, and cancelling twice is harmless', async () => {
    let called = false;
    const cancel = clock.after(1, () => (called = true));
    cancel();
    cancel();
    await new Promise<void>((resolve) => void clock.after(4, resolve));
    expect(called).toBe(false);
  });

  it('rounds up to whole milliseconds', () => {
    vi.useFakeTimers();
    let called = 0;
    clock.after(10.2, () => called++);
    vi.advanceTimersByTime(10);
    expect(called).toBe(0);
    vi.advanceTimersByTime(1);
    expect(called).toBe(1);
  });

  it.each([
    ['25 days', 25],
    ['100 days', 100],
  ])('waits %s, which setTimeout alone can not', (_, days) => {
    vi.useFakeTimers();
    let called = 0;
    clock.after(days * 86_400_000, () => called++);
    vi.advanceTimersByTime(days * 86_400_000 - 1);
    expect(called).toBe(0);
    vi.advanceTimersByTime(1);
    expect(called).toBe(1);
  });

  it('cancels a long wait in its second part', () => {
    vi.useFakeTimers();
    let called = 0;
    const cancel = clock.after(30 * 86_400_000, () => called++);
    vi.advanceTimersByTime(28 * 86_400_000);
    cancel();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(30 * 86_400_000);
    expect(called).toBe(0);
  });
});

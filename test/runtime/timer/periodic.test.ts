import { describe, expect, it } from 'vitest';

import { Jobs } from '../../../runtime/timer/periodic.ts';
import { VirtualClock } from '../../../runtime/timer/virtual.ts';
import { TimerWheel } from '../../../runtime/timer/wheel.ts';

function setUp(random: () => number = () => 0): { clock: VirtualClock; wheel: TimerWheel; jobs: Jobs; errors: unknown[] } {
  const clock = new VirtualClock();
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const wheel = new TimerWheel(clock, { onError });
  return { clock, wheel, jobs: new Jobs({ wheel, clock, random, onError }), errors };
}

describe('Jobs', () => {
  it('runs once per interval, the first time after one', () => {
    const { clock, jobs } = setUp();
    const at: number[] = [];
    const job = jobs.every(1000, () => at.push(clock.now()));
    clock.advance(999);
    expect(at).toEqual([]);
    clock.advance('4s');
    expect(at).toEqual([1000, 2000, 3000, 4000]);
    expect(job.runs).toBe(4);
    expect(job.overruns).toBe(0);
  });

  it('puts each run off by a share of the interval, and does not drift', () => {
    const shares = [0.5, 0, 0.99, 0.25];
    const { clock, jobs } = setUp(() => shares.shift() ?? 0);
    const at: number[] = [];
    jobs.every(1000, () => at.push(clock.now()), { jitter: 0.2 });
    clock.advance('5.5s');
    expect(at).toEqual([1100, 2000, 3198, 4050, 5000]);
  });

  it('has a jitter of a tenth unless told', () => {
    const { clock, jobs } = setUp(() => 0.5);
    const at: number[] = [];
    jobs.every(1000, () => at.push(clock.now()));
    clock.advance('2.5s');
    expect(at).toEqual([1050, 2050]);
  });

  it('an async function never overlaps itself; what fell out is counted', async () => {
    const { clock, jobs } = setUp();
    let active = 0;
    let most = 0;
    const job = jobs.every(100, async () => {
      most = Math.max(most, ++active);
      await new Promise<void>((resolve) => void clock.after(250, resolve));
      active--;
    });
    await clock.advanceAsync(1000);
    expect(most).toBe(1);
    expect(job.runs).toBe(4); // at 100, 400, 700, 1000
    expect(job.overruns).toBe(6);
  });

  it('counts what a function that blocks has missed', () => {
    const { clock, jobs } = setUp();
    let extra = 0;
    const original = clock.now.bind(clock);
    clock.now = () => original() + extra;
    const job = jobs.every(100, () => (extra += extra === 0 ? 350 : 0));
    clock.advance(100);
    expect(job.runs).toBe(1);
    expect(job.overruns).toBe(3); // 200, 300, 400 had passed when it came back at 450
    clock.advance(50);
    expect(job.runs).toBe(2);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('job');
      },
    ],
    ['rejects', () => Promise.reject(new Error('job'))],
  ])('goes on when the function %s', async (_, run) => {
    const { clock, jobs, errors } = setUp();
    const job = jobs.every(100, run);
    await clock.advanceAsync(300);
    expect(job.runs).toBe(3);
    expect(errors).toEqual([new Error('job'), new Error('job'), new Error('job')]);
  });

  it('stop waits for the run that is under way', async () => {
    const { clock, wheel, jobs } = setUp();
    let finish: () => void = () => {};
    const job = jobs.every(100, () => new Promise<void>((resolve) => (finish = resolve)));
    clock.advance(100);
    let stopped = false;
    const stopping = job.stop().then(() => (stopped = true));
    expect(wheel.size).toBe(0);
    await Promise.resolve();
    expect(stopped).toBe(false);
    finish();
    await stopping;
    clock.advance('1h');
    expect(job.runs).toBe(1);
    expect(jobs.size).toBe(0);
  });

  it('may stop itself', () => {
    const { clock, wheel, jobs } = setUp();
    const job = jobs.every(100, () => void job.stop());
    clock.advance('1h');
    expect(job.runs).toBe(1);
    expect(wheel.size).toBe(0);
  });

  it('close ends all of them', async () => {
    const { clock, wheel, jobs } = setUp();
    const made = [100, 200, 300].map((interval) => jobs.every(interval, async () => {}));
    expect(jobs.size).toBe(3);
    await clock.advanceAsync(300);
    await jobs.close();
    await jobs.close();
    clock.advance('1h');
    expect(made.map((job) => job.runs)).toEqual([3, 1, 1]);
    expect(wheel.size).toBe(0);
    expect(jobs.size).toBe(0);
  });

  it.each([
    [0, 0],
    [-1, 0],
    [Infinity, 0],
    [NaN, 0],
    [100, -0.1],
    [100, 1.1],
    [100, NaN],
  ])('refuses an interval of %d with a jitter of %d', (interval, jitter) => {
    expect(() => setUp().jobs.every(interval, () => {}, { jitter })).toThrow(RangeError);
  });
});

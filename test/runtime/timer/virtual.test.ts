import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { milliseconds, VIRTUAL_EPOCH, VirtualClock } from '../../../runtime/timer/virtual.ts';

describe('milliseconds', () => {
  it.each([
    [0, 0],
    [12.5, 12.5],
    ['250ms', 250],
    ['31s', 31_000],
    ['0.5s', 500],
    ['1.5m', 90_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    ['0s', 0],
    ['10 s', 10_000],
  ])('%j is %d', (duration, ms) => expect(milliseconds(duration)).toBe(ms));

  it.each([-1, NaN, Infinity, '', 's', 'ms', '31', '31x', '-1s', 'Infinitys', '1s2', '1h30m', 'ten s'])(
    'refuses %j',
    (duration) => {
      expect(() => milliseconds(duration)).toThrow(RangeError);
    },
  );
});

describe('VirtualClock', () => {
  it('stands still until moved', () => {
    const clock = new VirtualClock();
    expect(clock.now()).toBe(0);
    expect(clock.wall()).toBe(VIRTUAL_EPOCH);
    clock.advance('31s');
    expect(clock.now()).toBe(31_000);
    expect(clock.wall()).toBe(VIRTUAL_EPOCH + 31_000);
  });

  it('begins when it is told to', () => expect(new VirtualClock(5).wall()).toBe(5));

  it('fires in order of time, then of arming, each at its own time', () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    const note = (name: string) => (): void => void seen.push(`${name}@${clock.now()}`);
    clock.after(30, note('late'));
    clock.after(10, note('first'));
    clock.after(20, note('a'));
    clock.after(20, note('b'));
    clock.after(20, note('c'));
    clock.after(31, note('too late'));
    clock.advance(30);
    expect(seen).toEqual(['first@10', 'a@20', 'b@20', 'c@20', 'late@30']);
    expect(clock.pending).toBe(1);
    expect(clock.nextAt).toBe(31);
  });

  it('fires what fired calls arm, when it falls into the same stretch', () => {
    const clock = new VirtualClock();
    const seen: number[] = [];
    const again = (): void => {
      seen.push(clock.now());
      clock.after(10, again);
    };
    clock.after(10, again);
    clock.advance(35);
    expect(seen).toEqual([10, 20, 30]);
    clock.advance(5);
    expect(seen).toEqual([10, 20, 30, 40]);
  });

  it.each([0, -5, NaN])('after(%d) fires without moving on', (delay) => {
    const clock = new VirtualClock();
    let fired = 0;
    clock.after(delay, () => fired++);
    expect(fired).toBe(0);
    clock.advance(0);
    expect(fired).toBe(1);
    expect(clock.now()).toBe(0);
  });

  it('does not fire what was cancelled', () => {
    const clock = new VirtualClock();
    let fired = 0;
    const cancel = clock.after(10, () => fired++);
    clock.after(5, cancel);
    expect(clock.pending).toBe(2);
    clock.advance(10);
    expect(fired).toBe(0);
    expect(clock.pending).toBe(0);
    expect(clock.nextAt).toBe(Infinity);
  });

  it('takes a cancel that comes twice, or too late', () => {
    const clock = new VirtualClock();
    const cancel = clock.after(10, () => {});
    const other = clock.after(10, () => {});
    clock.advance(10);
    cancel();
    other();
    other();
    expect(clock.pending).toBe(0);
    const third = clock.after(1, () => {});
    third();
    third();
    expect(clock.pending).toBe(0);
  });

  it('stands where a call threw, and goes on from there', () => {
    const clock = new VirtualClock();
    let fired = 0;
    clock.after(10, () => {
      throw new Error('no');
    });
    clock.after(20, () => fired++);
    expect(() => clock.advance(100)).toThrow('no');
    expect(clock.now()).toBe(10);
    clock.advance(10);
    expect(fired).toBe(1);
  });

  it('refuses to be moved by what it fires', async () => {
    const clock = new VirtualClock();
    clock.after(1, () => clock.advance(1));
    expect(() => clock.advance(2)).toThrow(/already/);
    const moving = clock.advanceAsync(5);
    expect(() => clock.advance(1)).toThrow(/already/);
    await moving;
    clock.advance(1);
    expect(clock.now()).toBe(7);
  });

  it('advanceAsync lets promise callbacks run between', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    const sleep = (ms: number): Promise<void> => new Promise((resolve) => void clock.after(ms, resolve));
    const work = (async () => {
      await Promise.resolve();
      await sleep(10);
      seen.push(`a@${clock.now()}`);
      await Promise.resolve().then(() => Promise.resolve());
      await sleep(10);
      seen.push(`b@${clock.now()}`);
    })();
    clock.after(15, () => seen.push(`between@${clock.now()}`));
    await clock.advanceAsync('20ms');
    expect(seen).toEqual(['a@10', 'between@15', 'b@20']);
    await work;
  });

  it('keeps its promises for any set of calls', () => {
    const call = fc.record({ at: fc.integer({ min: 0, max: 50 }), cancel: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(call, { maxLength: 60 }),
        fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 8 }),
        (calls, moves) => {
          const clock = new VirtualClock();
          const fired: number[] = [];
          calls.forEach(({ at, cancel }, index) => {
            const undo = clock.after(at, () => {
              expect(clock.now()).toBe(at);
              fired.push(index);
            });
            if (cancel) undo();
          });
          let end = 0;
          for (const move of moves) clock.advance(((end += move), move));
          const due = calls.map((c, index) => ({ ...c, index })).filter((c) => !c.cancel);
          const expected = due
            .filter((c) => c.at <= end && (c.at > 0 || moves.length > 0))
            .sort((a, b) => a.at - b.at || a.index - b.index);
          expect(fired).toEqual(expected.map((c) => c.index));
          expect(clock.pending).toBe(due.length - expected.length);
        },
      ),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Clock } from '../../../runtime/timer/clock.ts';
import { RealClock } from '../../../runtime/timer/real.ts';
import { VirtualClock } from '../../../runtime/timer/virtual.ts';
import { TimerNode, TimerWheel, type TimerOwner } from '../../../runtime/timer/wheel.ts';

const HOUR = 3_600_000;

/** Notes when each of its timers expires. */
class Log implements TimerOwner {
  readonly seen: [kind: number, at: number][] = [];
  readonly clock: Clock;
  react: (kind: number) => void = () => {};

  constructor(clock: Clock) {
    this.clock = clock;
  }

  expired(kind: number): void {
    this.seen.push([kind, this.clock.now()]);
    this.react(kind);
  }

  node(kind: number): TimerNode {
    return new TimerNode(this, kind);
  }
}

function setUp(pause = 0): { clock: VirtualClock; wheel: TimerWheel; log: Log; errors: unknown[] } {
  const clock = new VirtualClock();
  const errors: unknown[] = [];
  const wheel = new TimerWheel(clock, { onError: (error) => errors.push(error), pause });
  return { clock, wheel, log: new Log(clock), errors };
}

describe('TimerWheel', () => {
  it.each([
    0,
    1,
    2,
    9,
    10,
    255,
    256,
    257,
    500,
    511,
    512,
    1000,
    4000,
    32_000,
    65_535,
    65_536,
    65_537,
    65_792,
    180_000,
    HOUR,
    16_777_215,
    16_777_216,
    16_777_217,
    24 * HOUR,
    24 * HOUR + 1,
    7 * 24 * HOUR,
    49 * 24 * HOUR,
    2 ** 32 - 1,
    2 ** 32,
    2 ** 32 + 1,
    50 * 24 * HOUR,
    150 * 24 * HOUR,
  ])('a delay of %d ms is kept to the millisecond', (delay) => {
    for (const from of [0, 1, 100, 255, 256, 65_535, 65_536, 16_777_215, 16_777_216, 2 ** 31, 2 ** 32 - 1, 2 ** 32 + 5]) {
      const { clock, wheel, log } = setUp();
      clock.advance(from);
      const node = log.node(7);
      wheel.start(node, delay);
      expect(node.running).toBe(true);
      expect(wheel.size).toBe(1);
      const soonest = Math.max(delay, 1);
      clock.advance(soonest - 1);
      expect(log.seen).toEqual([]);
      clock.advance(1);
      expect(log.seen).toEqual([[7, from + soonest]]);
      expect(node.running).toBe(false);
      expect(wheel.size).toBe(0);
      expect(clock.pending).toBe(0);
    }
  });

  it.each([-1, -Infinity, NaN])('a delay of %d is as soon as possible', (delay) => {
    const { clock, wheel, log } = setUp();
    wheel.start(log.node(1), delay);
    clock.advance(1);
    expect(log.seen).toEqual([[1, 1]]);
  });

  it('an infinite delay never expires', () => {
    const { clock, wheel, log } = setUp();
    const node = log.node(1);
    wheel.start(node, Infinity);
    clock.advance('400d');
    expect(log.seen).toEqual([]);
    expect(wheel.size).toBe(1);
    wheel.stop(node);
    expect(wheel.size).toBe(0);
  });

  it('rounds up when the clock is between two milliseconds', () => {
    const { clock, wheel, log } = setUp();
    clock.advance(0.6);
    wheel.start(log.node(1), 10);
    clock.advance(10.3);
    expect(log.seen).toEqual([]);
    clock.advance(0.1);
    expect(log.seen).toEqual([[1, 11]]);
  });

  it('stops, starts anew, and may be stopped twice', () => {
    const { clock, wheel, log } = setUp();
    const a = log.node(1);
    const b = log.node(2);
    wheel.start(a, 500);
    wheel.start(b, 500);
    clock.advance(400);
    wheel.start(a, 500);
    expect(wheel.size).toBe(2);
    wheel.stop(b);
    wheel.stop(b);
    expect(wheel.size).toBe(1);
    clock.advance(499);
    expect(log.seen).toEqual([]);
    clock.advance(1);
    expect(log.seen).toEqual([[1, 900]]);
    wheel.stop(a);
    expect(wheel.size).toBe(0);
  });

  it.each([0, 1, 499.5, 500, 65_536, 2 ** 31, 2 ** 32 + 5])('knows what is left of a timer of %d ms, to its end', (delay) => {
    for (const from of [0, 1234, 2 ** 32]) {
      const { clock, wheel, log } = setUp();
      clock.advance(from);
      const node = log.node(1);
      wheel.start(node, delay);
      const whole = Math.max(1, Math.ceil(delay));
      expect(wheel.left(node)).toBe(whole);
      clock.advance(whole / 4);
      expect(wheel.left(node)).toBe(whole - whole / 4);
      // begun anew, from between two milliseconds
      wheel.start(node, delay + 10);
      expect(wheel.left(node)).toBe(Math.ceil(whole / 4 + delay + 10) - whole / 4);
    }
  });

  it('has nothing left of a timer that is overdue, and looking at it starts and stops nothing', () => {
    let now = 7;
    let wake: (() => void) | null = null;
    const clock: Clock = { now: () => now, wall: () => now, after: (_, fire) => ((wake = fire), () => (wake = null)) };
    const wheel = new TimerWheel(clock, { onError: () => {} });
    const log = new Log(clock);
    const [one, two] = [log.node(1), log.node(2)];
    wheel.start(one, 100);
    wheel.start(two, 1e9);
    now = 107;
    expect([wheel.left(one), wheel.left(two)]).toEqual([0, 1e9 - 100]);
    // nobody has looked at the wheel for a minute
    now = 60_107;
    expect([wheel.left(one), wheel.left(two), one.running, wheel.size]).toEqual([0, 1e9 - 60_100, true, 2]);
    wake!();
    expect([log.seen, one.running, wheel.left(two)]).toEqual([[[1, 60_107]], false, 1e9 - 60_100]);
  });

  it('arms nothing when idle, and one call otherwise', () => {
    const { clock, wheel, log } = setUp();
    expect(clock.pending).toBe(0);
    const nodes = [1, 2, 3].map((kind) => log.node(kind));
    for (const node of nodes) wheel.start(node, 32_000);
    expect(clock.pending).toBe(1);
    wheel.start(log.node(4), 500);
    expect(clock.pending).toBe(1);
    clock.advance(500);
    for (const node of nodes) wheel.stop(node);
    clock.advance('32s'); // the armed call comes once more and finds nothing
    expect(clock.pending).toBe(0);
    expect(log.seen).toEqual([[4, 500]]);
  });

  it('wakes up rarely: a timer of a day takes a handful of calls', () => {
    const { clock, wheel, log } = setUp();
    let calls = 0;
    const { after } = VirtualClock.prototype;
    clock.after = function (delay, fire) {
      calls++;
      return after.call(this, delay, fire);
    };
    clock.advance(12_345);
    wheel.start(log.node(1), 24 * HOUR);
    clock.advance('2d');
    expect(log.seen).toEqual([[1, 12_345 + 24 * HOUR]]);
    expect(calls).toBeLessThanOrEqual(4);
  });

  it('a callback may start its own timer again: the retransmissions of timer A', () => {
    const { clock, wheel, log } = setUp();
    const node = log.node(0);
    let interval = 500;
    log.react = () => wheel.start(node, (interval *= 2));
    wheel.start(node, interval);
    clock.advance('31.9s');
    expect(log.seen.map(([, at]) => at)).toEqual([500, 1500, 3500, 7500, 15_500, 31_500]);
  });

  it('a callback may stop others that are due with it', () => {
    const { clock, wheel, log } = setUp();
    const [a, b, c] = [log.node(1), log.node(2), log.node(3)];
    log.react = (kind) => {
      if (kind === 1) wheel.stop(b);
      if (kind === 3) wheel.start(a, 0);
    };
    for (const node of [a, b, c]) wheel.start(node, 100);
    clock.advance(100);
    expect(log.seen).toEqual([
      [1, 100],
      [3, 100],
    ]);
    expect(b.running).toBe(false);
    clock.advance(1);
    expect(log.seen).toHaveLength(3);
    expect(wheel.size).toBe(0);
  });

  it('a callback that starts a timer one round ahead does not run it at once', () => {
    const { clock, wheel, log } = setUp();
    const other = log.node(2);
    log.react = (kind) => void (kind === 1 && wheel.start(other, 256)); // the same slot, a round later
    wheel.start(log.node(1), 10);
    clock.advance(265);
    expect(log.seen).toEqual([[1, 10]]);
    clock.advance(1);
    expect(log.seen).toEqual([
      [1, 10],
      [2, 266],
    ]);
  });

  it('an owner that throws does not stop the others', () => {
    const { clock, wheel, log, errors } = setUp();
    log.react = (kind) => {
      if (kind === 2) throw new Error('defect');
    };
    for (const kind of [1, 2, 3]) wheel.start(log.node(kind), 50);
    wheel.start(log.node(4), 60);
    clock.advance(60);
    expect(log.seen.map(([kind]) => kind)).toEqual([1, 2, 3, 4]);
    expect(errors).toEqual([new Error('defect')]);
  });

  it('catches up after the process stood still', () => {
    // A clock whose time goes on while nothing fires, as when the event loop is blocked.
    let now = 0;
    let wake: (() => void) | null = null;
    const clock: Clock = { now: () => now, wall: () => now, after: (_, fire) => ((wake = fire), () => (wake = null)) };
    const wheel = new TimerWheel(clock, { onError: () => {} });
    const log = new Log(clock);
    wheel.start(log.node(3), 70_000);
    wheel.start(log.node(1), 100);
    wheel.start(log.node(2), 300);
    now = 100_000;
    wheel.start(log.node(4), 5); // while others are overdue
    const fifth = log.node(5);
    log.react = (kind) => void (kind === 1 && wheel.start(fifth, 6)); // and while they are being fired
    wake!();
    expect(log.seen.map(([kind]) => kind)).toEqual([1, 2, 3]);
    now = 100_006;
    wake!();
    expect(log.seen.map(([kind]) => kind)).toEqual([1, 2, 3, 4, 5]);
    expect(wheel.size).toBe(0);
  });

  it('looks again when the clock called too early', () => {
    let now = 0;
    let wake: (() => void) | null = null;
    const clock: Clock = { now: () => now, wall: () => now, after: (_, fire) => ((wake = fire), () => (wake = null)) };
    const wheel = new TimerWheel(clock, { onError: () => {} });
    const log = new Log(clock);
    wheel.start(log.node(1), 10);
    now = 9.4;
    wake!();
    expect(log.seen).toEqual([]);
    now = 10;
    wake!();
    expect(log.seen).toEqual([[1, 10]]);
  });

  it('with a pause, looks at most that often, and is never early', () => {
    const { clock, wheel, log } = setUp(8);
    for (let ms = 100; ms < 140; ms++) wheel.start(log.node(ms), ms);
    clock.advance(200);
    expect(log.seen).toHaveLength(40);
    for (const [kind, at] of log.seen) {
      expect(at).toBeGreaterThanOrEqual(kind);
      expect(at).toBeLessThanOrEqual(kind + 8);
    }
    expect(new Set(log.seen.map(([, at]) => at)).size).toBeLessThanOrEqual(6);
    clock.advance(1000);
    wheel.start(log.node(0), 3);
    clock.advance(3);
    expect(log.seen.at(-1)).toEqual([0, 1203]); // a lone one is exact
  });

  it('close stops all for good, also from within a callback', () => {
    const { clock, wheel, log } = setUp();
    log.react = (kind) => void (kind === 2 && wheel.close());
    const nodes = [1, 2, 3].map((kind) => log.node(kind));
    for (const node of nodes) wheel.start(node, 100);
    wheel.start(log.node(4), HOUR);
    clock.advance(100);
    expect(log.seen.map(([kind]) => kind)).toEqual([1, 2]);
    expect(nodes.map((node) => node.running)).toEqual([false, false, false]);
    expect(wheel.size).toBe(0);
    expect(clock.pending).toBe(0);
    wheel.start(nodes[0]!, 1);
    clock.advance('2h');
    expect(log.seen).toHaveLength(2);
    expect(nodes[0]!.running).toBe(false);
  });

  it('is a list of deadlines, only faster', () => {
    const delay = fc.oneof(
      fc.integer({ min: 0, max: 600 }),
      fc.integer({ min: 0, max: 70_000 }),
      fc.integer({ min: 0, max: 20_000_000 }),
      fc.constantFrom(0, 255, 256, 65_535, 65_536, 16_777_216),
    );
    const step = fc.oneof(
      fc.record({ what: fc.constant('start' as const), timer: fc.nat(19), delay }),
      fc.record({ what: fc.constant('stop' as const), timer: fc.nat(19), delay: fc.constant(0) }),
      fc.record({ what: fc.constant('move' as const), timer: fc.constant(0), delay }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const { clock, wheel, log } = setUp();
        const nodes = Array.from({ length: 20 }, (_, kind) => log.node(kind));
        const deadlines = new Map<number, number>();
        for (const { what, timer, delay: ms } of steps) {
          if (what === 'start') {
            wheel.start(nodes[timer]!, ms);
            deadlines.set(timer, clock.now() + Math.max(ms, 1));
          } else if (what === 'stop') {
            wheel.stop(nodes[timer]!);
            deadlines.delete(timer);
          } else {
            const end = clock.now() + ms;
            const due = [...deadlines].filter(([, at]) => at <= end).sort((a, b) => a[1] - b[1] || a[0] - b[0]);
            log.seen.length = 0;
            clock.advance(ms);
            // Which of two that are due together comes first is left open.
            expect([...log.seen].sort((a, b) => a[1] - b[1] || a[0] - b[0])).toEqual(due);
            expect(log.seen.every(([, at], i) => i === 0 || (log.seen[i - 1]?.[1] ?? 0) <= at)).toBe(true);
            for (const [kind] of due) deadlines.delete(kind);
          }
          expect(wheel.size).toBe(deadlines.size);
          expect(nodes.filter((node) => node.running)).toHaveLength(deadlines.size);
          for (const [kind, at] of deadlines) expect(wheel.left(nodes[kind]!)).toBe(at - clock.now());
        }
      }),
      { numRuns: 300 },
    );
  });

  it('carries the timers of many transactions, most of them stopped in time', () => {
    const { clock, wheel, log } = setUp();
    const delays = [500, 4000, 5000, 32_000, 180_000];
    const transactions = 2000;
    const nodes: TimerNode[][] = [];
    let expected = 0;
    for (let n = 0; n < transactions; n++) {
      const own = delays.map((delay) => log.node(delay));
      own.forEach((node, i) => wheel.start(node, delays[i] ?? 0));
      nodes.push(own);
      clock.advance(1);
    }
    expect(wheel.size).toBe(transactions * delays.length - log.seen.length);
    const alreadyFired = log.seen.length;
    for (const [n, own] of nodes.entries()) if (n % 10 !== 0) for (const node of own) wheel.stop(node);
    expected = nodes
      .filter((_, n) => n % 10 === 0)
      .flat()
      .filter((node) => node.running).length;
    expect(wheel.size).toBe(expected);
    clock.advance('5m');
    expect(log.seen).toHaveLength(alreadyFired + expected);
    expect(wheel.size).toBe(0);
    expect(clock.pending).toBe(0);
    log.seen.forEach(([kind, at], i) => {
      expect(at).toBeGreaterThanOrEqual(kind);
      expect(at).toBeGreaterThanOrEqual(log.seen[i - 1]?.[1] ?? 0);
    });
  });

  it('two wheels on one clock know nothing of each other', () => {
    const { clock, wheel, log } = setUp();
    const second = new TimerWheel(clock, { onError: () => {} });
    const other = new Log(clock);
    wheel.start(log.node(1), 100);
    second.start(other.node(2), 100);
    wheel.close();
    clock.advance(100);
    expect([log.seen, other.seen]).toEqual([[], [[2, 100]]]);
  });

  it('timers that are started together expire in that order', () => {
    const { clock, wheel, log } = setUp();
    for (let kind = 0; kind < 100; kind++) wheel.start(log.node(kind), 5000);
    clock.advance('5s');
    expect(log.seen.map(([kind]) => kind)).toEqual(Array.from({ length: 100 }, (_, kind) => kind));
  });

  it('starts and stops without asking the clock for a call each time', () => {
    const { clock, wheel, log } = setUp();
    let calls = 0;
    const { after } = VirtualClock.prototype;
    clock.after = function (delay, fire) {
      calls++;
      return after.call(this, delay, fire);
    };
    const node = log.node(1);
    for (let i = 0; i < 1000; i++) {
      wheel.start(node, 500);
      wheel.stop(node);
      clock.advance(0.1);
    }
    expect(calls).toBeLessThanOrEqual(2);
  });

  it('on the machine’s clock: never early, soon after', async () => {
    const clock = new RealClock();
    const wheel = new TimerWheel(clock, { onError: () => {} });
    const delays = [0, 1, 3, 10, 25, 60];
    const begun = clock.now();
    const late = await new Promise<number[]>((resolve) => {
      const found: number[] = [];
      const owner: TimerOwner = {
        expired: (kind) => {
          found.push(clock.now() - begun - kind);
          if (found.length === delays.length) resolve(found);
        },
      };
      for (const ms of delays) wheel.start(new TimerNode(owner, ms), ms);
    });
    for (const ms of late) expect(ms).toBeGreaterThanOrEqual(0);
    expect(Math.min(...late)).toBeLessThan(20);
    wheel.close();
  });
});

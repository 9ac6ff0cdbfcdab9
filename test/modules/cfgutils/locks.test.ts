import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { Locks } from '../../../modules/cfgutils/locks.ts';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { once } from '../../../runtime/timer/once.ts';
import { VirtualClock } from '../../../runtime/timer/virtual.ts';
import { TimerWheel } from '../../../runtime/timer/wheel.ts';
import { KeptLog } from '../../support/core.ts';

const LONGEST = 1000;

let clock: VirtualClock;
let wheel: TimerWheel;
let log: KeptLog;
let locks: Locks;
beforeEach(() => {
  clock = new VirtualClock();
  wheel = new TimerWheel(clock, {
    onError: (error) => {
      throw error;
    },
  });
  log = new KeptLog();
  const after = (delay: number, run: () => void): (() => void) => once(wheel, delay, run);
  locks = new Locks({ log, now: () => clock.now(), after, longest: LONGEST });
});

/** A run of a route; locks look at nothing but its name. */
function run(name: string): RouteContext {
  return { routeName: name } as RouteContext;
}
/** What a promise came to, 'waiting' while it has not. */
function watched(result: 1 | Promise<1 | -1>): { now: () => Promise<1 | -1 | 'waiting'> } {
  let state: 1 | -1 | 'waiting' = 'waiting';
  void Promise.resolve(result).then((value) => (state = value));
  return {
    now: async () => {
      await Promise.resolve();
      await Promise.resolve();
      return state;
    },
  };
}

const a = run('a');
const b = run('b');
const c = run('c');

describe('a lock', () => {
  it('is had at once when it is free', () => {
    expect([locks.take('k', a), locks.tryTake('l', b), locks.take('', c), locks.size]).toEqual([1, 1, 1, 3]);
  });

  it('is kept by a run that takes it again, and is let go of once', () => {
    expect([locks.take('k', a), locks.take('k', a), locks.tryTake('k', a)]).toEqual([1, 1, -1]);
    expect([locks.release('k', a), locks.size, locks.tryTake('k', b)]).toEqual([1, 0, 1]);
  });

  it('of another run is not had, nor let go of', () => {
    void locks.take('k', a);
    expect([locks.tryTake('k', b), locks.release('k', b), locks.size]).toEqual([-1, -1, 1]);
  });

  it('that nobody holds may be let go of', () => expect(locks.release('never', a)).toBe(1));

  it('goes to those who wait in the order in which they came', async () => {
    void locks.take('k', a);
    const second = watched(locks.take('k', b));
    const third = watched(locks.take('k', c));
    expect([await second.now(), await third.now()]).toEqual(['waiting', 'waiting']);
    locks.release('k', a);
    expect([await second.now(), await third.now()]).toEqual([1, 'waiting']);
    locks.release('k', b);
    expect([await third.now(), locks.size]).toEqual([1, 1]);
    locks.release('k', c);
    expect([locks.size, wheel.size]).toEqual([0, 0]);
  });

  it('that was asked for twice is had once', async () => {
    void locks.take('k', a);
    const one = watched(locks.take('k', b));
    const two = watched(locks.take('k', b));
    locks.release('k', a);
    expect([await one.now(), await two.now()]).toEqual([1, 1]);
    locks.release('k', b);
    expect(locks.size).toBe(0);
  });
});

describe('a lock that very many want', () => {
  it('is handed on in time that grows with their number alone', () => {
    const runs = Array.from({ length: 20_000 }, (_, i) => run(`${i}`));
    for (const cx of runs) void locks.take('k', cx);
    const begun = performance.now();
    for (const [i, cx] of runs.entries()) {
      if (i % 2 === 0) locks.release('k', cx);
      else locks.ended(cx);
    }
    expect(performance.now() - begun).toBeLessThan(1000);
    expect([locks.size, wheel.size]).toEqual([0, 0]);
  });
});

describe('the end of a run', () => {
  it('frees what it holds, with one warning', async () => {
    void locks.take('k', a);
    void locks.take('l', a);
    const other = watched(locks.take('l', b));
    locks.ended(a);
    expect([await other.now(), locks.size]).toEqual([1, 1]);
    expect(log.lines.map(({ level, text, bindings }) => [level, text, bindings])).toEqual([
      ['warn', 'a ended with locks that it did not unlock; they are free now, and will be without a word', { locks: 'k, l' }],
    ]);
  });

  it('is told of once for each callback, and counted', () => {
    for (const cx of [a, run('a'), b, a]) {
      void locks.take('k', cx);
      locks.ended(cx);
    }
    expect([log.texts('warn').length, locks.forgotten, locks.size]).toEqual([2, 4, 0]);
  });

  it('says nothing of one that let go of all', () => {
    void locks.take('k', a);
    locks.release('k', a);
    locks.ended(a);
    locks.ended(b);
    expect(log.lines).toEqual([]);
  });

  it('ends its waiting', async () => {
    void locks.take('k', a);
    const waits = watched(locks.take('k', b));
    locks.ended(b);
    expect(await waits.now()).toBe(-1);
    expect([log.lines, wheel.size]).toEqual([[], 0]);
    locks.release('k', a);
    expect(locks.size).toBe(0);
  });
});

describe('a run that goes on for too long', () => {
  it('keeps what nobody wants', () => {
    void locks.take('k', a);
    clock.advance(10 * LONGEST);
    expect([locks.size, log.lines]).toEqual([1, []]);
    expect(locks.release('k', a)).toBe(1);
  });

  it('loses it to who waits', async () => {
    void locks.take('k', a);
    clock.advance(LONGEST / 2);
    const waits = watched(locks.take('k', b));
    clock.advance(LONGEST / 2 - 1);
    expect(await waits.now()).toBe('waiting');
    clock.advance(1);
    expect(await waits.now()).toBe(1);
    expect(log.texts('error')).toEqual(['a held a lock for more than 1000 ms; it was taken from it']);
    expect([locks.release('k', a), locks.size]).toEqual([-1, 1]);
    locks.ended(a);
    expect([locks.size, log.texts('warn')]).toEqual([1, []]);
  });

  it('loses it to who only tries', () => {
    void locks.take('k', a);
    clock.advance(LONGEST);
    expect([locks.tryTake('k', b), locks.release('k', b), locks.size]).toEqual([1, 1, 0]);
  });
});

describe('whatever runs do', () => {
  it('a lock has one owner, nobody waits for a free one, and the end of all leaves nothing', async () => {
    const step = fc.tuple(fc.constantFrom('take', 'try', 'release', 'end', 'wait'), fc.nat(2), fc.constantFrom('k', 'l'));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const runs = [run('0'), run('1'), run('2')];
        const waiting: { now: () => Promise<1 | -1 | 'waiting'> }[] = [];
        for (const [what, who, key] of steps) {
          const cx = runs[who]!;
          if (what === 'take') waiting.push(watched(locks.take(key, cx)));
          else if (what === 'try') locks.tryTake(key, cx);
          else if (what === 'release') locks.release(key, cx);
          else if (what === 'end') locks.ended(cx);
          else clock.advance(600);
        }
        for (const cx of runs) locks.ended(cx);
        for (const one of waiting) expect(await one.now()).not.toBe('waiting');
        expect([locks.size, wheel.size]).toEqual([0, 0]);
        expect((locks as unknown as { keys: Map<unknown, unknown> }).keys.size).toBe(0);
      }),
    );
  });
});

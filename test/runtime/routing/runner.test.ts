import { beforeEach, describe, expect, it } from 'vitest';
import { RouteContext, type RouteFunction } from '../../../runtime/routing/context.ts';
import { CoreCounters } from '../../../runtime/routing/core.ts';
import { EXIT } from '../../../runtime/routing/exit.ts';
import { RouteRunner } from '../../../runtime/routing/runner.ts';
import { KeptLog, NO_ROUTES } from '../../support/core.ts';
import { arrived, bareServer } from './messages.ts';

let log: KeptLog;
let counters: CoreCounters;
let runner: RouteRunner;
let cx: RouteContext;

beforeEach(async () => {
  log = new KeptLog();
  counters = new CoreCounters();
  runner = new RouteRunner(log, counters, (run) => ({ run }));
  const of = arrived(await bareServer());
  const routes = { ...NO_ROUTES, mapStack: (error: unknown) => `mapped: ${String(error)}` };
  cx = new RouteContext(of.core, 'request', routes, 'requestRoute', of.message, of.source);
});

function exit(): never {
  cx.exitRaised = true;
  // oxlint-disable-next-line typescript/only-throw-error -- what KSR.x.exit throws
  throw EXIT;
}

type Run = (ksr: { run: RouteContext }) => unknown;
const run = (route: Run): Promise<void> | undefined => runner.run(cx, route as RouteFunction);

describe('running a callback', () => {
  it('hands over the KSR object of the run', () => {
    let seen: unknown;
    expect(run((ksr) => (seen = ksr.run))).toBeUndefined();
    expect(seen).toBe(cx);
    expect([cx.failed, log.lines]).toEqual([false, []]);
  });

  it.each<[string, Run]>([
    ['a value', () => 7],
    ['null', () => null],
    // oxlint-disable-next-line unicorn/no-thenable -- a value that only looks like one
    ['an object with then that is no function', () => ({ then: 1 })],
    ['a function', () => () => {}],
  ])('takes %s for its end', (_name, route) => {
    expect(run(route)).toBeUndefined();
    expect(cx.failed).toBe(false);
  });

  it('ends it at exit()', () => {
    let further = false;
    void run(() => {
      exit();
      further = true;
    });
    expect([further, cx.failed, log.lines.length, counters.swallowedExits]).toEqual([false, false, 0, 0]);
  });

  it('logs what it throws with the lines of the user, and lives on', () => {
    void run(() => {
      throw new TypeError('no such thing');
    });
    expect(cx.failed).toBe(true);
    expect(counters.routeErrors).toBe(1);
    expect(log.lines).toEqual([
      {
        level: 'error',
        text: 'requestRoute failed: mapped: TypeError: no such thing',
        bindings: { callId: 'call-1', method: 'INVITE', cseq: 1, source: 'udp:203.0.113.77:5060' },
      },
    ]);
  });

  it.each([undefined, null, 'text', 7, Symbol('other')])('logs %s, thrown', (thrown) => {
    void run(() => {
      // oxlint-disable-next-line typescript/only-throw-error -- a script may throw anything
      throw thrown;
    });
    expect([cx.failed, counters.routeErrors, log.texts('error').length]).toEqual([true, 1, 1]);
  });

  it('reports an exit() that a catch swallowed', () => {
    void run(() => {
      try {
        exit();
      } catch {
        // as careless routes do
      }
    });
    expect([cx.failed, counters.swallowedExits]).toEqual([false, 1]);
    expect(log.texts('warn')).toEqual([
      'requestRoute went on after KSR.x.exit(): a catch swallowed it; let it pass with `throw`',
    ]);
  });

  it('reports no exit() that passed a finally', () => {
    void run(() => {
      try {
        exit();
      } finally {
        cx.flags = 1;
      }
    });
    expect([counters.swallowedExits, cx.flags]).toEqual([0, 1]);
  });
});

describe('running an asynchronous callback', () => {
  it('answers a promise that ends when it does', async () => {
    let end = (): void => {};
    const gate = new Promise<void>((resolve) => (end = resolve));
    let ended = false;
    const running = run(async () => {
      await gate;
      ended = true;
    });
    expect(running).toBeInstanceOf(Promise);
    expect(ended).toBe(false);
    end();
    await running;
    expect([ended, cx.failed]).toEqual([true, false]);
  });

  it('never rejects: what it throws is logged', async () => {
    await expect(run(() => Promise.reject(new Error('gone')))).resolves.toBeUndefined();
    expect([cx.failed, counters.routeErrors]).toEqual([true, 1]);
    expect(log.texts('error')).toEqual(['requestRoute failed: mapped: Error: gone']);
  });

  it('ends it at exit(), before and behind an await', async () => {
    await run(async () => exit());
    await run(async () => {
      await Promise.resolve();
      exit();
    });
    expect([cx.failed, log.lines.length]).toEqual([false, 0]);
  });

  it('reports an exit() that a catch swallowed', async () => {
    await run(async () => {
      await Promise.resolve();
      try {
        exit();
      } catch {
        // as careless routes do
      }
    });
    expect(counters.swallowedExits).toBe(1);
  });

  it('takes anything that can be awaited', async () => {
    // oxlint-disable-next-line unicorn/no-thenable -- some libraries return such a thing
    await run(() => ({ then: (resolve: () => void) => resolve() }));
    // oxlint-disable-next-line unicorn/no-thenable -- and some fail
    await run(() => ({ then: (_: unknown, reject: (error: unknown) => void) => reject(new Error('thenable')) }));
    expect(counters.routeErrors).toBe(1);
  });

  it('keeps what a then itself throws', async () => {
    await run(() => ({
      // oxlint-disable-next-line unicorn/no-thenable -- hostile
      then: () => {
        throw new Error('then');
      },
    }));
    expect([cx.failed, counters.routeErrors]).toEqual([true, 1]);
  });
});

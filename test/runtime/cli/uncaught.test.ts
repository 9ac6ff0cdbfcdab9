import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { catchUncaught } from '../../../runtime/cli/uncaught.ts';
import { LimitedLog } from '../../../runtime/observe/limited.ts';
import { silentLog } from '../../../runtime/observe/logger.ts';
import type { Log } from '../../../runtime/observe/logger.ts';
import { VirtualClock } from '../../../runtime/timer/virtual.ts';

function watching(ready: boolean, log: Partial<Log> = {}) {
  const events = new EventEmitter();
  const lines: unknown[] = [];
  const failures: unknown[] = [];
  const target: Log = { ...silentLog, enabled: () => true, error: (text, bindings) => void lines.push([text, bindings]), ...log };
  const { counts, release } = catchUncaught({
    events,
    log: new LimitedLog(target, new VirtualClock(), 2),
    routes: () => ({ mapStack: (thrown) => `mapped ${String(thrown)}` }),
    ready: () => ready,
    fail: (thrown) => failures.push(thrown),
  });
  return { events, lines, failures, counts, release };
}

describe('catchUncaught, while serving', () => {
  it('counts and logs a promise that nobody awaits, with the lines of the user', () => {
    const { events, lines, failures, counts } = watching(true);
    events.emit('unhandledRejection', new Error('floating'), Promise.resolve());
    expect(counts).toEqual({ rejections: 1, exceptions: 0 });
    expect(lines).toEqual([['a promise was rejected and nobody awaits it', { stack: 'mapped Error: floating', count: 1 }]]);
    expect(failures).toEqual([]);
  });

  it('goes on after an exception', () => {
    const { events, lines, failures, counts } = watching(true);
    events.emit('uncaughtException', new TypeError('defect'), 'uncaughtException');
    expect(counts).toEqual({ rejections: 0, exceptions: 1 });
    expect(lines).toEqual([['an error was not caught; the server goes on', { stack: 'mapped TypeError: defect', count: 1 }]]);
    expect(failures).toEqual([]);
  });

  it('does not let a peer that knows such an error flood the log', () => {
    const { events, lines, counts } = watching(true);
    for (let n = 0; n < 1000; n++) events.emit('uncaughtException', new Error('again'));
    expect(counts.exceptions).toBe(1000);
    expect(lines).toHaveLength(2);
  });

  it('survives a log that fails', () => {
    const failing = (): never => {
      throw new Error('disk full');
    };
    const { events, counts } = watching(true, { error: failing });
    expect(() => events.emit('uncaughtException', new Error('x'))).not.toThrow();
    expect(counts.exceptions).toBe(1);
  });
});

describe('catchUncaught, before the server is ready', () => {
  it('an exception fails the start', () => {
    const { events, lines, failures } = watching(false);
    const error = new Error('early');
    events.emit('uncaughtException', error);
    expect(failures).toEqual([error]);
    expect(lines).toEqual([]);
  });

  it('a rejected promise does not', () => {
    const { events, lines, failures, counts } = watching(false);
    events.emit('unhandledRejection', new Error('early'));
    expect(failures).toEqual([]);
    expect(lines).toHaveLength(1);
    expect(counts.rejections).toBe(1);
  });
});

it('leaves nothing behind', () => {
  const { events, release } = watching(true);
  release();
  expect(events.eventNames()).toEqual([]);
});

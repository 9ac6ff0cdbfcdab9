import { describe, expect, it } from 'vitest';
import { LimitedLog } from '../../../runtime/observe/limited.ts';
import { silentLog } from '../../../runtime/observe/logger.ts';
import type { Level, Log } from '../../../runtime/observe/logger.ts';
import type { LogBindings } from '../../../runtime/routing/logger.ts';
import { VirtualClock } from '../../../runtime/timer/virtual.ts';

/** A log that keeps `level text bindings`. */
function listing(enabled: (level: Level) => boolean = () => true): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const keep = (level: Level) => (text: string, bindings?: LogBindings) =>
    void lines.push(`${level} ${text}${bindings ? ` ${JSON.stringify(bindings)}` : ''}`);
  const log: Log = {
    ...silentLog,
    enabled,
    debug: keep('debug'),
    info: keep('info'),
    notice: keep('notice'),
    warn: keep('warn'),
    error: keep('error'),
    fatal: keep('fatal'),
  };
  return { log, lines };
}

describe('LimitedLog', () => {
  it('writes a few lines of a kind in a second, then counts', () => {
    const clock = new VirtualClock();
    const { log, lines } = listing();
    const limited = new LimitedLog(log, clock, 2);
    expect([1, 2, 3, 4, 5].map((n) => limited.write('warn', 'bad', `line ${n}`))).toEqual([true, true, false, false, false]);
    expect(lines).toEqual(['warn line 1', 'warn line 2']);
    clock.advance(999);
    expect(limited.write('warn', 'bad', 'line 6')).toBe(false);
    clock.advance(1);
    expect(limited.write('warn', 'bad', 'line 7', { callId: 'a' })).toBe(true);
    expect(lines.slice(2)).toEqual(['warn 4 more lines like this were left out {"kind":"bad"}', 'warn line 7 {"callId":"a"}']);
  });

  it('tells kinds apart', () => {
    const { log, lines } = listing();
    const limited = new LimitedLog(log, new VirtualClock(), 1);
    for (const key of ['a', 'b', 'a', 'b']) limited.write('info', key, key);
    expect(lines).toEqual(['info a', 'info b']);
  });

  it('says nothing of left out lines when there were none', () => {
    const clock = new VirtualClock();
    const { log, lines } = listing();
    const limited = new LimitedLog(log, clock, 5);
    for (let second = 0; second < 3; second++) {
      limited.write('info', 'a', 'x');
      clock.advance(1000);
    }
    limited.flush();
    expect(lines).toEqual(['info x', 'info x', 'info x']);
  });

  it('writes five a second unless told otherwise', () => {
    const { log, lines } = listing();
    const limited = new LimitedLog(log, new VirtualClock());
    for (let n = 0; n < 100; n++) limited.write('info', 'a', 'x');
    expect(lines).toHaveLength(5);
  });

  it('tells what it still knows when flushed, once', () => {
    const { log, lines } = listing();
    const limited = new LimitedLog(log, new VirtualClock(), 1);
    for (let n = 0; n < 3; n++) limited.write('error', 'a', 'x');
    limited.flush();
    limited.flush();
    expect(lines).toEqual(['error x', 'error 2 more lines like this were left out {"kind":"a"}']);
    expect(limited.write('error', 'a', 'x')).toBe(true);
  });

  it('does not count lines of a level that is off', () => {
    const { log, lines } = listing((level) => level === 'warn');
    const limited = new LimitedLog(log, new VirtualClock(), 1);
    for (let n = 0; n < 3; n++) expect(limited.write('debug', 'a', 'x')).toBe(false);
    limited.flush();
    expect(lines).toEqual([]);
  });

  it('keeps a limited number of kinds, and tells the count of those that have to go', () => {
    const { log, lines } = listing();
    const limited = new LimitedLog(log, new VirtualClock(), 1);
    limited.write('info', 'first', 'x');
    limited.write('info', 'first', 'x');
    for (let n = 0; n < 1000; n++) limited.write('info', `key ${n}`, 'y');
    expect(lines.filter((line) => line.includes('left out'))).toEqual([
      'info 1 more lines like this were left out {"kind":"first"}',
    ]);
    expect(limited.write('info', 'first', 'again')).toBe(true);
    expect(limited.write('info', 'key 999', 'y')).toBe(false);
  });
});

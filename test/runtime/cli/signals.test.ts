import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { onSignals } from '../../../runtime/cli/signals.ts';
import { VirtualClock } from '../../../runtime/timer/virtual.ts';

function waiting() {
  const events = new EventEmitter();
  const clock = new VirtualClock();
  const seen: (string | number)[] = [];
  const release = onSignals(
    events,
    clock,
    (signal) => seen.push(signal),
    (code) => seen.push(code),
  );
  return { events, clock, seen, release };
}

describe('onSignals', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('%s once, then again: %i', (signal, code) => {
    const { events, clock, seen } = waiting();
    events.emit(signal);
    expect(seen).toEqual([signal]);
    clock.advance(1000);
    events.emit(signal);
    expect(seen).toEqual([signal, code]);
  });

  it('takes the same signal twice at a time for one: npm passes on what the terminal sent as well', () => {
    const { events, clock, seen } = waiting();
    events.emit('SIGINT');
    clock.advance(149);
    events.emit('SIGINT');
    expect(seen).toEqual(['SIGINT']);
    clock.advance(1);
    events.emit('SIGINT');
    expect(seen).toEqual(['SIGINT', 130]);
  });

  it('takes any second signal, with the code of that one', () => {
    const { events, clock, seen } = waiting();
    events.emit('SIGTERM');
    clock.advance(200);
    events.emit('SIGINT');
    expect(seen).toEqual(['SIGTERM', 130]);
  });

  it('leaves nothing behind', () => {
    const { events, seen, release } = waiting();
    release();
    expect(events.eventNames()).toEqual([]);
    events.emit('SIGINT');
    expect(seen).toEqual([]);
  });
});

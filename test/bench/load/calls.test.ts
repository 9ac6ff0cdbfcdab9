import { describe, expect, it } from 'vitest';

import { Calls, SLOTS, State } from './calls.ts';

describe('calls', () => {
  it('have numbers of their own, and a state', () => {
    const calls = new Calls();
    const [a, b] = [calls.begin(1), calls.begin(2)];
    expect(a).not.toBe(b);
    expect(calls.open).toBe(2);
    calls.enter(a, State.Answered, 5);
    expect([calls.state(a), calls.state(b)]).toEqual([State.Answered, State.Inviting]);
    expect([calls.entered(a), calls.entered(b)]).toEqual([5, 2]);
  });

  it('are counted while they ring', () => {
    const calls = new Calls();
    const [a, b] = [calls.begin(1), calls.begin(1)];
    calls.enter(a, State.Ringing, 2);
    calls.enter(b, State.Ringing, 2);
    expect(calls.ringing).toBe(2);
    calls.enter(a, State.Answered, 3);
    calls.enter(b, State.Free, 3);
    expect([calls.ringing, calls.open]).toEqual([0, 1]);
  });

  it('are none when they ended, or never were', () => {
    const calls = new Calls();
    const call = calls.begin(1);
    calls.enter(call, State.Free, 2);
    expect(calls.state(call)).toBe(State.Free);
    expect(calls.state(call + SLOTS)).toBe(State.Free);
    expect(calls.state(-1)).toBe(State.Free);
  });

  it('leave a slot alone that still has its call', () => {
    const calls = new Calls();
    const long = calls.begin(1);
    for (let i = 0; i < 3 * SLOTS; i++) {
      const call = calls.begin(2);
      expect(calls.state(call)).toBe(State.Inviting);
      calls.enter(call, State.Free, 3);
    }
    expect(calls.state(long)).toBe(State.Inviting);
  });

  it('are not more than there are slots', () => {
    const calls = new Calls();
    for (let i = 0; i < SLOTS; i++) calls.begin(1);
    expect(calls.begin(1)).toBe(-1);
    expect([calls.lost, calls.open]).toEqual([1, SLOTS]);
  });

  it('are lost without progress, unless they ring', () => {
    const calls = new Calls();
    const [inviting, ringing, later] = [calls.begin(0), calls.begin(0), calls.begin(2000)];
    calls.enter(ringing, State.Ringing, 0);
    calls.sweep(3000);
    expect([inviting, ringing, later].map((call) => calls.state(call))).toEqual([State.Free, State.Ringing, State.Inviting]);
    expect([calls.lost, calls.open]).toEqual([1, 2]);
  });

  it('go on when the figures begin anew', () => {
    const calls = new Calls();
    const call = calls.begin(1);
    calls.finished = 3;
    calls.requests.add(1);
    calls.clear();
    expect([calls.finished, calls.requests.count, calls.state(call)]).toEqual([0, 0, State.Inviting]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CoreCounters } from '../../../runtime/routing/core.ts';
import { Statistics, declareCore } from '../../../runtime/routing/statistics.ts';

describe('counters', () => {
  it('are found by group and name, and by name', () => {
    const statistics = new Statistics();
    const one = statistics.declare('a', 'x');
    const other = statistics.declare('b', 'x');
    expect([statistics.find('a', 'x'), statistics.find('b', 'x'), statistics.named('x')]).toEqual([one, other, one]);
    expect([statistics.find('a', 'y'), statistics.find('c', 'x'), statistics.named('y'), statistics.named('')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect([statistics.groupNames(), statistics.ofGroup('a'), statistics.ofGroup('c')]).toEqual([['a', 'b'], [one], []]);
  });

  it('are made once', () => {
    const statistics = new Statistics();
    const one = statistics.declare('a', 'x', { description: 'd' });
    one.add(3);
    expect([statistics.declare('a', 'x') === one, one.value, one.description]).toEqual([true, 3, 'd']);
  });

  it.each(['__proto__', 'constructor', 'toString'])('may be called %s', (name) => {
    const statistics = new Statistics();
    expect([statistics.named(name), statistics.find(name, name), statistics.ofGroup(name)]).toEqual([null, null, []]);
    expect(statistics.declare(name, name).value).toBe(0);
  });

  it('count what is added, from the last reset on', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.integer(), fc.constant('reset' as const), fc.constant('event' as const))), (steps) => {
        let events = 0;
        const statistics = new Statistics();
        const own = statistics.declare('a', 'own');
        const read = statistics.declare('a', 'read', { read: () => events });
        const kept = statistics.declare('a', 'kept', { resettable: false });
        let [wanted, wantedRead, all] = [0, 0, 0];
        for (const step of steps) {
          if (step === 'event') {
            events++;
            wantedRead++;
          } else if (step === 'reset') {
            for (const counter of [own, read, kept]) counter.reset();
            wanted = wantedRead = 0;
          } else {
            for (const counter of [own, read, kept]) counter.add(step);
            wanted += step;
            wantedRead += step;
            all += step;
          }
        }
        expect([own.value, read.value, kept.value]).toEqual([wanted, wantedRead, all]);
      }),
    );
  });

  it('of the core show what it counts', () => {
    const statistics = new Statistics();
    const counters = new CoreCounters();
    declareCore(statistics, counters);
    Object.keys(counters).forEach((key, i) => ((counters as unknown as Record<string, number>)[key] = 2 ** i));
    const sum = statistics.ofGroup('core').reduce((total, { value }) => total + value, 0);
    // each of them, and each once
    expect(sum).toBe(2 ** Object.keys(counters).length - 1);
    expect(statistics.named('rcv_requests')!.value).toBe(counters.requests);
  });
});

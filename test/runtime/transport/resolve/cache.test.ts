import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { VirtualClock } from '../../../../runtime/timer/virtual.ts';
import { DnsCache } from '../../../../runtime/transport/resolve/cache.ts';
import type { DnsRecord } from '../../../../runtime/transport/resolve/records.ts';

const records = (ip: string): DnsRecord[] => [{ ip, srv: null, naptr: null }];

describe('DnsCache', () => {
  it('knows nothing at first', () => {
    const cache = new DnsCache(new VirtualClock(), 10);
    expect(cache.get('A:a.example')).toBeNull();
    expect(cache.get('__proto__')).toBeNull();
    expect(cache.size).toBe(0);
  });

  it('keeps an answer until its time is over, then lets go of it', () => {
    const clock = new VirtualClock();
    const cache = new DnsCache(clock, 10);
    const kept = records('192.0.2.1');
    cache.set('A:a.example', kept, 30);
    clock.advance(29_999);
    expect(cache.get('A:a.example')).toBe(kept);
    clock.advance(1);
    expect(cache.size).toBe(1);
    expect(cache.get('A:a.example')).toBeNull();
    expect(cache.size).toBe(0);
  });

  it('keeps that there is nothing', () => {
    const cache = new DnsCache(new VirtualClock(), 10);
    cache.set('A:a.example', [], 60);
    expect(cache.get('A:a.example')).toEqual([]);
  });

  it('a new answer replaces the old one, also one that may not be kept', () => {
    const cache = new DnsCache(new VirtualClock(), 10);
    cache.set('A:a.example', records('192.0.2.1'), 60);
    cache.set('A:a.example', records('192.0.2.2'), 60);
    expect(cache.get('A:a.example')).toEqual(records('192.0.2.2'));
    expect(cache.size).toBe(1);
    cache.set('A:a.example', records('192.0.2.3'), 0);
    expect(cache.get('A:a.example')).toBeNull();
  });

  it.each([0, -1, NaN])('a time of %d keeps nothing', (ttl) => {
    const cache = new DnsCache(new VirtualClock(), 10);
    cache.set('A:a.example', records('192.0.2.1'), ttl);
    expect(cache.size).toBe(0);
  });

  it('drops the oldest when it is full; an answer that was renewed is young again', () => {
    const cache = new DnsCache(new VirtualClock(), 3);
    for (const key of ['a', 'b', 'c', 'a', 'd']) cache.set(key, records(key), 60);
    expect(['a', 'b', 'c', 'd'].filter((key) => cache.get(key) !== null)).toEqual(['a', 'c', 'd']);
  });

  it('with room for none it keeps none', () => {
    const cache = new DnsCache(new VirtualClock(), 0);
    cache.set('a', records('192.0.2.1'), 60);
    expect(cache.size).toBe(0);
  });

  it('clear forgets all', () => {
    const cache = new DnsCache(new VirtualClock(), 3);
    cache.set('a', [], 60);
    cache.clear();
    expect(cache.size).toBe(0);
    expect(cache.get('a')).toBeNull();
  });

  it('is a list of the youngest, only faster', () => {
    const step = fc.record({ key: fc.constantFrom(...'abcdefgh'), ttl: fc.nat(20), wait: fc.nat(10) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(step, { maxLength: 60 }), (most, steps) => {
        const clock = new VirtualClock();
        const cache = new DnsCache(clock, most);
        let model: { key: string; ip: string; until: number }[] = []; // youngest last
        steps.forEach(({ key, ttl, wait }, i) => {
          cache.set(key, records(`${i}`), ttl);
          model = model.filter((kept) => kept.key !== key);
          if (ttl > 0) model = [...model, { key, ip: `${i}`, until: clock.now() + ttl * 1000 }].slice(-most);
          clock.advance(wait * 1000);
          for (const asked of 'abcdefgh') {
            const kept = model.find((entry) => entry.key === asked && clock.now() < entry.until);
            expect(cache.get(asked)).toEqual(kept === undefined ? null : records(kept.ip));
          }
          model = model.filter((entry) => clock.now() < entry.until); // asking let go of them
          expect(cache.size).toBe(model.length);
        });
      }),
    );
  });
});

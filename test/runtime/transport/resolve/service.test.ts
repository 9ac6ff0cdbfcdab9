import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { DnsRecord } from '../../../../runtime/transport/resolve/records.ts';
import { naptrProto, orderNaptr, orderSrv, srvName } from '../../../../runtime/transport/resolve/service.ts';
import { srv } from './fake-dns.ts';

const records = (...lines: string[]): DnsRecord[] => srv(...lines).map((record) => ({ ip: '', srv: record, naptr: null }));

describe('orderSrv', () => {
  it.each([
    ['priority before weight', ['20 99 1 c', '10 1 1 b', '10 5 1 a'], 'abc'],
    ['the first of equals stays first', ['1 1 1 a', '1 1 1 b'], 'ab'],
    ['weight 0 last', ['1 0 1 b', '1 1 1 a'], 'ab'],
    ['without those that say there is no service', ['1 0 0 ', '2 0 1 a'], 'a'],
    ['nothing', [], ''],
  ])('%s', (_, lines, order) => {
    expect(
      orderSrv(records(...lines), null)
        .map(({ name }) => name)
        .join(''),
    ).toBe(order);
  });

  it('by lot, each server is first as often as its weight says', () => {
    const first = new Map<string, number>();
    for (let i = 0; i < 100; i++) {
      const name = orderSrv(records('1 60 1 a', '1 30 1 b', '1 10 1 c'), () => (i + 0.5) / 100)[0]?.name ?? '';
      first.set(name, (first.get(name) ?? 0) + 1);
    }
    expect(Object.fromEntries(first)).toEqual({ a: 60, b: 30, c: 10 });
  });

  it('loses none, and keeps priorities in order, whatever the lots', () => {
    const line = fc.record({ priority: fc.nat(3), weight: fc.nat(100) });
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.infiniteStream(random), (lines, lots) => {
        const given = records(...lines.map(({ priority, weight }, i) => `${priority} ${weight} 5060 h${i}`));
        const next = (): number => lots.next().value ?? 0;
        for (const order of [orderSrv(given, null), orderSrv(given, next)]) {
          expect(new Set(order)).toEqual(new Set(given.map((record) => record.srv)));
          expect(order).toHaveLength(given.length);
          const priorities = order.map(({ priority }) => priority);
          expect(priorities).toEqual(priorities.toSorted((a, b) => a - b));
        }
      }),
    );
  });
});

describe('orderNaptr', () => {
  it('takes those that lead to SRV, by order and preference', () => {
    const naptr = (order: number, preference: number, flags: string): DnsRecord => ({
      ip: '',
      srv: null,
      naptr: { order, preference, flags, service: 'SIP+D2U', replacement: `r${order}${preference}${flags}` },
    });
    const given = [naptr(2, 1, 's'), naptr(1, 2, 's'), naptr(1, 1, 's'), naptr(0, 0, 'u'), naptr(0, 0, 'a'), naptr(0, 0, '')];
    expect(orderNaptr(given).map(({ replacement }) => replacement)).toEqual(['r11s', 'r12s', 'r21s']);
  });
});

describe('names', () => {
  it.each([
    ['udp', '_sip._udp.example.org'],
    ['tcp', '_sip._tcp.example.org'],
    ['tls', '_sips._tcp.example.org'],
    ['sctp', '_sip._sctp.example.org'],
    ['ws', ''],
    ['wss', ''],
  ] as const)('SRV of %s', (proto, name) => expect(srvName(proto, 'example.org')).toBe(name));

  it.each([
    ['SIP+D2U', 'udp'],
    ['SIP+D2T', 'tcp'],
    ['SIPS+D2T', 'tls'],
    ['SIP+D2S', 'sctp'],
    ['E2U+SIP', ''],
    ['', ''],
  ])('NAPTR %j is %j', (service, proto) => expect(naptrProto(service)).toBe(proto));
});

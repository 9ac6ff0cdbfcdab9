import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { VirtualClock } from '../../../../runtime/timer/virtual.ts';
import { TimerWheel } from '../../../../runtime/timer/wheel.ts';
import { Resolver } from '../../../../runtime/transport/resolve/resolver.ts';
import type { Proto } from '../../../../runtime/transport/types.ts';
import { addresses, FakeDns, srv } from './fake-dns.ts';

const host = fc.constantFrom('a.example', 'b.example', 'c.example');
const failure = fc.constantFrom('ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'ECONNREFUSED', 'ETIMEOUT', 'EBADRESP');
const ttl = fc.constantFrom(0, 1, 60, 100_000);
const four = fc.tuple(ttl, fc.array(fc.ipV4(), { maxLength: 3 })).map(([seconds, list]) => addresses(seconds, ...list));
const six = fc.tuple(ttl, fc.array(fc.ipV6(), { maxLength: 3 })).map(([seconds, list]) => addresses(seconds, ...list));
const server = fc
  .tuple(fc.nat(3), fc.nat(10), fc.nat(65_535), fc.oneof(host, fc.constantFrom('.', '')))
  .map(([priority, weight, port, name]) => srv(`${priority} ${weight} ${port} ${name}`)[0]!);
const naptr = fc.record({
  flags: fc.constantFrom('s', 'S', 'u', ''),
  service: fc.constantFrom('SIP+D2U', 'SIP+D2T', 'SIPS+D2T', 'E2U+sip'),
  replacement: fc.oneof(
    host.map((name) => `_sip._udp.${name}`),
    fc.constant('.'),
  ),
  order: fc.nat(3),
  preference: fc.nat(3),
});
const entry = fc.oneof(
  host.chain((name) => fc.oneof(four, failure).map((answer) => [`A ${name}`, answer] as const)),
  host.chain((name) => fc.oneof(six, failure).map((answer) => [`AAAA ${name}`, answer] as const)),
  host.chain((name) => fc.oneof(four, failure).map((answer) => [`SYSTEM ${name}`, answer] as const)),
  host.chain((name) =>
    fc.oneof(fc.array(server, { maxLength: 4 }), failure).map((answer) => [`SRV _sip._udp.${name}`, answer] as const),
  ),
  host.chain((name) =>
    fc.oneof(fc.array(server, { maxLength: 4 }), failure).map((answer) => [`SRV _sips._tcp.${name}`, answer] as const),
  ),
  host.chain((name) => fc.oneof(fc.array(naptr, { maxLength: 4 }), failure).map((answer) => [`NAPTR ${name}`, answer] as const)),
);
const question = fc.record({
  host,
  port: fc.constantFrom(0, 0, 5060, 5070),
  proto: fc.constantFrom<Proto | ''>('', 'udp', 'tcp', 'tls', 'ws'),
  secure: fc.boolean(),
});

describe('whatever a name service says', () => {
  it('the resolver answers, with addresses that were said, and the same again from memory', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { maxLength: 20 }),
        fc.array(question, { maxLength: 8 }),
        fc.boolean(),
        async (zone, questions, wanted) => {
          const clock = new VirtualClock();
          const wheel = new TimerWheel(clock, { onError: (error) => expect.fail(String(error)) });
          const dns = new FakeDns();
          for (const [asked, answer] of zone) dns.set(asked, answer);
          const resolver = new Resolver({
            clock,
            wheel,
            source: dns,
            random: () => 0.5,
            naptr: wanted,
            srvBalance: wanted,
            minTtl: 1,
          });
          for (const { host: name, port, proto, secure } of questions) {
            const before = dns.asked.length;
            const found = await resolver.resolve(name, port, proto, secure);
            expect(dns.asked.length - before).toBeLessThanOrEqual(64);
            const said = [...dns.zone.values()].flatMap(
              (answer) => (Array.isArray(answer) ? answer : []) as { address?: string }[],
            );
            for (const { ip, family, port: to, proto: over } of found) {
              expect(said.some((record) => record.address !== undefined && sameAddress(record.address, ip))).toBe(true);
              expect(family).toBe(ip.includes(':') ? 6 : 4);
              expect(to).toBeGreaterThan(0);
              if (port !== 0) expect(to).toBe(port);
              if (secure) expect(['tls', 'wss']).toContain(over);
              else if (proto !== '') expect(over).toBe(proto);
            }
            expect(new Set(found.map(({ ip, port: to, proto: over }) => `${over} ${ip} ${to}`)).size).toBe(found.length);
            expect(resolver.resolve(name, port, proto, secure)).toEqual(found); // at once, and equal
          }
          expect(wheel.size).toBe(0);
          expect(resolver.asking).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
  });
});

function sameAddress(a: string, b: string): boolean {
  const text = (ip: string): string => (ip.includes(':') ? new URL(`http://[${ip}]`).hostname : ip);
  return text(a) === text(b);
}

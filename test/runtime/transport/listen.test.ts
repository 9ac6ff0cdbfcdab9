import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { KsrError } from '../../../runtime/errors.ts';
import { isWildcard, type ListenInput, type ListenSpec, parseListen, socketText } from '../../../runtime/transport/listen.ts';

const plain = { advertisedHost: '', advertisedPort: 0, name: '' };

function problemOf(input: ListenInput): string {
  try {
    parseListen(input);
  } catch (error) {
    expect(error).toBeInstanceOf(KsrError);
    expect((error as KsrError).code).toBe('E_LISTEN_SYNTAX');
    return (error as KsrError).message;
  }
  return 'accepted';
}

describe('parseListen', () => {
  it.each<[string, ListenSpec]>([
    ['udp:0.0.0.0:5060', { ...plain, proto: 'udp', ip: '0.0.0.0', family: 4, port: 5060 }],
    ['udp:192.0.2.1', { ...plain, proto: 'udp', ip: '192.0.2.1', family: 4, port: 5060 }],
    ['udp:192.0.2.1:0', { ...plain, proto: 'udp', ip: '192.0.2.1', family: 4, port: 0 }],
    ['udp:[2001:db8::10]:5060', { ...plain, proto: 'udp', ip: '2001:db8::10', family: 6, port: 5060 }],
    ['udp:[2001:DB8:0::0010]', { ...plain, proto: 'udp', ip: '2001:db8::10', family: 6, port: 5060 }],
    ['udp:[::]:5070', { ...plain, proto: 'udp', ip: '::', family: 6, port: 5070 }],
    ['udp:[::]:0', { ...plain, proto: 'udp', ip: '::', family: 6, port: 0 }],
    ['tcp:192.0.2.1', { ...plain, proto: 'tcp', ip: '192.0.2.1', family: 4, port: 5060 }],
    ['tls:192.0.2.1', { ...plain, proto: 'tls', ip: '192.0.2.1', family: 4, port: 5061 }],
    ['ws:192.0.2.1', { ...plain, proto: 'ws', ip: '192.0.2.1', family: 4, port: 80 }],
    ['wss:[::1]', { ...plain, proto: 'wss', ip: '::1', family: 6, port: 443 }],
    ['UDP:192.0.2.1:65535', { ...plain, proto: 'udp', ip: '192.0.2.1', family: 4, port: 65_535 }],
    [
      'udp:192.0.2.1:5060 advertise 203.0.113.1:5061',
      { ...plain, proto: 'udp', ip: '192.0.2.1', family: 4, port: 5060, advertisedHost: '203.0.113.1', advertisedPort: 5061 },
    ],
    [
      '  udp:192.0.2.1   advertise   SIP.Example.org ',
      { ...plain, proto: 'udp', ip: '192.0.2.1', family: 4, port: 5060, advertisedHost: 'sip.example.org' },
    ],
    [
      'udp:[::]:5060 advertise [2001:DB8::1]:5070',
      { ...plain, proto: 'udp', ip: '::', family: 6, port: 5060, advertisedHost: '2001:db8::1', advertisedPort: 5070 },
    ],
    [
      'udp:192.0.2.1 name "second" advertise a.example.org:1',
      {
        proto: 'udp',
        ip: '192.0.2.1',
        family: 4,
        port: 5060,
        advertisedHost: 'a.example.org',
        advertisedPort: 1,
        name: 'second',
      },
    ],
  ])('%j', (text, spec) => expect(parseListen(text)).toEqual(spec));

  it.each<[ListenInput, Partial<ListenSpec>]>([
    [
      { proto: 'udp', address: '192.0.2.1' },
      { proto: 'udp', ip: '192.0.2.1', family: 4, port: 5060, advertisedHost: '' },
    ],
    [
      { proto: 'tls', address: '2001:db8::1' },
      { proto: 'tls', ip: '2001:db8::1', family: 6, port: 5061 },
    ],
    [
      { proto: 'tcp', address: '[2001:db8::1]', port: 0 },
      { ip: '2001:db8::1', port: 0 },
    ],
    [
      { proto: 'udp', address: '::', port: 5080, name: 'x' },
      { ip: '::', port: 5080, name: 'x' },
    ],
    [
      { proto: 'udp', address: '192.0.2.1', advertise: '203.0.113.1:5061' },
      { advertisedHost: '203.0.113.1', advertisedPort: 5061 },
    ],
    [
      { proto: 'udp', address: '192.0.2.1', advertise: { host: '2001:db8::2', port: 7 } },
      { advertisedHost: '2001:db8::2', advertisedPort: 7 },
    ],
    [
      { proto: 'udp', address: '192.0.2.1', advertise: { host: 'a.example' } },
      { advertisedHost: 'a.example', advertisedPort: 0 },
    ],
    [{ proto: 'udp', address: '192.0.2.1', advertise: undefined }, { advertisedHost: '' }],
  ])('%j', (input, spec) => expect(parseListen(input)).toMatchObject(spec));

  it.each<[ListenInput, string]>([
    ['', 'where the protocol is missing'],
    ['udp', 'where the address is missing'],
    ['udp:', 'where the address is missing'],
    [':5060', 'where the protocol is missing'],
    ['192.0.2.1:5060', 'where 192.0.2.1 is no protocol'],
    ['http:192.0.2.1', 'where http is no protocol'],
    ['sctp:192.0.2.1', 'but SCTP can not be listened on'],
    ['udp:2001:db8::10', 'where the IPv6 address needs brackets: [2001:db8::10]'],
    ['udp:2001:db8::10:5060', 'where the IPv6 address needs brackets: [2001:db8::10:5060]'],
    ['udp:sip.example.org:5060', 'where sip.example.org is not an address with an optional port'],
    ['udp:eth0', 'where eth0 is not an address with an optional port'],
    ['udp:192.0.2.1:', 'where 192.0.2.1: is not an address with an optional port'],
    ['udp:192.0.2.1:65536', 'where 192.0.2.1:65536 is not an address with an optional port'],
    ['udp:192.0.2.1:-1', 'where 192.0.2.1:-1 is not an address with an optional port'],
    ['udp:192.0.2.1:0x50', 'where 192.0.2.1:0x50 is not an address with an optional port'],
    ['udp:192.0.2.256', 'where 192.0.2.256 is not an address with an optional port'],
    ['udp:[2001:db8::1', 'where [2001:db8::1 is not an address with an optional port'],
    ['udp:[fe80::1%eth0]:5060', 'where [fe80::1%eth0]:5060 is not an address with an optional port'],
    ['udp:[::1]5060', 'where [::1]5060 is not an address with an optional port'],
    ['udp:192.0.2.1 advertise', 'where nothing follows advertise'],
    ['udp:192.0.2.1 as 203.0.113.1', 'where as is not known; advertise and name are'],
    ['udp:192.0.2.1 advertise a..b', 'where advertise a..b is not host or host:port'],
    ['udp:192.0.2.1 advertise 203.0.113.1:x', 'where advertise 203.0.113.1:x is not host or host:port'],
    ['udp:192.0.2.1 advertise 0.0.0.0', 'but nobody can send to 0.0.0.0'],
    ['udp:[::1] advertise [::]:5060', 'but nobody can send to ::'],
    [{ proto: 'udp', address: 'example.org' }, 'where example.org is not an address with an optional port'],
    [{ proto: 'quic', address: '192.0.2.1' }, 'where quic is no protocol'],
    [{ proto: 'udp', address: '192.0.2.1', port: 70_000 }, 'where 70000 is no port'],
    [{ proto: 'udp', address: '192.0.2.1', port: 1.5 }, 'where 1.5 is no port'],
    [{ proto: 'udp', address: '192.0.2.1', advertise: 'a b' }, 'where advertise a b is not host or host:port'],
  ])('%j is refused %s', (input, problem) => {
    const message = problemOf(input);
    expect(message.startsWith('listen has "')).toBe(true);
    expect(message.endsWith(`", ${problem}`)).toBe(true);
  });

  it('names the entry as it was written', () => {
    expect(problemOf('udp:zz:5060')).toContain('"udp:zz:5060"');
    expect(problemOf({ proto: 'udp', address: '2001:db8::g', port: 5060 })).toContain('"udp:[2001:db8::g]:5060"');
  });

  it('takes what is advertised for all, where an entry has nothing of its own', () => {
    expect(parseListen('udp:192.0.2.1', '203.0.113.9:5090')).toMatchObject({
      advertisedHost: '203.0.113.9',
      advertisedPort: 5090,
    });
    expect(parseListen('udp:192.0.2.1 advertise a.example', '203.0.113.9')).toMatchObject({ advertisedHost: 'a.example' });
    expect(parseListen('udp:192.0.2.1', { host: '2001:db8::9', port: 0 })).toMatchObject({
      advertisedHost: '2001:db8::9',
      advertisedPort: 0,
    });
    expect(() => parseListen('udp:192.0.2.1', 'a b')).toThrow(/not host or host:port/);
  });
});

describe('texts', () => {
  it.each([
    ['udp', '192.0.2.1', 5060, 'udp:192.0.2.1:5060'],
    ['tls', '2001:db8::10', 5061, 'tls:[2001:db8::10]:5061'],
  ] as const)('%s %s %d', (proto, ip, port, text) => expect(socketText(proto, ip, port)).toBe(text));

  it.each([
    ['0.0.0.0', true],
    ['::', true],
    ['0.0.0.1', false],
    ['::1', false],
  ])('isWildcard %s: %s', (ip, yes) => expect(isWildcard(ip)).toBe(yes));
});

describe('any entry', () => {
  const ip = fc.oneof(
    fc.ipV4(),
    fc.ipV6().map((text) => `[${text}]`),
  );
  const port = fc.option(fc.integer({ min: 0, max: 65_535 }), { nil: undefined });
  const proto = fc.constantFrom('udp', 'tcp', 'tls', 'ws', 'wss');
  const advertise = fc.option(
    fc.oneof(fc.constantFrom('sip.example.org', 'a.example:5090', '[2001:db8::1]:7'), fc.constant('203.0.113.1')),
    { nil: undefined },
  );
  const name = fc.option(fc.constantFrom('one', 'second'), { nil: undefined });

  it('as text and as object it says the same, and its text can be read again', () => {
    fc.assert(
      fc.property(proto, ip, port, advertise, name, (over, address, at, peers, called) => {
        const text = [
          `${over}:${address}${at === undefined ? '' : `:${at}`}`,
          ...(peers === undefined ? [] : ['advertise', peers]),
          ...(called === undefined ? [] : ['name', called]),
        ].join(' ');
        const spec = parseListen(text);
        expect(parseListen({ proto: over, address, port: at, advertise: peers, name: called })).toEqual(spec);
        expect(parseListen(socketText(spec.proto, spec.ip, spec.port))).toMatchObject({
          ip: spec.ip,
          port: spec.port,
          family: spec.family,
        });
        if (at !== undefined) expect(spec.port).toBe(at);
      }),
    );
  });

  it('nothing but E_LISTEN_SYNTAX comes of any text', () => {
    const near = fc.string({ unit: fc.constantFrom(...'udptcls:[]0123456789abf. \t', ' advertise ', ' name ', 'udp:') });
    fc.assert(
      fc.property(fc.oneof(near, fc.string()), (text) => {
        try {
          const spec = parseListen(text);
          expect(spec.ip).not.toBe('');
        } catch (error) {
          expect(error).toMatchObject({ code: 'E_LISTEN_SYNTAX', facts: { text } });
        }
      }),
      { numRuns: 1000 },
    );
  });
});

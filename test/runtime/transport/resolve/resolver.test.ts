import { describe, expect, it } from 'vitest';

import { VirtualClock } from '../../../../runtime/timer/virtual.ts';
import { TimerWheel } from '../../../../runtime/timer/wheel.ts';
import { type Endpoint, Resolver, type ResolverOptions } from '../../../../runtime/transport/resolve/resolver.ts';
import type { Proto } from '../../../../runtime/transport/types.ts';
import { addresses, FakeDns, srv } from './fake-dns.ts';

const never = new Promise<never>(() => {});

function setUp(options: Partial<ResolverOptions> = {}): {
  dns: FakeDns;
  clock: VirtualClock;
  wheel: TimerWheel;
  resolver: Resolver;
} {
  const clock = new VirtualClock();
  const wheel = new TimerWheel(clock, {
    onError: (error) => {
      throw error;
    },
  });
  const dns = new FakeDns();
  const resolver = new Resolver({ clock, wheel, source: dns, random: () => 0, ...options });
  return { dns, clock, wheel, resolver };
}

/** `udp 192.0.2.1 5060` */
function text(endpoints: readonly Endpoint[]): string[] {
  for (const { ip, family } of endpoints) expect(family).toBe(ip.includes(':') ? 6 : 4);
  return endpoints.map(({ proto, ip, port }) => `${proto} ${ip} ${port}`);
}

/** The answer that is there at once. */
function now(found: Endpoint[] | Promise<Endpoint[]>): string[] {
  expect(found).toBeInstanceOf(Array);
  return text(found as Endpoint[]);
}

/** The answer that has to be waited for. */
async function later(found: Endpoint[] | Promise<Endpoint[]>): Promise<string[]> {
  expect(found).toBeInstanceOf(Promise);
  return text(await found);
}

describe('at once', () => {
  it.each<[host: string, port: number, proto: Proto | '', secure: boolean, endpoints: string[]]>([
    ['192.0.2.1', 0, '', false, ['udp 192.0.2.1 5060']],
    ['192.0.2.1', 5070, 'tcp', false, ['tcp 192.0.2.1 5070']],
    ['192.0.2.1', 0, 'tls', false, ['tls 192.0.2.1 5061']],
    ['192.0.2.1', 0, '', true, ['tls 192.0.2.1 5061']],
    ['192.0.2.1', 0, 'tcp', true, ['tls 192.0.2.1 5061']],
    ['192.0.2.1', 0, 'ws', true, ['wss 192.0.2.1 443']],
    ['192.0.2.1', 0, 'ws', false, ['ws 192.0.2.1 80']],
    ['[2001:DB8:0::1]', 0, '', false, ['udp 2001:db8::1 5060']],
    ['2001:db8::1', 5070, 'udp', false, ['udp 2001:db8::1 5070']],
    ['localhost', 0, '', false, ['udp 127.0.0.1 5060', 'udp ::1 5060']],
    ['LocalHost.', 5070, 'tcp', false, ['tcp 127.0.0.1 5070', 'tcp ::1 5070']],
    ['phone.localhost', 0, '', false, ['udp 127.0.0.1 5060', 'udp ::1 5060']],
    ['nobody.invalid', 0, '', false, []],
    ['invalid', 5060, 'udp', false, []],
    ['NOBODY.INVALID.', 0, '', false, []],
    ['', 0, '', false, []],
    ['a b', 0, '', false, []],
    ['a..b', 0, '', false, []],
    ['192.0.2.256', 0, '', false, []],
    ['192.0.2', 0, '', false, []],
    ['a'.repeat(254), 0, '', false, []],
    ['ex\0ample', 0, '', false, []],
    ['[example.org]', 0, '', false, []],
  ])('%s port %d transport %j sips %s', (host, port, proto, secure, endpoints) => {
    const { dns, resolver } = setUp();
    expect(now(resolver.resolve(host, port, proto, secure))).toEqual(endpoints);
    expect(dns.asked).toEqual([]);
  });

  it('localhost only has the families that the server can send to', () => {
    expect(now(setUp({ families: [6] }).resolver.resolve('localhost', 0, ''))).toEqual(['udp ::1 5060']);
    expect(now(setUp({ families: [6] }).resolver.resolve('192.0.2.1', 0, ''))).toEqual(['udp 192.0.2.1 5060']);
  });
});

describe('with a port: A, then AAAA, then the system', () => {
  it.each<[string, [string, readonly unknown[] | string][], string[], string[]]>([
    [
      'A',
      [['A a.example', addresses(60, '192.0.2.1', '192.0.2.2')]],
      ['udp 192.0.2.1 5070', 'udp 192.0.2.2 5070'],
      ['A a.example'],
    ],
    [
      'AAAA when there is no A',
      [['AAAA a.example', addresses(60, '2001:DB8::1')]],
      ['udp 2001:db8::1 5070'],
      ['A a.example', 'AAAA a.example'],
    ],
    [
      'AAAA when A has no record',
      [
        ['A a.example', 'ENODATA'],
        ['AAAA a.example', addresses(60, '2001:db8::1')],
      ],
      ['udp 2001:db8::1 5070'],
      ['A a.example', 'AAAA a.example'],
    ],
    [
      'the hosts file when DNS knows nothing',
      [['SYSTEM a.example', [{ address: '::1' }, { address: '127.0.1.1' }]]],
      ['udp 127.0.1.1 5070', 'udp ::1 5070'],
      ['A a.example', 'AAAA a.example', 'SYSTEM a.example'],
    ],
    [
      'the system when no server answers',
      [
        ['A a.example', 'ECONNREFUSED'],
        ['AAAA a.example', 'ECONNREFUSED'],
        ['SYSTEM a.example', [{ address: '192.0.2.9' }]],
      ],
      ['udp 192.0.2.9 5070'],
      ['A a.example', 'AAAA a.example', 'SYSTEM a.example'],
    ],
    ['nothing at all', [], [], ['A a.example', 'AAAA a.example', 'SYSTEM a.example']],
    ['addresses that are none', [['A a.example', addresses(60, 'x', '192.0.2.1', '')]], ['udp 192.0.2.1 5070'], ['A a.example']],
    [
      'the same address twice',
      [['A a.example', addresses(60, '192.0.2.1', '192.0.2.1')]],
      ['udp 192.0.2.1 5070'],
      ['A a.example'],
    ],
  ])('%s', async (_, zone, endpoints, questions) => {
    const { dns, resolver } = setUp();
    for (const [question, answer] of zone) dns.set(question, answer);
    expect(await later(resolver.resolve('A.Example.', 5070, ''))).toEqual(endpoints);
    expect(dns.questions()).toEqual(questions);
    expect(now(resolver.resolve('a.example', 5070, ''))).toEqual(endpoints); // known now
    expect(now(resolver.resolve('a.example', 6000, ''))).toEqual(endpoints.map((line) => line.replace('5070', '6000')));
    expect(dns.questions()).toEqual([]);
  });

  it.each<[Proto | '', boolean, Proto]>([
    ['', false, 'udp'],
    ['', true, 'tls'],
    ['tcp', false, 'tcp'],
    ['tcp', true, 'tls'],
    ['ws', true, 'wss'],
  ])('transport %j, sips %s: %s', async (proto, secure, over) => {
    const { dns, resolver } = setUp();
    dns.set('A a.example', addresses(60, '192.0.2.1'));
    expect(await later(resolver.resolve('a.example', 5070, proto, secure))).toEqual([`${over} 192.0.2.1 5070`]);
    expect(dns.questions()).toEqual(['A a.example']);
  });

  it('asks for IPv6 first, or only, as told', async () => {
    const six = setUp({ families: [6, 4] });
    six.dns.set('A a.example', addresses(60, '192.0.2.1')).set('AAAA a.example', addresses(60, '2001:db8::1'));
    expect(await later(six.resolver.resolve('a.example', 5070, ''))).toEqual(['udp 2001:db8::1 5070']);
    expect(six.dns.questions()).toEqual(['AAAA a.example']);
    const four = setUp({ families: [4] });
    four.dns.set('AAAA a.example', addresses(60, '2001:db8::1')).set('SYSTEM a.example', [{ address: '2001:db8::1' }]);
    expect(await later(four.resolver.resolve('a.example', 5070, ''))).toEqual([]);
    expect(four.dns.questions()).toEqual(['A a.example', 'SYSTEM a.example']);
  });
});

describe('without a port: SRV', () => {
  it('asks for the transport’s service, and takes servers in order', async () => {
    const { dns, resolver } = setUp();
    dns.set('SRV _sip._udp.example.org', srv('20 0 5060 c.example', '10 1 5070 a.example', '10 9 5080 b.example'));
    dns.set('A a.example', addresses(60, '192.0.2.1')).set('A c.example', addresses(60, '192.0.2.3', '192.0.2.4'));
    dns.set('AAAA b.example', addresses(60, '2001:db8::2'));
    const endpoints = ['udp 2001:db8::2 5080', 'udp 192.0.2.1 5070', 'udp 192.0.2.3 5060', 'udp 192.0.2.4 5060'];
    expect(await later(resolver.resolve('example.org', 0, 'udp'))).toEqual(endpoints);
    expect(dns.questions()).toEqual(['SRV _sip._udp.example.org', 'A b.example', 'A a.example', 'A c.example', 'AAAA b.example']);
    expect(now(resolver.resolve('example.org', 0, 'udp'))).toEqual(endpoints);
  });

  it.each<[Proto | '', boolean, string]>([
    ['udp', false, 'SRV _sip._udp.example.org'],
    ['tcp', false, 'SRV _sip._tcp.example.org'],
    ['tls', false, 'SRV _sips._tcp.example.org'],
    ['sctp', false, 'SRV _sip._sctp.example.org'],
    ['', true, 'SRV _sips._tcp.example.org'],
    ['tcp', true, 'SRV _sips._tcp.example.org'],
    ['ws', false, 'A example.org'],
  ])('transport %j, sips %s: first %s', async (proto, secure, question) => {
    const { dns, resolver } = setUp();
    await resolver.resolve('example.org', 0, proto, secure);
    expect(dns.questions()[0]).toBe(question);
  });

  it.each<[Proto | '', boolean, string]>([
    ['udp', false, 'udp 192.0.2.1 5060'],
    ['tcp', false, 'tcp 192.0.2.1 5060'],
    ['tls', false, 'tls 192.0.2.1 5061'],
    ['', true, 'tls 192.0.2.1 5061'],
    ['wss', false, 'wss 192.0.2.1 443'],
    ['', false, 'udp 192.0.2.1 5060'],
  ])('no SRV for transport %j, sips %s: %s', async (proto, secure, endpoint) => {
    const { dns, resolver } = setUp();
    dns.set('A example.org', addresses(60, '192.0.2.1'));
    expect(await later(resolver.resolve('example.org', 0, proto, secure))).toEqual([endpoint]);
  });

  it('without a transport: UDP, and other protocols only where there is no SRV for it', async () => {
    const { dns, resolver } = setUp();
    dns.set('SRV _sips._tcp.example.org', srv('1 1 5061 a.example')).set('A a.example', addresses(60, '192.0.2.1'));
    expect(await later(resolver.resolve('example.org', 0, ''))).toEqual(['tls 192.0.2.1 5061']);
    expect(dns.questions()).toEqual([
      'SRV _sip._udp.example.org',
      'SRV _sip._tcp.example.org',
      'SRV _sips._tcp.example.org',
      'A a.example',
    ]);
    const udpOnly = setUp({ protos: ['udp'] });
    udpOnly.dns.set('SRV _sip._tcp.example.org', srv('1 1 5061 a.example')).set('A example.org', addresses(60, '192.0.2.7'));
    expect(await later(udpOnly.resolver.resolve('example.org', 0, ''))).toEqual(['udp 192.0.2.7 5060']);
    expect(udpOnly.dns.questions()).toEqual(['SRV _sip._udp.example.org', 'A example.org']);
  });

  it.each(['.', ''])('a target %j says that there is no such service: nothing else is tried', async (target) => {
    const { dns, resolver } = setUp({ protos: ['udp'] });
    dns
      .set('SRV _sip._udp.example.org', [{ name: target, port: 0, priority: 0, weight: 0 }])
      .set('A example.org', addresses(60, '192.0.2.7'));
    expect(await later(resolver.resolve('example.org', 0, ''))).toEqual([]);
    expect(dns.questions()).toEqual(['SRV _sip._udp.example.org']);
  });

  it('servers without an address are left out', async () => {
    const { dns, resolver } = setUp();
    dns.set('SRV _sip._udp.example.org', srv('1 1 5060 gone.example', '2 1 5060 a.example', '3 1 5062 192.0.2.9'));
    dns.set('A a.example', addresses(60, '192.0.2.1'));
    expect(await later(resolver.resolve('example.org', 0, 'udp'))).toEqual(['udp 192.0.2.1 5060']); // an address is no target
  });

  it.each<[number, string[]]>([
    [0, ['192.0.2.1', '192.0.2.2', '192.0.2.3']],
    [0.5, ['192.0.2.1', '192.0.2.2', '192.0.2.3']],
    [0.7, ['192.0.2.2', '192.0.2.1', '192.0.2.3']],
    [0.95, ['192.0.2.3', '192.0.2.2', '192.0.2.1']],
  ])('with srvBalance a lot of %d gives %j, anew each time', async (lot, ips) => {
    let random = lot;
    const { dns, resolver } = setUp({ srvBalance: true, random: () => random });
    dns.set('SRV _sip._udp.example.org', srv('1 60 5060 a.example', '1 30 5060 b.example', '1 10 5060 c.example'));
    for (const [i, name] of ['a', 'b', 'c'].entries()) dns.set(`A ${name}.example`, addresses(60, `192.0.2.${i + 1}`));
    const found = await later(resolver.resolve('example.org', 0, 'udp'));
    expect(found).toEqual(ips.map((ip) => `udp ${ip} 5060`));
    random = 0;
    expect(now(resolver.resolve('example.org', 0, 'udp'))[0]).toBe('udp 192.0.2.1 5060');
  });

  it('a huge answer is cut', async () => {
    const { dns, resolver } = setUp();
    const lines = Array.from({ length: 500 }, (_, i) => `1 1 5060 h${i}.example`);
    dns.set('SRV _sip._udp.example.org', srv(...lines));
    for (let i = 0; i < 500; i++) dns.set(`A h${i}.example`, addresses(60, `192.0.2.${i % 250}`, `198.51.100.${i % 250}`));
    expect(await later(resolver.resolve('example.org', 0, 'udp'))).toHaveLength(32);
    expect(dns.asked.length).toBeLessThanOrEqual(33);
  });

  it('one name does not lead to any number of questions', async () => {
    const { dns, resolver } = setUp({ naptr: true });
    const services = Array.from({ length: 32 }, (_, i) => `_sip._udp.s${i}.example`);
    const naptr = services.map((replacement) => ({
      flags: 's',
      service: 'SIP+D2U',
      regexp: '',
      replacement,
      order: 1,
      preference: 1,
    }));
    dns.set('NAPTR example.org', naptr);
    for (const service of services)
      dns.set(`SRV ${service}`, srv(...Array.from({ length: 32 }, (_, i) => `1 1 5060 h${i}.${service}`)));
    expect(await later(resolver.resolve('example.org', 0, ''))).toEqual([]);
    expect(dns.asked).toHaveLength(64);
  });
});

describe('NAPTR', () => {
  const record = (order: number, preference: number, service: string, replacement: string, flags = 's'): unknown => {
    return { flags, service, regexp: '', replacement, order, preference };
  };

  it('is not asked unless wanted, and not where transport or port is written', async () => {
    const off = setUp();
    await off.resolver.resolve('example.org', 0, '');
    expect(off.dns.questions().filter((question) => question.startsWith('NAPTR'))).toEqual([]);
    const on = setUp({ naptr: true });
    await on.resolver.resolve('example.org', 0, 'udp');
    await on.resolver.resolve('example.org', 5060, '');
    expect(on.dns.questions().filter((question) => question.startsWith('NAPTR'))).toEqual([]);
    await on.resolver.resolve('example.org', 0, '');
    expect(on.dns.questions()[0]).toBe('NAPTR example.org');
  });

  it('leads to the services, in the server’s order of protocols', async () => {
    const { dns, resolver } = setUp({ naptr: true });
    dns.set('NAPTR example.org', [
      record(10, 10, 'SIPS+D2T', '_sips._tcp.example.org'),
      record(20, 20, 'sip+d2u', '_sip._udp.b.example.', 'S'),
      record(20, 10, 'SIP+D2U', '_sip._udp.a.example'),
      record(1, 1, 'SIP+D2U', 'u.example', 'u'),
      record(1, 1, 'E2U+sip', '_sip._udp.e.example'),
    ]);
    dns.set('SRV _sip._udp.a.example', srv('1 1 5070 a.example')).set('A a.example', addresses(60, '192.0.2.1'));
    dns.set('SRV _sip._udp.b.example', srv('1 1 5080 b.example')).set('A b.example', addresses(60, '192.0.2.2'));
    dns.set('SRV _sips._tcp.example.org', srv('1 1 5061 a.example'));
    const endpoints = ['udp 192.0.2.1 5070', 'udp 192.0.2.2 5080', 'tls 192.0.2.1 5061'];
    expect(await later(resolver.resolve('example.org', 0, ''))).toEqual(endpoints);
    expect(now(resolver.resolve('example.org', 0, '', true))).toEqual(['tls 192.0.2.1 5061']);
  });

  it('falls back to SRV and to A when it leads nowhere', async () => {
    const { dns, resolver } = setUp({ naptr: true });
    dns.set('NAPTR example.org', [record(1, 1, 'SIP+D2S', '_sip._sctp.example.org'), record(1, 1, 'SIP+D2U', 'bad name')]);
    dns.set('A example.org', addresses(60, '192.0.2.7'));
    expect(await later(resolver.resolve('example.org', 0, ''))).toEqual(['udp 192.0.2.7 5060']);
  });
});

describe('what is kept', () => {
  it('for the time the answer says', async () => {
    const { dns, clock, resolver } = setUp();
    dns.set('A a.example', [...addresses(100, '192.0.2.1'), ...addresses(30, '192.0.2.2')]);
    await resolver.resolve('a.example', 5060, '');
    clock.advance('29s');
    expect(resolver.resolve('a.example', 5060, '')).toBeInstanceOf(Array);
    clock.advance('1s');
    dns.set('A a.example', addresses(30, '192.0.2.3')).questions();
    expect(await later(resolver.resolve('a.example', 5060, ''))).toEqual(['udp 192.0.2.3 5060']);
    expect(dns.questions()).toEqual(['A a.example']);
  });

  it.each<[string, Partial<ResolverOptions>, number, number]>([
    ['not shorter than minTtl', { minTtl: 120 }, 5, 120],
    ['not longer than maxTtl', { maxTtl: 10 }, 3600, 10],
    ['a day at most', {}, 1_000_000, 86_400],
  ])('%s', async (_, options, ttl, seconds) => {
    const { dns, clock, resolver } = setUp(options);
    dns.set('A a.example', addresses(ttl, '192.0.2.1'));
    await resolver.resolve('a.example', 5060, '');
    clock.advance(seconds * 1000 - 1);
    expect(resolver.resolve('a.example', 5060, '')).toBeInstanceOf(Array);
    clock.advance(1);
    expect(resolver.resolve('a.example', 5060, '')).toBeInstanceOf(Promise);
  });

  it('an answer that may not be kept serves who asked for it', async () => {
    const { dns, resolver } = setUp({ negativeTtl: 0 });
    dns.set('SRV _sip._udp.example.org', srv('1 1 5060 a.example')).set('AAAA a.example', addresses(0, '2001:db8::1'));
    expect(await later(resolver.resolve('example.org', 0, 'udp'))).toEqual(['udp 2001:db8::1 5060']);
    expect(dns.questions()).toEqual(['SRV _sip._udp.example.org', 'A a.example', 'AAAA a.example']);
    expect(await later(resolver.resolve('example.org', 0, 'udp'))).toEqual(['udp 2001:db8::1 5060']);
    expect(dns.questions()).toEqual(['A a.example', 'AAAA a.example']);
  });

  it.each<[string, Partial<ResolverOptions>, number]>([
    ['ENOTFOUND', {}, 60],
    ['ENODATA', {}, 60],
    ['ENOTFOUND', { negativeTtl: 5 }, 5],
    ['ESERVFAIL', {}, 10],
    ['ETIMEOUT', { negativeTtl: 5 }, 5],
  ])('that there is nothing (%s, %j) for %d s', async (code, options, seconds) => {
    const { dns, clock, resolver } = setUp({ families: [4], ...options });
    dns.set('A a.example', code).set('SYSTEM a.example', code);
    expect(await later(resolver.resolve('a.example', 5060, ''))).toEqual([]);
    clock.advance(seconds * 1000 - 1);
    expect(now(resolver.resolve('a.example', 5060, ''))).toEqual([]);
    clock.advance(1);
    expect(resolver.resolve('a.example', 5060, '')).toBeInstanceOf(Promise);
  });

  it('never more than maxEntries', async () => {
    const { dns, resolver } = setUp({ maxEntries: 10 });
    for (let i = 0; i < 50; i++) {
      dns.set(`A h${i}.example`, addresses(600, '192.0.2.1'));
      await resolver.resolve(`h${i}.example`, 5060, '');
    }
    expect(resolver.cached).toBe(10);
    expect(resolver.resolve('h49.example', 5060, '')).toBeInstanceOf(Array);
    expect(resolver.resolve('h0.example', 5060, '')).toBeInstanceOf(Promise);
    resolver.flush();
    expect(resolver.cached).toBe(0);
  });
});

describe('asking', () => {
  it('once, however many wait', async () => {
    const { dns, resolver } = setUp();
    dns.set('A a.example', addresses(60, '192.0.2.1'));
    const all = [5060, 5061, 5062].map(async (port) => resolver.resolve('a.example', port, ''));
    expect(dns.asked).toEqual(['A a.example']);
    expect(resolver.asking).toBe(1);
    expect((await Promise.all(all)).flatMap(text)).toEqual([5060, 5061, 5062].map((port) => `udp 192.0.2.1 ${port}`));
    expect(dns.asked).toEqual(['A a.example']);
    expect(resolver.asking).toBe(0);
  });

  it('not longer than the timeout, and goes on with the next', async () => {
    const { dns, clock, wheel, resolver } = setUp({ timeout: 2000 });
    dns.set('A a.example', never as never).set('AAAA a.example', addresses(60, '2001:db8::1'));
    const found = resolver.resolve('a.example', 5060, '');
    let done = false;
    void Promise.resolve(found).then(() => (done = true));
    await clock.advanceAsync(1999);
    expect(done).toBe(false);
    await clock.advanceAsync(1);
    expect(await later(found)).toEqual(['udp 2001:db8::1 5060']);
    expect(wheel.size).toBe(0);
    expect(resolver.asking).toBe(0);
  });

  it('nobody waits for ever, whatever does not answer', async () => {
    const { dns, clock, resolver } = setUp({ timeout: 1000 });
    for (const question of ['SRV _sip._udp.a.example', 'A a.example', 'AAAA a.example', 'SYSTEM a.example'])
      dns.set(question, never as never);
    const found = resolver.resolve('a.example', 0, 'udp');
    await clock.advanceAsync('4s');
    expect(await later(found)).toEqual([]);
  });

  it('beyond maxQuestions it fails at once, and remembers nothing of it', async () => {
    const { dns, clock, resolver } = setUp({ maxQuestions: 2, families: [4] });
    dns
      .set('A a.example', never as never)
      .set('A b.example', never as never)
      .set('A c.example', addresses(60, '192.0.2.1'));
    void resolver.resolve('a.example', 5060, '');
    void resolver.resolve('b.example', 5060, '');
    expect(await later(resolver.resolve('c.example', 5060, ''))).toEqual([]);
    expect(dns.questions()).toEqual(['A a.example', 'A b.example']);
    await clock.advanceAsync('10s');
    expect(await later(resolver.resolve('c.example', 5060, ''))).toEqual(['udp 192.0.2.1 5060']);
  });

  it('close gives up', () => {
    const { dns, resolver } = setUp();
    resolver.close();
    expect(dns.closed).toBe(true);
  });
});

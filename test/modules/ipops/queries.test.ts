import type { Socket } from 'node:dgram';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HostName } from '../../../modules/ipops/host-name.ts';
import { parseKey } from '../../../modules/ipops/variables.ts';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { SystemDns, type DnsSource } from '../../../runtime/transport/resolve/source.ts';
import { testServer, type TestServer } from '../../support/context.ts';
import { FakeDns } from '../../runtime/transport/resolve/fake-dns.ts';
import { name, serve, short, text } from '../../runtime/transport/resolve/name-server.ts';
import { scene } from '../../runtime/routing/scene.ts';
import { request } from '../rr/request.ts';

const srv = (priority: number, weight: number, port: number, target: string): Buffer =>
  Buffer.concat([short(priority), short(weight), short(port), name(target)]);
const naptr = (order: number, preference: number, flags: string, service: string, regexp: string, to: string): Buffer =>
  Buffer.concat([short(order), short(preference), text(flags), text(service), text(regexp), name(to)]);

const ZONE: Readonly<Record<string, Buffer[]>> = {
  'A a.example': [Buffer.from([192, 0, 2, 11]), Buffer.from([192, 0, 2, 12])],
  'AAAA a.example': [Buffer.from('20010db8000000000000000000000011', 'hex')],
  'AAAA six.example': [Buffer.from('20010db8000000000000000000000006', 'hex')],
  'SRV _sip._udp.example': [
    srv(20, 10, 5060, 's1.example'),
    srv(10, 5, 5061, 's2.example'),
    srv(10, 60, 5062, 's3.example'),
    srv(10, 0, 5063, 'S4.Example'),
  ],
  'SRV _many._udp.example': Array.from({ length: 40 }, (_, i) => srv(i, 1, 5060, `h${i}.example`)),
  'NAPTR example': [
    naptr(20, 10, 'S', 'SIP+D2U', '', '_sip._udp.example'),
    naptr(10, 20, 's', 'SIP+D2T', '', '_sip._tcp.example'),
    naptr(10, 10, 'u', 'E2U+sip', '!^.*$!sip:x@example!', ''),
  ],
  'PTR 11.2.0.192.in-addr.arpa': [name('one.example'), name('two.example')],
};

/** A route that runs on one message. */
class Run {
  readonly server: TestServer;
  readonly cx: RouteContext;

  constructor(server: TestServer) {
    this.server = server;
    this.cx = server.context(request());
  }
  call(fn: string, ...args: readonly unknown[]): unknown {
    return this.server.call(this.cx, `ipops.${fn}`, ...args);
  }
  read(...names: readonly string[]): unknown[] {
    return names.map((one) => this.server.pv.get(this.cx, one));
  }
}

async function on(dns: DnsSource): Promise<Run> {
  return new Run(await testServer({ modules: ['ipops', 'pv'], dns }));
}

describe('with a name server', () => {
  let socket: Socket;
  let dns: SystemDns;
  beforeAll(async () => {
    socket = await serve(ZONE, 60);
    dns = new SystemDns(1000, 1, [`127.0.0.1:${socket.address().port}`]);
  });
  afterAll(() => {
    dns.close();
    socket.close();
  });

  it('srv_query sorts by priority and weight', async () => {
    const run = await on(dns);
    expect(await run.call('srv_query', '_sip._udp.example', 's')).toBe(1);
    expect(run.read('$srvquery(s=>count)', '$srvquery(s=>target[4])', '$srvquery(s=>target)')).toEqual([4, null, null]);
    const targets = [0, 1, 2, 3].map((i) => `$srvquery(s=>target[${i}])`);
    expect(run.read(...targets)).toEqual(['s3.example', 's2.example', 'S4.Example', 's1.example']);
    expect(run.read('$srvquery(s=>port[0])', '$srvquery(s=>weight[0])', '$srvquery(s=>priority[3])')).toEqual([5062, 60, 20]);
    expect(run.read('$srvquery( s => port[1] )', '$srvquery(s=>port[-1])', '$srvquery(s=>port[x])')).toEqual([5061, null, null]);
    run.server.pv.set(run.cx, '$var(i)', 3);
    expect(run.read('$srvquery(s=>port[$var(i)])', '$srvquery(s=>nope[0])')).toEqual([5060, null]);
  });
  it('srv_query without records, without names', async () => {
    const run = await on(dns);
    expect(run.read('$srvquery(s=>count)')).toEqual([0]);
    expect(await run.call('srv_query', '_sip._tcp.example', 's')).toBe(1);
    expect(run.read('$srvquery(s=>count)', '$srvquery(s=>target[0])')).toEqual([0, null]);
    expect(await run.call('srv_query', 'no name', 's')).toBe(1);
    expect(await run.call('srv_query', '', 's')).toBe(-2);
    expect(await run.call('srv_query', '_sip._udp.example', '')).toBe(-3);
  });
  it('gives 32 records at most', async () => {
    const run = await on(dns);
    await run.call('srv_query', '_many._udp.example', 's');
    expect(run.read('$srvquery(s=>count)', '$srvquery(s=>target[31])', '$srvquery(s=>target[32])')).toEqual([
      32,
      'h31.example',
      null,
    ]);
  });
  it('naptr_query sorts by order and preference', async () => {
    const run = await on(dns);
    expect(run.read('$naptrquery(n=>count)')).toEqual([0]);
    expect(await run.call('naptr_query', 'example', 'n')).toBe(1);
    const keys = ['order', 'pref', 'flags', 'services', 'regex', 'replace'];
    const rows = [0, 1, 2].map((i) => run.read(...keys.map((key) => `$naptrquery(n=>${key}[${i}])`)));
    expect(rows).toEqual([
      [10, 10, 'u', 'E2U+sip', '!^.*$!sip:x@example!', ''],
      [10, 20, 's', 'SIP+D2T', '', '_sip._tcp.example'],
      [20, 10, 'S', 'SIP+D2U', '', '_sip._udp.example'],
    ]);
    expect(run.read('$naptrquery(n=>count)', '$naptrquery(n=>replace[3])', '$naptrquery(n=>replace)')).toEqual([3, null, null]);
    expect(run.read('$naptrquery(n=>nope[0])')).toEqual([null]);
    expect(await run.call('naptr_query', '', 'n')).toBe(-2);
    expect(await run.call('naptr_query', 'example', '')).toBe(-3);
    expect(await run.call('naptr_query', 'other.example', 'n')).toBe(1);
    expect(run.read('$naptrquery(n=>count)')).toEqual([0]);
  });
  it('ptr_query', async () => {
    const run = await on(dns);
    expect(await run.call('ptr_query', '192.0.2.11', 'p')).toBe(1);
    const keys = ['count', 'addr', 'type', 'ipv4', 'ipv6', 'hostname', 'hostname[1]', 'hostname[2]', 'nope'];
    expect(run.read(...keys.map((key) => `$ptrquery(p=>${key})`))).toEqual([
      2,
      '192.0.2.11',
      4,
      1,
      0,
      'one.example',
      'two.example',
      null,
      null,
    ]);
    expect(await run.call('ptr_query', '192.0.2.99', 'p')).toBe(-4);
    expect(run.read('$ptrquery(p=>count)')).toEqual([null]);
    expect(await run.call('ptr_query', 'a.example', 'p')).toBe(-3);
  });
  it.each([
    ['a.example', '192.0.2.12', 1],
    ['A.Example', '192.0.2.11', 1],
    ['a.example', '192.0.2.13', -1],
    // there are addresses of IPv4, so those of IPv6 are not asked for
    ['a.example', '2001:db8::11', -1],
    ['six.example', '2001:DB8:0::6', 1],
    ['six.example', '[2001:db8::6]', 1],
    ['192.0.2.1', '192.0.2.1', 1],
    ['[2001:db8::7]', '2001:db8::7', 1],
    ['a.example', 'x', -3],
    ['nope.invalid', 'x', -3],
    ['nope.invalid', '192.0.2.1', -4],
    ['', '192.0.2.1', -4],
  ])('dns_int_match_ip %s %s: %i', async (host, ip, result) => {
    const run = await on(dns);
    expect(await run.call('dns_int_match_ip', host, ip)).toBe(result);
  });
  it('the system itself knows localhost', async () => {
    const run = await on(dns);
    expect(await run.call('dns_sys_match_ip', 'localhost', '127.0.0.1')).toBe(1);
    expect(await run.call('dns_query', 'localhost', 'x')).toBe(1);
  });
});

describe('as the system answers', () => {
  const many = Array.from({ length: 60 }, (_, i) => ({ address: `192.0.2.${i + 1}` }));
  const fake = (): FakeDns =>
    new FakeDns()
      .set('SYSTEM d.example', [{ address: '2001:db8::21' }, { address: '2001:db8::22' }, { address: '192.0.2.21' }])
      .set('SYSTEM many.example', many)
      .set('SYSTEM local.example', [{ address: 'fe80::1%eth0' }]);

  it('dns_query', async () => {
    const run = await on(fake());
    expect(run.read('$dns(d=>count)')).toEqual([null]);
    expect(await run.call('dns_query', 'D.example', 'd')).toBe(1);
    expect(run.read('$dns(d=>count)', '$dns(d=>ipv4)', '$dns(d=>ipv6)')).toEqual([3, 1, 1]);
    expect(run.read('$dns(d=>addr)', '$dns(d=>addr[2])', '$dns(d=>addr[3])', '$dns(d=>addr[-1])')).toEqual([
      '2001:db8::21',
      '192.0.2.21',
      null,
      '192.0.2.21',
    ]);
    expect(run.read('$dns(d=>type)', '$dns(d=>type[2])', '$dns(d=>nope)', '$dns(d)', '$dns(d=>addr[x])')).toEqual([
      6,
      4,
      null,
      null,
      null,
    ]);
    // another result beside it, and one in its place
    expect(await run.call('dns_query', '192.0.2.77', '')).toBe(1);
    expect(run.read('$dns(=>addr)', '$dns(=>ipv6)', '$dns(d=>count)')).toEqual(['192.0.2.77', 0, 3]);
    expect(await run.call('dns_query', 'nope.example', 'd')).toBe(-4);
    expect(run.read('$dns(d=>count)', '$dns(d=>addr)')).toEqual([null, null]);
  });
  it.each([
    ['many.example', 1, 32],
    ['2001:db8::7', 1, 1],
    ['[2001:db8::7]', -4, null],
    ['local.example', -4, null],
    ['', -4, null],
    ['a b', -4, null],
    ['a\0b', -4, null],
    ['a'.repeat(300), -4, null],
  ])('dns_query %j: %i', async (host, result, count) => {
    const run = await on(fake());
    expect(await run.call('dns_query', host, 'x')).toBe(result);
    expect(run.read('$dns(x=>count)')).toEqual([count]);
  });
  it.each([
    ['d.example', '2001:DB8:0::22', 1],
    ['d.example', '[2001:db8::22]', 1],
    ['d.example', '192.0.2.21', 1],
    ['d.example', '192.0.2.22', -1],
    ['nope.example', '192.0.2.22', -4],
    ['nope.example', 'x', -3],
  ])('dns_sys_match_ip %s %s: %i', async (host, ip, result) => {
    const run = await on(fake());
    expect(await run.call('dns_sys_match_ip', host, ip)).toBe(result);
  });
  it('the same question at the same time is asked once', async () => {
    const source = fake();
    const run = await on(source);
    const results = await Promise.all([1, 2, 3].map((i) => run.call('dns_query', 'd.example', `r${i}`)));
    expect(results).toEqual([1, 1, 1]);
    expect(source.questions()).toEqual(['SYSTEM d.example']);
    expect(run.read('$dns(r3=>count)')).toEqual([3]);
  });
  it('no answer in time is no answer', async () => {
    const run = await on(fake().set('SYSTEM slow.example', new Promise<never>(() => {})));
    const asked = run.call('dns_query', 'slow.example', 'x') as Promise<number>;
    await run.server.clock.advanceAsync(5000);
    expect(await asked).toBe(-4);
    expect(run.server.core.resolver.questions.asking).toBe(0);
  });
  it('results are those of one message', async () => {
    const run = await on(fake());
    await run.call('dns_query', 'd.example', 'x');
    const other = new Run(run.server);
    expect(other.read('$dns(x=>count)')).toEqual([null]);
  });
});

it('dns_set_local_ttl: how long answers for next hops are kept', async () => {
  const dns = new FakeDns().set('A a.example', [{ address: '192.0.2.1', ttl: 300 }]);
  const run = await on(dns);
  const { clock } = run.server;
  const asks = async (): Promise<number> => {
    await run.call('dns_int_match_ip', 'a.example', '192.0.2.1');
    await run.call('dns_int_match_ip', 'gone.example', '192.0.2.1');
    return dns.questions().filter((question) => question === 'A a.example').length;
  };
  expect(run.call('dns_set_local_ttl', 2)).toBe(1);
  expect(await asks()).toBe(1);
  await clock.advanceAsync(1000);
  expect(await asks()).toBe(0);
  await clock.advanceAsync(1000);
  expect(run.call('dns_set_local_ttl', 0)).toBe(1);
  expect(await asks()).toBe(1);
  await clock.advanceAsync(250_000);
  expect(await asks()).toBe(0);
  for (const odd of [-5, 'x', null]) expect(run.call('dns_set_local_ttl', odd)).toBe(1);
  expect(run.server.core.resolver.localTtl).toBe(0);
});

it('an asynchronous route waits, and others do not', async () => {
  let give: (records: { address: string }[]) => void = () => {};
  const waiting = new Promise<{ address: string }[]>((resolve) => (give = resolve));
  const dns = new FakeDns().set('SYSTEM b.example', waiting as Promise<never>);
  const at = await scene({
    dns,
    modules: { ipops: {} },
    routes: {
      requestRoute: async (ksr) => {
        const { ipops } = ksr as unknown as { ipops: { dns_query(host: string, into: string): Promise<number> } };
        if (ksr.is_OPTIONS()) return void ksr.sl.sl_send_reply(200, 'Here');
        const found = await ipops.dns_query('b.example', 'x');
        ksr.sl.sl_send_reply(300 + found, String(ksr.pv.get('$dns(x=>addr)')));
      },
    },
  });
  await at.alice.sends('MESSAGE');
  expect(at.got()).toEqual({});
  await at.bob.sends('OPTIONS');
  expect(at.got()).toEqual({ bob: ['200 OPTIONS'] });
  give([{ address: '192.0.2.5' }]);
  await at.settle();
  expect(at.alice.last('301 MESSAGE')).toContain('301 192.0.2.5');
});

describe('$HN', () => {
  it.each([
    ['box.example.net', ['2001:db8::1', '192.0.2.5'], ['box', 'box.example.net', 'example.net', '192.0.2.5', null]],
    ['box', ['2001:db8::1'], ['box', 'box', null, '2001:db8::1', null]],
    ['box', null, ['box', 'box', null, null, null]],
  ])('%s %j', async (full, addresses, parts) => {
    const host = new HostName(full);
    expect(host.part('i')).toBe(null);
    await host.resolve(async (asked) => (asked === full ? addresses : null));
    expect(['n', 'f', 'd', 'i', 'x'].map((key) => host.part(key))).toEqual(parts);
  });
  it('is a variable', async () => {
    const run = await on(new FakeDns());
    await run.server.host.start();
    expect(String(run.read('$HN(f)')[0])).toContain(String(run.read('$HN(n)')[0]));
    expect(run.read('$HN(x)')).toEqual([null]);
  });
});

it.each([
  ['a=>b', { name: 'a', key: 'b', index: null }],
  [' a => b[1] ', { name: 'a', key: 'b', index: '1' }],
  ['=>b', { name: '', key: 'b', index: null }],
  ['a=>b[$var(x)]', { name: 'a', key: 'b', index: '$var(x)' }],
  ['a=>b[1', null],
  ['a=>b[1]x', null],
  ['a', null],
  ['', null],
])('parseKey %j', (inner, key) => {
  expect(parseKey(inner)).toEqual(key);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parsePreset } from '../../../modules/corex/dns-records.ts';
import { VirtualClock } from '../../../runtime/timer/virtual.ts';
import { testServer, type TestServer } from '../../support/context.ts';
import { FakeDns, addresses } from '../../runtime/transport/resolve/fake-dns.ts';

const folder = mkdtempSync(join(tmpdir(), 'ksr-dns-'));
afterAll(() => rmSync(folder, { recursive: true }));

const plain = { priority: 0, weight: 0, port: 5060 };

describe('a record', () => {
  it.each([
    ['type=A;name=A.example;addr=192.0.2.1;ttl=60', { type: 'A', name: 'a.example', addr: '192.0.2.1', ttl: 60, ...plain }],
    [
      ' TYPE = a ; name=a.example; addr=192.0.2.1; flags=2;',
      { type: 'A', name: 'a.example', addr: '192.0.2.1', ttl: Infinity, ...plain },
    ],
    [
      'type=AAAA;name=a.example;addr=2001:DB8::1;ttl=60;flags=0',
      { type: 'AAAA', name: 'a.example', addr: '2001:db8::1', ttl: 60, ...plain },
    ],
    ['type=A;name=a.example;ttl=60;flags=1', { type: 'A', name: 'a.example', addr: '', ttl: 60, ...plain }],
    [
      'type=SRV;name=_sip._udp.a.example;addr=S.example;ttl=60;priority=1;weight=2;port=5070',
      { type: 'SRV', name: '_sip._udp.a.example', addr: 's.example', ttl: 60, priority: 1, weight: 2, port: 5070 },
    ],
  ])('%s', (text, record) => {
    expect(parsePreset(text)).toEqual(record);
  });
  it.each([
    ['', 'type'],
    ['type=MX;name=a.example;addr=b.example;ttl=60', 'type'],
    ['type=A;addr=192.0.2.1;ttl=60', 'name'],
    ['type=A;name=a b;addr=192.0.2.1;ttl=60', 'name'],
    ['type=A;name=a.example;addr=2001:db8::1;ttl=60', 'addr'],
    ['type=AAAA;name=a.example;addr=192.0.2.1;ttl=60', 'addr'],
    ['type=A;name=a.example;ttl=60', 'addr'],
    ['type=SRV;name=a.example;addr=a b;ttl=60', 'addr'],
    ['type=A;name=a.example;addr=192.0.2.1', 'ttl'],
    ['type=A;name=a.example;addr=192.0.2.1;ttl=0', 'ttl'],
    ['type=A;name=a.example;addr=192.0.2.1;ttl=x', 'ttl'],
    ['type=A;name=a.example;addr=192.0.2.1;ttl=60;flags=4', 'flags'],
    ['type=SRV;name=a.example;addr=b.example;ttl=60;port=70000', 'port'],
    ['type=SRV;name=a.example;addr=b.example;ttl=60;weight=-1', 'weight'],
    ['type=A;name=a.example;addr=192.0.2.1;ttl=60;nonsense', 'nonsense'],
  ])('%j has something wrong with its %s', (text, word) => {
    expect(parsePreset(text)).toContain(word);
  });
});

describe('dns_cache', () => {
  const clock = new VirtualClock();
  const make = (corex: Record<string, unknown>, dns: FakeDns = new FakeDns()): Promise<TestServer> =>
    testServer({ modules: ['corex'], params: { corex }, dns, clock });
  const resolve = async (server: TestServer, name: string, port = 5060): Promise<string[]> =>
    (await server.core.resolver.resolve(name, port, 'udp')).map((one) => `${one.ip}:${one.port}`);

  it('is known without asking, for its time', async () => {
    const dns = new FakeDns().set('A a.example', addresses(60, '192.0.2.9'));
    const server = await make(
      { dns_cache: ['type=A;name=a.example;addr=192.0.2.1;ttl=30', 'type=A;name=a.example;addr=192.0.2.2;ttl=30'] },
      dns,
    );
    expect(await resolve(server, 'A.example')).toEqual(['192.0.2.1:5060', '192.0.2.2:5060']);
    expect(dns.asked).toEqual([]);
    await clock.advanceAsync(31_000);
    expect(await resolve(server, 'a.example')).toEqual(['192.0.2.9:5060']);
  });
  it('for ever with flag 2, also when everything else is forgotten', async () => {
    const dns = new FakeDns();
    const server = await make({ dns_cache: 'type=AAAA;name=a.example;addr=2001:db8::1;flags=2' }, dns);
    await clock.advanceAsync(1_000_000_000);
    server.core.resolver.flush();
    expect(await resolve(server, 'a.example')).toEqual(['2001:db8::1:5060']);
    expect(dns.asked).toEqual(['A a.example']);
    expect(server.core.resolver.cached).toBe(1);
  });
  it('is not resolved with flag 1', async () => {
    const dns = new FakeDns().set('A a.example', addresses(60, '192.0.2.9')).set('SYSTEM a.example', [{ address: '192.0.2.9' }]);
    const server = await make({ dns_cache: 'type=A;name=a.example;flags=3' }, dns);
    expect(await resolve(server, 'a.example')).toEqual([]);
    expect(dns.asked).toEqual([]);
  });
  it('finds servers of a service', async () => {
    const server = await make({
      dns_cache: [
        'type=SRV;name=_sip._udp.example;addr=s1.example;port=5070;priority=2;flags=2',
        'type=SRV;name=_sip._udp.example;addr=s2.example;port=5080;priority=1;flags=2',
        'type=A;name=s1.example;addr=192.0.2.1;flags=2',
        'type=A;name=s2.example;addr=192.0.2.2;flags=2',
      ],
    });
    expect(await resolve(server, 'example', 0)).toEqual(['192.0.2.2:5080', '192.0.2.1:5070']);
  });
  it('comes from files as well', async () => {
    const file = join(folder, 'some.dns');
    writeFileSync(file, '# names\r\n\r\n  type=A;name=f.example;addr=192.0.2.5;flags=2\r\n');
    expect(await resolve(await make({ dns_file: file }), 'f.example')).toEqual(['192.0.2.5:5060']);
    writeFileSync(file, '# names\ntype=A;name=f.example;addr=no;flags=2\n');
    expect(String((await make({ dns_file: [file] })).broken.get('corex'))).toContain(`line 2 of ${file}`);
    expect(String((await make({ dns_file: join(folder, 'none') })).broken.get('corex'))).toContain('can not be read');
  });
  it('says what is wrong', async () => {
    expect(String((await make({ dns_cache: 'type=A' })).broken.get('corex'))).toContain('"type=A" has no name');
  });
  it('takes what it does not use', async () => {
    expect((await make({ nio_intercept: 1, nio_min_msg_len: 32, nio_msg_avp: '$avp(m)' })).broken.has('corex')).toBe(false);
  });
});

// as Kamailio 5.6.3 answers
describe('$lsock', async () => {
  const server = await testServer({ modules: ['corex', 'pv'] });
  const cx = server.context('OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/UDP 1.2.3.4;branch=z9hG4bK1\r\n\r\n');
  server.pv.set(cx, '$var(s)', 'second');
  it.each([
    ['n/second/listen', 'udp:198.51.100.11:5070'],
    ['n/SECOND/listen', 'udp:198.51.100.11:5070'],
    ['n/$var(s)/listen', 'udp:198.51.100.11:5070'],
    ['n/adv/listen', 'udp:198.51.100.12:5060'],
    ['n/adv/name', 'adv'],
    ['n/adv/advertised', 'udp:203.0.113.200:5090'],
    ['n/second/advertised', ''],
    ['l/udp:198.51.100.11:5070/name', 'second'],
    ['l/udp:198.51.100.10:5060/name', ''],
    ['l/udp:[2001:db8::10]:5060/listen', 'udp:[2001:db8::10]:5060'],
    ['l/tcp:198.51.100.10:5060/listen', 'tcp:198.51.100.10:5060'],
    ['a/udp:203.0.113.200:5090/name', 'adv'],
    ['l/udp:198.51.100.11/name', null],
    ['l/udp:203.0.113.200:5090/name', null],
    ['n/nope/listen', null],
    ['n//listen', null],
    ['a//name', null],
    ['n/$var(none)/listen', null],
    ['n/second/Listen', null],
    ['n/second/n', null],
    ['n/second/', null],
    ['n/second', null],
    ['name/second/listen', null],
    ['N/second/listen', null],
    ['n/adv/port', null],
    ['x', null],
  ])('%s', (expression, value) => {
    expect(server.pv.get(cx, `$lsock(${expression})`)).toBe(value);
  });
  it('$cfg: routes have no lines of a configuration', () => {
    expect(['line', 'name', 'file', 'route', 'x'].map((key) => server.pv.get(cx, `$cfg(${key})`))).toEqual([
      0,
      null,
      null,
      null,
      null,
    ]);
  });
});

import { describe, expect, it } from 'vitest';

import { ask, bareName } from '../../../../runtime/transport/resolve/records.ts';
import { addresses, FakeDns, srv } from './fake-dns.ts';

describe('bareName', () => {
  it.each([
    ['Example.ORG.', 'example.org'],
    ['example.org', 'example.org'],
    ['.', ''],
    ['', ''],
    ['a..', 'a.'],
  ])('%j is %j', (name, bare) => expect(bareName(name)).toBe(bare));
});

describe('ask', () => {
  const ips = async (dns: FakeDns, type: 'A' | 'AAAA' | 'SYSTEM'): Promise<[string[], number]> => {
    const { records, ttl } = await ask(dns, type, 'a.example');
    return [records.map((record) => record.ip), ttl];
  };

  it('keeps addresses in their one text, with the shortest time', async () => {
    const dns = new FakeDns();
    dns.set('A a.example', [...addresses(100, '192.0.2.1'), ...addresses(7, '192.0.2.2')]);
    dns.set('AAAA a.example', addresses(5, '2001:DB8:0:0::1'));
    dns.set('SYSTEM a.example', [{ address: '192.0.2.3', family: 4 }, { address: 'fe80::1%eth0' }]);
    expect(await ips(dns, 'A')).toEqual([['192.0.2.1', '192.0.2.2'], 7]);
    expect(await ips(dns, 'AAAA')).toEqual([['2001:db8::1'], 5]);
    expect(await ips(dns, 'SYSTEM')).toEqual([['192.0.2.3'], -1]);
  });

  it('a time of 0 is one, no record has none', async () => {
    const dns = new FakeDns();
    dns.set('A a.example', addresses(0, '192.0.2.1')).set('AAAA a.example', []);
    expect(await ips(dns, 'A')).toEqual([['192.0.2.1'], 0]);
    expect(await ips(dns, 'AAAA')).toEqual([[], -1]);
  });

  it.each<[string, boolean]>([
    ['1 1 5060 a.example', true],
    ['1 1 5060 A.example.', true],
    ['1 1 0 .', true],
    ['1 1 0 a.example', false],
    ['1 1 65536 a.example', false],
    ['1 1 5060 192.0.2.1', false],
    ['1 1 5060 a..example', false],
    ['1 1 5060 a\0b', false],
  ])('SRV %j is of use: %s', async (line, useful) => {
    const dns = new FakeDns().set('SRV _sip._udp.a.example', srv(line));
    expect((await ask(dns, 'SRV', '_sip._udp.a.example')).records).toHaveLength(useful ? 1 : 0);
  });

  it.each<[string, boolean]>([
    ['_sip._udp.a.example', true],
    ['_SIP._udp.a.example.', true],
    ['', false],
    ['.', false],
    ['a b', false],
  ])('NAPTR with the replacement %j is of use: %s', async (replacement, useful) => {
    const record = { flags: 'S', service: 'sip+d2u', regexp: '', replacement, order: 1, preference: 1 };
    const { records } = await ask(new FakeDns().set('NAPTR a.example', [record]), 'NAPTR', 'a.example');
    expect(records.map(({ naptr }) => `${naptr?.flags} ${naptr?.service} ${naptr?.replacement}`)).toEqual(
      useful ? ['s SIP+D2U _sip._udp.a.example'] : [],
    );
  });

  it.each(['A', 'AAAA', 'SYSTEM', 'SRV'] as const)('%s: no more than 32 records', async (type) => {
    const many = Array.from({ length: 100 }, (_, i) => ({
      address: `192.0.2.${i}`,
      ttl: 1,
      name: `h${i}`,
      port: 1,
      priority: 1,
      weight: 1,
    }));
    expect((await ask(new FakeDns().set(`${type} a.example`, many), type, 'a.example')).records).toHaveLength(32);
  });

  it.each(['A', 'AAAA', 'SYSTEM', 'SRV', 'NAPTR'] as const)('%s: rejects as the source does', async (type) => {
    await expect(ask(new FakeDns().set(`${type} a.example`, 'ESERVFAIL'), type, 'a.example')).rejects.toMatchObject({
      code: 'ESERVFAIL',
    });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressOf, sameAddress, typeOf } from '../../../modules/ipops/addresses.ts';
import { detailedType, isRfc1918 } from '../../../modules/ipops/detailed.ts';
import { isInSubnets } from '../../../modules/ipops/subnet.ts';
import { formatIPv4, formatIPv6 } from '../../../runtime/sip/address.ts';
import { testServer } from '../../support/context.ts';
import { request } from '../rr/request.ts';

const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
const v6 = fc.tuple(group, group, group, group, group, group, group, group);
const v4 = fc.integer({ min: 0, max: 0xffffffff });

describe('addresses', () => {
  it.each([
    ['1.2.3.4', 1],
    ['01.2.3.4', -1],
    ['1.2.3', -1],
    ['::', 2],
    ['2001:DB8::1', 2],
    ['::ffff:1.2.3.4', 2],
    ['[::1]', 3],
    ['[1.2.3.4]', -1],
    ['fe80::1%eth0', -1],
    ['', -1],
    ['example.com', -1],
  ])('%s is of type %i', (text, type) => {
    expect(typeOf(text)).toBe(type);
  });

  it('are the same in any form', () => {
    fc.assert(
      fc.property(v6, (groups) => {
        const long = groups.map((g) => g.toString(16).toUpperCase().padStart(4, '0')).join(':');
        expect(sameAddress(long, formatIPv6(groups), true)).toBe(true);
        expect(sameAddress(`[${long}]`, formatIPv6(groups), true)).toBe(true);
        expect(sameAddress(`[${long}]`, formatIPv6(groups), false)).toBe(false);
        expect(addressOf(long)?.groups).toEqual(groups);
      }),
    );
  });
  it('of different families differ, and what is none is like nothing', () => {
    expect(sameAddress('::ffff:1.2.3.4', '1.2.3.4', true)).toBe(false);
    expect(sameAddress('x', 'x', true)).toBe(false);
    expect(sameAddress('', '', false)).toBe(false);
  });
});

describe('subnets', () => {
  it('hold an address when the bits of the prefix are the same', () => {
    fc.assert(
      fc.property(v4, v4, fc.integer({ min: 0, max: 32 }), (ip, net, bits) => {
        const mask = bits === 0 ? 0 : -1 << (32 - bits);
        expect(isInSubnets(formatIPv4(ip), `${formatIPv4(net)}/${bits}`)).toBe((ip & mask) === (net & mask));
        expect(isInSubnets(formatIPv4(ip), `${formatIPv4(((ip & mask) | (net & ~mask)) >>> 0)}/${bits}`)).toBe(true);
      }),
    );
    fc.assert(
      fc.property(v6, fc.integer({ min: 0, max: 127 }), (groups, bits) => {
        const flipped = groups.map((g, i) => (i === bits >> 4 ? g ^ (0x8000 >> (bits & 15)) : g));
        expect(isInSubnets(formatIPv6(flipped), `${formatIPv6(groups)}/${bits}`)).toBe(true);
        expect(isInSubnets(formatIPv6(flipped), `${formatIPv6(groups)}/${bits + 1}`)).toBe(false);
      }),
    );
  });
  it.each([
    ['10.1.2.3', '10.0.0.0/', false],
    ['10.1.2.3', '10.0.0.0/x', false],
    ['10.1.2.3', '10.0.0.0/8x', false],
    ['10.1.2.3', '10.0.0.0/-1', false],
    ['10.1.2.3', '10.0.0.0/33', false],
    ['10.1.2.3', '/8', false],
    ['10.1.2.3', '', false],
    ['10.1.2.3', ',', false],
    ['10.1.2.3', ',10.0.0.0/8', true],
    ['10.1.2.3', '10.0.0.0/8,', true],
    ['10.1.2.3', 'abc,10.0.0.0/8', true],
    ['10.1.2.3', ' 10.0.0.0/8 ', true],
    ['10.1.2.3', '10.0.0.0/ 8', true],
    ['10.1.2.3', '::/0', false],
    ['10.1.2.3', '::/0,0.0.0.0/0', true],
    ['10.1.2.3', '10.1.2.3', true],
    ['::1', '0.0.0.0/0', false],
    ['[::1]', '::/0', false],
    ['::1', '[::1]', false],
  ])('%s in %s: %s', (ip, subnets, inside) => {
    expect(isInSubnets(ip, subnets)).toBe(inside);
  });
});

// first and last address of each block and the ones beside it, as Kamailio 5.6.3 names them
const V4: readonly (readonly [string, string, string, string])[] = [
  ['0.0.0.0', '0.255.255.255', 'PRIVATE', 'PUBLIC'],
  ['10.0.0.0', '10.255.255.255', 'PRIVATE', 'PUBLIC'],
  ['100.64.0.0', '100.127.255.255', 'SHARED', 'PUBLIC'],
  ['127.0.0.0', '127.255.255.255', 'LOOPBACK', 'PUBLIC'],
  ['169.254.0.0', '169.254.255.255', 'LINK-LOCAL', 'PUBLIC'],
  ['172.16.0.0', '172.31.255.255', 'PRIVATE', 'PUBLIC'],
  ['192.0.0.0', '192.0.0.255', 'RESERVED', 'PUBLIC'],
  ['192.0.2.0', '192.0.2.255', 'TEST-NET', 'PUBLIC'],
  ['192.88.99.0', '192.88.99.255', '6TO4-RELAY', 'PUBLIC'],
  ['192.168.0.0', '192.168.255.255', 'PRIVATE', 'PUBLIC'],
  ['198.18.0.0', '198.19.255.255', 'RESERVED', 'PUBLIC'],
  ['198.51.100.0', '198.51.100.255', 'TEST-NET', 'PUBLIC'],
  ['203.0.113.0', '203.0.113.255', 'TEST-NET', 'PUBLIC'],
  ['224.0.0.0', '239.255.255.255', 'MULTICAST', 'RESERVED'],
  ['240.0.0.0', '255.255.255.254', 'RESERVED', 'BROADCAST'],
];

describe('kinds', () => {
  it.each(V4)('%s to %s is %s, behind it %s', (first, last, word, behind) => {
    const [from, to] = [first, last].map((ip) => ip.split('.').reduce((n, part) => n * 256 + Number(part), 0)) as [
      number,
      number,
    ];
    expect(detailedType(first, 4)).toBe(word);
    expect(detailedType(last, 0)).toBe(word);
    expect(detailedType(formatIPv4(to + 1), 4)).toBe(behind);
    if (from > 0 && word !== 'RESERVED') expect(detailedType(formatIPv4(from - 1), 4)).toBe('PUBLIC');
    expect(detailedType(first, 6)).toBe('');
  });
  it.each([
    ['::', 'UNSPECIFIED'],
    ['::1', 'LOOPBACK'],
    ['::2', 'RESERVED'],
    ['::1.2.3.4', 'RESERVED'],
    ['::fffe:0:0', 'RESERVED'],
    ['::ffff:0:0', 'IPV4MAP'],
    ['::ffff:255.255.255.255', 'IPV4MAP'],
    ['::1:0:0:0', 'RESERVED'],
    ['64:ff9b::1', 'RESERVED'],
    ['100::', 'DISCARD'],
    ['100::ffff:ffff:ffff:ffff', 'DISCARD'],
    ['100:0:0:1::', 'RESERVED'],
    ['1fff:ffff::', 'RESERVED'],
    ['2000::', 'GLOBAL-UNICAST'],
    ['2001::', 'TEREDO'],
    ['2001:0:ffff::', 'TEREDO'],
    ['2001:1::', 'GLOBAL-UNICAST'],
    ['2001:2::', 'BMWG'],
    ['2001:2:1::', 'GLOBAL-UNICAST'],
    ['2001:10::', 'ORCHID'],
    ['2001:1f:ffff::', 'ORCHID'],
    ['2001:20::', 'GLOBAL-UNICAST'],
    ['2001:db8:ffff::', 'DOCUMENTATION'],
    ['2001:db9::', 'GLOBAL-UNICAST'],
    ['2002:ffff::', '6TO4'],
    ['3fff:ffff::', 'GLOBAL-UNICAST'],
    ['4000::', 'RESERVED'],
    ['fbff::', 'RESERVED'],
    ['fc00::', 'UNIQUE-LOCAL-UNICAST'],
    ['fdff::', 'UNIQUE-LOCAL-UNICAST'],
    ['fe00::', 'RESERVED'],
    ['fe80::', 'LINK-LOCAL-UNICAST'],
    ['febf:ffff::', 'LINK-LOCAL-UNICAST'],
    ['fec0::', 'RESERVED'],
    ['ff00::', 'MULTICAST'],
    ['ffff::', 'MULTICAST'],
  ])('%s is %s', (ip, word) => {
    expect(detailedType(ip, 6)).toBe(word);
    expect(detailedType(`[${ip}]`, 0)).toBe(word);
    expect(detailedType(ip, 4)).toBe('');
  });
  it.each(['', 'x', '1.2.3', '[1.2.3.4]'])('%j is none', (text) => {
    for (const family of [0, 4, 6] as const) expect(detailedType(text, family)).toBe('');
  });
  it('RFC 1918 is part of PRIVATE', () => {
    fc.assert(
      fc.property(v4, (address) => {
        const ip = formatIPv4(address);
        expect(isRfc1918(ip)).toBe(detailedType(ip, 4) === 'PRIVATE' && !ip.startsWith('0.'));
      }),
    );
    expect(['10.0.0.0', '172.31.255.255', '192.168.9.9', '172.32.0.0', '::1', 'x'].map(isRfc1918)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('detailed_ip_type writes only what can be written', async () => {
  const server = await testServer({ modules: ['ipops', 'pv'] });
  it.each([
    ['$var(x)', 1],
    ['$avp(k)', 1],
    ['$si', -1],
    ['abc', -1],
    ['', -1],
    ['$nosuch', -1],
    ['$hdr(X)', -1],
    [null, -1],
    [{}, -1],
  ])('%s: %i', (variable, result) => {
    const cx = server.context(request());
    expect(server.call(cx, 'ipops.detailed_ip_type', '10.0.0.1', variable)).toBe(result);
    if (typeof variable === 'string' && result === 1) expect(server.pv.get(cx, variable)).toBe('PRIVATE');
  });
});

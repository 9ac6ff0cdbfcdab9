import { isIPv4 as nodeIsIPv4, isIPv6 as nodeIsIPv6 } from 'node:net';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  canonicalIP,
  familyOf,
  formatIPv4,
  formatIPv6,
  hostText,
  isIPv4,
  isIPv6,
  isLinkLocalIPv6,
  isLoopback,
  parseIPv4,
  parseIPv6,
  sameIP,
} from '../../../runtime/sip/address.ts';

const near = fc.string({ unit: fc.constantFrom(...'0123456789abcdefAF:.[]% g'), maxLength: 24 });
const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), { minLength: 8, maxLength: 8 });

describe('parseIPv4', () => {
  it.each([
    ['0.0.0.0', 0],
    ['1.2.3.4', 0x01020304],
    ['192.0.2.1', 0xc0000201],
    ['255.255.255.255', 0xffffffff],
    ['10.0.100.9', 0x0a006409],
  ])('%s', (text, value) => {
    expect(parseIPv4(text)).toBe(value);
    expect(formatIPv4(value)).toBe(text);
  });

  it.each([
    '',
    '.',
    '1',
    '1.2.3',
    '1.2.3.',
    '.1.2.3',
    '1..2.3',
    '1.2.3.4.',
    '1.2.3.4.5',
    '256.1.1.1',
    '1.2.3.256',
    '01.2.3.4', // octal for some, decimal for others
    '1.2.3.00',
    '1.2.3.0x1',
    ' 1.2.3.4',
    '1.2.3.4 ',
    '1.2.3.4:5060',
    '1.2.3.a',
    '1.2.3.-4',
    '1.2.3.+4',
    '[1.2.3.4]',
    '::1',
    '1111.2.3.4',
    '255.255.255.2555',
    '1.2.3.٤',
  ])('refuses %j', (text) => expect(parseIPv4(text)).toBe(-1));

  it('reads a part of a text', () => {
    expect(parseIPv4('sip:192.0.2.1:5060', 4, 13)).toBe(0xc0000201);
    expect(parseIPv4('sip:192.0.2.1:5060', 4, 14)).toBe(-1);
  });

  it('agrees with node:net', () => {
    fc.assert(fc.property(fc.oneof(near, fc.ipV4()), (text) => void expect(isIPv4(text)).toBe(nodeIsIPv4(text))));
  });

  it('is undone by formatIPv4', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 0xffffffff }), (n) => void expect(parseIPv4(formatIPv4(n))).toBe(n)));
  });
});

describe('parseIPv6', () => {
  it.each([
    ['::', [0, 0, 0, 0, 0, 0, 0, 0]],
    ['::1', [0, 0, 0, 0, 0, 0, 0, 1]],
    ['1::', [1, 0, 0, 0, 0, 0, 0, 0]],
    ['2001:db8::10', [0x2001, 0xdb8, 0, 0, 0, 0, 0, 0x10]],
    ['[2001:DB8::10]', [0x2001, 0xdb8, 0, 0, 0, 0, 0, 0x10]],
    ['2001:0db8:0:0:0:0:0:0010', [0x2001, 0xdb8, 0, 0, 0, 0, 0, 0x10]],
    ['1:2:3:4:5:6:7:8', [1, 2, 3, 4, 5, 6, 7, 8]],
    ['::2:3:4:5:6:7:8', [0, 2, 3, 4, 5, 6, 7, 8]],
    ['1:2:3:4:5:6:7::', [1, 2, 3, 4, 5, 6, 7, 0]],
    ['1:2::7:8', [1, 2, 0, 0, 0, 0, 7, 8]],
    ['::ffff:192.0.2.1', [0, 0, 0, 0, 0, 0xffff, 0xc000, 0x201]],
    ['::192.0.2.1', [0, 0, 0, 0, 0, 0, 0xc000, 0x201]],
    ['64:ff9b::192.0.2.33', [0x64, 0xff9b, 0, 0, 0, 0, 0xc000, 0x221]],
    ['1:2:3:4:5:6:1.2.3.4', [1, 2, 3, 4, 5, 6, 0x102, 0x304]],
    ['ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255', [0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff]],
  ])('%s', (text, expected) => expect(parseIPv6(text)).toEqual(expected));

  it.each([
    '',
    ':',
    ':::',
    '[]',
    '[',
    '[::1',
    '::1]',
    '[[::1]]',
    '1:',
    ':1',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:',
    '1:2:3:4:5:6:7:8:',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '::1:2:3:4:5:6:7:8',
    '1::2::3',
    '2001:db8:::1',
    '12345::',
    '::12345',
    'g::',
    '::g',
    'fe80::1%eth0',
    '::1.2.3',
    '::1.2.3.4.5',
    '::1.2.3.4:5',
    '::256.2.3.4',
    '::01.2.3.4',
    '1:2:3:4:5:6:7:1.2.3.4',
    '1.2.3.4',
    '[1.2.3.4]',
    '::1 ',
    ' ::1',
    '::1:5060x',
    'ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.2555',
  ])('refuses %j', (text) => {
    expect(parseIPv6(text)).toBeNull();
    expect(isIPv6(text)).toBe(false);
  });

  it('reads a part of a text', () => {
    expect(parseIPv6('sip:[::1]:5060', 4, 9)).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
    expect(parseIPv6('sip:[::1]:5060', 4, 10)).toBeNull();
  });

  it('agrees with node:net, brackets and zones aside', () => {
    fc.assert(
      fc.property(fc.oneof(near, fc.ipV6()), (text) => {
        fc.pre(!text.includes('%') && !text.includes('['));
        expect(isIPv6(text)).toBe(nodeIsIPv6(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('formatIPv6', () => {
  // RFC 5952 4 and 5.
  it.each([
    ['2001:0db8::0001', '2001:db8::1'],
    ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'], // one group is not shortened
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'], // the longest run
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'], // the first of equals
    ['2001:DB8::ABCD', '2001:db8::abcd'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['1:0:0:0:0:0:0:0', '1::'],
    ['0:1:2:3:4:5:6:7', '0:1:2:3:4:5:6:7'],
    ['1:2:3:4:5:6:0:0', '1:2:3:4:5:6::'],
    ['::ffff:c000:201', '::ffff:192.0.2.1'],
    ['::FFFF:192.0.2.1', '::ffff:192.0.2.1'],
    ['::1.2.3.4', '::102:304'],
    ['[2001:DB8:0::10]', '2001:db8::10'],
  ])('%s reads %s', (text, expected) => expect(canonicalIP(text)).toBe(expected));

  it('is what the URL standard writes, IPv4-mapped aside', () => {
    fc.assert(
      fc.property(groups, (words) => {
        fc.pre(words.slice(0, 5).some((word) => word !== 0) || words[5] !== 0xffff);
        const url = new URL(`http://[${words.map((word) => word.toString(16)).join(':')}]`);
        expect(`[${formatIPv6(words)}]`).toBe(url.hostname);
      }),
    );
  });

  it('is undone by parseIPv6', () => {
    fc.assert(fc.property(groups, (words) => void expect(parseIPv6(formatIPv6(words))).toEqual(words)));
  });
});

describe('telling and comparing', () => {
  it.each([
    ['192.0.2.1', 4],
    ['2001:db8::1', 6],
    ['[2001:db8::1]', 6],
    ['example.com', 0],
    ['dead.beef', 0],
    ['cafe', 0],
    ['abcde:f', 0],
    ['', 0],
    ['[192.0.2.1]', 0],
    ['1.2.3.4.example.com', 0],
  ] as const)('familyOf %j is %d', (text, family) => {
    expect(familyOf(text)).toBe(family);
    expect(canonicalIP(text) !== '').toBe(family !== 0);
  });

  it.each([
    ['1.2.3.4', '1.2.3.4', true],
    ['1.2.3.4', '1.2.3.5', false],
    ['1.2.3.4', '01.2.3.4', false],
    ['2001:db8::1', '2001:0DB8:0:0:0:0:0:1', true],
    ['[2001:db8::1]', '2001:db8::1', true],
    ['2001:db8::1', '2001:db8::2', false],
    ['::ffff:1.2.3.4', '1.2.3.4', false],
    ['::ffff:1.2.3.4', '::ffff:102:304', true],
    ['x', 'x', false],
    ['', '', false],
    ['[1.2.3.4]', '1.2.3.4', false],
  ])('sameIP %j %j: %s', (a, b, same) => {
    expect(sameIP(a, b)).toBe(same);
    expect(sameIP(b, a)).toBe(same);
  });

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8::1', '[2001:db8::1]'],
    ['[2001:db8::1]', '[2001:db8::1]'],
    ['sip.example.com', 'sip.example.com'],
  ])('hostText %s is %s', (host, text) => expect(hostText(host)).toBe(text));

  it.each([
    ['127.0.0.1', true],
    ['127.255.1.2', true],
    ['128.0.0.1', false],
    ['126.0.0.1', false],
    ['::1', true],
    ['::2', false],
    ['localhost', false],
  ])('isLoopback %s: %s', (ip, yes) => expect(isLoopback(ip)).toBe(yes));

  it.each([
    ['fe80::1', true],
    ['febf::1', true],
    ['fec0::1', false],
    ['fe7f::1', false],
    ['2001:db8::1', false],
    ['169.254.1.1', false],
    ['fe80.example.com', false],
  ])('isLinkLocalIPv6 %s: %s', (ip, yes) => expect(isLinkLocalIPv6(ip)).toBe(yes));

  it('never throws and never takes an address for a name', () => {
    fc.assert(
      fc.property(near, (text) => {
        const family = familyOf(text);
        expect(canonicalIP(text) === '').toBe(family === 0);
        if (family !== 0) expect(canonicalIP(canonicalIP(text))).toBe(canonicalIP(text));
      }),
    );
  });
});

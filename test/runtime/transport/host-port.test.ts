import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { hostKey, isHostName, parseHostPort } from '../../../runtime/transport/host-port.ts';

describe('parseHostPort', () => {
  it.each([
    ['example.org', 'example.org', 0],
    ['Example.ORG:5060', 'example.org', 5060],
    ['192.0.2.1', '192.0.2.1', 0],
    ['192.0.2.1:65535', '192.0.2.1', 65_535],
    ['192.0.2.1:0', '192.0.2.1', 0],
    ['[2001:DB8::1]', '2001:db8::1', 0],
    ['[2001:db8:0:0::1]:5070', '2001:db8::1', 5070],
    ['localhost', 'localhost', 0],
    ['my_host-1:1', 'my_host-1', 1],
  ])('%j', (text, host, port) => expect(parseHostPort(text)).toEqual({ host, port }));

  it.each([
    '',
    ':',
    ':5060',
    'a:',
    'a:b',
    'a:5060:1',
    'a:65536',
    'a: 1',
    'a b',
    '2001:db8::1',
    '::1',
    '[::1',
    '[::1]5060',
    '[::1]:',
    '[]:5060',
    '[example.org]:5060',
    '[192.0.2.1]:5060',
    '192.0.2.256',
    '1.2.3',
    'a..b',
    '.a',
    'a.',
    'sip:a',
    'ex@mple',
    'exämple',
  ])('refuses %j', (text) => expect(parseHostPort(text)).toBeNull());

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const found = parseHostPort(text);
        if (found !== null) expect(found.host).not.toBe('');
      }),
    );
  });
});

describe('hostKey', () => {
  it.each([
    ['Example.ORG', 'example.org'],
    ['192.0.2.1', '192.0.2.1'],
    ['[2001:DB8::0:1]', '2001:db8::1'],
    ['2001:DB8::1', '2001:db8::1'],
    ['', ''],
  ])('%j is %j', (host, key) => expect(hostKey(host)).toBe(key));
});

describe('isHostName', () => {
  it.each([
    'a',
    'a.b',
    'sip.example.org',
    'a-b_c',
    '_sip._udp.example.org',
    '1.example',
    '1a',
    'a'.repeat(63),
    `${'a.'.repeat(126)}a`,
  ])('%s', (name) => expect(isHostName(name)).toBe(true));

  it.each([
    '',
    '.',
    'a.',
    '.a',
    'a..b',
    '1',
    '1.2.3.4',
    '1.2.3',
    'a.1',
    'a b',
    'a/b',
    'a:1',
    'a\0',
    'ä',
    'a'.repeat(64),
    `${'a.'.repeat(127)}a`,
  ])('not %j', (name) => expect(isHostName(name)).toBe(false));
});

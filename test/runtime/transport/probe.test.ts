import { describe, expect, it } from 'vitest';

import { isProbe, isStun } from '../../../runtime/transport/probe.ts';

/** A STUN message whose header announces `length` octets and carries `attributes`. */
function stun(type: string, length: number, attributes: string): string {
  return `${type}${String.fromCharCode(length >> 8, length & 255)}\x21\x12\xa4\x42${'t'.repeat(12)}${attributes}`;
}

describe('isProbe', () => {
  it.each([
    ['nothing', ''],
    ['CRLF', '\r\n'],
    ['two CRLF', '\r\n\r\n'],
    ['four zero octets', '\0\0\0\0'],
    ['a NUL', '\0'],
    ['31 octets', 'x'.repeat(31)],
    ['19 octets that begin like STUN', stun('\0\x01', 0, '').slice(0, 19)],
    ['STUN that is cut off', stun('\0\x01', 8, '1234')],
  ])('%s is one', (_, text) => expect(isProbe(text)).toBe(true));

  it.each([
    ['32 octets', 'x'.repeat(32)],
    ['32 zero octets', '\0'.repeat(32)],
    ['a binding request', stun('\0\x01', 0, '')],
    ['a binding response', stun('\x01\x01', 8, '12345678')],
    ['a request', 'OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h\r\n\r\n'],
  ])('%s is none', (_, text) => expect(isProbe(text)).toBe(false));
});

describe('isStun', () => {
  it.each([
    ['a binding request', stun('\0\x01', 0, ''), true],
    ['with attributes', stun('\0\x01', 300, 'a'.repeat(300)), true],
    ['with a wrong length', stun('\0\x01', 301, 'a'.repeat(300)), false],
    ['of a class that STUN does not have', stun('\x02\x01', 0, ''), false],
    ['a request', 'OPTIONS sip:a@b SIP/2.0\r\n\r\n', false],
  ])('%s: %s', (_, text, yes) => expect(isStun(text)).toBe(yes));
});

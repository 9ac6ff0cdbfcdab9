// RFC 5118: what the wire format layer makes of IPv6 in each place where an address can stand.
import { describe, expect, it } from 'vitest';
import { canonicalIP, familyOf } from '../../runtime/sip/address.ts';
import { DEFAULT_LIMITS } from '../../runtime/sip/limits.ts';
import type { SipMessage } from '../../runtime/sip/message.ts';
import { parseMessage } from '../../runtime/sip/parser.ts';
import { firstSdp, mediaStreams } from '../../runtime/sip/sdp.ts';
import { serialize } from '../../runtime/sip/serialize.ts';
import { parseUri, schemeOf } from '../../runtime/sip/uri.ts';
import { validate } from '../../runtime/sip/validate.ts';
import { askAll } from '../runtime/sip/views.ts';
import { messages } from './rfc5118.ts';

function read(name: string): SipMessage {
  return parseMessage(messages.find((message) => message.name === name)!.text)!;
}

function addresses(message: SipMessage): [number, string][] {
  return mediaStreams(message.text, firstSdp(message)!).map(({ connection }) => [
    connection!.family,
    message.text.slice(connection!.addrStart, connection!.addrEnd),
  ]);
}

describe('every message', () => {
  it('is one of twelve', () => expect(messages).toHaveLength(12));

  it.each(messages)('$section $name', ({ text, expect: allowed }) => {
    const message = parseMessage(text)!;
    expect([message.fault, validate(message, DEFAULT_LIMITS)]).toEqual(['', null]);
    askAll(message);
    expect(serialize(message, '', [], null)).toBe(text);
    // a Request-URI that can not be read is for the routes to answer: 400, as it has a scheme that is routed on
    if (parseUri(message.requestUri) === null) {
      expect(allowed).toEqual(['400']);
      expect(schemeOf(message.requestUri)).toBe('sip');
    }
  });
});

describe('Request-URIs', () => {
  it.each([
    ['ipv6-good', '2001:db8::10', 0],
    ['port-ambiguous', '2001:db8::10:5070', 0], // all of it is the address
    ['port-unambiguous', '2001:db8::10', 5070],
    ['ipv6-correct-abnf-2-colons', '2001:db8::192.0.2.1', 0],
    ['ipv6-bug-abnf-3-colons', '2001:db8:::192.0.2.1', 0],
  ])('%s: %s, port %d', (name, host, port) => {
    const uri = parseUri(read(name).requestUri)!;
    expect([uri.hostBare, uri.port]).toEqual([host, port]);
    // three colons are passed on, and are no address
    expect(familyOf(uri.host)).toBe(name.endsWith('3-colons') ? 0 : 6);
  });

  it('ipv6-bad: no brackets, no URI', () => expect(parseUri(read('ipv6-bad').requestUri)).toBe(null));
});

describe('Via', () => {
  it.each(['via-received-param-with-delim', 'via-received-param-no-delim'])('%s', (name) => {
    const via = read(name).via1!;
    expect([via.hostBare, canonicalIP(via.received)]).toEqual(['2001:db8::9:1', '2001:db8::9:255']);
  });

  it('mult-ip-in-header: families side by side', () => {
    const message = read('mult-ip-in-header');
    expect([1, 2, 3].map((n) => message.nthVia(n)!).map((via) => [via.hostBare, via.port, via.received])).toEqual([
      ['2001:db8::9:1', 6050, ''],
      ['192.0.2.1', 0, ''],
      ['2001:db8::9:255', 0, '192.0.2.200'],
    ]);
  });

  it('ipv4-mapped-ipv6', () => {
    const message = read('ipv4-mapped-ipv6');
    expect([message.via1!.hostBare, message.via1!.port]).toEqual(['::ffff:192.0.2.10', 19823]);
    expect(message.contacts![0]!.uri!.hostBare).toBe('::ffff:192.0.2.2');
  });
});

describe('session descriptions', () => {
  it.each<[string, [number, string][]]>([
    ['ipv6-in-sdp', [[6, '2001:db8::20']]],
    ['mult-ip-in-sdp', [[4, '192.0.2.1'], [6, '2001:db8::1']]],
    ['ipv4-mapped-ipv6', [[6, '::ffff:192.0.2.2']]],
  ])('%s', (name, expected) => expect(addresses(read(name))).toEqual(expected));
});

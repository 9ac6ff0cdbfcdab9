import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, type MessageLimits } from '../../../runtime/sip/limits.ts';
import { validate } from '../../../runtime/sip/validate.ts';
import { FIELDS, INVITE, REPLY, SDP, START, inviteWith, parsed, wire } from './samples.ts';

function verdict(text: string, limits: MessageLimits = DEFAULT_LIMITS): [number, string] | null {
  const refusal = validate(parsed(text), limits);
  return refusal === null ? null : [refusal.status, refusal.reason];
}

const VIA = 'Via: SIP/2.0/UDP h;branch=z9hG4bK1';
const REST = ['From: <sip:a@b>;tag=1', 'To: <sip:c@d>', 'Call-ID: x', 'CSeq: 1 INVITE'];
const request = (...fields: string[]): string => wire(START, fields);
const reply = (...fields: string[]): string => wire('SIP/2.0 200 OK', fields);

describe('good messages', () => {
  it.each<[string, string]>([
    ['an INVITE', INVITE],
    ['a reply', REPLY],
    ['the shortest', request(VIA, ...REST)],
    ['RFC 2543: no branch, no tag', request('Via: SIP/2.0/UDP h', 'From: <sip:a@b>', ...REST.slice(1))],
    ['compact forms', request('v: SIP/2.0/UDP h', 'f: sip:a@b', 't: sip:c@d', 'i: x', 'CSeq: 1 INVITE')],
    ['URIs that nobody routes on', request(VIA, 'From: <soap.beep://x>;tag=1', 'To: <mailto:a@b>', ...REST.slice(2))],
    ['an unknown Request-URI scheme: 416 comes later', wire('INVITE http://x SIP/2.0', [VIA, ...REST])],
    ['no Content-Length', `${START}\r\n${[VIA, ...REST].join('\r\n')}\r\n\r\nbody`],
    ['a Content-Length below what arrived', `${START}\r\n${[VIA, ...REST].join('\r\n')}\r\nl: 2\r\n\r\nbody`],
    ['the same Content-Length twice', `${START}\r\n${[VIA, ...REST].join('\r\n')}\r\nl: 4\r\nContent-Length: 4\r\n\r\nbody`],
    ['an unknown method', wire('PING sip:a SIP/2.0', [VIA, ...REST.slice(0, 3), 'CSeq: 1 PING'])],
    ['a CSeq between 2^31 and 2^32, for sanity to judge', request(VIA, ...REST.slice(0, 3), 'CSeq: 4294967295 INVITE')],
    ['three Vias', request(VIA, 'Via: SIP/2.0/TCP i , SIP/2.0/TLS j', ...REST)],
    ['a branch that is the cookie and more', request('Via: SIP/2.0/UDP h;branch=z9hG4bK.', ...REST)],
    ['a reply with another version in a lower Via', reply(VIA, 'Via: SIP/3.0/UDP i', ...REST)],
  ])('%s', (_, text) => expect(verdict(text)).toBe(null));
});

describe('requests that are answered', () => {
  it.each<[string, string, number, string]>([
    ['another version', INVITE.replace('SIP/2.0\r', 'SIP/7.0\r'), 505, 'Version Not Supported'],
    [
      'another version everywhere (RFC 4475 3.1.2.16)',
      wire('OPTIONS sip:a SIP/7.0', ['Via: SIP/7.0/UDP h;branch=z9hG4bK1', ...REST]),
      505,
      'Version Not Supported',
    ],
    ['white space in the start line', INVITE.replace('INVITE sip', 'INVITE  sip'), 400, 'Bad Request'],
    ['a line without colon', INVITE.replace('Max-Forwards:', 'Max-Forwards'), 400, 'Bad Request'],
    ['a bare LF', INVITE.replace('Max-Forwards: 70', 'Max-Forwards: 70\nX: 1'), 400, 'Bad Request'],
    ['a NUL', INVITE.replace('Max-Forwards: 70', 'X: a\0b'), 400, 'Bad Request'],
    ['no empty line', INVITE.slice(0, INVITE.indexOf('\r\n\r\n') + 2), 400, 'Bad Request'],
    ['a broken second Via', request(VIA, 'Via: garbage', ...REST), 400, 'Bad Via'],
    ['separators too many (3.1.2.1)', request('Via: SIP/2.0/UDP 192.0.2.15;;,;,,', ...REST), 400, 'Bad Via'],
    ['a comma too many', request(`${VIA},`, ...REST), 400, 'Bad Via'],
    ['an empty branch', request('Via: SIP/2.0/UDP h;branch=', ...REST), 400, 'Bad Via'],
    ['a branch that is the cookie only (3.2.1)', request('Via: SIP/2.0/UDP h;branch=z9hG4bK', ...REST), 400, 'Bad Via'],
    ['the cookie in another case', request('Via: SIP/2.0/UDP h;branch=Z9HG4BK', ...REST), 400, 'Bad Via'],
    ['no CSeq', request(VIA, ...REST.slice(0, 3)), 400, 'Missing or Bad CSeq'],
    ['no number in CSeq', inviteWith({ CSeq: 'CSeq: x INVITE' }), 400, 'Missing or Bad CSeq'],
    ['no method in CSeq', inviteWith({ CSeq: 'CSeq: 1' }), 400, 'Missing or Bad CSeq'],
    ['a CSeq of 2^32 (3.1.2.4)', inviteWith({ CSeq: 'CSeq: 4294967296 INVITE' }), 400, 'Missing or Bad CSeq'],
    ['another method in CSeq (3.1.2.17)', inviteWith({ CSeq: 'CSeq: 1 OPTIONS' }), 400, 'CSeq Method Mismatch'],
    ['another case in CSeq: methods are told apart by case', inviteWith({ CSeq: 'CSeq: 1 invite' }), 400, 'CSeq Method Mismatch'],
    ['no From', inviteWith({ From: '' }), 400, 'Missing or Bad From'],
    ['a quote that never closes in From', inviteWith({ From: 'From: "a <sip:a@b>' }), 400, 'Missing or Bad From'],
    ['no To', inviteWith({ To: '' }), 400, 'Missing or Bad To'],
    ['an empty To', inviteWith({ To: 'To:' }), 400, 'Missing or Bad To'],
    [
      'a comma in the name (3.1.2.15)',
      inviteWith({ From: 'From: Bell, Alexander <sip:a@b>;tag=43' }),
      400,
      'Missing or Bad From',
    ],
    ['no Call-ID', inviteWith({ 'Call-ID': '' }), 400, 'Missing Call-ID'],
    ['an empty Call-ID', inviteWith({ 'Call-ID': 'Call-ID:  ' }), 400, 'Missing Call-ID'],
    ['none of them', request(VIA), 400, 'Missing or Bad CSeq'],
    ['two To (3.3.8)', request(VIA, ...REST, 'To: <sip:e@f>'), 400, 'Header Field Given Twice'],
    ['two From in two forms', request(VIA, ...REST, 'f: <sip:e@f>'), 400, 'Header Field Given Twice'],
    ['two Call-ID', request(VIA, ...REST, 'i: x'), 400, 'Header Field Given Twice'],
    ['two CSeq', request(VIA, ...REST, 'CSeq: 1 INVITE'), 400, 'Header Field Given Twice'],
    ['two different Content-Length (3.3.9)', request(VIA, ...REST, 'l: 1'), 400, 'Bad Content-Length'],
    [
      'a negative one (3.1.2.3)',
      request(VIA, ...REST).replace('Content-Length: 0', 'Content-Length: -999'),
      400,
      'Bad Content-Length',
    ],
    [
      'one that is no number',
      request(VIA, ...REST).replace('Content-Length: 0', 'Content-Length: 0x0'),
      400,
      'Bad Content-Length',
    ],
    ['more than arrived (3.1.2.2)', INVITE.slice(0, -1), 400, 'Bad Content-Length'],
  ])('%s', (_, text, status, reason) => expect(verdict(text)).toEqual([status, reason]));
});

describe('what is dropped', () => {
  const DROP = [0, 'not worth an answer'];
  const BROKEN = [0, 'broken reply'];
  it.each<[string, string, (number | string)[]]>([
    ['a request without Via', request(...REST), DROP],
    ['a request whose Via nobody can read', request('Via: SIP/2.0/UDP h:x', ...REST), DROP],
    ['a request over another protocol', request('Via: SIP/3.0/UDP h;branch=z9hG4bK1', ...REST), DROP],
    ['not SIP', request('Via: HTTP/2.0/TCP h;branch=z9hG4bK1', ...REST), DROP],
    ['an ACK: never answered', INVITE.replace('INVITE sip', 'ACK sip'), DROP],
    ['an ACK of another version', INVITE.replace('INVITE sip', 'ACK sip').replace('SIP/2.0\r', 'SIP/3.0\r'), DROP],
    ['a reply without Via', reply(...REST), DROP],
    ['a reply over another protocol', reply('Via: SIP/3.0/UDP h', ...REST), BROKEN],
    ['a reply of another version', reply(VIA, ...REST).replace('SIP/2.0 200', 'SIP/3.0 200'), BROKEN],
    ['a reply with a code out of range', reply(VIA, ...REST).replace('200 OK', '700 OK'), BROKEN],
    ['a reply without CSeq', reply(VIA, ...REST.slice(0, 3)), BROKEN],
    ['a reply without From', reply(VIA, ...REST.slice(1)), BROKEN],
    ['a reply with two To', reply(VIA, ...REST, 't: <sip:a@b>'), BROKEN],
    [
      'a reply with a CSeq above 2^32 (RFC 4475 3.1.2.5)',
      reply(VIA, ...REST.slice(0, 3), 'CSeq: 9292394834772304023312 OPTIONS'),
      BROKEN,
    ],
    ['a reply that leads nowhere', reply(VIA, 'Via: garbage', ...REST), BROKEN],
    ['a reply that is cut off', reply(VIA, ...REST).replace('Content-Length: 0', 'Content-Length: 1'), BROKEN],
    ['a reply with a bare LF', reply(VIA, ...REST, 'X: a\nb'), BROKEN],
  ])('%s', (_, text, expected) => expect(verdict(text)).toEqual(expected));

  it('is decided in a reply whatever its method in CSeq', () => {
    expect(verdict(reply(VIA, ...REST.slice(0, 3), 'CSeq: 1 WHATEVER'))).toBe(null);
  });
});

describe('limits', () => {
  it.each<[string, Partial<MessageLimits>, [number, string] | null]>([
    ['octets', { message: INVITE.length }, null],
    ['octets', { message: INVITE.length - 1 }, [513, 'Message Too Large']],
    ['header fields', { headers: FIELDS.length + 1 }, null],
    ['header fields', { headers: FIELDS.length }, [513, 'Message Too Large']],
    ['keys', { key: 'a84b4c76e66710@pc33.atlanta.example.com'.length }, null],
    ['keys', { key: 'a84b4c76e66710@pc33.atlanta.example.com'.length - 1 }, [400, 'Call-ID, Tag or Branch Too Long']],
  ])('of %s: %j', (_, limits, expected) => expect(verdict(INVITE, { ...DEFAULT_LIMITS, ...limits })).toEqual(expected));

  const long = 'x'.repeat(1025);
  it.each([
    ['Call-ID', inviteWith({ 'Call-ID': `Call-ID: ${long}` })],
    ['From tag', inviteWith({ From: `From: <sip:a@b>;tag=${long}` })],
    ['To tag', inviteWith({ To: `To: <sip:a@b>;tag=${long}` })],
    ['branch', inviteWith({ Via: `Via: SIP/2.0/UDP h;branch=${long}` })],
  ])('of a key: %s', (_, text) => expect(verdict(text)).toEqual([400, 'Call-ID, Tag or Branch Too Long']));

  it('drop replies that exceed them', () => {
    expect(verdict(REPLY, { ...DEFAULT_LIMITS, message: 100 })).toEqual([0, 'broken reply']);
  });

  it('let a call with everything through', () => {
    const many = Array.from({ length: 34 }, (_, i) => `Via: SIP/2.0/TCP sip${i}.example.com`);
    expect(verdict(wire(START, [VIA, ...many, ...REST, `X: ${'y'.repeat(9000)}`], SDP))).toBe(null);
  });
});

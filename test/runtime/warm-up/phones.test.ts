import { describe, expect, it } from 'vitest';
import { Header } from '../../../runtime/sip/header-type.ts';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import type { SipMessage } from '../../../runtime/sip/message.ts';
import { validate } from '../../../runtime/sip/validate.ts';
import { contactOf, replyTo, requestOf, routeSet, type RequestParts } from '../../../runtime/warm-up/phones.ts';

const LIMITS = { message: 65_535, headers: 256, key: 1024 };
const PARTS: RequestParts = {
  method: 'INVITE',
  uri: 'sip:bob@127.0.0.1',
  call: 7,
  cseq: 1,
  to: '<sip:bob@127.0.0.1>',
  headers: '',
  sdp: true,
};

/** Reads a message as the server does; it has to be a good one. */
function good(text: string): SipMessage {
  const message = parseMessage(text)!;
  expect(message.fault).toBe('');
  expect(validate(message, LIMITS)).toBeNull();
  return message;
}

describe('a request of the caller', () => {
  it.each(['INVITE', 'ACK', 'BYE', 'REGISTER', 'OPTIONS', 'MESSAGE'])('%s is well formed', (method) => {
    for (const sdp of [false, true]) {
      const message = good(requestOf({ ...PARTS, method, sdp }));
      expect([message.method, message.requestUri, message.callId]).toEqual([
        method,
        'sip:bob@127.0.0.1',
        '7.warm-up@192.168.1.20',
      ]);
      expect(message.end - message.bodyStart).toBe(message.contentLength);
      expect(message.contentLength > 0).toBe(sdp);
    }
  });

  it('has a branch of its own for each method and number', () => {
    const of = (more: Partial<RequestParts>): string => good(requestOf({ ...PARTS, ...more })).via1!.branch;
    const branches = [of({}), of({ call: 8 }), of({ cseq: 2 }), of({ method: 'ACK' })];
    expect(new Set(branches).size).toBe(4);
    for (const branch of branches) expect(branch).toMatch(/^z9hG4bK-/);
  });

  it('comes from behind a NAT: Via and Contact are private', () => {
    const message = good(requestOf(PARTS));
    expect([message.via1!.host, message.contacts![0]!.uri!.host]).toEqual(['192.168.1.20', '192.168.1.20']);
  });

  it('says how long, of a registration only, and what the phone can', () => {
    const [register, invite, bye] = ['REGISTER', 'INVITE', 'BYE'].map((method) => good(requestOf({ ...PARTS, method })));
    expect([register, invite, bye].map((message) => message!.has(Header.Expires))).toEqual([true, false, false]);
    expect([register, invite, bye].map((message) => message!.has(Header.Allow))).toEqual([true, true, false]);
  });

  it('takes more header lines along', () => {
    const text = requestOf({ ...PARTS, headers: 'Route: <sip:127.0.0.1;lr>\r\n' });
    expect(good(text).findByName('Route')).toBeGreaterThan(0);
  });
});

describe('the reply of the callee', () => {
  const arrived = requestOf({ ...PARTS, headers: 'Record-Route: <sip:127.0.0.1;lr>\r\nRecord-Route: <sip:127.0.0.2;lr>\r\n' });

  it.each([
    ['180 Ringing', false, 180],
    ['200 OK', true, 200],
  ] as const)('%s is well formed', (status, sdp, code) => {
    const reply = good(replyTo(arrived, status, sdp));
    expect([reply.status, reply.toTag, reply.callId, reply.contentLength > 0]).toEqual([code, 'b1', good(arrived).callId, sdp]);
    expect(reply.via1!.branch).toBe(good(arrived).via1!.branch);
  });

  it('keeps a tag that is there', () => {
    const bye = requestOf({ ...PARTS, method: 'BYE', to: '<sip:bob@127.0.0.1>;tag=b9', sdp: false });
    expect(good(replyTo(bye, '200 OK', false)).toTag).toBe('b9');
  });

  it('tells the way back', () => {
    const reply = replyTo(arrived, '200 OK', true);
    expect(routeSet(reply)).toBe('Route: <sip:127.0.0.1;lr>\r\nRoute: <sip:127.0.0.2;lr>\r\n');
    expect(contactOf(reply)).toBe('sip:bob@192.168.2.30:5080;transport=udp');
    expect(routeSet('')).toBe('');
  });
});

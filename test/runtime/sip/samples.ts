// Messages that the tests of this folder start from.
import { parseMessage } from '../../../runtime/sip/parser.ts';
import type { SipMessage } from '../../../runtime/sip/message.ts';

export const SDP: string = [
  'v=0',
  'o=alice 2890844526 2890844526 IN IP4 192.0.2.101',
  's=-',
  'c=IN IP4 192.0.2.101',
  't=0 0',
  'm=audio 49170 RTP/AVP 0 8',
  'a=rtpmap:0 PCMU/8000',
  'a=rtcp:49171 IN IP4 192.0.2.102',
  'm=video 51372 RTP/AVP 31',
  'c=IN IP6 2001:db8::1',
  'a=sendrecv',
  '',
].join('\r\n');

/** Header lines of an INVITE, in the order in which a phone writes them. */
export const FIELDS: readonly string[] = [
  'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKnashds8;rport',
  'Via: SIP/2.0/TCP [2001:db8::9]:5070;received=192.0.2.7;branch=z9hG4bKabc, SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bK56',
  'Max-Forwards: 70',
  'Route: <sip:p1.example.com;lr>, <sip:p2.example.com;lr>',
  'Record-Route: <sip:p3.example.com;lr;r2=on>',
  'From: "Alice, of Atlanta" <sip:alice@atlanta.example.com>;tag=1928301774',
  'To: Bob <sip:bob@biloxi.example.com>',
  'Call-ID: a84b4c76e66710@pc33.atlanta.example.com',
  'CSeq: 314159 INVITE',
  'Contact: <sip:alice@192.0.2.1:5060;ob>;q=0.7;expires=600, "x" <sips:b@[2001:db8::1]>',
  'User-Agent: test (a "b")',
  'Content-Type: application/sdp',
];

export const START = 'INVITE sip:bob@biloxi.example.com SIP/2.0';

/** A message of a start line, header lines and a body; Content-Length is added. */
export function wire(start: string, fields: readonly string[], body: string = ''): string {
  return `${start}\r\n${fields.map((field) => `${field}\r\n`).join('')}Content-Length: ${body.length}\r\n\r\n${body}`;
}

export const INVITE: string = wire(START, FIELDS, SDP);

export const REPLY: string = wire(
  'SIP/2.0 180 Ringing',
  FIELDS.filter((field) => !field.startsWith('Max-') && !field.startsWith('Route') && !field.startsWith('Content-')),
);

/** The INVITE with some header lines replaced (matched by the name before the colon), or removed by ''. */
export function inviteWith(changes: Readonly<Record<string, string>>, body: string = SDP): string {
  const fields = FIELDS.filter((field) => !field.startsWith('Via: SIP/2.0/TCP')).map((field) => {
    const change = changes[field.slice(0, field.indexOf(':'))];
    return change ?? field;
  });
  return wire(
    START,
    fields.filter((field) => field !== ''),
    body,
  );
}

/** @throws when the text is no message at all, which is a fault of the test */
export function parsed(text: string): SipMessage {
  const message = parseMessage(text);
  if (message === null) throw new Error(`no message: ${JSON.stringify(text.slice(0, 60))}`);
  return message;
}

/** Header fields as [name, body], read from the table. */
export function table(message: SipMessage): [string, string][] {
  return message.headers.map((field) => [message.fieldName(field), message.fieldBody(field)]);
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import { validate } from '../../../runtime/sip/validate.ts';
import { DEFAULT_LIMITS } from '../../../runtime/sip/limits.ts';
import { ackOf, ackText, cancelText } from '../../../runtime/transaction/hop-by-hop.ts';
import { INVITE, reply } from './bench.ts';
import type { SipMessage } from '../../../runtime/sip/message.ts';

function lines(text: string): string[] {
  return text.split('\r\n');
}

/** An INVITE as sent, with these header lines behind its Via. */
function invite(...more: readonly string[]): string {
  return [
    'INVITE sip:bob@192.0.2.20;user=phone SIP/2.0',
    'Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKours.0',
    ...more,
    'From: <sip:alice@example.org>;tag=a1',
    'To: <sip:bob@example.org>',
    'Call-ID: call-1',
    'CSeq: 7 INVITE',
    '',
    '',
  ].join('\r\n');
}

describe('ACK of a negative reply (RFC 3261 17.1.1.3)', () => {
  it('has the topmost Via, Route, From, Call-ID and CSeq number of the INVITE and To of the reply', () => {
    expect(lines(ackText(INVITE, reply(486)))).toEqual([
      'ACK sip:bob@192.0.2.20 SIP/2.0',
      'Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKours.0',
      'Max-Forwards: 69',
      'Route: <sip:192.0.2.20;lr>',
      'From: <sip:alice@example.org>;tag=a1',
      'To: <sip:bob@example.org>;tag=b1',
      'Call-ID: call-1',
      'CSeq: 7 ACK',
      'Content-Length: 0',
      '',
      '',
    ]);
  });

  it.each([
    [
      'no body, and the length says so',
      invite('Content-Type: application/sdp', 'Content-Length: 4') + 'v=0\n',
      'Content-Length: 0',
    ],
    ['compact names stay', invite('l: 0'), 'l: 0'],
    ['a length where the INVITE had none', invite(), 'Content-Length: 0'],
  ])('%s', (_name, sent, line) => {
    const ack = ackText(sent, reply(486));
    expect(lines(ack)).toContain(line);
    expect(ack.endsWith('\r\n\r\n')).toBe(true);
    expect(ack).not.toContain('Content-Type');
    expect(ack.match(/^(?:l|Content-Length):/gm)).toHaveLength(1);
  });

  it('leaves out all other fields', () => {
    const sent = invite('Contact: <sip:a@192.0.2.1>', 'Record-Route: <sip:192.0.2.10;lr>', 'Require: 100rel', 'X-Any: 1');
    expect(ackText(sent, reply(486))).not.toMatch(/Contact|Record-Route|Require|X-Any/);
  });

  it('keeps all Route fields in their order', () => {
    const ack = ackText(invite('Route: <sip:one;lr>', 'Route: <sip:two;lr>, <sip:three;lr>'), reply(486));
    expect(lines(ack).filter((line) => line.startsWith('Route'))).toEqual([
      'Route: <sip:one;lr>',
      'Route: <sip:two;lr>, <sip:three;lr>',
    ]);
  });

  it('keeps the To of the INVITE when the reply has none', () => {
    const without = parseMessage(
      'SIP/2.0 486 Busy\r\nVia: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKours.0\r\nCSeq: 7 INVITE\r\n\r\n',
    )!;
    expect(lines(ackText(invite(), without))).toContain('To: <sip:bob@example.org>');
  });

  it('has the CSeq number as it was written', () => {
    const sent = invite().replace('CSeq: 7', 'CSeq:   0007');
    expect(lines(ackText(sent, reply(486)))).toContain('CSeq: 0007 ACK');
  });

  it('is empty for what is no message', () => {
    expect(ackText('', reply(486))).toBe('');
    expect(cancelText('', '')).toBe('');
  });
});

describe('CANCEL (RFC 3261 9.1)', () => {
  it('has Request-URI, topmost Via, Route, From, To, Call-ID and CSeq number of the INVITE', () => {
    expect(lines(cancelText(INVITE, ''))).toEqual([
      'CANCEL sip:bob@192.0.2.20 SIP/2.0',
      'Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKours.0',
      'Max-Forwards: 69',
      'Route: <sip:192.0.2.20;lr>',
      'From: <sip:alice@example.org>;tag=a1',
      'To: <sip:bob@example.org>',
      'Call-ID: call-1',
      'CSeq: 7 CANCEL',
      'Content-Length: 0',
      '',
      '',
    ]);
  });

  it('carries the lines that are added, as its last', () => {
    const text = cancelText(INVITE, 'Reason: SIP;cause=200;text="Call completed elsewhere"\r\n');
    expect(text.endsWith('Content-Length: 0\r\nReason: SIP;cause=200;text="Call completed elsewhere"\r\n\r\n')).toBe(true);
  });

  it('asks for nothing that the INVITE required (9.1: no Require, no Proxy-Require)', () => {
    expect(cancelText(invite('Require: 100rel', 'Proxy-Require: x'), '')).not.toMatch(/Require/);
  });
});

describe('both', () => {
  const field = fc.constantFrom(
    'Route: <sip:192.0.2.20;lr>',
    'Contact: <sip:a@192.0.2.1>',
    'Max-Forwards: 69',
    'Content-Length: 0',
    'l: 0',
    'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKtheirs',
    'Subject: folded\r\n over two lines',
    'X-Long: ' + 'x'.repeat(300),
  );

  it('are valid messages without a body, whatever the INVITE holds', () => {
    fc.assert(
      fc.property(fc.array(field, { maxLength: 8 }), fc.string({ unit: 'binary', maxLength: 20 }), (fields, body) => {
        const sent = invite(...fields) + body;
        for (const [text, method] of [
          [ackText(sent, reply(486)), 'ACK'],
          [cancelText(sent, ''), 'CANCEL'],
        ] as const) {
          const message = parseMessage(text)!;
          expect(message.method).toBe(method);
          expect(message.text.length).toBe(message.bodyStart);
          expect([message.via1!.branch, message.hasVia2]).toEqual(['z9hG4bKours.0', false]);
          expect(message.cseq).toMatchObject({ number: 7, method });
          // two length fields of a peer are two in ours, and agree
          expect(validate(message, DEFAULT_LIMITS)).toBeNull();
        }
      }),
    );
  });
});

describe('ACK of a negative reply where the INVITE is not at hand', () => {
  const URI = 'sip:bob@192.0.2.20;user=phone';

  /** A reply with these header lines, ours on top. */
  function replyWith(...lines: readonly string[]): SipMessage {
    return parseMessage(['SIP/2.0 486 Busy', ...lines, 'CSeq: 0007 INVITE', 'Content-Length: 0', '', ''].join('\r\n'))!;
  }
  const PARTIES = ['From: <sip:alice@example.org>;tag=a1', 'To: <sip:bob@example.org>;tag=b1', 'Call-ID: call-1'];

  it('is that of the INVITE, but for Route and what only the INVITE says', () => {
    const said = reply(486);
    const without = (ack: string): string[] => lines(ack).filter((line) => !/^(?:Route|Max-Forwards):/.test(line));
    expect(without(ackOf('sip:bob@192.0.2.20', said))).toEqual(without(ackText(INVITE, said)));
    expect(ackOf('sip:bob@192.0.2.20', said)).toContain('\r\nMax-Forwards: 70\r\n');
  });

  it.each<[string, readonly string[], readonly string[]]>([
    [
      'only our Via of two fields',
      ['Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKours.0', 'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKtheirs', ...PARTIES],
      ['Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKours.0', ...PARTIES],
    ],
    [
      'only our Via of two in one field',
      ['Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKours.0, SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKtheirs', ...PARTIES],
      ['Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKours.0', ...PARTIES],
    ],
    [
      'compact names, and lines that go on',
      [
        'v: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKours.0',
        'f: <sip:alice@example.org>',
        ' ;tag=a1',
        't: <sip:b@c>;tag=b1',
        'i: call-1',
      ],
      [
        'Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKours.0',
        'f: <sip:alice@example.org>',
        ' ;tag=a1',
        't: <sip:b@c>;tag=b1',
        'i: call-1',
      ],
    ],
    [
      'nothing else of the reply',
      ['Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKours.0', ...PARTIES, 'Contact: <sip:b@c>', 'Content-Type: application/sdp'],
      ['Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKours.0', ...PARTIES],
    ],
  ])('has %s', (_name, has, expected) => {
    expect(lines(ackOf(URI, replyWith(...has)))).toEqual([
      `ACK ${URI} SIP/2.0`,
      expected[0],
      'Max-Forwards: 70',
      ...expected.slice(1),
      'CSeq: 0007 ACK',
      'Content-Length: 0',
      '',
      '',
    ]);
  });

  it('is a request that passes our own checks', () => {
    const ack = parseMessage(ackOf(URI, reply(486)))!;
    expect(validate(ack, DEFAULT_LIMITS)).toBeNull();
    expect([ack.method, ack.requestUri, ack.callId, ack.toTag, ack.via1!.branch]).toEqual([
      'ACK',
      URI,
      'call-1',
      'b1',
      'z9hG4bKours.0',
    ]);
  });

  it.each([
    ['Via', 'SIP/2.0 486 Busy\r\nCSeq: 1 INVITE\r\n\r\n'],
    ['CSeq', 'SIP/2.0 486 Busy\r\nVia: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKours.0\r\n\r\n'],
  ])('is none for a reply without %s', (_name, text) => {
    expect(ackOf(URI, parseMessage(text)!)).toBe('');
  });
});

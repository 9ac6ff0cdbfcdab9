// Nothing that a peer sends may throw out of the receive path, whatever header it sits in and whenever that header is read
// (spec/security.md, class 1).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import { serialize } from '../../../runtime/sip/serialize.ts';
import { FIELDS, INVITE, REPLY, SDP, START, parsed, wire } from './samples.ts';
import { askAll } from './views.ts';

const octet = fc.integer({ min: 0, max: 255 }).map((c) => String.fromCharCode(c));
// characters that mean something somewhere, more often than others
const sharp = fc.constantFrom(
  ...'\0\t\r\n "\'()*,-./0159:;<=>?@AZ[\\]_az~\u0080\u00ff',
  '\r\n',
  '\r\n ',
  'SIP/2.0',
  'sip:',
  'tag=',
  '\r\n\r\n',
);
const MULTIPART = wire(
  START,
  [...FIELDS.slice(0, -1), 'Content-Type: multipart/mixed;boundary="b1"'],
  `--b1\r\nContent-Type: application/sdp\r\n\r\n${SDP}\r\n--b1\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b1--\r\n`,
);
const sample = fc.constantFrom(INVITE, REPLY, MULTIPART);

interface Change {
  at: number;
  cut: number;
  put: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(1600),
  cut: fc.oneof(fc.constant(0), fc.constant(1), fc.nat(40)),
  put: fc.oneof(
    sharp,
    octet,
    fc.array(sharp, { maxLength: 4 }).map((parts) => parts.join('')),
  ),
});

function mutate(text: string, changes: readonly Change[]): string {
  let out = text;
  for (const { at, cut, put } of changes) {
    const place = at % (out.length + 1);
    out = out.slice(0, place) + put + out.slice(place + cut);
  }
  return out;
}

/** Asks everything; when the message is good it is also good after it was written. */
function ask(text: string): void {
  const message = parseMessage(text);
  if (message === null) return;
  const refusal = askAll(message);
  const written = serialize(message, '', [], null);
  expect(written).toBe(text.slice(message.start, message.end));
  if (refusal !== null) return;
  const again = parsed(written);
  expect(askAll(again)).toBe(null);
  expect(again.headers.length).toBe(message.headers.length);
}

describe('nothing throws', () => {
  it('for any octets', () => {
    fc.assert(fc.property(fc.string({ unit: fc.oneof(octet, sharp), maxLength: 200 }), ask), { numRuns: 3000 });
  });

  it('for any octets behind a start line', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(START, 'SIP/2.0 200 OK'),
        fc.string({ unit: fc.oneof(octet, sharp), maxLength: 200 }),
        (start, rest) => ask(`${start}\r\n${rest}`),
      ),
      { numRuns: 3000 },
    );
  });

  it('for good messages with changes', () => {
    fc.assert(
      fc.property(sample, fc.array(change, { minLength: 1, maxLength: 6 }), (text, changes) => ask(mutate(text, changes))),
      { numRuns: 5000 },
    );
  });

  it('for good messages cut off anywhere', () => {
    for (const text of [INVITE, REPLY, MULTIPART]) {
      for (let end = 0; end <= text.length; end++) {
        ask(text.slice(0, end));
        ask(text.slice(end));
      }
    }
  });

  it('for good messages with each octet replaced by each that means something', () => {
    for (let at = 0; at < INVITE.length; at++) {
      for (const put of '\0\r\n ";<>:@,[\\') ask(INVITE.slice(0, at) + put + INVITE.slice(at + 1));
    }
  });

  it.each(FIELDS.map((field) => [field.slice(0, field.indexOf(':'))]))('for any value of %s', (name) => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(sharp, octet, fc.constantFrom('<sip:a@b>', 'SIP/2.0/UDP h', ';branch=x', '1 INVITE')), {
          maxLength: 15,
        }),
        (value) => {
          const fields = FIELDS.filter((field) => !field.startsWith(`${name}:`));
          ask(wire(START, [`${name}: ${value.join('')}`, ...fields], SDP));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('for the one that ended other servers', () => {
    ask(wire(START, [...FIELDS, 'Record-Route: sip:a@@h'], SDP));
    ask(wire(START, [...FIELDS, 'To: <sip:x@y>;tag=', 'To: z'], SDP));
  });
});

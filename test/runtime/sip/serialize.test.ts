import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Edit, ExitSocket } from '../../../runtime/sip/edits.ts';
import { Header } from '../../../runtime/sip/header-type.ts';
import type { SipMessage } from '../../../runtime/sip/message.ts';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import { serialize } from '../../../runtime/sip/serialize.ts';
import { INVITE, REPLY, SDP, START, inviteWith, parsed, wire } from './samples.ts';

const EXIT: ExitSocket = {
  proto: 'tcp',
  ip: '198.51.100.10',
  family: 4,
  port: 5060,
  name: '',
  advertisedHost: '198.51.100.10',
  advertisedPort: 5060,
};

const out = (message: SipMessage, startLine: string = '', more: readonly Edit[] = []): string =>
  serialize(message, startLine, more, EXIT);

/** All values of Content-Length, and whether they tell the truth. */
function lengths(text: string): [string[], boolean] {
  const message = parsed(text);
  const values = message.headers.filter((f) => f.type === Header.ContentLength).map((f) => message.fieldBody(f));
  const body = text.length - message.bodyStart;
  return [values, values.every((value) => value === String(body))];
}

describe('a message without edits', () => {
  it.each([INVITE, REPLY, wire(START, []), `${START}\r\nX:\r\n a\r\n\r\n`])('comes out as it came in', (text) => {
    expect(out(parsed(text))).toBe(text);
  });

  it('gets another start line', () => {
    const rest = INVITE.slice(START.length);
    expect(out(parsed(INVITE), 'INVITE sip:bob@192.0.2.4 SIP/2.0\r\n')).toBe(`INVITE sip:bob@192.0.2.4 SIP/2.0${rest}`);
  });

  it('leaves behind what is no part of it', () => {
    expect(out(parsed(`\r\n\r\n${INVITE}`))).toBe(INVITE);
    expect(out(parsed(`\r\n\r\n${INVITE}`), `${START}\r\n`)).toBe(INVITE);
    expect(out(parsed(`${INVITE}INVITE sip:other SIP/2.0\r\n\r\n`))).toBe(INVITE); // RFC 4475 3.1.1.8
  });
});

describe('edits in the header', () => {
  it('come out, and touch nothing else', () => {
    const message = parsed(INVITE);
    const via = message.header(Header.Via)!;
    const forwards = message.header(Header.MaxForwards)!;
    message.edits.replace(forwards.bodyStart, forwards.bodyEnd, '69');
    message.edits.insertLate(via.start, { render: (exit) => `Record-Route: <sip:${exit.advertisedHost}>\r\n` });
    const more: Edit[] = [{ at: via.start, end: via.start, text: 'Via: SIP/2.0/TCP us\r\n', late: null }];
    expect(out(message, 'ACK sip:x SIP/2.0\r\n', more)).toBe(
      INVITE.replace(START, 'ACK sip:x SIP/2.0')
        .replace('Via: ', 'Record-Route: <sip:198.51.100.10>\r\nVia: SIP/2.0/TCP us\r\nVia: ')
        .replace('Max-Forwards: 70', 'Max-Forwards: 69'),
    );
    expect(message.edits.size).toBe(2); // those of the copy are not kept
    expect(serialize(message, '', more, null)).not.toContain('198.51.100.10');
  });

  it('in the start line count while it is kept', () => {
    const message = parsed(INVITE);
    message.edits.replace(message.uriStart, message.uriEnd, 'sip:x');
    expect(out(message)).toBe(INVITE.replace('sip:bob@biloxi.example.com SIP', 'sip:x SIP'));
    expect(out(message, `${START}\r\n`)).toBe(INVITE);
  });

  it('may add lines behind the last one', () => {
    const message = parsed(INVITE);
    message.edits.insert(message.bodyStart - 2, 'X: 1\r\n');
    expect(out(message)).toBe(INVITE.replace('\r\n\r\n', '\r\nX: 1\r\n\r\n'));
  });
});

describe('edits in the body', () => {
  it('are followed by Content-Length', () => {
    const message = parsed(INVITE);
    const at = INVITE.indexOf('192.0.2.101\r\nt=');
    message.edits.replace(at, at + 11, '203.0.113.77');
    message.edits.insert(INVITE.length, 'a=nortpproxy:yes\r\n');
    const text = out(message);
    const body = `${SDP.replace('192.0.2.101\r\nt=', '203.0.113.77\r\nt=')}a=nortpproxy:yes\r\n`;
    expect(text).toBe(
      INVITE.slice(0, -SDP.length).replace(`Content-Length: ${SDP.length}`, `Content-Length: ${body.length}`) + body,
    );
  });

  it('leave Content-Length alone when the size stays', () => {
    const message = parsed(INVITE.replace('Content-Length: ', 'l : 000'));
    message.edits.replace(message.bodyStart, message.bodyStart + 3, 'v=1');
    expect(out(message)).toBe(message.text.replace('v=0', 'v=1'));
  });

  it('may be those of the copy', () => {
    const message = parsed(INVITE);
    expect(lengths(out(message, '', [{ at: INVITE.length, end: INVITE.length, text: 'x', late: null }]))).toEqual([
      [String(SDP.length + 1)],
      true,
    ]);
  });

  it('set all fields that tell the length', () => {
    const message = parsed(`${START}\r\nContent-Length: 2\r\nX: 1\r\nl: 2\r\n\r\nab`);
    message.edits.insert(message.bodyStart, 'cd');
    expect(out(message)).toBe(`${START}\r\nContent-Length: 4\r\nX: 1\r\nl: 4\r\n\r\ncdab`);
  });

  it('add Content-Length where there was none', () => {
    const message = parsed(`${START}\r\nX: 1\r\n\r\n`);
    message.edits.insert(message.bodyStart, 'ab');
    expect(out(message)).toBe(`${START}\r\nX: 1\r\nContent-Length: 2\r\n\r\nab`);
  });

  it('add nothing to a message without body and length', () => {
    const message = parsed(`${START}\r\nX: 1\r\n\r\n`);
    message.edits.insert(message.bodyStart, '');
    expect(out(message)).toBe(message.text);
  });

  it('may remove all of it', () => {
    const message = parsed(INVITE);
    message.edits.remove(message.bodyStart, message.end);
    expect(out(message)).toBe(INVITE.slice(0, -SDP.length).replace(`Content-Length: ${SDP.length}`, 'Content-Length: 0'));
  });

  it('bring back a length that the script removed', () => {
    const message = parsed(INVITE);
    const field = message.header(Header.ContentLength)!;
    message.edits.remove(field.start, field.end);
    message.edits.insert(INVITE.length, 'x');
    const text = out(message);
    expect(lengths(text)).toEqual([[String(SDP.length + 1)], true]);
    expect(parsed(text).headers).toHaveLength(message.headers.length);
  });

  it('win over a length that the script wrote', () => {
    const message = parsed(INVITE);
    const field = message.header(Header.ContentLength)!;
    message.edits.replace(field.bodyStart, field.bodyEnd, '7');
    message.edits.insert(field.bodyStart, '0');
    message.edits.insert(field.end, 'X: 1\r\n');
    message.edits.insert(INVITE.length, 'x');
    const text = out(message);
    expect(lengths(text)).toEqual([[String(SDP.length + 1)], true]);
    expect(text).toContain('\r\nX: 1\r\n');
  });

  it('correct a length that was no number', () => {
    const message = parsed(`${START}\r\nContent-Length: x\r\n\r\nab`);
    message.edits.insert(message.end, 'c');
    expect(out(message)).toBe(`${START}\r\nContent-Length: 3\r\n\r\nabc`);
  });

  it('may begin in the header', () => {
    const message = parsed(`${START}\r\nX: 1\r\nContent-Length: 4\r\n\r\nabcd`);
    message.edits.replace(message.bodyStart - 2, message.bodyStart + 2, '\r\n!');
    // the text of such an edit belongs to the header; what it deletes of the body is gone and counted
    expect(out(message)).toBe(`${START}\r\nX: 1\r\nContent-Length: 2\r\n\r\n!cd`);
  });

  it('behind the end of the message are left out', () => {
    const message = parsed(`${wire(START, [], 'ab')}tail`);
    message.edits.insert(message.text.length, '!');
    message.edits.replace(message.end + 1, message.end + 2, '?');
    expect(out(message)).toBe(wire(START, [], 'ab'));
  });
});

describe('any edits', () => {
  const base = inviteWith({});
  const message = parsed(base);
  // places where a script edits: whole header lines, values, the body
  const lines = message.headers.filter((field) => field.type !== Header.ContentLength);
  const headerEdit = fc
    .tuple(fc.constantFrom(...lines), fc.constantFrom('remove', 'value', 'before', 'behind'), fc.stringMatching(/^[a-z]{0,5}$/))
    .map(([field, what, text]): Edit => {
      if (what === 'remove') return { at: field.start, end: field.end, text: '', late: null };
      if (what === 'value') return { at: field.bodyStart, end: field.bodyEnd, text, late: null };
      const at = what === 'before' ? field.start : field.end;
      return { at, end: at, text: `X-${text}: y\r\n`, late: null };
    });
  const bodyEdit = fc
    .tuple(fc.integer({ min: message.bodyStart, max: base.length }), fc.nat(40), fc.string({ maxLength: 9 }))
    .map(([at, length, text]): Edit => ({ at, end: Math.min(base.length, at + length), text, late: null }));

  it('leave a message that can be read, with the length of its body', () => {
    fc.assert(
      fc.property(fc.array(headerEdit, { maxLength: 6 }), fc.array(bodyEdit, { maxLength: 6 }), (head, body) => {
        const copy = message.copy();
        for (const edit of [...head, ...body]) copy.edits.push(edit);
        const again = parseMessage(out(copy))!;
        expect(again.fault).toBe('');
        expect(again.contentLength).toBe(again.text.length - again.bodyStart);
        if (body.length === 0) expect(again.text.slice(again.bodyStart)).toBe(base.slice(message.bodyStart));
        // fields that no edit met are the same octets
        const met = (start: number, end: number): boolean => head.some((e) => e.at < end && e.end > start);
        for (const field of lines) {
          if (!met(field.start, field.end)) expect(again.text).toContain(base.slice(field.start, field.end));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('may be shared between the message and its copies in any split', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(headerEdit, bodyEdit), { maxLength: 8 }), fc.nat(8), (edits, split) => {
        const one = message.copy();
        for (const edit of edits) one.edits.push(edit);
        const two = message.copy();
        for (const edit of edits.slice(0, split)) two.edits.push(edit);
        expect(out(two.copy(), '', edits.slice(split))).toBe(out(one));
      }),
    );
  });
});

describe('what was overwritten', () => {
  const CHANGED = INVITE.replace('Max-Forwards: 70', 'Max-Forwards: 69').replace('INVITE sip:', 'INVITE sip;');

  function overwritten(): SipMessage {
    const message = parsed(INVITE);
    message.overwrite(message.header(Header.MaxForwards)!.bodyStart, '71');
    message.overwrite(message.uriStart + 3, ';');
    message.overwrite(message.header(Header.MaxForwards)!.bodyStart, '69');
    return message;
  }

  it('comes out, with and without another start line', () => {
    const rest = CHANGED.slice(START.length);
    expect(out(overwritten())).toBe(CHANGED);
    expect(out(overwritten().copy())).toBe(CHANGED);
    expect(out(overwritten(), 'INVITE sip:x SIP/2.0\r\n')).toBe(`INVITE sip:x SIP/2.0${rest}`);
  });

  it('comes out as if it had arrived so, whatever else is changed', () => {
    const { headersStart, bodyStart } = parsed(INVITE);
    // many of them at and around the field
    const field = parsed(INVITE).header(Header.MaxForwards)!;
    const near = fc.integer({ min: field.start - 3, max: field.end + 3 });
    const place = fc.oneof(near, fc.integer({ min: headersStart, max: bodyStart - 2 }));
    const change = fc.tuple(place, place, fc.constantFrom('', 'x', 'A: b\r\n'));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), fc.boolean(), (changes, keepsLine) => {
        const [message, plain] = [overwritten(), parsed(CHANGED)];
        for (const [a, b, text] of changes) {
          message.edits.replace(Math.min(a, b), Math.max(a, b), text);
          plain.edits.replace(Math.min(a, b), Math.max(a, b), text);
        }
        const line = keepsLine ? '' : 'INVITE sip:x SIP/2.0\r\n';
        expect(out(message, line)).toBe(out(plain, line));
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Header } from '../../../runtime/sip/header-type.ts';
import type { FrameFault } from '../../../runtime/sip/message.ts';
import { parseMessage } from '../../../runtime/sip/parser.ts';
import { INVITE, REPLY, START, parsed, table, wire } from './samples.ts';

const END = '\r\nVia: SIP/2.0/UDP h\r\n\r\n';

describe('request lines', () => {
  it.each<[string, string, string]>([
    ['INVITE sip:bob@biloxi.com SIP/2.0', 'INVITE', 'sip:bob@biloxi.com'],
    ['invite sip:b sip/2.0', 'invite', 'sip:b'],
    ['RE%47IST%45R sip:b SIP/2.0', 'RE%47IST%45R', 'sip:b'],
    ["!interesting-Method0123456789_*+`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com SIP/2.0", "!interesting-Method0123456789_*+`.%indeed'~", "sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com"], // prettier-ignore
    ['OPTIONS tel:1 SIP/2.0', 'OPTIONS', 'tel:1'],
    ['OPTIONS nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0', 'OPTIONS', 'nobodyKnowsThisScheme:totallyopaquecontent'],
    ['A b SIP/2.0', 'A', 'b'],
  ])('%s', (line, method, uri) => {
    const message = parsed(line + END);
    expect(message).toMatchObject({ isRequest: true, method, requestUri: uri, status: 0, reason: '', fault: '' });
    expect(message.text.slice(message.methodStart, message.methodEnd)).toBe(method);
    expect(message.headersStart).toBe(line.length + 2);
    expect(message.headers).toHaveLength(1);
  });

  it.each<[string, FrameFault]>([
    ['INVITE sip:b SIP/7.0', 'version'],
    ['INVITE sip:b SIP/2.00', 'version'],
    ['INVITE sip:b SIP/', 'version'],
    ['INVITE sip:b SIP/2', 'version'],
    ['INVITE sip:b HTTP/1.1', 'start-line'],
    ['INVITE sip:b', 'start-line'],
    ['INVITE ', 'start-line'],
    ['INVITE  SIP/2.0', 'start-line'],
    ['INVITE SIP/2.0', 'start-line'],
    ['INVITE  sip:b SIP/2.0', 'start-line'], // RFC 4475 3.1.2.9
    ['INVITE sip:b  SIP/2.0', 'start-line'],
    ['INVITE sip:b SIP/2.0 ', 'start-line'], // 3.1.2.10
    ['INVITE sip:b SIP/2.0\t', 'start-line'],
    ['INVITE sip:b; lr SIP/2.0', 'start-line'], // 3.1.2.8
    ['INVITE sip:b\tx SIP/2.0', 'start-line'],
    ['INVITE <sip:b> SIP/2.0', 'start-line'], // 3.1.2.7
    ['INVITE sip:b\u0001 SIP/2.0', 'start-line'],
    ['INVITE sip:b\u007f SIP/2.0', 'start-line'],
    ['INVITE sip:b\0 SIP/2.0', 'start-line'],
    ['INVITE sip:b\\\0 SIP/2.0', 'start-line'],
    ['INVITE \u00e9 SIP/2.0x', 'version'],
  ])('%j: %s', (line, fault) => {
    const message = parsed(line + END);
    expect([message.fault, message.isRequest, message.method]).toEqual([fault, true, 'INVITE']);
    expect(message.via1?.host).toBe('h'); // somebody to answer
  });

  it.each([
    '',
    '\r\n',
    '\r\n\r\n\r\n\r\n',
    'INVITE',
    'INVITE\r\n\r\n',
    ' INVITE sip:b SIP/2.0\r\n\r\n',
    'INVITE\tsip:b SIP/2.0\r\n\r\n',
    'IN\u00c9ITE sip:b SIP/2.0\r\n\r\n',
    'IN:ITE sip:b SIP/2.0\r\n\r\n',
    'INVITE sip:b SIP/2.0', // no line end
    'INVITE sip:b SIP/2.0\r',
    'INVITE sip:b SIP/2.0\n\n',
    'INVITE sip:b SIP/2.0\nVia: SIP/2.0/UDP h\r\n\r\n', // bare LF in the start line
    'INVITE sip:b\r SIP/2.0\r\n\r\n', // bare CR
    'INVITE sip:b\n SIP/2.0\r\n\r\n',
    '\0\0\0\0',
    '\u0000\u0001\u0000\u0000\u0021\u0012\u00a4\u0042\r\n',
  ])('%j is no message', (text) => expect(parseMessage(text)).toBe(null));

  it.each(['\r\n', '\r\n\r\n', '\n\r\r\n'])('%j in front is skipped', (lead) => {
    const message = parsed(lead + INVITE);
    expect([message.start, message.requestUri, message.fault]).toEqual([lead.length, 'sip:bob@biloxi.example.com', '']);
    expect(table(message)).toEqual(table(parsed(INVITE)));
  });
});

describe('status lines', () => {
  it.each<[string, number, string]>([
    ['SIP/2.0 200 OK', 200, 'OK'],
    ['SIP/2.0 100 ', 100, ''], // RFC 4475 3.1.1.13
    ['sip/2.0 180 Ringing', 180, 'Ringing'],
    ['SIP/2.0 699 = 2**3 * 5**2 \u00d0\u00bd\u00d0\u00be', 699, '= 2**3 * 5**2 \u00d0\u00bd\u00d0\u00be'], // 3.1.1.12
    ['SIP/2.0 404  Two', 404, ' Two'],
  ])('%j', (line, status, reason) => {
    const message = parsed(line + END);
    expect(message).toMatchObject({ isRequest: false, status, reason, fault: '', requestUri: '', uriStart: 0, uriEnd: 0 });
  });

  it.each<[string, FrameFault]>([
    ['SIP/2.0 200', 'start-line'], // no space behind the code
    ['SIP/2.0 099 Low', 'start-line'],
    ['SIP/2.0 000 Zero', 'start-line'],
    ['SIP/2.0 700 High', 'start-line'],
    ['SIP/3.0 200 OK', 'version'],
    ['SIP/ 200 OK', 'version'],
    ['SIP/2.0 200 O\0K', 'nul'],
    ['SIP/2.0 200 O\\\0K', 'nul'], // no quoted pair in a reason
  ])('%j: %s', (line, fault) => {
    const message = parsed(line + END);
    expect([message.fault, message.isRequest]).toEqual([fault, false]);
    expect(message.status).toBeGreaterThan(0);
  });

  it.each([
    'SIP/2.0 4294967301 better not break the receiver', // RFC 4475 3.1.2.19
    'SIP/2.0 2000 OK',
    'SIP/2.0 20 OK',
    'SIP/2.0 2x0 OK',
    'SIP/2.0  200 OK',
    'SIP/2.0 -20 OK',
    'SIP/2.0 ',
    'SIP/2.0',
    'SIP/2.0 200\tOK',
    'SIP/2.0 200 O\nK',
    'SIP/2.0 200 O\rK',
  ])('%j is no message', (line) => expect(parseMessage(line + END)).toBe(null));
});

describe('the header table', () => {
  it('holds each field as it stands', () => {
    const message = parsed(INVITE);
    expect(table(message)).toEqual(
      INVITE.slice(INVITE.indexOf('\r\n') + 2, INVITE.indexOf('\r\n\r\n'))
        .split('\r\n')
        .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    );
    expect(message.fault).toBe('');
    expect(message.text.slice(message.bodyStart)).toBe(INVITE.slice(INVITE.indexOf('\r\n\r\n') + 4));
  });

  it.each<[string, [string, string][]]>([
    ['Subject:x\r\n', [['Subject', 'x']]],
    ['Subject : \t x \r\n', [['Subject', 'x ']]], // HCOLON; trailing white space stays (spec/modules.md 1.4)
    ['Subject\t:x\r\n', [['Subject', 'x']]],
    ['Subject:\r\n', [['Subject', '']]],
    ['Subject:   \r\n', [['Subject', '']]],
    ['Subject:\r\n  folded\r\n\ttwice\r\n', [['Subject', 'folded\r\n\ttwice']]],
    ['Subject: a\r\n \r\n', [['Subject', 'a\r\n ']]],
    ['s: a:b::c\r\n', [['s', 'a:b::c']]],
    ['C%6Fntact: x\r\n', [['C%6Fntact', 'x']]],
    ["-.!%*_+`'~: x\r\n", [["-.!%*_+`'~", 'x']]],
    ['A: 1\r\na: 2\r\nA: 3\r\n', [['A', '1'], ['a', '2'], ['A', '3']]], // prettier-ignore
    ['X: "\\\0"\r\n', [['X', '"\\\0"']]], // RFC 4475 3.1.1.2
    ['X: "\\\\\\\0"\r\n', [['X', '"\\\\\\\0"']]],
    ['', []],
  ])('of %j', (lines, expected) => {
    const message = parsed(`${START}\r\n${lines}\r\nbody`);
    expect(table(message)).toEqual(expected);
    expect([message.fault, message.text.slice(message.bodyStart)]).toEqual(['', 'body']);
  });

  it.each<[string, FrameFault, string[]]>([
    ['No colon here\r\n', 'header', ['Call-ID']],
    [': x\r\n', 'header', ['Call-ID']],
    [' Subject: x\r\n', 'header', ['Call-ID']], // folds nothing
    ['Sub ject: x\r\n', 'header', ['Call-ID']],
    ['Sub\0ject: x\r\n', 'header', ['Call-ID']],
    ['Sub\u00e9ct: x\r\n', 'header', ['Call-ID']],
    ['Subject\r\n : x\r\n', 'header', ['Call-ID']], // a line break before the colon (spec/security.md 3)
    ['Via\u000b: x\r\n', 'header', ['Call-ID']],
    ['Subject: x\nVia: y\r\n', 'bare-line-end', ['Subject', 'Call-ID']],
    ['Subject: x\rVia: y\r\n', 'bare-line-end', ['Subject', 'Call-ID']],
    ['Subject: x\r\r\n', 'bare-line-end', ['Subject', 'Call-ID']],
    ['Subject: x\n\r\n', 'bare-line-end', ['Subject', 'Call-ID']],
    ['Subject: x\r\n folded\n\r\n', 'bare-line-end', ['Subject', 'Call-ID']],
    ['Subject: x\0y\r\n', 'nul', ['Subject', 'Call-ID']],
    ['Subject: "\\\\\0"\r\n', 'nul', ['Subject', 'Call-ID']], // the backslash is escaped itself
  ])('of %j: %s', (lines, fault, names) => {
    const message = parsed(`${START}\r\n${lines}Call-ID: 1\r\n\r\n`);
    expect(message.fault).toBe(fault);
    expect(table(message).map(([name]) => name)).toEqual(names);
    expect(message.callId).toBe('1'); // what follows is found, for the answer
  });

  it.each<[string, FrameFault, number]>([
    ['', 'no-end', 0],
    ['Call-ID: 1\r\n', 'no-end', 1],
    ['Call-ID: 1', 'no-end', 0],
    ['Call-ID: 1\r\nTo: x', 'no-end', 1],
    ['Call-ID: 1\r\nTo: x\r', 'bare-line-end', 1],
    ['Call-ID: 1\r\nTo: x\n\n', 'bare-line-end', 1],
    ['Call-ID: 1\r\n ', 'no-end', 0],
    ['Call-ID: 1\r\n\r', 'bare-line-end', 1],
    ['Call-ID: 1\r\n\n', 'bare-line-end', 1],
  ])('that never ends: %j', (lines, fault, count) => {
    const message = parsed(`${START}\r\n${lines}`);
    expect([message.fault, message.headers.length, message.bodyStart]).toEqual([fault, count, message.text.length]);
  });

  it('tells the first fault', () => {
    expect(parsed('INVITE  sip:b SIP/2.0\r\nno colon\r\nX: \0\r\n\r\n').fault).toBe('start-line');
    expect(parsed(`${START}\r\nno colon\r\nX: a\nb\r\n\r\n`).fault).toBe('header');
  });

  it('does not look at the body', () => {
    const body = 'a\nb\rc\0d: e\r\n\r\n f';
    const message = parsed(wire(START, ['X: 1'], body));
    expect([message.fault, message.headers.length]).toEqual(['', 2]);
    expect(message.text.slice(message.bodyStart, message.end)).toBe(body);
  });

  it('notes which types there are, and which twice', () => {
    const message = parsed(`${START}\r\nv: a\r\nVIA: b\r\nf: c\r\nQ: d\r\nQ: e\r\nServer: f\r\n\r\n`);
    expect(message.seen).toBe((1 << Header.Other) | (1 << Header.Via) | (1 << Header.From));
    expect(message.repeated).toBe((1 << Header.Other) | (1 << Header.Via));
    expect([message.has(Header.Via), message.has(Header.To), message.has(Header.Server), message.has(Header.Date)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});

describe('parseMessage', () => {
  it('gives back every octet', () => {
    for (const text of [INVITE, REPLY]) {
      const message = parsed(text);
      let at = message.headersStart;
      for (const field of message.headers) {
        expect(field.start).toBe(at);
        expect(field.start).toBeLessThan(field.nameEnd);
        expect(field.nameEnd).toBeLessThan(field.bodyStart);
        expect(field.bodyStart).toBeLessThanOrEqual(field.bodyEnd);
        expect(text.slice(field.bodyEnd, field.end)).toBe('\r\n');
        at = field.end;
      }
      expect(text.slice(at, message.bodyStart)).toBe('\r\n');
    }
  });

  it('reads the table that was written', () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.%-]{0,12}$/);
    const line = fc.string({ unit: fc.integer({ min: 33, max: 255 }).map((c) => String.fromCharCode(c)), maxLength: 20 });
    const value = fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\r\n '));
    const gap = fc.constantFrom('', ' ', '\t', '  ');
    const body = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((c) => String.fromCharCode(c)), maxLength: 30 });
    fc.assert(
      fc.property(fc.array(fc.tuple(name, gap, gap, value), { maxLength: 10 }), body, (fields, octets) => {
        const text = `${START}\r\n${fields.map(([n, g, h, v]) => `${n}${g}:${h}${v}\r\n`).join('')}\r\n${octets}`;
        const message = parsed(text);
        expect(message.fault).toBe('');
        expect(table(message)).toEqual(fields.map(([n, , , v]) => [n, v.replace(/^[ \r\n]+/, '')]));
        expect(text.slice(message.bodyStart)).toBe(octets);
      }),
    );
  });

  it('calls a frame good only when each line end is one', () => {
    const piece = fc.constantFrom('X: y', 'Via: z', ':', ' ', '\r\n', '\r\n', '\r\n', '\n', '\r', '\0', '\\', '"', '\r\n ', '\t');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const message = parseMessage(`${START}\r\n${pieces.join('')}\r\n\r\n`);
        if (message === null || message.fault !== '') return;
        const head = message.text.slice(0, message.bodyStart);
        expect(head.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
        expect(head.replaceAll(/\\[^]/g, '')).not.toContain('\0');
        for (const field of message.headers) expect(message.fieldName(field)).toMatch(/^[A-Za-z0-9.!%*_+`'~-]+$/);
      }),
      { numRuns: 3000 },
    );
  });
});

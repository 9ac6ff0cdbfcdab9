import { describe, expect, it } from 'vitest';

import { invite } from '../messages.ts';
import { HeaderLines, Line } from './header-lines.ts';

function read(
  text: string,
  before: string = '',
): { lines: HeaderLines; text: (i: number) => string; value: (i: number) => string } {
  const octets = Buffer.from(before + text);
  const lines = new HeaderLines();
  lines.read(octets, before.length, octets.length);
  return {
    lines,
    text: (i) => octets.toString('latin1', lines.start(i), lines.end(i)),
    value: (i) => octets.toString('latin1', lines.value(i), lines.end(i)),
  };
}

describe('header lines', () => {
  it.each([
    ['Via: x', Line.Via],
    ['VIA:x', Line.Via],
    ['Record-Route: <sip:a;lr>', Line.RecordRoute],
    ['From: a', Line.From],
    ['To: a', Line.To],
    ['Call-ID: 1', Line.CallId],
    ['CSeq: 1 BYE', Line.CSeq],
    ['Contact: <sip:a>', Line.Contact],
    ['Max-Forwards: 70', Line.Other],
    ['Content-Type: a/b', Line.Other],
    ['User-Agent: via: no', Line.Other],
    ['Date: x', Line.Other],
    ['Allow: BYE', Line.Other],
    ['Require: x', Line.Other],
  ])('"%s" is of kind %i', (line, kind) => {
    const { lines, text } = read(`SIP/2.0 200 OK\r\n${line}\r\n\r\n`);
    expect(lines.count).toBe(1);
    expect(lines.kind(0)).toBe(kind);
    expect(text(0)).toBe(`${line}\r\n`);
  });

  it('have their values behind colon and spaces', () => {
    const { value } = read('SIP/2.0 200 OK\r\nTo:  <sip:a>\r\nFrom:b\r\n\r\n');
    expect(value(0)).toBe('<sip:a>\r\n');
    expect(value(1)).toBe('b\r\n');
  });

  it('are in order, and end where the body begins', () => {
    const { lines, text } = read(invite('sip:bob@127.0.0.1'), 'other octets');
    const kinds = Array.from({ length: lines.count }, (_, i) => lines.kind(i)).filter((kind) => kind !== Line.Other);
    expect(kinds).toEqual([Line.Via, Line.From, Line.To, Line.CallId, Line.CSeq, Line.Contact]);
    expect(text(lines.count - 1)).toMatch(/^Content-Length: /);
    expect(text(lines.first(Line.CSeq))).toBe('CSeq: 1 INVITE\r\n');
    expect(lines.first(Line.RecordRoute)).toBe(-1);
  });

  it('of the message before are forgotten', () => {
    const lines = new HeaderLines();
    const octets = Buffer.from('SIP/2.0 200 OK\r\nTo: a\r\n\r\n');
    lines.read(octets, 0, octets.length);
    lines.read(octets, 0, 0);
    expect(lines.count).toBe(0);
  });

  it.each(['', 'x', 'SIP/2.0 200 OK', 'SIP/2.0 200 OK\r\nTo', 'SIP/2.0 200 OK\r\nTo\r\n'])(
    'of a broken message "%s" are no trouble',
    (text) => {
      expect(() => read(text)).not.toThrow();
    },
  );
});

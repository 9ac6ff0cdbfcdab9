import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MAX_PARTS,
  bodyParts,
  boundaryOf,
  contentType,
  isMediaType,
  lineEnd,
  nextLine,
  partHeader,
  type Range,
} from '../../../runtime/sip/body.ts';
import { START, parsed, wire } from './samples.ts';

const whole = (text: string): Range => ({ start: 0, end: text.length });

/** Parts as [headers, content]. */
function parts(text: string, boundary: string = 'b1'): [string, string][] {
  return bodyParts(text, 0, text.length, boundary).map((part) => [
    text.slice(part.headersStart, part.headersEnd),
    text.slice(part.contentStart, part.contentEnd),
  ]);
}

describe('contentType', () => {
  it.each<[string[], string | null]>([
    [['Content-Type: application/sdp'], 'application/sdp'],
    [['c: application/sdp ; x '], 'application/sdp ; x'],
    [['Content-Type:'], ''],
    [['X: y'], null],
  ])('%j', (fields, expected) => {
    const message = parsed(wire(START, fields));
    const type = contentType(message);
    expect(type === null ? null : message.text.slice(type.start, type.end)).toBe(expected);
  });
});

describe('isMediaType', () => {
  it.each<[string, boolean]>([
    ['application/sdp', true],
    ['Application/SDP', true],
    ['application/sdp;charset=utf-8', true],
    ['application/sdp ; x', true],
    ['application/sdp x', true],
    ['application / sdp', true],
    [' application/sdp', true],
    ['application/sdpx', false],
    ['application/sd', false],
    ['application/', false],
    ['application', false],
    ['xapplication/sdp', false],
    ['application;/sdp', false],
    ['', false],
  ])('%j is SDP: %s', (text, is) => expect(isMediaType(text, whole(text), 'application/sdp')).toBe(is));

  it('looks between its limits', () => {
    expect(isMediaType('c: application/sdp', { start: 3, end: 18 }, 'application/sdp')).toBe(true);
    expect(isMediaType('c: application/sdp', { start: 3, end: 17 }, 'application/sdp')).toBe(false);
    expect(isMediaType('application/sdpx', { start: 0, end: 15 }, 'application/sdp')).toBe(true);
  });
});

describe('boundaryOf', () => {
  it.each<[string, string | null]>([
    ['multipart/mixed;boundary=b1', 'b1'],
    ['multipart/mixed; Boundary="b1"', 'b1'],
    ['multipart/mixed ; x="boundary=no;" ; boundary = "gc0p4Jq0M2Yt08jU534c0p" ; y', 'gc0p4Jq0M2Yt08jU534c0p'],
    ['multipart/mixed;boundary="a\\"b c"', 'a"b c'],
    ['multipart/mixed;boundary', null],
    ['multipart/mixed;boundary=', null],
    ['multipart/mixed;boundary=""', null],
    ['multipart/mixed;boundary="open', null],
    ['multipart/mixed', null],
    [`multipart/mixed;boundary=${'x'.repeat(70)}`, 'x'.repeat(70)],
    [`multipart/mixed;boundary=${'x'.repeat(71)}`, null], // RFC 2046 5.1.1
  ])('of %s', (text, boundary) => expect(boundaryOf(text, whole(text))).toBe(boundary));

  it('does not read on behind the value', () => {
    const text = 'multipart/mixed\r\nX: y;boundary=b1';
    expect(boundaryOf(text, { start: 0, end: 15 })).toBe(null);
  });
});

describe('bodyParts', () => {
  const A: [string, string] = ['Content-Type: text/plain\r\n', 'hello'];
  const B: [string, string] = ['C: application/sdp\r\n', 'v=0\r\n'];

  it.each<[string, string, [string, string][]]>([
    ['two', '--b1\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b1\r\nC: application/sdp\r\n\r\nv=0\r\n\r\n--b1--\r\n', [A, B]],
    ['a preamble and an epilogue', 'pre\r\n--b1\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b1--\r\npost\r\n--b1\r\nx', [A]],
    ['no end', '--b1\r\nContent-Type: text/plain\r\n\r\nhello', [A]],
    ['LF only', '--b1\nContent-Type: text/plain\n\nhello\n--b1--\n', [['Content-Type: text/plain\n', 'hello']]],
    ['no headers', '--b1\r\n\r\nhello\r\n--b1--', [['', 'hello']]],
    ['no empty line', '--b1\r\nContent-Type: text/plain\r\n--b1--', [['Content-Type: text/plain', '']]],
    ['an empty part', '--b1\r\n\r\n\r\n--b1--', [['', '']]],
    ['nothing between delimiters', '--b1\r\n--b1\r\n--b1--', [['', ''], ['', '']]], // prettier-ignore
    ['white space behind a delimiter', '--b1 \t\r\n\r\nx\r\n--b1--  \r\n', [['', 'x']]],
    ['a boundary inside a line', '--b1\r\n\r\nx --b1\r\ny\r\n--b1--', [['', 'x --b1\r\ny']]],
    ['a longer line', '--b1\r\n\r\nx\r\n--b1x\r\ny\r\n--b1--', [['', 'x\r\n--b1x\r\ny']]],
    ['a nested multipart stays closed', '--b1\r\n\r\n--b2\r\n\r\nx\r\n--b2--\r\n--b1--', [['', '--b2\r\n\r\nx\r\n--b2--']]],
    ['binary', '--b1\r\n\r\n\0\u0001\r\r\n\n\0\r\n--b1--', [['', '\0\u0001\r\r\n\n\0']]],
    ['only the last delimiter', '--b1--\r\n', []],
    ['another boundary', '--b2\r\n\r\nx\r\n--b2--', []],
    ['nothing', '', []],
    ['a delimiter that ends the text', '--b1', [['', '']]],
  ])('%s', (_, text, expected) => expect(parts(text)).toEqual(expected));

  it('looks between its limits', () => {
    const text = 'xx--b1\r\n\r\nhello\r\n--b1--';
    const found = bodyParts(text, 2, 13, 'b1');
    expect(found.map((part) => text.slice(part.contentStart, part.contentEnd))).toEqual(['hel']);
    expect(bodyParts(text, 2, 5, 'b1')).toEqual([]);
    expect(bodyParts(text, 0, text.length, 'b1').map((part) => part.contentStart)).toEqual([]); // not at the start of a line
  });

  it(`stops at ${MAX_PARTS}`, () => {
    expect(parts('--b1\r\n\r\nx\r\n'.repeat(MAX_PARTS + 10))).toHaveLength(MAX_PARTS);
  });

  it('finds what was put in', () => {
    const octets = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '-', '--b', '\0', ':', ' '), maxLength: 20 });
    const header = fc.stringMatching(/^[a-z]{1,4}: [a-z]{0,4}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.array(header, { maxLength: 2 }), octets), { maxLength: 5 }), (wanted) => {
        const text = `${wanted.map(([h, c]) => `--Zz9\r\n${h.map((l) => `${l}\r\n`).join('')}\r\n${c}\r\n`).join('')}--Zz9--`;
        expect(parts(text, 'Zz9')).toEqual(wanted.map(([h, c]) => [h.map((l) => `${l}\r\n`).join(''), c]));
      }),
    );
  });
});

describe('partHeader', () => {
  const value = (headers: string, name: string): string | null => {
    const text = `--b1\r\n${headers}\r\nx`;
    const found = partHeader(text, bodyParts(text, 0, text.length, 'b1')[0]!, name);
    return found === null ? null : text.slice(found.start, found.end);
  };

  it.each<[string, string, string | null]>([
    ['Content-Type: application/sdp\r\n', 'content-type', 'application/sdp'],
    ['X: y\r\ncontent-TYPE :  application/sdp \r\n', 'content-type', 'application/sdp'],
    ['Content-Type: multipart/mixed;\r\n boundary=x\r\nX: y\r\n', 'content-type', 'multipart/mixed;\r\n boundary=x'],
    ['X: a\r\n Content-Type: b\r\n', 'content-type', null], // folded: belongs to X
    ['Content-Type: a\r\nContent-Type: b\r\n', 'content-type', 'a'],
    ['Content-Type\r\nContent-Type: b\r\n', 'content-type', 'b'],
    ['Content-Type: \r\n', 'content-type', ''],
    ['Content-Type: a\nX: b\n', 'x', 'b'],
    ['Content-Types: a\r\n', 'content-type', null],
    ['', 'content-type', null],
    [': a\r\n:b\r\n', 'a', null],
  ])('of %j: %s', (headers, name, expected) => expect(value(headers, name)).toBe(expected));
});

describe('lines', () => {
  it.each<[string, number, number]>([
    ['ab\r\ncd', 2, 4],
    ['ab\ncd', 2, 3],
    ['ab\rcd', 2, 3],
    ['ab', 2, 2],
    ['\r\n', 0, 2],
    ['\n\r', 0, 1],
    ['\r', 0, 1],
    ['', 0, 0],
  ])('of %j end at %d, the next begins at %d', (text, end, next) => {
    expect(lineEnd(text, 0, text.length)).toBe(end);
    expect(nextLine(text, 0, text.length)).toBe(next);
  });

  it('do not go over the end', () => {
    expect(lineEnd('ab\r\n', 0, 1)).toBe(1);
    expect(nextLine('ab\r\n', 0, 3)).toBe(3);
    expect(nextLine('ab\r\n', 0, 2)).toBe(2);
  });
});

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  breaksLine,
  decimal,
  equalsAt,
  equalsIgnoreCase,
  equalsLower,
  indexOfChar,
  isDigit,
  isSpace,
  isToken,
  isTokenChar,
  lowerCase,
  ownText,
  referenceEnd,
  skipQuoted,
  skipSpace,
  tokenEnd,
  trimEnd,
  readableText,
  wireText,
} from '../../../runtime/sip/chars.ts';

const octets = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((c) => String.fromCharCode(c)), maxLength: 60 });

describe('classes of characters', () => {
  it('are those of RFC 3261 25.1', () => {
    const token = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.!%*_+`'~";
    for (let c = 0; c < 256; c++) {
      const char = String.fromCharCode(c);
      expect(isTokenChar(c), char).toBe(token.includes(char));
      expect(isSpace(c), char).toBe(' \t\r\n'.includes(char));
      expect(isDigit(c), char).toBe('0123456789'.includes(char));
    }
  });

  it.each([256, 0x10d, 0xffff, Number.NaN, -1])('hold nothing beyond one octet: %d', (c) => {
    expect([isTokenChar(c), isSpace(c), isDigit(c)]).toEqual([false, false, false]);
  });
});

describe('white space', () => {
  it.each([
    ['  a ', 0, 4, 2, 3],
    ['\r\n\t a\r\n ', 0, 8, 4, 5],
    ['    ', 0, 4, 4, 0],
    ['', 0, 0, 0, 0],
    ['a b', 1, 3, 2, 3],
    ['a   b', 1, 3, 3, 1],
  ])('around %j [%d, %d)', (text, from, to, start, end) => {
    expect(skipSpace(text, from, to)).toBe(start);
    expect(trimEnd(text, from, to)).toBe(end);
  });

  it('is skipped as trim() would, inside the limits', () => {
    fc.assert(
      fc.property(octets, fc.nat(60), fc.nat(60), (text, a, b) => {
        const from = Math.min(a, b, text.length);
        const to = Math.min(Math.max(a, b), text.length);
        const part = text.slice(from, to);
        const start = skipSpace(text, from, to);
        const end = trimEnd(text, from, to);
        expect(text.slice(start, to)).toBe(part.replace(/^[ \t\r\n]+/, ''));
        expect(text.slice(from, end)).toBe(part.replace(/[ \t\r\n]+$/, ''));
      }),
    );
  });
});

describe('indexOfChar', () => {
  it.each([
    ['a;b;c', 0, 5, 1],
    ['a;b;c', 2, 5, 3],
    ['a;b;c', 2, 3, -1],
    ['a;b;c', 4, 5, -1],
    ['', 0, 0, -1],
  ])('%j [%d, %d) has ; at %d', (text, from, to, at) => expect(indexOfChar(text, 59, from, to)).toBe(at));
});

describe('tokenEnd', () => {
  it.each([
    ['Via: x', 0, 6, 3],
    ['Via: x', 3, 6, 3],
    ['Via', 0, 2, 2],
    ['', 0, 0, 0],
    ['a\u00e9', 0, 2, 1],
  ])('%j [%d, %d) is a token up to %d', (text, from, to, end) => expect(tokenEnd(text, from, to)).toBe(end));
});

describe('skipQuoted', () => {
  it.each([
    ['"abc" x', 5],
    ['""', 2],
    ['"a\\"b"', 6],
    ['"a\\\\"b"', 5],
    ['"abc', -1],
    ['"abc\\"', -1],
    ['"abc\\', -1],
    ['"', -1],
    ['"a\r\n b"', 7],
  ])('%j ends at %d', (text, end) => expect(skipQuoted(text, 0, text.length)).toBe(end));

  it('never looks behind the end', () => {
    expect(skipQuoted('"ab"', 0, 3)).toBe(-1);
    expect(skipQuoted('"a\\"', 0, 3)).toBe(-1);
  });
});

describe('referenceEnd', () => {
  it.each([
    ['[::]', 4],
    ['[::1]:5060', 5],
    ['[2001:DB8::10]', 14],
    ['[::ffff:192.0.2.1];x', 18],
    ['[]', -1],
    ['[:]', -1],
    ['[::1', -1],
    ['[fe80::1%eth0]', -1],
    ['[::1, b]', -1],
    ['[::g]', -1],
    ['[a b]', -1],
    ['[', -1],
  ])('%j ends at %d', (text, end) => expect(referenceEnd(text, 0, text.length)).toBe(end));
});

describe('decimal', () => {
  it.each([
    ['0', 10, 0],
    ['70', 255, 70],
    ['00070', 255, 70],
    ['255', 255, 255],
    ['256', 255, -1],
    ['4294967295', 0xffffffff, 4294967295],
    ['4294967296', 0xffffffff, -1],
    ['99999999999999999999999999', 0xffffffff, -1],
    ['000000000000000000000000000000001', 10, 1],
    ['', 10, -1],
    ['-1', 10, -1],
    ['+1', 10, -1],
    [' 1', 10, -1],
    ['1 ', 10, -1],
    ['1e3', 10_000, -1],
    ['0x10', 10_000, -1],
    ['1.0', 10_000, -1],
    ['\u0661', 10, -1], // ARABIC-INDIC DIGIT ONE
  ])('reads %j up to %d as %d', (text, max, value) => expect(decimal(text, 0, text.length, max)).toBe(value));

  it('reads what a number prints as', () => {
    fc.assert(
      fc.property(fc.nat(0xffffff), fc.nat(0xffffff), (n, max) => {
        expect(decimal(`x${n}y`, 1, 1 + String(n).length, max)).toBe(n <= max ? n : -1);
      }),
    );
  });
});

describe('comparisons', () => {
  it.each([
    ['Branch', 'branch', true],
    ['BRANCH', 'branch', true],
    ['branc', 'branch', false],
    ['branchx', 'branch', false],
    ['bran\u0043h', 'branch', true],
    ['call\rid', 'call-id', false], // CR differs from - in the bit that differs between cases
    ['@', '`', false],
    ['[', '{', false],
    ['', '', true],
  ])('%j is %j in lower case: %s', (text, word, equal) => {
    expect(equalsLower(text, 0, text.length, word)).toBe(equal);
    expect(equalsIgnoreCase(text, word)).toBe(equal);
    expect(equalsIgnoreCase(word, text)).toBe(equal);
  });

  it('tell characters apart that are no ASCII letters', () => {
    expect(equalsIgnoreCase('\u00e9', '\u00c9')).toBe(false);
    expect(equalsIgnoreCase('\u0131', 'i')).toBe(false);
    expect(equalsIgnoreCase('\u0101', '\u0102')).toBe(false);
    expect(equalsLower('\u212aey', 0, 3, 'key')).toBe(false); // KELVIN SIGN
  });

  it('agree with toLowerCase on ASCII', () => {
    const ascii = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(ascii, ascii, (a, b) => {
        expect(equalsIgnoreCase(a, b)).toBe(a.toLowerCase() === b.toLowerCase());
        expect(equalsIgnoreCase(a, a.toUpperCase())).toBe(true);
        expect(equalsLower(`-${a}-`, 1, 1 + a.length, a.toLowerCase())).toBe(true);
      }),
    );
  });

  it.each([
    ['SIP/2.0', 4, 7, '2.0', true],
    ['SIP/2.0', 4, 6, '2.0', false],
    ['SIP/2.0', 4, 7, '2.', false],
    ['SIP/2.0', 0, 3, 'sip', false],
  ])('%j [%d, %d) is %j byte for byte: %s', (text, from, to, word, equal) => expect(equalsAt(text, from, to, word)).toBe(equal));
});

describe('isToken', () => {
  it.each([
    ['INVITE', true],
    ["a-.!%*_+`'~9", true],
    ['', false],
    ['a b', false],
    ['a:', false],
    ['"a"', false],
    ['a\r\n', false],
    ['\u00e9', false],
    ['\u0141', false],
  ])('%j: %s', (text, is) => expect(isToken(text)).toBe(is));
});

describe('lowerCase', () => {
  it('changes ASCII letters only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 40 }), (text) => {
        expect(lowerCase(text)).toBe(text.toLowerCase());
      }),
    );
    expect(lowerCase('\u00c4\u00d6A')).toBe('\u00c4\u00d6a');
  });
});

describe('text from scripts', () => {
  it.each([
    ['X-Header: 1', false],
    ['a\rb', true],
    ['a\nb', true],
    ['a\0b', true],
    ['a\tb', false],
    ['', false],
  ])('%j breaks a line: %s', (text, breaks) => expect(breaksLine(text)).toBe(breaks));

  it.each([
    ['plain', 'plain'],
    ['Zo\u00eb', 'Zo\u00eb'], // one octet each: may be octets already, stays
    ['\u20ac', '\u00e2\u0082\u00ac'],
    ['\u010d\u010a', '\u00c4\u008d\u00c4\u008a'], // low octets are CR and LF
    ['\u{1f4de}', '\u00f0\u009f\u0093\u009e'],
  ])('%j goes on the wire as %j', (text, wire) => expect(wireText(text)).toBe(wire));

  it.each([
    ['plain', 'plain'],
    ['Zo\u00eb', 'Zo\u00eb'], // no UTF-8: stays
    ['Zo\u00c3\u00ab', 'Zo\u00eb'],
    ['\u00e2\u0082\u00ac', '\u20ac'],
    ['\u20ac', '\u20ac'], // no octets
    ['\u00e2\u0082', '\u00e2\u0082'],
  ])('%j is shown as %j', (text, shown) => expect(readableText(text)).toBe(shown));

  it('is shown as it was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
        // a text of one-octet characters only may be octets
        if (wireText(text) !== text) expect(readableText(wireText(text))).toBe(text);
      }),
    );
  });

  it('never gains a line end on the way to octets', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
        const wire = wireText(text);
        expect(breaksLine(Buffer.from(wire, 'latin1').toString('latin1'))).toBe(breaksLine(text));
        for (let i = 0; i < wire.length; i++) expect(wire.charCodeAt(i)).toBeLessThan(256);
      }),
    );
  });
});

describe('ownText', () => {
  it.each(['', 'short', 'exactly 13 ch', 'a84b4c76e66710@pc33.atlanta.example.com', '\u00ff'.repeat(40)])(
    'is equal to %j',
    (text) => expect(ownText(text)).toBe(text),
  );

  it('lets go of the message that the text was cut from', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const used = (): number => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    const before = used();
    const kept = Array.from({ length: 64 }, (_, i) => {
      const message = Buffer.alloc(500_000, 97 + (i % 26)).toString('latin1');
      return ownText(message.slice(100, 140));
    });
    expect(used() - before).toBeLessThan(8_000_000); // of 32 MB
    expect(kept[1]).toBe('b'.repeat(40));
  });
});

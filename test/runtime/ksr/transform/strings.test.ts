import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Value } from '../../../../runtime/routing/avps.ts';
import { octets, textOf, Transforms } from './of.ts';

let t: Transforms;
beforeAll(async () => {
  t = await Transforms.make();
});

describe('{s.int}', () => {
  it.each([
    ['0', 0],
    ['007', 7],
    ['-0', 0],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', null],
    ['-9007199254740991', -9007199254740991],
    ['1 ', null],
    [' 1', null],
    ['1.0', null],
    ['1e3', null],
    ['0x10', null],
    ['+', null],
    ['--1', null],
    ['1\0', null],
    ['\u00b2', null],
    [7, 7],
    [-7, -7],
  ] as [Value, number | null][])('of %j is %j', (value, result) => {
    expect(t.of(value, 's.int')).toBe(result);
  });
  it('reads every whole number that it wrote', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (n) => {
        expect(t.of(String(n), 's.int')).toBe(n + 0);
      }),
    );
  });
});

describe('{s.substr}', () => {
  it('is what C would copy', () => {
    fc.assert(
      fc.property(octets, fc.integer({ min: -30, max: 30 }), fc.integer({ min: -3, max: 30 }), (text, offset, length) => {
        const start = offset < 0 ? text.length + offset : offset;
        const fits = length >= 0 && start >= 0 && start < text.length;
        const expected = fits ? text.slice(start, length === 0 ? undefined : start + length) : null;
        expect(t.of(text, `s.substr,${offset},${length}`)).toBe(expected);
      }),
    );
  });
  it.each([
    ['s.substr, 1 , 2 ', 'bc'],
    ['s.substr,+1,+2', 'bc'],
    ['s.substr,0,2147483647', 'abcd'],
    ['s.substr,99999999999,1', null],
    ['s.substr,1,2,3', 'bc'],
  ])('{%s}', (transformation, result) => {
    expect(t.of('abcd', transformation)).toBe(result);
  });
  it.each(['s.substr,,', 's.substr,1,', 's.substr,1.5,1', 's.substr,1e1,1', 's.substr,0x1,1', 's.substr,-,1', 's.substr,1;1'])(
    '{%s} is none',
    (transformation) => {
      expect(t.exists(transformation)).toBe(false);
    },
  );
});

describe('{s.select}', () => {
  it.each([
    ['', 's.select,0,;', ''],
    ['a', 's.select,0,;', 'a'],
    ['a', 's.select,1,;', ''],
    ['a', 's.select,-1,;', 'a'],
    ['a', 's.select,-2,;', ''],
    [';a;', 's.select,0,;', ''],
    [';a;', 's.select,-1,;', ''],
    [';a;', 's.select,-2,;', 'a'],
    ['a.b', 's.select,1,.', 'b'],
    ['a$b', 's.select,1,$', 'b'],
    ['a|b', 's.select,1,|', 'b'],
    // one character separates, what follows it is not read
    ['a-b', 's.select,1,-+', 'b'],
  ])('%j {%s} is %j', (text, transformation, result) => {
    expect(t.of(text, transformation)).toBe(result);
  });
  it('finds each part of what was joined', () => {
    fc.assert(
      fc.property(fc.array(textOf('ab,"'), { minLength: 1, maxLength: 6 }), fc.nat(5), (parts, n) => {
        const text = parts.join(';');
        expect(t.of(text, `s.select,${n},;`)).toBe(parts[n] ?? '');
        expect(t.of(text, `s.select,${-1 - n},;`)).toBe(parts.at(-1 - n) ?? '');
      }),
    );
  });
});

describe('{s.strip} and {s.striptail}', () => {
  it('cut a text in two', () => {
    fc.assert(
      fc.property(octets, fc.nat(30), (text, n) => {
        const tail = t.of(text, `s.strip,${n}`) as string;
        const head = t.of(text, `s.striptail,${Math.max(0, text.length - n)}`) as string;
        expect(head + tail).toBe(text);
        expect(tail.length).toBe(Math.max(0, text.length - n));
      }),
    );
  });
  it.each([
    ['s.strip,-2147483648', 'abc'],
    ['s.strip,2147483647', ''],
    ['s.strip,99999999999999999999', ''],
    ['s.striptail,99999999999999999999', ''],
    ['s.strip,0', 'abc'],
    ['s.striptail,0', 'abc'],
  ])('{%s}', (transformation, result) => {
    expect(t.of('abc', transformation)).toBe(result);
  });
});

describe('case', () => {
  it('changes letters of ASCII and nothing else', () => {
    fc.assert(
      fc.property(octets, (text) => {
        const lower = t.of(text, 's.tolower') as string;
        const upper = t.of(text, 's.toupper') as string;
        expect([lower.length, upper.length]).toEqual([text.length, text.length]);
        for (let i = 0; i < text.length; i++) {
          const c = text[i]!;
          const isAscii = c < '\u0080';
          expect(lower[i]).toBe(isAscii ? c.toLowerCase() : c);
          expect(upper[i]).toBe(isAscii ? c.toUpperCase() : c);
        }
      }),
    );
  });
});

describe('white space', () => {
  const white = (c: string): boolean => c === ' ' || c === '\t' || c === '\r' || c === '\n';
  it.each([
    ['\u00a0a\u00a0', 's.trim', '\u00a0a\u00a0'],
    ['\0a\0', 's.trim', '\0a\0'],
    ['\va\f', 's.trim', '\va\f'],
    ['\r\n\t a b \t\r\n', 's.ltrim', 'a b \t\r\n'],
    ['\r\n\t a b \t\r\n', 's.rtrim', '\r\n\t a b'],
    ['', 's.trim', ''],
    ['', 's.rmws', ''],
    ['\r\n', 's.rmhlws', ''],
    ['a\r\n', 's.rmhlws', 'a'],
    ['a\n\n\nb', 's.rmhdws', 'a b'],
    ['a \r\n b', 's.rmhlws', 'a b'],
    ['a \r\n b', 's.rmhdws', 'a  b'],
    ['a b\tc', 's.rmhlws', 'a b\tc'],
    ['\u00a0', 's.rmws', '\u00a0'],
  ])('%j {%s} is %j', (text, transformation, result) => {
    expect(t.of(text, transformation)).toBe(result);
  });
  it('is at no end of what was trimmed, and nothing else went', () => {
    fc.assert(
      fc.property(textOf(' \t\r\nab\u00a0\0'), (text) => {
        const trimmed = t.of(text, 's.trim') as string;
        expect(trimmed === '' || (!white(trimmed[0]!) && !white(trimmed.at(-1)!))).toBe(true);
        expect(t.of(t.of(text, 's.ltrim'), 's.rtrim')).toBe(trimmed);
        expect(t.of(trimmed, 's.trim')).toBe(trimmed);
        expect(text).toContain(trimmed);
        const none = [...text].filter((c) => !white(c)).join('');
        expect(t.of(text, 's.rmws')).toBe(none);
        expect(t.of(trimmed, 's.rmws')).toBe(none);
        const unfolded = t.of(text, 's.rmhdws') as string;
        expect(unfolded.includes('\r') || unfolded.includes('\n')).toBe(false);
        expect(t.of(unfolded, 's.rmws')).toBe(none);
      }),
    );
  });
});

describe('searching', () => {
  it('{s.before} and {s.after} take a text apart at the first, {s.rbefore} and {s.rafter} at the last', () => {
    fc.assert(
      fc.property(textOf('ab-'), (text) => {
        const has = text.includes('-');
        for (const [before, after, at] of [
          ['s.before,-', 's.after,-', text.indexOf('-')],
          ['s.rbefore,-', 's.rafter,-', text.lastIndexOf('-')],
        ] as const) {
          expect(t.of(text, before)).toBe(has ? text.slice(0, at) : text);
          expect(t.of(text, after)).toBe(has ? text.slice(at + 1) : '');
        }
      }),
    );
  });
  it.each([
    ['a--b', 's.before,--', 'a'],
    ['a--b', 's.after,--', 'b'],
    ['a--b--c', 's.rbefore,--', 'a--b'],
    ['a---b', 's.rafter,--', 'b'],
    ['abc', 's.before,', 'abc'],
    ['abc', 's.after,', ''],
    ['', 's.before,a', ''],
    ['', 's.after,a', ''],
    ['a.b', 's.before,.', 'a'],
    ['banana', 's.rm,.', 'banana'],
    ['aaa', 's.rm,aa', 'a'],
    ['aaa', 's.replace,a,aa', 'aaaaaa'],
    ['abc', 's.replace,b,', 'ac'],
    ['abc', 's.replace,,x', 'abc'],
    ['abc', 's.replace,b,$1', 'a$1c'],
    ['a\\b', 's.rm,\\', 'ab'],
    ['banana', 's.count,n', 2],
    ['', 's.count,n', 0],
    ['....', 's.count,.', 4],
    [121, 's.count,1', 2],
  ] as [Value, string, Value][])('%j {%s} is %j', (text, transformation, result) => {
    expect(t.of(text, transformation)).toBe(result);
  });
  it('what was removed is not there, as many as were counted', () => {
    fc.assert(
      fc.property(octets, (text) => {
        const count = t.of(text, 's.count,a') as number;
        const without = t.of(text, 's.rm,a') as string;
        expect(without).not.toContain('a');
        expect(text.length - without.length).toBe(count);
        expect(t.of(text, 's.replace,a,bb')).toHaveLength(text.length + count);
      }),
    );
  });
});

describe('{s.prefixes}', () => {
  it('has at most 128 of them', () => {
    const all = (t.of('1'.repeat(500), 's.prefixes') as string).split(',');
    expect(all).toHaveLength(128);
    expect(all.at(-1)).toBe('1'.repeat(128));
    expect(t.of('1'.repeat(500), 's.prefixes,200')).toBe(all.join(','));
  });
  it.each([
    ['', 's.prefixes', ''],
    ['', 's.prefixes.quoted', ''],
    ['12', 's.prefixes,-1', ''],
    ['12', 's.prefixes,5', '1,12'],
    ['123', 's.prefixes.quoted,2', "'1','12'"],
    [123, 's.prefixes', '1,12,123'],
  ] as [Value, string, string][])('%j {%s} is %j', (text, transformation, result) => {
    expect(t.of(text, transformation)).toBe(result);
  });
});

describe('{s.numeric}', () => {
  it('keeps digits of ASCII', () => {
    fc.assert(
      fc.property(octets, (text) => {
        const digits = [...text].filter((c) => c >= '0' && c <= '9').join('');
        expect(t.of(text, 's.numeric')).toBe(digits);
      }),
    );
  });
});

describe('what encloses', () => {
  it.each([
    ['""', 's.unquote', ''],
    ["''", 's.unquote', ''],
    ['"a', 's.unquote', '"a'],
    ['a"', 's.unquote', 'a"'],
    ['""a""', 's.unquote', '"a"'],
    ['', 's.unquote', ''],
    ['<>', 's.unbracket', ''],
    ['{a}', 's.unbracket', 'a'],
    ['<<a>>', 's.unbracket', '<a>'],
    ['<', 's.unbracket', '<'],
    ['[a>', 's.unbracket', '[a>'],
    ['', 's.unbracket', ''],
    [' <a>', 's.unbracket', ' <a>'],
  ])('%j {%s} is %j', (text, transformation, result) => {
    expect(t.of(text, transformation)).toBe(result);
  });
});

describe('{s.ftime}', () => {
  it.each([
    ['0', '%s', '0'],
    ['-1', '%s', '-1'],
    [1289689745, '%s', '1289689745'],
    ['1289689745', '%%', '%'],
    ['1.5', '%Y', null],
    ['', '%Y', null],
    // what no calendar has is null, whatever a peer wrote
    ['253402300799', '%s', '253402300799'],
    ['253402300800', '%Y %a %b', null],
    ['-30610224001', '%Y %a %b', null],
    ['99999999999999', '%a %c', null],
    ['9007199254740991', '%c', null],
    ['-9007199254740991', '%c', null],
    [Number.MAX_SAFE_INTEGER, '%b', null],
  ] as [Value, string, string | null][])('of %j with %j is %j', (value, format, result) => {
    expect(t.of(value, `s.ftime,${format}`)).toBe(result);
  });
  it('may have commas in its format', () => {
    expect(t.of('0', 's.ftime,%s, %s')).toBe('0, 0');
  });
  it('gives a text or null for any number', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (n) => {
        const text = t.of(n, 's.ftime,%c %j %U %G %z');
        expect(text === null || (typeof text === 'string' && !text.includes('NaN') && !text.includes('undefined'))).toBe(true);
      }),
    );
  });
});

describe('{s.corehash}', () => {
  it.each([
    ['', 's.corehash', '0'],
    ['', 's.corehash,16', '0'],
    ['abc', 's.corehash,0', t0()],
    ['abc', 's.corehash', t0()],
    ['abc', 's.corehash,1', '0'],
    ['abc', 's.corehash,-16', t0()],
  ])('%j {%s} is %s', (text, transformation, result) => {
    expect(t.of(text, transformation)).toBe(result);
  });
  it('is a number below its size', () => {
    fc.assert(
      fc.property(octets, fc.integer({ min: 0, max: 30 }), (text, bits) => {
        const slot = Number(t.of(text, `s.corehash,${2 ** bits}`));
        const all = Number(t.of(text, 's.corehash'));
        expect(slot).toBe(all % 2 ** bits);
        expect(all).toBeLessThan(2 ** 32);
      }),
    );
  });
});

// h of "abc" by hand: the word 0x616263 mixed with itself shifted by 3, then the sum with its own shifts by 11, 13 and 23
function t0(): string {
  const word = 0x616263;
  const h = word ^ (word >>> 3);
  return String((h + (h >>> 11) + (h >>> 13) + (h >>> 23)) >>> 0);
}

describe('{s.fmtlines} and {s.fmtlinet}', () => {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz';
  it.each([
    [alphabet, 's.fmtlines,10,4', 'abcdefghij|    klmnopqrst|    uvwxyz'],
    [alphabet, 's.fmtlinet,13,1', 'abcdefghijklm|\tnopqrstuvwxyz'],
    [alphabet, 's.fmtlines,26,9', alphabet],
    [alphabet, 's.fmtlines,1000,9', alphabet],
    ['wxyz', 's.fmtlines,1,0', 'w|x|y|z'],
    ['wxyz', 's.fmtlinet,2,-7', 'wx|yz'],
    ['wxyz', 's.fmtlines,3,500', `wxy|${' '.repeat(64)}z`],
    [-40100, 's.fmtlines,3,1', '-40| 100'],
    ['', 's.fmtlines,5,5', ''],
    ['wxyz', 's.fmtlines,0,1', null],
    ['wxyz', 's.fmtlinet,-2,1', null],
    [null, 's.fmtlines,5,5', null],
  ] as [Value | null, string, string | null][])('%j{%s} is %j', (value, transformation, result) => {
    expect(t.of(value, transformation)).toBe(result?.replaceAll('|', '\r\n') ?? null);
  });
  it.each(['s.fmtlines', 's.fmtlinet,8', 's.fmtlines,8,1,1', 's.fmtlinet,eight,1'])('there is no {%s}', (transformation) => {
    expect(t.exists(transformation)).toBe(false);
  });
  it('has no value that is beyond all measure', () => expect(t.of('x'.repeat(20_000), 's.fmtlines,1,64')).toBeNull());
  it('fills all lines but the last, and loses nothing', () => {
    fc.assert(
      fc.property(textOf('abc', 60), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 9 }), (text, width, margin) => {
        const [first, ...others] = (t.of(text, `s.fmtlines,${width},${margin}`) as string).split('\r\n');
        expect(others.every((line) => line.startsWith(' '.repeat(margin)))).toBe(true);
        const bare = [first!, ...others.map((line) => line.slice(margin))];
        expect(bare.join('')).toBe(text);
        const last = bare.pop()!;
        expect(bare.every((line) => line.length === width)).toBe(true);
        expect(last.length).toBeLessThanOrEqual(width);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findParam, isBlank, nextParam, paramValue, unquote, type Param } from '../../../runtime/sip/params.ts';

/** All parameters as [name, value], value null without `=`. */
function all(text: string, from: number = 0, to: number = text.length): [string, string | null][] {
  const out: [string, string | null][] = [];
  let param: Param | null;
  for (let at = from; at < to && (param = nextParam(text, at, to)) !== null; at = param.end) {
    out.push([
      text.slice(param.nameStart, param.nameEnd),
      param.valueStart < 0 ? null : text.slice(param.valueStart, param.valueEnd),
    ]);
  }
  return out;
}

describe('nextParam', () => {
  it.each<[string, [string, string | null][]]>([
    [';lr', [['lr', null]]],
    [';a=b;c', [['a', 'b'], ['c', null]]], // prettier-ignore
    [' ; a = b ; c ', [['a', 'b'], ['c', null]]], // prettier-ignore
    [';a=', [['a', '']]],
    [';a=;b=c', [['a', ''], ['b', 'c']]], // prettier-ignore
    [';a="b;c=d";e', [['a', '"b;c=d"'], ['e', null]]], // prettier-ignore
    [';a="b\\";c";e', [['a', '"b\\";c"'], ['e', null]]], // prettier-ignore
    [';a="b"tail;e', [['a', '"b"tail'], ['e', null]]], // prettier-ignore
    [';a=b=c', [['a', 'b=c']]],
    [';;a', [['', null], ['a', null]]], // prettier-ignore
    [';', [['', null]]],
    [';  ', [['', null]]],
    [';=x', [['', 'x']]],
    [';\r\n a=\r\n b\r\n ;c', [['a', 'b'], ['c', null]]], // prettier-ignore
    [';a="open', []],
    [';a;b="open;c', [['a', null]]],
    ['a=b', []],
    ['', []],
    ['   ', []],
  ])('%j', (text, expected) => expect(all(text)).toEqual(expected));

  it('tells where everything stands', () => {
    expect(nextParam('x ; tag = 12 ;y', 1, 15)).toEqual({
      start: 2,
      nameStart: 4,
      nameEnd: 7,
      valueStart: 10,
      valueEnd: 12,
      end: 12,
    });
    expect(nextParam(';lr ;x', 0, 6)).toEqual({ start: 0, nameStart: 1, nameEnd: 3, valueStart: -1, valueEnd: -1, end: 3 });
  });

  it('ends at `to`', () => {
    expect(all(';a=bcd;e', 0, 5)).toEqual([['a', 'bc']]);
    expect(all(';a="b"', 0, 5)).toEqual([]);
    expect(all(';abc', 0, 3)).toEqual([['ab', null]]);
  });
});

describe('findParam and paramValue', () => {
  it.each<[string, string, string | null]>([
    [';tag=1928', 'tag', '1928'],
    [';TAG=1928', 'tag', '1928'],
    [';x=1;tag=2;tag=3', 'tag', '2'],
    [';tag', 'tag', ''],
    [';tag=', 'tag', ''],
    [';tag="a;b"', 'tag', '"a;b"'],
    [';xtag=1;tagx=2', 'tag', null],
    [';x="tag=1"', 'tag', null],
    [';x="open;tag=1', 'tag', null],
    [';tag="open', 'tag', null],
    [' ;  tag  =  v  ', 'tag', 'v'],
    ['tag=1', 'tag', null],
    ['', 'tag', null],
    [';;;', '', ''],
  ])('%j has %s: %j', (text, name, value) => {
    expect(paramValue(text, 0, text.length, name)).toBe(value);
    expect(findParam(text, 0, text.length, name) === null).toBe(value === null);
  });

  it('finds the same', () => {
    const part = fc.constantFrom('tag', 'TAG', 'a', ';', ';', '=', '"', '\\', ' ', '\r\n ', ',', '');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), fc.nat(3), (parts, from) => {
        const text = parts.join('');
        const param = findParam(text, from, text.length, 'tag');
        const value = param === null ? null : param.valueStart < 0 ? '' : text.slice(param.valueStart, param.valueEnd);
        expect(paramValue(text, from, text.length, 'tag')).toBe(value);
      }),
      { numRuns: 500 },
    );
  });

  it('finds what was written', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9.-]{0,6}$/);
    const value = fc.oneof(
      fc.constant(null),
      fc.stringMatching(/^[a-zA-Z0-9.:%@]{0,8}$/),
      fc.stringMatching(/^"([^"\\]|\\.){0,6}"$/),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 8 }), fc.constantFrom('', ' ', '\r\n\t'), (params, gap) => {
        const text = params.map(([n, v]) => `${gap};${gap}${n}${v === null ? '' : `${gap}=${gap}${v}`}`).join('') + gap;
        expect(all(text)).toEqual(params);
        for (const [n] of params) {
          const first = params.find((param) => param[0] === n)!;
          expect(paramValue(text, 0, text.length, n)).toBe(first[1] ?? '');
        }
        expect(paramValue(text, 0, text.length, 'x-missing')).toBe(null);
      }),
    );
  });
});

describe('unquote', () => {
  it.each([
    ['"abc"', 'abc'],
    ['abc', 'abc'],
    ['""', ''],
    ['', ''],
    ['"', '"'],
    ['"abc', '"abc'],
    ['abc"', 'abc"'],
    ['"a\\"b"', 'a"b'],
    ['"a\\\\b"', 'a\\b'],
    ['"a\\"', 'a\\'],
    ['"a\\\0b"', 'a\0b'],
  ])('%j is %j', (value, text) => expect(unquote(value)).toBe(text));

  it('undoes quoting', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(unquote(`"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`)).toBe(text);
      }),
    );
  });
});

describe('isBlank', () => {
  it.each([
    ['', true],
    [' \t\r\n', true],
    [' a', false],
  ])('%j: %s', (text, blank) => expect(isBlank(text, 0, text.length)).toBe(blank));

  it('looks between its limits', () => {
    expect(isBlank('a  b', 1, 3)).toBe(true);
    expect(isBlank('a  b', 1, 4)).toBe(false);
  });
});

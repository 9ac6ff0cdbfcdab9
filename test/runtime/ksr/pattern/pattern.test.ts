import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, MAX_SUBJECT, type Match, type Pattern } from '../../../../runtime/ksr/pattern/pattern.ts';
import { Patterns, SEARCH } from '../../../../runtime/ksr/pattern/patterns.ts';
import type { PatternFlags } from '../../../../runtime/ksr/pattern/syntax.ts';
import { KeptLog } from '../../../support/core.ts';

const PLAIN: PatternFlags = { ignoreCase: false, lines: false };
const LINES: PatternFlags = { ignoreCase: false, lines: true };
const NOCASE: PatternFlags = { ignoreCase: true, lines: false };

const matchFrom = (pattern: Pattern, subject: string, from: number): Match | null => pattern.find(subject, from);

/** The whole match and its groups; null for none, undefined for a pattern that is wrong. */
function match(
  pattern: string,
  subject: string,
  flags: PatternFlags = PLAIN,
): readonly (string | undefined)[] | null | undefined {
  const compiled = compilePattern(pattern, flags);
  if (compiled === null) return undefined;
  const found = matchFrom(compiled, subject, 0);
  return found === null ? null : [...found];
}

describe('POSIX extended expressions', () => {
  it.each([
    // pattern, subject, what is matched
    ['', 'abc', ''],
    ['b', 'abc', 'b'],
    ['b', 'ac', null],
    ['a.c', 'xabcx', 'abc'],
    ['.', '\n', '\n'],
    ['.', '\0', '\0'],
    ['.', '\u00ff', '\u00ff'],
    ['^a', 'ba', null],
    ['^b', 'ba', 'b'],
    ['a$', 'ba', 'a'],
    ['b$', 'ba', null],
    ['^$', '', ''],
    ['^$', '\n', null],
    ['a^b', 'a^b', null],
    ['a$b', 'a$b', null],
    ['a|b', 'cb', 'b'],
    ['^a|c$', 'bc', 'c'],
    ['(a|b)c', 'bc', 'bc'],
    ['()', 'a', ''],
    ['(|a)b', 'ab', 'ab'],
    ['a*', 'aaa', 'aaa'],
    ['a+', 'baab', 'aa'],
    ['ba?', 'baa', 'ba'],
    ['a{2}', 'aaa', 'aa'],
    ['a{2,}', 'aaaa', 'aaaa'],
    ['a{2,3}', 'aaaa', 'aaa'],
    ['a{,2}', 'aaaa', 'aa'],
    ['a{0}b', 'aab', 'b'],
    ['a{255}', 'a'.repeat(300), 'a'.repeat(255)],
    ['}', '}', '}'],
    [']', ']', ']'],
    // a parenthesis that closes nothing is a character
    ['a)', 'a)', 'a)'],
    [')*', '))', '))'],
    // characters that are special to JavaScript alone
    ['a/b', 'a/b', 'a/b'],
    ['a-b', 'a-b', 'a-b'],
    ['\u00e9', 'caf\u00e9', '\u00e9'],
    ['\n', 'a\nb', '\n'],
    ['\0', 'a\0b', '\0'],
  ])('%j in %j is %j', (pattern, subject, found) => {
    expect(match(pattern, subject)?.[0] ?? null).toBe(found);
    expect(compilePattern(pattern, PLAIN)).not.toBeNull();
  });

  it.each([
    ['(a)(b)', 'ab', ['ab', 'a', 'b']],
    ['(a(b))c', 'abc', ['abc', 'ab', 'b']],
    ['((a)|(b))+', 'b', ['b', 'b', undefined, 'b']],
    // of an earlier round
    ['((a)|(b))+', 'ab', ['ab', 'b', 'a', 'b']],
    ['(x)?b', 'ab', ['b', undefined]],
    ['(a){2}(b)', 'aab', ['aab', 'a', 'b']],
    ['([^@]+)@(.*)', 'bob@h:5', ['bob@h:5', 'bob', 'h:5']],
  ])('%j in %j has groups', (pattern, subject, groups) => {
    expect(match(pattern, subject)).toEqual(groups);
  });

  it.each([
    '*',
    '+a',
    '?',
    '{2}',
    '^*',
    '$+',
    'a|*',
    '(*a)',
    '(',
    '(a',
    '((a)',
    '[',
    '[a',
    '[]',
    '[^]',
    'a\\',
    '[[:alpha:]',
    '[z-a]',
    // a brace that begins no repetition
    '{',
    'a|{',
    'a{b',
    'a{x}',
    'a{}',
    'a{1',
    'a{-1}',
    'a{1e1}',
    'a{3,2}',
    'a{ 1}',
    // a hyphen between two others
    '[a-c-e]',
    '\\p{L}',
  ])('%j is wrong', (pattern) => {
    expect(compilePattern(pattern, PLAIN)).toBeNull();
    expect(compilePattern(pattern, SEARCH)).toBeNull();
  });
});

describe('a repetition of a repetition is another repetition, never a lazy or possessive one of JavaScript', () => {
  it.each([
    ['a*?', 'aaa', 'aaa'],
    ['a+?', 'aaa', 'aaa'],
    ['a??', 'a', 'a'],
    ['a{1,3}?', 'aaa', 'aaa'],
    ['a**', 'aaa', 'aaa'],
    ['a+*', 'aaa', 'aaa'],
    ['a*+', 'aaa', 'aaa'],
    ['a{2}{2}', 'aaaaa', 'aaaa'],
    ['(a)*?', 'aaa', 'aaa'],
    ['(ab)+?', 'abab', 'abab'],
    ['[ab]*?', 'abab', 'abab'],
    ['.*?', 'abab', 'abab'],
    // atoms that are written with a backslash, here or for JavaScript
    ['\\.*?', '...', '...'],
    ['\\.+?', '...', '...'],
    ['\\.+*', '...', '...'],
    ['\\w*?', 'abc', 'abc'],
    ['\\w{2}{2}', 'abcdef', 'abcd'],
    ['/*?', '///', '///'],
    ['-+?', '---', '---'],
    [')+?', ')))', ')))'],
    ['\\++', '+++', '+++'],
    ['\\*+', '***', '***'],
    ['\\??', '??', '?'],
    ['\\}+', '}}', '}}'],
  ])('%j in %j is %j', (pattern, subject, found) => {
    expect(match(pattern, subject)?.[0]).toBe(found);
  });
});

describe('lists in brackets', () => {
  it.each([
    // pattern, characters that are in it, characters that are not
    ['[abc]', 'abc', 'dA^]'],
    ['[a-c]', 'abc', 'd-'],
    ['[^a-c]', 'dD\n-', 'abc'],
    ['[]a]', ']a', 'b['],
    ['[^]a]', 'b[', ']a'],
    ['[a]b]', '', 'ab]'],
    ['[a-]', 'a-', 'b'],
    ['[-a]', 'a-', 'b'],
    ['[a^]', 'a^', 'b'],
    ['[%--]', '%&-', '.$'],
    ['[\\]', '\\', ']a'],
    ['[\\n]', '\\n', '\n'],
    ['[\\d]', '\\d', '1'],
    ['[a\\-z]', 'az]^`', '['],
    ['[[]', '[', ']'],
    ['[.*+?(){}|$/]', '.*+?(){}|$/', 'a\\'],
    ['[[:alpha:]]', 'azAZ', '0_: \u00e9'],
    ['[[:digit:]]', '09', 'a'],
    ['[[:alnum:]]', 'aZ0', '_-'],
    ['[[:upper:]]', 'AZ', 'a0'],
    ['[[:lower:]]', 'az', 'A0'],
    ['[[:space:]]', ' \t\n\r\f\v', 'a\u00a0\0'],
    ['[[:blank:]]', ' \t', '\n\r'],
    ['[[:punct:]]', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~', 'a0 \n'],
    ['[[:print:]]', ' ~a', '\n\x7f\u00e9'],
    ['[[:graph:]]', '!~a', ' \n\x7f'],
    ['[[:cntrl:]]', '\0\n\x1f\x7f', ' a'],
    ['[[:xdigit:]]', '09afAF', 'gG'],
    ['[^[:digit:]]', 'a\n', '09'],
    ['[[:digit:]a-c_]', '0ac_', 'dD:'],
    ['[[.a.]]', 'a', '.['],
    ['[[=a=]b]', 'ab', '=['],
    ['[[.-.]z]', '-z', 'a.'],
    ['[a-[.c.]]', 'abc', 'd.['],
  ])('%j', (pattern, inside, outside) => {
    const whole = compilePattern(`^(${pattern})$`, PLAIN)!;
    for (const c of inside) expect([c, matchFrom(whole, c, 0)?.[0]]).toEqual([c, c]);
    for (const c of outside) expect([c, matchFrom(whole, c, 0)]).toEqual([c, null]);
  });

  it.each([
    '[[:nope:]]',
    '[[:alpha]]',
    '[[:ALPHA:]]',
    '[[::]]',
    '[[.ab.]]',
    '[[==]]',
    '[[.a]',
    '[a-[.cd.]]',
    '[a-[=',
    '[[:constructor:]]',
  ])('%j is wrong', (pattern) => {
    expect(compilePattern(pattern, PLAIN)).toBeNull();
  });

  it('take each character of a class as C does in its own locale', () => {
    const classes: Record<string, (c: number) => boolean> = {
      alpha: (c) => (c >= 65 && c <= 90) || (c >= 97 && c <= 122),
      digit: (c) => c >= 48 && c <= 57,
      alnum: (c) => (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || (c >= 48 && c <= 57),
      upper: (c) => c >= 65 && c <= 90,
      lower: (c) => c >= 97 && c <= 122,
      space: (c) => c === 32 || (c >= 9 && c <= 13),
      blank: (c) => c === 32 || c === 9,
      punct: (c) => (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) || (c >= 123 && c <= 126),
      print: (c) => c >= 32 && c <= 126,
      graph: (c) => c >= 33 && c <= 126,
      cntrl: (c) => c <= 31 || c === 127,
      xdigit: (c) => (c >= 48 && c <= 57) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102),
    };
    for (const [name, has] of Object.entries(classes)) {
      const pattern = compilePattern(`[[:${name}:]]`, PLAIN)!;
      for (let c = 0; c < 256; c++)
        expect([name, c, matchFrom(pattern, String.fromCharCode(c), 0) !== null]).toEqual([name, c, has(c)]);
    }
  });
});

describe('behind a backslash', () => {
  it.each([
    ['\\.', 'a.', '.'],
    ['\\*', 'a*', '*'],
    ['\\\\', 'a\\', '\\'],
    ['\\[', '[', '['],
    ['\\/', '/', '/'],
    ['\\^', '^', '^'],
    ['\\$', '$', '$'],
    // letters that mean something to JavaScript alone are letters
    ['\\d', '1d', 'd'],
    ['\\D', '1D', 'D'],
    ['\\n', '\nn', 'n'],
    ['\\t', '\tt', 't'],
    ['\\x41', 'Ax41', 'x41'],
    ['\\u0041', 'Au0041', 'u0041'],
    ['\\cA', '\x01cA', 'cA'],
    ['\\k<a>', 'k<a>', 'k<a>'],
    ['\\0', '\x000', '0'],
    // what GNU knows
    ['\\w+', '-ab_1-', 'ab_1'],
    ['\\W+', 'ab--c', '--'],
    ['\\s+', 'a \t\r\nb', ' \t\r\n'],
    ['\\S+', '  ab c', 'ab'],
    ['\\bb', 'ab b', 'b'],
    ['\\Bb', 'b ab', 'b'],
    ['\\<b.', 'ab bc', 'bc'],
    ['.b\\>', 'bc ab', 'ab'],
    ['(a)\\1', 'aa', 'aa'],
    ['(a)(b)\\2\\1', 'abba', 'abba'],
  ])('%j in %j is %j', (pattern, subject, found) => {
    expect(match(pattern, subject)?.[0]).toBe(found);
  });
  it.each(['\\1', '(a\\1)', '(a)\\2', '\\9'])('%j names a group that is not there', (pattern) => {
    expect(compilePattern(pattern, PLAIN)).toBeNull();
  });
  it('a number is one digit', () => {
    expect(match('(a)\\10', 'aa0')?.[0]).toBe('aa0');
  });
  it('begin and end of the whole, whatever the lines', () => {
    expect(match('\\`b', 'a\nb', LINES)).toBeNull();
    expect(match("a\\'", 'a\nb', LINES)).toBeNull();
    expect(match('\\`a', 'a\nb', LINES)?.[0]).toBe('a');
    expect(match("b\\'", 'a\nb', LINES)?.[0]).toBe('b');
  });
  it('takes no octet above ASCII for a space or a letter: it may be half of a character', () => {
    for (let c = 128; c < 256; c++) {
      const octet = String.fromCharCode(c);
      expect([c, match('\\s', octet), match('\\w', octet)]).toEqual([c, null, null]);
      expect([c, match('\\S', octet)?.[0], match('\\W', octet)?.[0]]).toEqual([c, octet, octet]);
    }
  });
});

describe('flags', () => {
  it.each([
    ['.+', 'a\nb', 'a'],
    ['[^x]+', 'a\nb', 'a'],
    ['^b', 'a\nb', 'b'],
    ['a$', 'a\nb', 'a'],
    ['a$', 'a\r\nb', null],
    ['a.$', 'a\r\nb', 'a\r'],
    ['^$', 'a\n\nb', ''],
    ['a\nb', 'a\nb', 'a\nb'],
    ['[\n]', '\n', '\n'],
  ])('line by line %j in %j is %j', (pattern, subject, found) => {
    expect(match(pattern, subject, LINES)?.[0] ?? null).toBe(found);
  });
  it.each([
    ['ABC', 'xabc', 'abc'],
    ['[a-c]+', 'ABCD', 'ABC'],
    ['[[:upper:]]', 'a', 'a'],
    ['(a)\\1', 'aA', 'aA'],
  ])('without case %j in %j is %j', (pattern, subject, found) => {
    expect(match(pattern, subject, NOCASE)?.[0]).toBe(found);
    expect(match(pattern, subject, PLAIN) ?? null).toBeNull();
  });
  it('of functions that search: without case, line by line', () => {
    expect(match('^SUBJECT: .*$', 'To: x\nSubject: a\nb', SEARCH)?.[0]).toBe('Subject: a');
  });
});

describe('matchFrom', () => {
  it('finds the first match at or behind a place, whatever was searched before', () => {
    const pattern = compilePattern('a', PLAIN)!;
    const places = [0, 1, 2, 5, 0, 3].map((from) => matchFrom(pattern, 'abcab', from)?.index ?? -1);
    expect(places).toEqual([0, 3, 3, -1, 0, 3]);
  });
  it('keeps the begin where it is', () => {
    expect(matchFrom(compilePattern('^a', PLAIN)!, 'aaa', 1)).toBeNull();
    expect(matchFrom(compilePattern('^a', LINES)!, 'a\naa', 1)?.index).toBe(2);
    expect(matchFrom(compilePattern('^a', LINES)!, 'a\naa', 3)).toBeNull();
  });
  it('does not search what is longer than a message can be', () => {
    const pattern = compilePattern('b', PLAIN)!;
    expect(matchFrom(pattern, `${'a'.repeat(MAX_SUBJECT - 1)}b`, 0)?.index).toBe(MAX_SUBJECT - 1);
    expect(matchFrom(pattern, `b${'a'.repeat(MAX_SUBJECT)}`, 0)).toBeNull();
  });
});

describe('what is too much', () => {
  it.each([
    ['a pattern of 4096 characters', 'a'.repeat(4096), true],
    ['a longer one', 'a'.repeat(4097), false],
    ['groups in groups', '('.repeat(200) + ')'.repeat(200), true],
    ['deeper ones', '('.repeat(201) + ')'.repeat(201), false],
    ['a repetition', 'a{1000}', true],
    ['a longer one', 'a{1001}', false],
    ['repetitions of repetitions', '(a{10}){100}', true],
    ['more of them', '(a{10}){101}', false],
    ['of them without end', '(a{2,}){501}', false],
    ['stars of stars', `a${'*'.repeat(200)}`, true],
    ['more of them', `a${'*'.repeat(300)}`, false],
  ])('%s', (_what, pattern, works) => {
    expect(compilePattern(pattern, PLAIN) !== null).toBe(works);
  });
  it('takes the octets of a character that needs more than one', () => {
    expect(match('\u20ac', '5 \u00e2\u0082\u00ac')?.[0]).toBe('\u00e2\u0082\u00ac');
    expect(match('^..$', '\u20ac')).toBeNull();
  });
});

describe('Patterns', () => {
  it('compiles each pattern once', () => {
    const patterns = new Patterns();
    expect(patterns.get('a', PLAIN)).toBe(patterns.get('a', PLAIN));
    expect(patterns.get('(', PLAIN)).toBeNull();
    expect(patterns.get('(', PLAIN)).toBeNull();
  });
  it('keeps the flags apart', () => {
    const patterns = new Patterns();
    const all = [PLAIN, LINES, NOCASE, SEARCH].map((flags) => patterns.get('^A$', flags)!);
    expect(new Set(all).size).toBe(4);
    expect(all.map((pattern) => matchFrom(pattern, 'x\na', 0)?.index ?? -1)).toEqual([-1, -1, -1, 2]);
    expect(all.map((pattern) => matchFrom(pattern, 'A', 0)?.index ?? -1)).toEqual([0, 0, 0, 0]);
  });
  it('does not take flags and text for one another', () => {
    const patterns = new Patterns();
    expect(matchFrom(patterns.get('la', PLAIN)!, 'la', 0)?.[0]).toBe('la');
    expect(matchFrom(patterns.get('a', LINES)!, 'la', 0)?.[0]).toBe('a');
  });
  it.each([
    ['\\d+', 1],
    ['a\\D', 1],
    ['[\\d]', 1],
    ['\\w\\s\\b', 0],
    ['\\\\d', 0],
    ['d', 0],
    ['a\\', 0],
  ])('%s: tells once that \\d is a letter, %i', (text, times) => {
    const log = new KeptLog();
    const patterns = new Patterns(8, log);
    patterns.get(text, PLAIN);
    patterns.get(text, PLAIN);
    expect(log.lines.filter((line) => line.level === 'warn')).toHaveLength(times);
  });
  it('forgets the oldest', () => {
    const patterns = new Patterns(2);
    const first = patterns.get('a', PLAIN);
    const second = patterns.get('b', PLAIN);
    patterns.get('c', PLAIN);
    expect(patterns.get('b', PLAIN)).toBe(second);
    expect(patterns.get('a', PLAIN)).not.toBe(first);
  });
});

describe('whatever the text', () => {
  const special = fc.string({ unit: fc.constantFrom(...'ab.*+?{}[]()|^$\\/-:,12=\n'), maxLength: 24 });

  it('a pattern is an expression or wrong, and nothing throws', () => {
    fc.assert(
      fc.property(special, fc.string({ unit: fc.constantFrom(...'ab.*1\n'), maxLength: 12 }), (pattern, subject) => {
        for (const flags of [PLAIN, SEARCH]) {
          const compiled = compilePattern(pattern, flags);
          if (compiled === null) continue;
          const found = matchFrom(compiled, subject, 0);
          expect(found === null || subject.startsWith(found[0], found.index)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('an escaped text is found as it is', () => {
    const escaped = (text: string): string => {
      let out = '';
      for (const c of text) out += '.*+?{}[]()|^$\\'.includes(c) ? `\\${c}` : c;
      return out;
    };
    fc.assert(
      fc.property(special, special, (text, around) => {
        const found = matchFrom(compilePattern(escaped(text), PLAIN)!, around + text, 0)!;
        expect(found[0]).toBe(text);
        expect(found.index).toBe((around + text).indexOf(text));
      }),
    );
  });

  it('a text in a list stands for its characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab.*+?{}()|$\\/,12\n'), minLength: 1 }), fc.nat(255), (members, c) => {
        const octet = String.fromCharCode(c);
        expect(matchFrom(compilePattern(`[${members}]`, PLAIN)!, octet, 0) !== null).toBe(members.includes(octet));
        expect(matchFrom(compilePattern(`[^${members}]`, PLAIN)!, octet, 0) !== null).toBe(!members.includes(octet));
      }),
    );
  });
});

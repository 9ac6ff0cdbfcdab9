import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compilePattern,
  MAX_STEPS,
  MAX_STEPS_AGAIN,
  MAX_STEPS_LINEAR,
  MAX_SUBJECT,
  type Engine,
  type Pattern,
} from '../../../../runtime/ksr/pattern/pattern.ts';
import { SEARCH } from '../../../../runtime/ksr/pattern/patterns.ts';
import type { PatternFlags } from '../../../../runtime/ksr/pattern/syntax.ts';
import { backtracks } from './backtracks.ts';

const PLAIN: PatternFlags = { ignoreCase: false, lines: false };
const compiled = (pattern: string, flags: PatternFlags = PLAIN): Pattern => compilePattern(pattern, flags)!;
const filled = (unit: string, length: number): string => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

/** Patterns that stopped real programs, from OWASP, the CVEs of npm, Python and Ruby packages, and Stack Overflow's own. */
const KNOWN: readonly (readonly [pattern: string, unit: string])[] = [
  ['(a+)+$', 'a'],
  ['(a+)+b', 'a'],
  ['([a-zA-Z]+)*$', 'a'],
  ['(a|aa)+$', 'a'],
  ['(a|a?)+$', 'a'],
  ['(.*a){20}b', 'a'],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'],
  ['^(.*;)*x', ';'],
  ['(x+x+)+y', 'x'],
  ['^([a-zA-Z0-9_.-]+)*@', 'a'],
  ['^([0-9a-zA-Z]([-.\\w]*[0-9a-zA-Z])*@)', '0'],
  ['(\\w+\\s*)+:', 'a '],
  ['^[[:space:]]+|[[:space:]]+$', ' '],
  ['([^=]*)*=', 'a'],
  ['(a?){200}a{200}', 'a'],
  ['((a{0,9}){9}){9}b', 'a'],
  ['.*.*.*.*.*x', 'a'],
  ['<([^>]*)>.*<([^>]*)>.*x', '<>'],
  ['"(\\\\.|[^"])*"', '\\"'],
  ['^(sip|sips|tel):(.*)(;.*)*@(.*)$', ';'],
  ['(()|a)*b', 'a'],
  ['(a*)*(a*)*(a*)*b', 'a'],
];

describe('no pattern on no text needs more steps than allowed', () => {
  it.each(KNOWN)('%s on 64 kB of %j', (pattern, unit) => {
    const one = compiled(pattern);
    const subject = filled(unit, MAX_SUBJECT);
    // JavaScript's engine never sees it
    expect(one.engine(subject.length, true)).not.toBe('javascript');
    expect(one.engine(subject.length, false)).not.toBe('javascript');
    if (one.engine(subject.length, true) === 're2') expect(one.cost.size * subject.length).toBeLessThanOrEqual(MAX_STEPS_LINEAR);
    else expect(one.cost.size * subject.length).toBeGreaterThan(MAX_STEPS_LINEAR);
    expect([true, false]).toContain(one.fits(subject));
  });

  it.each(KNOWN)('%s still finds', (pattern) => {
    const one = compiled(pattern);
    for (const subject of ['', 'a', 'ab', 'aaaab', 'sip:a@b', 'x;x', '"a"', 'a:', '=', 'xxy', '<a><b>x']) {
      expect([subject, one.fits(subject)]).toEqual([subject, one.find(subject, 0) !== null]);
    }
  });

  it.each<[pattern: string, length: number, fits: Engine, place: Engine]>([
    // no choice, no walk twice: JavaScript's engine, however long
    ['a', MAX_SUBJECT, 'javascript', 'javascript'],
    ['^User-Agent:', MAX_SUBJECT / 8, 'javascript', 'javascript'],
    ['scanner|vicious|sipcli', 2000, 'javascript', 'javascript'],
    ['^sip:(.*)@(.*)$', 100, 'javascript', 'javascript'],
    ['^[0-9]{3,15}$', 100, 'javascript', 'javascript'],
    // the first match may not be the longest
    ['a|ab', 100, 'javascript', 're2'],
    ['(a?)(ab)?', 100, 'javascript', 're2'],
    ['.*x[^b]*y', 20, 'javascript', 're2'],
    // but it is where only one loop chooses, or the last one may take all
    ['.*x.*y', 20, 'javascript', 'javascript'],
    ['<sip:(.*)@(.*)>', 80, 'javascript', 'javascript'],
    ['^sip:(.*)@(.*);user=phone(.*)$', 80, 'javascript', 'javascript'],
    // a square, a cube of the length
    ['[0-9]+@', 500, 'javascript', 'javascript'],
    ['[0-9]+@', 2000, 're2', 're2'],
    ['^.*@.*[.].*$', 2000, 're2', 're2'],
    // without a bound
    ['(a+)+b', 0, 're2', 're2'],
    // again
    ['(.)\\1', 1000, 'javascript', 'javascript'],
    ['(.*)\\1', 100, 'javascript', 'javascript'],
    ['(.*)\\1', 1000, 'none', 'none'],
    // large patterns on long texts
    ['(a|b|ab){500}x', 100, 're2', 're2'],
    ['(a|b|ab){500}x', MAX_SUBJECT, 'none', 'none'],
    ['(a+)+b', MAX_SUBJECT + 1, 'none', 'none'],
  ])('%s on %d octets', (pattern, length, fits, place) => {
    const one = compiled(pattern);
    expect([one.engine(Math.floor(length), false), one.engine(Math.floor(length), true)]).toEqual([fits, place]);
  });

  it('a text that is not searched fits nothing', () => {
    expect(compiled('(a|b|ab){500}x').fits(filled('a', MAX_SUBJECT))).toBe(false);
    expect(compiled('(.*)\\1').find('a'.repeat(1000), 0)).toBeNull();
    expect(compiled('(.*)\\1').find('a'.repeat(100), 0)?.[1]).toBe('a'.repeat(50));
  });
  it('a pattern that might take for ever and can not run in linear time is refused', () => {
    expect(compilePattern('(a*)*\\1', PLAIN)).toBeNull();
    expect(compilePattern('((a+)\\2)+b', PLAIN)).toBeNull();
  });
});

// The bound is not taken on trust: a backtracking engine that counts, which does what JavaScript's does, never makes more steps.
describe('what the cost says is an upper bound', () => {
  const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{0,2}', '{2,}');
  const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
    part: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', 'ab', '\\w', 'c'),
      fc.tuple(tie('pattern'), quantifier).map(([inner, times]) => `(${inner})${times}`),
      fc.tuple(fc.constantFrom('a', 'b', '.', '[ab]', '[^a]'), quantifier).map(([atom, times]) => atom + times),
    ),
    pattern: fc.oneof(
      fc.array(tie('part'), { maxLength: 4 }).map((parts) => parts.join('')),
      fc.array(tie('part'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('|')),
      fc.array(tie('part'), { maxLength: 3 }).map((parts) => `^${parts.join('')}$`),
    ),
  }));

  it('for whatever pattern on whatever text', () => {
    let bounded = 0; // a part of parts is a step there, and none here
    fc.assert(
      fc.property(
        pattern,
        fc.array(fc.constantFrom('a', 'b', 'ab', 'aaaa', 'abab', '\n', 'c'), { maxLength: 24 }),
        (source, units) => {
          const one = compilePattern(source, PLAIN);
          fc.pre(one !== null);
          const subject = units.join('');
          const allowed = one.cost.steps(subject.length);
          if (allowed > 50_000) return;
          bounded++;
          expect([source, backtracks(source, PLAIN, subject, allowed * 4 + 32)]).not.toEqual([source, Infinity]);
        },
      ),
      { numRuns: 1500 },
    );
    expect(bounded).toBeGreaterThan(500);
  });
  it('and a pattern without a bound has none', () => {
    for (const source of ['(a+)+b', '(a|a)*b', '(a*)*b', '(a?){30}a{30}']) {
      expect(compiled(source).cost.steps(30)).toBe(Infinity);
      expect(backtracks(source, PLAIN, 'a'.repeat(26), 1_000_000)).toBe(Infinity);
    }
  });
  it('the limits are in their order', () => {
    expect(MAX_STEPS).toBeLessThan(MAX_STEPS_LINEAR);
    expect(MAX_STEPS_LINEAR).toBeLessThan(MAX_STEPS_AGAIN);
  });
});

describe('whatever engine answers, the answer is the same', () => {
  it('on a text that is padded beyond what JavaScript may have', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '@', '1'), maxLength: 30 });
    const sources = fc.constantFrom('[a-c]+@[0-9]+', '(a|b)+c', 'a[bc]*1', '(ab|c)+@', '([a-c]+)@([a-c]+)');
    fc.assert(
      fc.property(text, sources, (subject, source) => {
        const one = compiled(source, SEARCH);
        const long = `${subject}\n${'-'.repeat(4000)}`;
        expect([one.engine(subject.length, true), one.engine(long.length, true)]).toEqual(['javascript', 're2']);
        expect([...(one.find(long, 0) ?? [])]).toEqual([...(one.find(subject, 0) ?? [])]);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePvText, pvTextEnd } from '../../../../runtime/ksr/pv/parse.ts';
import { selectStep } from '../../../../runtime/ksr/pv/select.ts';

const word = fc.string({ unit: fc.constantFrom(...'abRU09_?'), minLength: 1, maxLength: 6 });
const inner = fc.string({ unit: fc.constantFrom(...'ab=>.,:* $'), maxLength: 8 });
const index = fc.constantFrom('0', '-1', '*', '12', '$var(i)');
const transformation = fc.constantFrom('s.len', 's.substr,0,1', 'uri.param,x', 're.subst,/a/b/', 's.rm,$var(x)');

describe('a variable of any parts', () => {
  it('is taken apart as it was put together', () => {
    fc.assert(
      fc.property(word, fc.option(inner), fc.option(index), fc.array(transformation, { maxLength: 3 }), (name, of, at, steps) => {
        const body = `${name}${of === null ? '' : `(${of})`}${at === null ? '' : `[${at}]`}${steps.map((step) => `{${step}}`).join('')}`;
        const text = `$(${body})`;
        expect(parsePvText(text)).toEqual({ name, inner: of, index: at, transformations: steps });
        expect(pvTextEnd(`${text} and more`, 0, text.length + 9)).toBe(text.length);
        expect(pvTextEnd(`x${text}x`, 1, text.length + 2)).toBe(text.length + 1);
        // nothing may be missing or too much
        expect(parsePvText(text.slice(0, -1))).toBeNull();
        expect(parsePvText(`${text} `)).toBeNull();
        expect(parsePvText(` ${text}`)).toBeNull();
      }),
    );
  });
  it('may leave its brackets out when nothing follows the name and its inner part', () => {
    fc.assert(
      fc.property(word, fc.option(inner), (name, of) => {
        const text = `$${name}${of === null ? '' : `(${of})`}`;
        expect(parsePvText(text)).toEqual({ name, inner: of, index: null, transformations: [] });
        expect(pvTextEnd(`${text}, more`, 0, text.length + 6)).toBe(text.length);
      }),
    );
  });
  it('is itself or nothing, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'$ab().{}[]* \0'), maxLength: 16 }), (text) => {
        const end = pvTextEnd(text, 0, text.length);
        expect(end === -1 || (end > 1 && end <= text.length)).toBe(true);
        const parsed = parsePvText(text);
        if (parsed !== null) {
          expect(end).toBe(text.length);
          expect(parsed.name).not.toBe('');
          expect(text).toContain(parsed.name);
        }
      }),
      { numRuns: 1000 },
    );
  });
  it.each([
    ['$rU.', 3],
    ['$rU..x', 6],
    ['$rU...', 3],
    ['$a.b', 4],
    ['$.', -1],
    ['$', -1],
    ['', -1],
    ['x$a', -1],
    ['$$a', -1],
    ['$(a', -1],
    ['$a(b', -1],
    ['$a(b(c))d', 8],
    ['$(a(b)c)d', 8],
    ['$a[1]', 2],
    ['$a{s.len}', 2],
    ['$a-b', 2],
    ['$()', 3],
  ])('%j ends at %i', (text, end) => {
    expect(pvTextEnd(text, 0, text.length)).toBe(end);
  });
  it.each([
    '$()',
    '$(())',
    '$([0])',
    '$({s.len})',
    '$(a)(b)',
    '$(a[0][1])',
    '$(a{s.len}[0])',
    '$(a b)',
    '$(a )',
    '$( a)',
    '$(a[)',
    '$(a{)',
    '$(a(b)c)',
  ])('%j is none', (text) => {
    expect(parsePvText(text)).toBeNull();
  });
  it('is found in time that grows with the length', () => {
    const before = performance.now();
    for (const text of [
      '$('.repeat(50_000),
      '$(a' + '('.repeat(100_000),
      `$${'a.'.repeat(50_000)}`,
      `$(a${'{}'.repeat(50_000)})`,
    ]) {
      pvTextEnd(text, 0, text.length);
      parsePvText(text);
    }
    expect(performance.now() - before).toBeLessThan(1000);
  });
});

describe('a step of a select', () => {
  it.each([
    ['via', { name: 'via', index: null }],
    ['via[2]', { name: 'via', index: 2 }],
    ['via[-2]', { name: 'via', index: -2 }],
    ['via[02]', { name: 'via', index: 2 }],
    ['', { name: '', index: null }],
    ['[1]', { name: '', index: 1 }],
    ['via]', { name: 'via]', index: null }],
    ['via[]', null],
    ['via[-]', null],
    ['via[x]', null],
    ['via[1', null],
    ['via[1]x', null],
    ['via[1][2]', null],
    ['via[ 1]', null],
    ['via[+1]', null],
    ['via[1.5]', null],
    ['via[99999999]', null],
    [`via[${'1'.repeat(100_000)}]`, null],
  ])('%j', (text, step) => {
    expect(selectStep(text)).toEqual(step);
  });
});

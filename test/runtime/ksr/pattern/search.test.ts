import { describe, expect, it } from 'vitest';
import { compilePattern, MAX_STEPS_LINEAR } from '../../../../runtime/ksr/pattern/pattern.ts';
import { SEARCH } from '../../../../runtime/ksr/pattern/patterns.ts';
import { Search } from '../../../../runtime/ksr/pattern/search.ts';

function all(source: string, subject: string): string[] {
  const search = new Search(compilePattern(source, { ...SEARCH, lines: false })!, subject);
  const found: string[] = [];
  for (let at = 0; at <= subject.length;) {
    const match = search.next(at);
    if (match === null) break;
    found.push(match[0]);
    at = Math.max(match.index + match[0].length, match.index + 1);
  }
  return found;
}

describe('Search', () => {
  it.each([
    ['a', 'banana', ['a', 'a', 'a']],
    ['an|ana', 'banana', ['ana']],
    ['[bn]a', 'banana', ['ba', 'na', 'na']],
    ['x*', 'axa', ['', 'x', '', '']],
    ['(a|b)+c?', 'abcab', ['abc', 'ab']],
    ['x', 'banana', []],
  ])('%s in %s', (source, subject, found) => {
    expect(all(source, subject)).toEqual(found);
  });

  it('takes all of a large text where each match costs little', () => {
    expect(all('a', 'a'.repeat(60_000)).length).toBe(60_000);
    expect(all('friend|foe', 'friend or foe '.repeat(150)).length).toBe(300);
    expect(all('[0-9]+', '1 22 333 '.repeat(200)).length).toBe(600);
    expect(all('<[^>]*>', '<sip:a@b>, '.repeat(40)).length).toBe(40);
  });

  // each match is short, and each search goes to the end of the text to see whether there is a longer one
  it.each(['a(.*b)?', '(a|aa.*b)', 'a+?(a*b)?'])('comes to an end with %s', (source) => {
    const subject = 'a'.repeat(20_000);
    const pattern = compilePattern(source, { ...SEARCH, lines: false })!;
    expect(pattern.engine(subject.length, true)).toBe('re2');
    const most = (2 * MAX_STEPS_LINEAR) / (pattern.cost.size * (subject.length - 1000)) + 1;
    const found = all(source, subject).length;
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThanOrEqual(Math.ceil(most));
  });
});

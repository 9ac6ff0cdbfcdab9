import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fnmatch } from '../../../modules/textopsx/fnmatch.ts';
import { testServer } from '../../support/context.ts';
import { message } from './message.ts';

const server = await testServer({ modules: ['textopsx'] });

const AS_EXPRESSION: Readonly<Record<string, string>> = { '*': '.*', '?': '.', '[!a]': '[^a]' };

describe('fnmatch', () => {
  it.each([
    ['abc', 'abc', 0],
    ['abc', 'a*', 0],
    ['abc', '*c', 0],
    ['abc', 'a?c', 0],
    ['abc', '***', 0],
    ['abc', 'b*', -1],
    ['abc', 'abcd', -1],
    ['abc', 'ab', -1],
    ['abc', 'ABC', -1],
    ['', '', 0],
    ['', '*', 0],
    ['', '?', -1],
    ['a/b', 'a*b', 0],
    ['.a', '*', 0],
    ['abc', 'a[a-c]c', 0],
    ['adc', 'a[a-c]c', -1],
    ['abc', 'a[!x]c', 0],
    ['axc', 'a[!x]c', -1],
    ['abc', 'a[^x]c', 0],
    ['a]c', 'a[]x]c', 0],
    ['a-c', 'a[x-]c', 0],
    ['a-c', 'a[\\-]c', 0],
    ['a[c', 'a[c', 0],
    ['abc', 'a[c', -1],
    ['a*c', 'a\\*c', 0],
    ['abc', 'a\\*c', -1],
    ['a\\', 'a\\', -1],
    ['mississippi', '*iss*ip*', 0],
    ['mississippi', '*iss*iss*iss*', -1],
    ['1', '[[:digit:]]', 0],
    ['a', '[[:digit:]]', -1],
    ['-', '[^[:alpha:]]', 0],
    ['a', '[[:alpha:][:digit:]-]', 0],
    ['a', '[[:nope:]]', -1],
    ['a', '[[:alpha:]', -1],
    ['a', '[[=a=]]', 0],
    ['-', '[[.-.]]', 0],
    [undefined, '', 0],
  ])('%j with %j: %i', (text, pattern, result) => {
    expect(server.call(server.context(message()), 'textopsx.fnmatch', text, pattern)).toBe(result);
    expect(server.call(server.context(message()), 'textopsx.fnmatch_ex', text, pattern, '')).toBe(result);
  });

  it('looks at case, whatever the flag', () => {
    const cx = server.context(message());
    expect(server.call(cx, 'textopsx.fnmatch_ex', 'ABC', 'a[B]*', 'i')).toBe(-1);
    expect(server.call(cx, 'textopsx.fnmatch_ex', 'aBC', 'a[B]*', 'i')).toBe(0);
  });

  it('agrees with a regular expression', () => {
    const pattern = fc.array(fc.constantFrom('a', 'b', '*', '?', '[ab]', '[!a]'), { maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (parts, subject) => {
        const source = parts.map((part) => AS_EXPRESSION[part] ?? part).join('');
        expect(fnmatch(parts.join(''), subject)).toBe(new RegExp(`^(?:${source})$`, 's').test(subject));
      }),
      { numRuns: 1000 },
    );
  });

  it('is not slow for what is slow elsewhere', () => {
    const started = process.hrtime.bigint();
    expect(fnmatch('*a*a*a*a*a*a*a*a*b', 'a'.repeat(2000))).toBe(false);
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(1000);
  });
});

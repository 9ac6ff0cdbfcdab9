import { describe, expect, it } from 'vitest';
import { readResults, resultGaps, withResults } from './results.ts';

/** `value: meaning` of each. */
function flat(text: string, types: readonly string[]): string[] {
  return readResults(text, types).results.map(({ value, meaning }) => `${value}: ${meaning}`);
}

describe('readResults', () => {
  it.each([
    { text: '`1` sent · `-1` not sent', types: ['1', '-1'], results: ['1: sent', '-1: not sent'] },
    {
      text: '`1`, also when there is none · `-1` an empty name',
      types: ['1', '-1'],
      results: ['1: also when there is none', '-1: an empty name'],
    },
    { text: '`1`: only SIP comes here · `-1` never', types: ['1', '-1'], results: ['1: only SIP comes here', '-1: never'] },
    { text: '`1` · `-1` too many', types: ['1', '-1'], results: ['1: done', '-1: too many'] },
    { text: '`1` it is · `-1`', types: ['1', '-1'], results: ['1: it is', '-1: otherwise'] },
    { text: '`1`', types: ['1'], results: ['1: done'] },
    { text: '`-1` · `1` yes', types: ['1', '-1'], results: ['-1: ', '1: yes'] },
    { text: 'whether it is so', types: ['boolean'], results: ['true: it is so', 'false: otherwise'] },
    {
      text: 'whether it is so · `false` it is not, or there is none',
      types: ['boolean'],
      results: ['true: it is so', 'false: it is not, or there is none'],
    },
    { text: '`true` · `false` no such flag', types: ['boolean'], results: ['true: done', 'false: no such flag'] },
    { text: 'the body · `null` there is none', types: ['string', 'null'], results: ['string: the body', 'null: there is none'] },
    {
      text: 'the value · `null`',
      types: ['string', 'number', 'null'],
      results: ['string | number: the value', 'null: otherwise'],
    },
    { text: "`'udp'` UDP · `'tcp'` TCP", types: ["'udp'", "'tcp'"], results: ["'udp': UDP", "'tcp': TCP"] },
    { text: '', types: ['void'], results: [] },
  ])('$text', ({ text, types, results }) => {
    expect(flat(text, types)).toEqual(results);
  });

  it.each([
    { text: 'as `t_relay`', as: 't_relay', results: [] },
    { text: 'as `t_relay()`', as: 't_relay', results: [] },
    { text: 'as `t_relay` · `-1` also without a socket', as: 't_relay', results: ['-1: also without a socket'] },
    { text: "as `get`, `''` without one", as: 'get', results: ["'': without one"] },
    { text: 'as it comes', as: '', results: ['number: as it comes'] },
  ])('$text', ({ text, as, results }) => {
    expect(readResults(text, ['number']).as).toBe(as);
    expect(flat(text, ['number'])).toEqual(results);
  });
});

describe('withResults', () => {
  it('replaces what is told anew, in its place, and adds the rest', () => {
    const others = [
      { value: '1', meaning: 'done' },
      { value: '-1', meaning: 'not' },
    ];
    const own = [
      { value: '-1', meaning: 'no socket' },
      { value: '-2', meaning: 'no name' },
    ];
    expect(withResults(others, own).map(({ value, meaning }) => `${value} ${meaning}`)).toEqual([
      '1 done',
      '-1 no socket',
      '-2 no name',
    ]);
  });
});

describe('resultGaps', () => {
  it.each([
    { text: '`1` sent · `-1` not', types: ['1', '-1'], gaps: [] },
    { text: '`1` sent', types: ['1', '-1'], gaps: ['@returns has to say what `-1` means'] },
    { text: '', types: ['1'], gaps: ['@returns has to say what `1` means'] },
    { text: '`-1` · `1` yes', types: ['1', '-1'], gaps: ['@returns has to say what `-1` means'] },
    {
      text: '`1` yes · `-1` no · `-2` never',
      types: ['1', '-1'],
      gaps: ['@returns tells of `-2`, which the type 1 | -1 has not'],
    },
    { text: '`1` yes · `-5` no', types: ['number'], gaps: [] },
    { text: '', types: ['number'], gaps: ['@returns has to say what the number is'] },
    { text: '`null` there is none', types: ['string', 'null'], gaps: ['@returns has to say what the string is'] },
    { text: 'the body', types: ['string', 'null'], gaps: ['@returns has to say what `null` means'] },
    { text: '`true` yes', types: ['boolean'], gaps: [] },
    { text: 'it', types: ['boolean'], gaps: ['@returns has to say what `true` means', '@returns has to say what `false` means'] },
    { text: '', types: ['void'], gaps: [] },
    { text: '', types: ['never'], gaps: [] },
  ])('$text of $types', ({ text, types, gaps }) => {
    expect(resultGaps(types, readResults(text, types).results)).toEqual(gaps);
  });
});

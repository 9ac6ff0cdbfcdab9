import { describe, expect, it } from 'vitest';
import { replyCodes } from '../../../modules/tm/reply-codes.ts';

describe('a list of replies', () => {
  it.each<[string, number[]]>([
    ['', []],
    [' ; ,', []],
    ['503', [503]],
    ['code=403;code=488', [403, 488]],
    ['408, 500-502 604', [408, 500, 501, 502, 604]],
    ['code=500-501', [500, 501]],
    ['300,699', [300, 699]],
  ])('%j', (text, codes) => {
    expect([...replyCodes(text)!]).toEqual(codes);
  });

  it('may name a class', () => {
    const codes = replyCodes('class=5')!;
    expect([codes.size, codes.has(500), codes.has(599), codes.has(600)]).toEqual([100, true, true, false]);
  });

  it.each([
    '200',
    '299',
    '700',
    '1000',
    'x',
    '5xx',
    '503-',
    '-503',
    '503-500',
    '500-700',
    'class=2',
    'class=7',
    'class=',
    'code=',
    '+503',
    '5.03',
  ])('%j is none', (text) => {
    expect(replyCodes(text)).toBeNull();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatQ, parseQ } from '../../../modules/registrar/q.ts';

describe('parseQ', () => {
  it.each([
    ['0', 0],
    ['1', 1000],
    ['0.', 0],
    ['1.', 1000],
    ['1.0', 1000],
    ['1.000', 1000],
    ['1.0000', 1000],
    ['0.5', 500],
    ['0.55', 550],
    ['0.555', 555],
    ['0.005', 5],
    ['0.0001', 0],
    ['0.9999', 999],
    ['.5', 500],
    ['.05', 50],
  ])('reads %s as %d', (text, q) => {
    expect(parseQ(text)).toBe(q);
  });

  it.each([
    '',
    '.',
    '2',
    '1.5',
    '1.001',
    '1.0001',
    '-0.1',
    '+1',
    'abc',
    '0,5',
    '0.5x',
    ' 0.5',
    '0.5 ',
    '00.5',
    '10',
    '1e0',
    '0x1',
    '0..5',
    'NaN',
  ])('refuses %j', (text) => {
    expect(parseQ(text)).toBe(-1);
  });

  it('reads a part of a text', () => {
    expect(parseQ(';q=0.7;x', 3, 6)).toBe(700);
    expect(parseQ(';q=0.7;x', 3, 7)).toBe(-1);
    expect(parseQ(';q=0.7;x', 3, 3)).toBe(-1);
  });

  it('takes a long time for no text', () => {
    expect(parseQ(`0.${'0'.repeat(100_000)}`)).toBe(0);
    expect(parseQ(`1.${'0'.repeat(100_000)}1`)).toBe(-1);
  });
});

describe('formatQ', () => {
  it.each([
    [0, '0'],
    [1, '0.001'],
    [10, '0.01'],
    [55, '0.055'],
    [100, '0.1'],
    [101, '0.101'],
    [500, '0.5'],
    [550, '0.55'],
    [555, '0.555'],
    [999, '0.999'],
    [1000, '1'],
  ])('writes %d as %s', (q, text) => {
    expect(formatQ(q)).toBe(text);
  });

  it('is read back, and is as short as can be', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (q) => {
        const text = formatQ(q);
        expect(parseQ(text)).toBe(q);
        expect(text).toBe(String(q / 1000));
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';

import { megabytes, percent, short, table } from './table.ts';

describe('table', () => {
  it('sets the first column to the left, the others to the right', () => {
    const rows = [
      ['load', 'p50', 'p99'],
      ['10 %', '0.1', '12.5'],
    ];
    expect(table(rows)).toBe('  load  p50   p99\n  10 %  0.1  12.5\n');
  });

  it('sets other columns of words to the left as well', () => {
    const rows = [
      ['a', '1', 'word'],
      ['b', '22', 'w'],
    ];
    expect(table(rows, [0, 2])).toBe('  a   1  word\n  b  22  w\n');
  });

  it('leaves nothing behind the last cell', () => {
    expect(table([['a', 'long'], ['b']])).toBe('  a  long\n  b\n');
  });
});

describe('numbers', () => {
  it.each([
    [0.12345, '0.123'],
    [1.2345, '1.23'],
    [12.345, '12.3'],
    [1234.5, '1235'],
    [-2.5, '-2.50'],
    [NaN, '-'],
  ])('%f is written %s', (value, text) => {
    expect(short(value)).toBe(text);
  });

  it.each([
    [0.5, '50 %'],
    [0.0123, '1.2 %'],
    [NaN, '-'],
  ])('a share of %f is %s', (share, text) => {
    expect(percent(share)).toBe(text);
  });

  it('octets are megabytes', () => {
    expect(megabytes(1_234_567)).toBe('1.2 MB');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { text, whole } from '../../../runtime/ksr/arguments.ts';
import { coreHash } from '../../../runtime/ksr/core-hash.ts';
import { leadingInt, leadingNumber } from '../../../runtime/ksr/number.ts';

describe('numbers at the start of texts', () => {
  it.each([
    ['', 0, 0],
    ['42', 42, 42],
    ['  42 x', 42, 42],
    ['\t-7', -7, -7],
    ['+7', 7, 7],
    ['-', 0, 0],
    ['- 7', 0, 0],
    ['x7', 0, 0],
    ['0x1F', 0, 0],
    ['1e9', 1, 1],
    ['007', 7, 7],
    ['2147483648', 2147483647, 2147483648],
    ['-2147483649', -2147483648, -2147483649],
    ['99999999999999999999', 2147483647, Number.MAX_SAFE_INTEGER],
    ['-99999999999999999999', -2147483648, -Number.MAX_SAFE_INTEGER],
  ])('%j', (value, int, long) => {
    expect([leadingInt(value), leadingNumber(value)]).toEqual([int, long]);
  });
  it('of any length and any octets are whole numbers within their range', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'+-019 \t\r\n\0x.\u00b2'), maxLength: 30 }), (value) => {
        const [int, long] = [leadingInt(value), leadingNumber(value)];
        expect(Number.isSafeInteger(long)).toBe(true);
        expect(int).toBe(Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, long)));
        // what follows the digits is not read
        expect([leadingInt(`${value}x9`), leadingNumber(`${value}x9`)]).toEqual([int, long]);
      }),
    );
    expect(leadingNumber(`${' '.repeat(100_000)}-${'0'.repeat(100_000)}7`)).toBe(-7);
  });
});

describe('arguments of scripts', () => {
  it('takes large integers for texts', () => {
    expect(text(5n)).toBe('5');
  });

  it.each([
    ['x', 'x'],
    [5, '5'],
    [true, 'true'],
    [null, ''],
    [undefined, ''],
    [{}, ''],
    [[], ''],
  ])('text of %j', (value, made) => {
    expect(text(value)).toBe(made);
  });
  it.each([
    [5, 5],
    [5.9, 5],
    [-5.9, -5],
    ['5', 5],
    [' 5 ', 5],
    [true, 1],
    [false, 0],
    ['', NaN],
    [' ', NaN],
    ['x', NaN],
    [null, NaN],
    [undefined, NaN],
    [{}, NaN],
  ])('whole number of %j', (value, made) => {
    expect(whole(value)).toBe(made);
  });
});

describe('coreHash', () => {
  it.each([
    ['abc', '', 16, 2],
    ['', '', 16, 0],
    ['', '', 0, 0],
  ])('%j %j below %i', (one, two, size, hash) => {
    expect(coreHash(one, two, size)).toBe(hash);
  });
  it('is a number of 32 bits, spread by size', () => {
    const all = coreHash('a84b4c76e66710\xff\xff\xff\xff', 'more', 0);
    expect(all).toBeGreaterThanOrEqual(0);
    expect(all).toBeLessThan(2 ** 32);
    expect(coreHash('a84b4c76e66710\xff\xff\xff\xff', 'more', 256)).toBe(all % 256);
    expect(coreHash('abcd', '', 0)).not.toBe(coreHash('abdc', '', 0));
    expect(coreHash('ab', '', 0)).toBe(coreHash('ab', '', 2 ** 31) + (coreHash('ab', '', 0) >= 2 ** 31 ? 2 ** 31 : 0));
  });
});

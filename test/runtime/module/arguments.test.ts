import { describe, expect, it } from 'vitest';
import { numberArgument, textArgument } from '../../../runtime/module/arguments.ts';

// Scripts in plain JavaScript hand over anything; nothing may throw.
const ODD: readonly unknown[] = [
  null,
  undefined,
  {},
  [],
  () => {},
  Symbol('s'),
  new Date(0),
  { toString: () => 'x' },
  { valueOf: () => 7 },
];

describe('an argument that is to be text', () => {
  it.each<[unknown, string]>([
    ['text', 'text'],
    ['', ''],
    [' ', ' '],
    [7, '7'],
    [-1.5, '-1.5'],
    [0, '0'],
    [Number.NaN, 'NaN'],
    [Infinity, 'Infinity'],
    [true, 'true'],
    [false, 'false'],
  ])('%j is %j', (value, text) => {
    expect(textArgument(value)).toBe(text);
  });

  it.each(ODD.map((value) => [value]))('%s is empty', (value) => {
    expect(textArgument(value)).toBe('');
  });
});

describe('an argument that is to be a number', () => {
  it.each<[unknown, number]>([
    [7, 7],
    [-7, -7],
    [0, 0],
    [2.9, 2],
    [-2.9, -2],
    [1e21, 1e21],
    ['7', 7],
    ['-7', -7],
    ['2.9', 2],
    [' 7 ', 7],
    ['0x10', 16],
    ['', 0],
    ['seven', 0],
    ['7 up', 0],
    [Number.NaN, 0],
    [Infinity, 0],
    [-Infinity, 0],
    ['Infinity', 0],
    [true, 0],
  ])('%j is %d', (value, number) => {
    expect(numberArgument(value)).toBe(number);
  });

  it.each(ODD.map((value) => [value]))('%s is 0', (value) => {
    expect(numberArgument(value)).toBe(0);
  });
});

it('a bigint is text, and no number', () => {
  expect([textArgument(10n), numberArgument(10n)]).toEqual(['10', 0]);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hexDigit, percentDecoded } from '../../../runtime/sip/percent.ts';

describe('percentDecoded', () => {
  it.each([
    ['', ''],
    ['sip:a', 'sip:a'],
    ['%3B', ';'],
    ['a%3bb%3D', 'a;b='],
    ['%2525', '%25'],
    ['%', null],
    ['%4', null],
    ['a%g0', null],
    ['%0g', null],
  ])('%s', (text, decoded) => {
    expect(percentDecoded(text)).toBe(decoded);
  });
  it('undoes any escaping of octets', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 255 })), (octets) => {
        const escaped = octets.map((c) => `%${c.toString(16).padStart(2, '0')}`).join('');
        expect(percentDecoded(escaped)).toBe(String.fromCharCode(...octets));
      }),
    );
  });
});

it('hexDigit', () => {
  for (let c = 0; c < 256; c++) {
    const digit = '0123456789abcdef'.indexOf(String.fromCharCode(c).toLowerCase());
    expect(hexDigit(c)).toBe(digit);
  }
  expect(hexDigit(NaN)).toBe(-1);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allIn,
  anyIn,
  compareTexts,
  compareTextsAnyCase,
  endsWith,
  find,
  findAnyCase,
  fromHex,
  inList,
  startsWith,
} from '../../../modules/textops/strings.ts';
import { wireText } from '../../../runtime/sip/chars.ts';
import { testServer } from '../../support/context.ts';
import { message } from '../textopsx/message.ts';

const server = await testServer({ modules: ['textops'] });
const octets = (text: string): Buffer => Buffer.from(wireText(text), 'latin1');
const call = (name: string, ...args: unknown[]): unknown => server.call(server.context(message()), `textops.${name}`, ...args);

describe('cmp_str', () => {
  it.each([
    ['a', 'a', 1],
    ['', '', 1],
    ['a', 'b', -2],
    ['b', 'a', -1],
    ['a', 'ab', -2],
    ['ab', 'a', -1],
    ['', 'a', -2],
    ['a', '', -1],
    ['A', 'a', -2],
    ['a', 'A', -1],
    ['10', '9', -2],
    ['é', 'z', -1],
    ['é', 'é', 1],
    ['€', 'é', -2],
    // U+1F600 is two units in JavaScript and comes before U+FFxx there; its octets come behind
    ['\u{1F600}', '\uFF00', -1],
  ] as const)('%j and %j', (left, right, order) => {
    expect(call('cmp_str', left, right)).toBe(order);
  });

  it('is an order', () => {
    const text = fc.string({ unit: 'binary', maxLength: 4 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const there = compareTexts(a, b);
        const back = compareTexts(b, a);
        expect(there === 1).toBe(a === b);
        if (there !== 1) expect(there + back).toBe(-3);
      }),
    );
  });

  it('orders as octets are ordered', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 4 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const order = Buffer.compare(octets(a), octets(b));
        expect(compareTexts(a, b)).toBe(order === 0 ? 1 : order < 0 ? -2 : -1);
      }),
    );
  });
});

describe('cmp_istr', () => {
  it.each([
    ['a', 'A', 1],
    ['ABC', 'abc', 1],
    ['abc', 'ABD', -2],
    ['ABD', 'abc', -1],
    ['', '', 1],
    ['a', '', -1],
    ['[', 'a', -2],
    ['É', 'é', -2],
    // the sign for kelvin is no K
    ['\u212A', 'k', -1],
  ] as const)('%j and %j', (left, right, order) => {
    expect(call('cmp_istr', left, right)).toBe(order);
  });

  it('does not look at the case of ASCII letters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(compareTextsAnyCase(text.toUpperCase(), text.toLowerCase())).toBe(1);
      }),
    );
  });
});

describe('starts_with', () => {
  it.each([
    ['sip:bob', 'sip:', 1],
    ['sip:', 'sip:', 1],
    ['sip', 'sip:', -1],
    ['sip:bob', '', 1],
    ['', '', 1],
    ['', 'a', -1],
    ['Sip:bob', 'sip:', -2],
    ['tel:1', 'sip:', -1],
    ['aip:bob', 'sip:', -2],
    ['ébène', 'é', 1],
  ] as const)('%j, %j', (text, prefix, result) => {
    expect(call('starts_with', text, prefix)).toBe(result);
  });

  it('fits what a text was put together from', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => startsWith(a + b, a) === 1 && endsWith(a + b, b) === 1));
  });
});

describe('ends_with', () => {
  it.each([
    ['bob@h', '@h', 1],
    ['@h', '@h', 1],
    ['h', '@h', -1],
    ['bob', '', 1],
    ['', '', 1],
    ['', 'a', -1],
    ['bob@H', '@h', -2],
    ['bob@i', '@h', -1],
    ['bob@g', '@h', -2],
    ['café', 'é', 1],
  ] as const)('%j, %j', (text, suffix, result) => {
    expect(call('ends_with', text, suffix)).toBe(result);
  });
});

describe('in_list and in_list_prefix', () => {
  it.each([
    ['a', 'a,b,c', ',', 1, 1],
    ['c', 'a,b,c', ',', 1, 1],
    ['b', 'a, b ,c', ',', 1, 1],
    ['b', 'a,\tb\t,c', ',', 1, 1],
    ['d', 'a,b,c', ',', -1, -1],
    ['bx', 'a,b,c', ',', -1, 1],
    ['B', 'a,b,c', ',', -1, -1],
    ['', 'a,b,c', ',', -1, -1],
    ['', ',,', ',', -1, -1],
    ['a', '', ',', -1, -1],
    ['a', 'a,b', '', -1, -1],
    ['a', 'a', ',', 1, 1],
    ['a,b', 'a,b', ',', -1, 1],
    ['a', ',,a', ',', 1, 1],
    ['a', 'a,,', ',', 1, 1],
    ['a', 'a b c', ' ', 1, 1],
    ['c', 'a b c', ' ', 1, 1],
    ['b', 'a;b;c', ';,', 1, 1],
    ['b', 'a,b,c', ';,', -1, -1],
    ['a b', 'x| a b |y', '|', 1, 1],
    ['xyz', 'x y', ' ', -1, 1],
    ['xyz', '   ', ' ', -1, -1],
  ] as const)('%j in %j by %j', (subject, list, separator, whole, prefix) => {
    expect(call('in_list', subject, list, separator)).toBe(whole);
    expect(call('in_list_prefix', subject, list, separator)).toBe(prefix);
  });

  it('finds each item', () => {
    const item = fc.string({ unit: fc.constantFrom('a', 'b', '.', '1'), minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 5 }), fc.nat(4), (items, n) => {
        const subject = items[n % items.length]!;
        expect(inList(subject, items.join(', '), ',', false)).toBe(true);
        expect(inList(`${subject}z`, items.join(', '), ',', true)).toBe(true);
        expect(inList(`${subject}z`, items.join(', '), ',', false)).toBe(false);
      }),
    );
  });
});

describe('str_find and str_ifind', () => {
  it.each([
    ['abcabc', 'b', 2, 2],
    ['abcabc', 'a', 1, 1],
    ['abc', 'd', -1, -1],
    ['abc', '', 4, 1],
    ['', '', 1, 1],
    ['', 'a', -1, -1],
    ['aBc', 'b', -1, 2],
    ['abc', 'BC', -1, 2],
    ['abc', 'abcd', -1, -1],
    ['éa', 'a', 2, 2],
    ['€a', 'a', 4, 4],
    ['aé', 'É', -1, -1],
    ['aé', 'é', 2, 2],
  ] as const)('%j, %j', (text, needle, withCase, anyCase) => {
    expect(call('str_find', text, needle)).toBe(withCase);
    expect(call('str_ifind', text, needle)).toBe(anyCase);
  });

  it('counts octets', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme', minLength: 1 }), (a, b) => {
        const at = octets(a + b).indexOf(octets(b));
        expect(find(a + b, b)).toBe(at + 1);
        if (at >= 0) expect(findAnyCase(a + b, b)).toBeGreaterThan(0);
      }),
    );
  });
});

describe('str_any_in and str_all_in', () => {
  it.each([
    ['abc', 'cx', 1, -1],
    ['abc', 'ca', 1, 1],
    ['abc', 'xyz', -1, -1],
    ['abc', '', -1, -1],
    ['', 'a', -1, -1],
    ['', '', -1, -1],
    ['abc', 'aaa', 1, 1],
    ['abc', 'A', -1, -1],
    // their first two octets are the same
    ['€', '₭', 1, -1],
    ['é', 'è', -1, -1],
    ['é', 'é', 1, 1],
  ] as const)('%j, %j', (text, octets, any, all) => {
    expect(call('str_any_in', text, octets)).toBe(any);
    expect(call('str_all_in', text, octets)).toBe(all);
  });

  it('all of them is some of them', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), maxLength: 4 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(allIn(a, b) && !anyIn(a, b)).toBe(false);
        expect(anyIn(a, b)).toBe(anyIn(b, a));
        if (a !== '') expect(allIn(a, a)).toBe(true);
      }),
    );
  });
});

describe('hexadecimal digits', () => {
  it.each([
    ['', null],
    ['4', null],
    ['41', 'A'],
    ['414', null],
    ['4142', 'AB'],
    ['0d0a', '\r\n'],
    ['0D0A', '\r\n'],
    ['ff00', '\xff\0'],
    ['4g', null],
    ['g4', null],
    ['0x41', null],
    [' 41 ', 'A'],
    ['41 42  0d', 'AB\r'],
    ['4 1', null],
    ['   ', null],
    ['4/', null],
    ['4:', null],
    ['4@', null],
    ['4`', null],
  ])('%j', (text, octets) => {
    expect(fromHex(text)).toBe(octets);
  });

  it('reads what was written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.boolean(), (octets, upper) => {
        const hex = Buffer.from(octets).toString('hex');
        expect(fromHex(upper ? hex.toUpperCase() : hex)).toBe(Buffer.from(octets).toString('latin1'));
      }),
    );
  });
});

describe('arguments that are no texts', () => {
  it.each([
    ['cmp_str', [1, '1'], 1],
    ['cmp_str', [null, ''], 1],
    ['cmp_str', [undefined, ''], 1],
    ['starts_with', [123, 12], 1],
    ['ends_with', [123, 23], 1],
    ['in_list', [2, '1,2', ','], 1],
    ['str_find', [123, 3], 3],
    ['str_any_in', [123, 9], -1],
  ])('%s %j', (name, args, result) => {
    expect(call(name, ...args)).toBe(result);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldValues, listValues, removeValues, type ListValue } from '../../../runtime/sip/header-list.ts';
import { Header } from '../../../runtime/sip/header-type.ts';
import { parseNameAddr } from '../../../runtime/sip/name-addr.ts';
import { serialize } from '../../../runtime/sip/serialize.ts';
import { INVITE, START, parsed, wire } from './samples.ts';

const message = (...fields: string[]): ReturnType<typeof parsed> => parsed(wire(START, fields));
const texts = (text: string, values: readonly ListValue[] | null): string[] | null =>
  values?.map((value) => text.slice(value.start, value.end)) ?? null;

describe('listValues', () => {
  it.each<[string[], string[] | null]>([
    [['Route: <sip:a>'], ['<sip:a>']],
    [['Route: <sip:a>,<sip:b>'], ['<sip:a>', '<sip:b>']],
    [['Route:  <sip:a;lr> ;x ,\r\n <sip:b>  '], ['<sip:a;lr> ;x', '<sip:b>']],
    [
      ['Route: <sip:a>', 'X: <sip:x>', 'route: <sip:b>, sip:c'],
      ['<sip:a>', '<sip:b>', 'sip:c'],
    ],
    [['Route: "a,b" <sip:c,d>;x="e,\\"f,", <sip:g>'], ['"a,b" <sip:c,d>;x="e,\\"f,"', '<sip:g>']],
    [['Route: *'], ['*']],
    [[], []],
    [['Route:'], null],
    [['Route: ,<sip:a>'], null],
    [['Route: <sip:a>,'], null],
    [['Route: <sip:a>,,<sip:b>'], null],
    [['Route: <sip:a'], null],
    [['Route: <sip:a, <sip:b>'], ['<sip:a, <sip:b>']], // one value; that it is no address is for parseNameAddr to say
    [['Route: "a <sip:a>'], null],
    [['Route: <sip:a>', 'Route: <sip:b'], null],
    [['Record-Route: <sip:a'], []],
  ])('of %j', (fields, expected) => {
    const { text } = message(...fields);
    expect(texts(text, listValues(message(...fields), Header.Route))).toEqual(expected);
  });

  it('serve for Via too', () => {
    const invite = parsed(INVITE);
    expect(texts(INVITE, listValues(invite, Header.Via))).toEqual([
      'SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKnashds8;rport',
      'SIP/2.0/TCP [2001:db8::9]:5070;received=192.0.2.7;branch=z9hG4bKabc',
      'SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bK56',
    ]);
  });

  it('tell the field, and give addresses', () => {
    const m = message('X: 1', 'Route: <sip:a;lr>, <sip:b>', 'Route: <sip:c>');
    const values = listValues(m, Header.Route)!;
    expect(values.map((value) => value.fieldIndex)).toEqual([1, 1, 2]);
    expect(values.map((value) => parseNameAddr(m.text, value.start, value.end)!.uri!.host)).toEqual(['a', 'b', 'c']);
  });

  it('can be asked of one field', () => {
    const m = message('Contact: <sip:a>, <sip:b>', 'Contact: <sip:c');
    const values: ListValue[] = [];
    expect(fieldValues(m, 0, values)).toBe(true);
    expect(texts(m.text, values)).toEqual(['<sip:a>', '<sip:b>']);
    expect(fieldValues(m, 1, [])).toBe(false);
  });
});

describe('removing one value', () => {
  it.each<[string[], number, string[]]>([
    [['Route: <sip:a>'], 0, []],
    [['Route: <sip:a> , <sip:b> , <sip:c> '], 0, ['Route: <sip:b> , <sip:c> ']],
    [['Route: <sip:a> , <sip:b> , <sip:c> '], 1, ['Route: <sip:a> , <sip:c> ']],
    [['Route: <sip:a> , <sip:b> , <sip:c> '], 2, ['Route: <sip:a> , <sip:b> ']],
    [['Route: <sip:a>,\r\n <sip:b>'], 0, ['Route: <sip:b>']],
    [['Route: <sip:a>,\r\n <sip:b>'], 1, ['Route: <sip:a>']],
    [['Route: <sip:a>', 'X: 1', 'Route: <sip:b>'], 0, ['X: 1', 'Route: <sip:b>']],
    [['Route: <sip:a>', 'X: 1', 'Route: <sip:b>'], 1, ['Route: <sip:a>', 'X: 1']],
  ])('%j, number %d', (fields, index, expected) => {
    const m = message(...fields);
    const value = listValues(m, Header.Route)![index]!;
    m.edits.remove(value.removeStart, value.removeEnd);
    expect(serialize(m, '', [], null)).toBe(wire(START, expected));
  });
});

describe('removeValues', () => {
  it.each<[string[], number, number, string[]]>([
    [['Route: <sip:a>,<sip:b>,<sip:c>'], 0, 2, ['Route: <sip:c>']],
    [['Route: <sip:a>,<sip:b>,<sip:c>'], 1, 2, ['Route: <sip:a>']],
    [['Route: <sip:a>,<sip:b>,<sip:c>'], 0, 3, []],
    [['Route: <sip:a>,<sip:b>', 'Route: <sip:c>,<sip:d>'], 1, 2, ['Route: <sip:a>', 'Route: <sip:d>']],
    [['Route: <sip:a>', 'X: 1', 'Route: <sip:b>'], 0, 2, ['X: 1']],
    [['Route: <sip:a>'], 0, 0, ['Route: <sip:a>']],
    [['Route: <sip:a>'], 1, 5, ['Route: <sip:a>']],
    [['Route: <sip:a>'], 0, 99, []],
    [['Route: <sip:a>'], -1, 2, []],
  ])('%j from %d, %d of them', (fields, from, count, expected) => {
    const m = message(...fields);
    removeValues(m, listValues(m, Header.Route)!, from, count);
    expect(serialize(m, '', [], null)).toBe(wire(START, expected));
  });

  it('leaves the others as they are', () => {
    const value = fc.constantFrom('<sip:a;lr>', '"x,y" <sip:b,c>;z', 'sip:d', '<sip:e>;q="1,2"');
    const field = fc.tuple(fc.array(value, { minLength: 1, maxLength: 4 }), fc.constantFrom(',', ', ', ' ,\r\n '));
    fc.assert(
      fc.property(fc.array(field, { maxLength: 4 }), fc.nat(10), fc.nat(10), (fields, from, count) => {
        const m = message(...fields.flatMap(([values, comma]) => [`Route: ${values.join(comma)}`, 'X: 1']));
        const values = listValues(m, Header.Route)!;
        const all = texts(m.text, values)!;
        expect(all).toEqual(fields.flatMap(([entries]) => entries));
        removeValues(m, values, from, count);
        const again = parsed(serialize(m, '', [], null));
        expect(texts(again.text, listValues(again, Header.Route))).toEqual(all.filter((_, i) => i < from || i >= from + count));
        expect(again.headers.filter((f) => again.fieldName(f) === 'X')).toHaveLength(fields.length);
      }),
    );
  });
});

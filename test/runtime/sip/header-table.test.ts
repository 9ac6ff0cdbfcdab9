import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BROKEN,
  LINE,
  bodyEndAt,
  bodyStartAt,
  fieldAt,
  findType,
  newTable,
  placeOf,
  typeAt,
} from '../../../runtime/sip/header-table.ts';
import { Header } from '../../../runtime/sip/header-type.ts';
import { START, parsed } from './samples.ts';

describe('a table', () => {
  const text = 'Via: a\r\nTo :\t b \r\n\r\n';
  const table = newTable();
  table[0] = 0;
  table[1] = placeOf(Header.Via, 0, 5);
  table[2] = 8;
  table[3] = placeOf(Header.To, 8, 14);
  table[4] = 18;

  it('gives back what was put in', () => {
    expect([typeAt(table, 0), bodyStartAt(table, 0), bodyEndAt(table, 0)]).toEqual([Header.Via, 5, 6]);
    expect([typeAt(table, 2), bodyStartAt(table, 2), bodyEndAt(table, 2)]).toEqual([Header.To, 14, 16]);
  });

  it('makes fields', () => {
    expect(fieldAt(text, table, 0)).toMatchObject({ type: Header.Via, start: 0, nameEnd: 3, bodyStart: 5, bodyEnd: 6, end: 8 });
    expect(fieldAt(text, table, 2)).toMatchObject({
      type: Header.To,
      start: 8,
      nameEnd: 10,
      bodyStart: 14,
      bodyEnd: 16,
      end: 18,
    });
  });

  it('is searched by type', () => {
    expect(findType(table, 0, 4, Header.Via)).toBe(0);
    expect(findType(table, 0, 4, Header.To)).toBe(2);
    expect(findType(table, LINE, 4, Header.Via)).toBe(-1);
    expect(findType(table, 0, 2, Header.To)).toBe(-1);
    expect(findType(table, 0, 4, Header.Other)).toBe(-1);
  });

  it('holds places far inside a text, of any type', () => {
    const type = fc.constantFrom(BROKEN, ...Object.values(Header));
    fc.assert(
      fc.property(type, fc.nat(0x1000000), fc.nat(0x1000000), (of, start, more) => {
        const far = [start, placeOf(of, start, start + more), start + more + 2];
        expect([typeAt(far, 0), bodyStartAt(far, 0), bodyEndAt(far, 0)]).toEqual([of, start + more, start + more]);
      }),
    );
  });
});

describe('the table of a message', () => {
  const types = [Header.Via, Header.Other, Header.To, Header.Other, Header.Via];
  const lines = ['Via: a', 'Q: b', 't: c', 'Z: d', 'VIA: e'];
  const message = (fields: readonly string[]): ReturnType<typeof parsed> => parsed(`${START}\r\n${fields.join('\r\n')}\r\n\r\n`);

  it('is asked by index', () => {
    const found = message(lines);
    expect(found.headers.map((field) => field.type)).toEqual(types);
    expect(found.lineCount).toBe(5);
    lines.forEach((_, at) => expect(found.field(at)).toEqual(found.headers[at]));
    lines.forEach((line, at) => expect(found.line(at)).toBe(`${line}\r\n`));
    expect(message(['X: a\r\n b', 'Y: c']).line(0)).toBe('X: a\r\n b\r\n');
  });

  it('is asked by type', () => {
    const found = message(lines);
    expect([found.findByType(Header.Via), found.findByType(Header.Via, 1), found.findByType(Header.Via, 5)]).toEqual([0, 4, -1]);
    expect([found.findByType(Header.From), found.findByType(Header.Server), found.findByType(Header.To, 2)]).toEqual([-1, -1, 2]);
  });

  it('grows with the message', () => {
    const many = Array.from({ length: 100 }, (_, i) => `X-${i}: ${i}`);
    const found = message(many);
    expect(found.headers.map((field) => `${found.fieldName(field)}: ${found.fieldBody(field)}`)).toEqual(many);
    expect(found.fieldBody(found.field(found.findByName('x-77')))).toBe('77');
  });

  // nobody routes such a message, but it is answered
  it('keeps the place of a line that is no field', () => {
    const found = message(['Via: a', 'no field', 'X: b', 'To: c']);
    expect([found.fault, found.lineCount]).toEqual(['header', 4]);
    expect(found.headers.map((field) => found.fieldBody(field))).toEqual(['a', 'b', 'c']);
    expect([found.findByName('X'), found.findByName('To'), found.findByType(Header.To)]).toEqual([2, 3, 3]);
    expect(found.findByName('no field')).toBe(-1);
    expect(found.fieldBody(found.field(2))).toBe('b');
  });
});

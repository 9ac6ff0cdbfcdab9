import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testServer } from '../../support/context.ts';
import { leaving, lines, message } from '../textopsx/message.ts';

const server = await testServer({ modules: ['textops'] });
const FIELDS = ['Subject: First', 's: second', 'X-A: one', 'X-B: two', 'x-a: Three  ', 'X-A:', 'X-Fold: a\r\n b', 'Privacy: id'];

interface Outcome {
  readonly result: unknown;
  /** Names of the fields that leave, those that every message has left out. */
  readonly names: string[];
  readonly text: string;
}
function change(name: string, ...args: unknown[]): Outcome {
  const cx = server.context(message(FIELDS, 'body'));
  const result = server.call(cx, `textops.${name}`, ...args);
  const text = leaving(cx);
  const fields = text.slice(0, text.indexOf('\r\n\r\n')).replace(/\r\n /g, ' ').split('\r\n').slice(7, -1);
  return { result, names: fields.map((line) => line.slice(0, line.indexOf(':'))), text };
}
const ALL = ['Subject', 's', 'X-A', 'X-B', 'x-a', 'X-A', 'X-Fold', 'Privacy'];

describe('is_present_hf', () => {
  it.each([
    ['Subject', 1],
    ['s', 1],
    ['SUBJECT', 1],
    ['X-A', 1],
    ['x-b', 1],
    ['X-C', -1],
    ['X', -1],
    ['X-A:', -1],
    [' X-A', -1],
    ['', -1],
    [null, -1],
    ['Via', 1],
    ['v', 1],
    ['i', 1],
    ['Contact', -1],
    ['Content-Length', 1],
    ['__proto__', -1],
    ['constructor', -1],
  ])('%s: %i', (name, result) => {
    expect(server.call(server.context(message(FIELDS)), 'textops.is_present_hf', name)).toBe(result);
  });

  it('counts fields as they came', () => {
    const cx = server.context(message(FIELDS));
    server.call(cx, 'textops.remove_hf', 'Subject');
    server.call(cx, 'hdr.append', 'X-New: 1\r\n');
    expect(server.call(cx, 'textops.is_present_hf', 'Subject')).toBe(1);
    expect(server.call(cx, 'textops.is_present_hf', 'X-New')).toBe(-1);
  });
});

describe('is_present_hf_re', () => {
  it.each([
    ['^X-', 1],
    ['^x-', 1],
    ['^X-C$', -1],
    ['^X-A$', 1],
    ['^Subject$', 1],
    ['^s$', 1],
    ['one', -1],
    ['', 1],
    ['[', -1],
    ['X-[[:alpha:]]+', 1],
  ])('%j: %i', (pattern, result) => {
    expect(server.call(server.context(message(FIELDS)), 'textops.is_present_hf_re', pattern)).toBe(result);
  });
});

describe('remove_hf', () => {
  it.each([
    ['Subject', 1, ['X-A', 'X-B', 'x-a', 'X-A', 'X-Fold', 'Privacy']],
    ['s', 1, ['X-A', 'X-B', 'x-a', 'X-A', 'X-Fold', 'Privacy']],
    ['X-A', 1, ['Subject', 's', 'X-B', 'X-Fold', 'Privacy']],
    ['x-a', 1, ['Subject', 's', 'X-B', 'X-Fold', 'Privacy']],
    ['X-Fold', 1, ['Subject', 's', 'X-A', 'X-B', 'x-a', 'X-A', 'Privacy']],
    ['X-C', 1, ALL],
    ['', -1, ALL],
    [undefined, -1, ALL],
  ])('%s', (name, result, names) => {
    const outcome = change('remove_hf', name);
    expect(outcome.result).toBe(result);
    expect(outcome.names).toEqual(names);
    expect(outcome.text).toMatch(/Content-Length: 4\r\n\r\nbody$/);
  });

  it('removes twice as once', () => {
    const cx = server.context(message(FIELDS));
    server.call(cx, 'textops.remove_hf', 'X-A');
    server.call(cx, 'textops.remove_hf', 'X-A');
    expect(lines(cx, 'X-A')).toEqual([]);
    expect(lines(cx, 'X-B')).toEqual(['two']);
  });
});

describe('remove_hf_re', () => {
  it.each([
    ['^X-A$', 1, ['Subject', 's', 'X-B', 'X-Fold', 'Privacy']],
    ['^x-', 1, ['Subject', 's', 'Privacy']],
    ['^s', 1, ['X-A', 'X-B', 'x-a', 'X-A', 'X-Fold', 'Privacy']],
    ['one', -1, ALL],
    ['^X-C$', -1, ALL],
    ['[', -1, ALL],
    ['X-(A|B)', 1, ['Subject', 's', 'X-Fold', 'Privacy']],
  ])('%j', (pattern, result, names) => {
    const outcome = change('remove_hf_re', pattern);
    expect(outcome.result).toBe(result);
    expect(outcome.names).toEqual(names);
  });
});

describe('remove_hf_exp', () => {
  it.each([
    ['^X-', '^X-A$', 1, ['Subject', 's', 'X-A', 'x-a', 'X-A', 'Privacy']],
    ['^X-', '^X-', -1, ALL],
    ['^X-', 'nothing', 1, ['Subject', 's', 'Privacy']],
    ['^X-C', 'nothing', -1, ALL],
    ['[', 'x', -1, ALL],
    ['^X-', '[', -1, ALL],
    ['^(Subject|s)$', '^s$', 1, ['s', 'X-A', 'X-B', 'x-a', 'X-A', 'X-Fold', 'Privacy']],
  ])('%j but %j', (pattern, except, result, names) => {
    const outcome = change('remove_hf_exp', pattern, except);
    expect(outcome.result).toBe(result);
    expect(outcome.names).toEqual(names);
  });
});

describe('remove_hf_match', () => {
  const LEFT = ['Subject', 's', 'X-B', 'X-Fold', 'Privacy'];
  const left = (...names: string[]): string[] => ALL.filter((name) => LEFT.includes(name) || names.includes(name));

  it.each([
    ['X-A', 'eq', 'one', 1, ['Subject', 's', 'X-B', 'x-a', 'X-A', 'X-Fold', 'Privacy']],
    ['X-A', 'eq', 'Three', 1, ['Subject', 's', 'X-A', 'X-B', 'X-A', 'X-Fold', 'Privacy']],
    ['X-A', 'eq', 'three', -2, ALL],
    ['X-A', 'eq', '', 1, ['Subject', 's', 'X-A', 'X-B', 'x-a', 'X-Fold', 'Privacy']],
    ['X-A', 'eq', 'on', -2, ALL],
    ['X-A', 'ne', 'one', 1, ['Subject', 's', 'X-A', 'X-B', 'X-Fold', 'Privacy']],
    ['X-A', 'ne', 'nothing', 1, LEFT],
    ['X-A', 'in', 'e', 1, ['Subject', 's', 'X-B', 'X-A', 'X-Fold', 'Privacy']],
    ['X-A', 'in', '', -2, ALL],
    ['X-A', 'in', 'E', -2, ALL],
    ['X-A', 're', '^ONE$', 1, ['Subject', 's', 'X-B', 'x-a', 'X-A', 'X-Fold', 'Privacy']],
    ['X-A', 're', '^(one|three)$', 1, left().toSpliced(3, 0, 'X-A')],
    ['X-A', 're', '[', -1, ALL],
    ['X-A', 'xx', 'one', -1, ALL],
    ['X-A', '', 'one', -1, ALL],
    ['X-A', 'EQX', 'one', -1, ALL],
    ['', 'eq', 'one', -1, ALL],
    ['X-C', 'eq', 'one', -2, ALL],
    ['s', 'eq', 'First', 1, ['s', 'X-A', 'X-B', 'x-a', 'X-A', 'X-Fold', 'Privacy']],
    ['X-Fold', 'eq', 'a\r\n b', 1, ['Subject', 's', 'X-A', 'X-B', 'x-a', 'X-A', 'Privacy']],
  ])('%s %s %j', (name, op, value, result, names) => {
    const outcome = change('remove_hf_match', name, op, value);
    expect(outcome.result).toBe(result);
    expect(outcome.names).toEqual(names);
  });
});

describe('remove_hf_idx', () => {
  it.each([
    ['X-A', 0, 1, ['Subject', 's', 'X-B', 'x-a', 'X-A', 'X-Fold', 'Privacy']],
    ['X-A', 1, 1, ['Subject', 's', 'X-A', 'X-B', 'X-A', 'X-Fold', 'Privacy']],
    ['X-A', 2, 1, ['Subject', 's', 'X-A', 'X-B', 'x-a', 'X-Fold', 'Privacy']],
    ['X-A', 3, 2, ALL],
    ['X-A', -1, 1, ['Subject', 's', 'X-A', 'X-B', 'x-a', 'X-Fold', 'Privacy']],
    ['X-A', -3, 1, ['Subject', 's', 'X-B', 'x-a', 'X-A', 'X-Fold', 'Privacy']],
    ['X-A', -4, 1, ALL],
    ['X-A', '1', 1, ['Subject', 's', 'X-A', 'X-B', 'X-A', 'X-Fold', 'Privacy']],
    ['s', 1, 1, ['Subject', 'X-A', 'X-B', 'x-a', 'X-A', 'X-Fold', 'Privacy']],
    ['X-C', 0, 2, ALL],
    ['X-C', -1, 1, ALL],
    ['', 0, -1, ALL],
  ])('%s %s', (name, index, result, names) => {
    const outcome = change('remove_hf_idx', name, index);
    expect(outcome.result).toBe(result);
    expect(outcome.names).toEqual(names);
  });

  it('counts as the list is long', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: -8, max: 8 }), (count, index) => {
        const cx = server.context(message(Array.from({ length: count }, (_, i) => `X-N: ${i}`)));
        server.call(cx, 'textops.remove_hf_idx', 'X-N', index);
        const at = index < 0 ? index + count : index;
        expect(lines(cx, 'X-N')).toEqual(Array.from({ length: count }, (_, i) => String(i)).filter((one) => one !== String(at)));
      }),
    );
  });
});

describe('is_privacy', () => {
  const asks = (field: string | null, value: unknown): unknown =>
    server.call(server.context(message(field === null ? [] : [field])), 'textops.is_privacy', value);

  it.each([
    ['Privacy: id', 'id', 1],
    ['Privacy: ID', 'id', 1],
    ['Privacy: id', 'ID', 1],
    ['Privacy: id;header', 'header', 1],
    ['Privacy: id ; header', 'header', 1],
    ['Privacy: id;header;critical', 'critical', 1],
    ['Privacy:id', 'id', 1],
    ['privacy: none', 'none', 1],
    ['Privacy: history', 'history', 1],
    ['Privacy: session;user', 'session', 1],
    ['Privacy: session;user', 'user', 1],
    ['Privacy: id', 'header', -1],
    ['Privacy: id;unknown', 'id', -1],
    ['Privacy: unknown;id', 'id', -1],
    ['Privacy: unknown', 'unknown', -1],
    ['Privacy: id;', 'id', -1],
    ['Privacy: ;id', 'id', -1],
    ['Privacy: idx', 'id', -1],
    ['Privacy: id,header', 'id', -1],
    ['Privacy:', 'id', -1],
    ['Privacy: id', '', -1],
    ['Privacy: id', null, -1],
    [null, 'id', -1],
  ])('%s: %s is %i', (field, value, result) => {
    expect(asks(field, value)).toBe(result);
  });

  it('reads any list of what is known', () => {
    const value = fc.constantFrom('header', 'session', 'user', 'none', 'critical', 'id', 'history');
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), value, fc.constantFrom(';', '; ', ' ;', ' ; '), (values, asked, by) => {
        expect(asks(`Privacy: ${values.join(by)}`, asked)).toBe(values.includes(asked) ? 1 : -1);
      }),
    );
  });
});

describe('what removes fields', () => {
  it('leaves a message that is read again', () => {
    const name = fc.constantFrom('Subject', 'X-A', 'X-B', 'X-Fold', 'Privacy', 'Via', 'X-C');
    fc.assert(
      fc.property(fc.array(name, { maxLength: 5 }), (names) => {
        const cx = server.context(message(FIELDS, 'body'));
        for (const one of names) server.call(cx, 'textops.remove_hf', one);
        const again = server.context(leaving(cx)).message;
        expect(again.fault).toBe('');
        expect(again.text.slice(again.bodyStart)).toBe('body');
        for (const one of names) expect(again.findByName(one)).toBe(-1);
      }),
    );
  });
});

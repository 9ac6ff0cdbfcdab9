import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseValuePath } from '../../../modules/textopsx/value-path.ts';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { testServer } from '../../support/context.ts';
import { leaving, lines, message } from './message.ts';

// Lists, iterators and bodies against what a plain array does.

const server = await testServer({ modules: ['textopsx'] });

function call(cx: RouteContext, name: string, ...args: unknown[]): unknown {
  return server.call(cx, `textopsx.${name}`, ...args);
}
/** The values of a header as they would leave, over all its fields. */
function values(cx: RouteContext, name: string): string[] {
  return lines(cx, name).flatMap((line) => line.split(',').map((value) => value.trim()));
}

const value = fc.constantFrom<string>('a', 'b', 'c;p=1', '<sip:d>', '"e"');
const fields = fc.array(fc.array(value, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 });
const index = fc.integer({ min: -14, max: 14 });

/** The place that an index names: counted from 1, from the end when it is negative, 0 the first. */
function place(length: number, i: number): number {
  return i < 0 ? length + i : i === 0 ? 0 : i - 1;
}

describe('lists behave as arrays', () => {
  it('append_hf_value', () => {
    fc.assert(
      fc.property(fields, index, (given, i) => {
        const cx = server.context(message(given.map((one) => `X: ${one.join(', ')}`)));
        const model = given.flat();
        const at = i === 0 ? model.length - 1 : place(model.length, i);
        expect(call(cx, 'append_hf_value', `X[${i}]`, 'new')).toBe(i < -10 ? -1 : 1);
        if (i < -10) return;
        model.splice(at >= 0 && at < model.length ? at + 1 : model.length, 0, 'new');
        expect(values(cx, 'X')).toEqual(model);
      }),
    );
  });
  it('insert_hf_value', () => {
    fc.assert(
      fc.property(fields, index, (given, i) => {
        const cx = server.context(message(given.map((one) => `X: ${one.join(', ')}`)));
        const model = given.flat();
        const at = place(model.length, i);
        const there = i >= -10 && at >= 0 && at < model.length;
        expect(call(cx, 'insert_hf_value', `X[${i}]`, 'new')).toBe(there ? 1 : -1);
        if (there) model.splice(at, 0, 'new');
        expect(values(cx, 'X')).toEqual(model);
      }),
    );
  });
  it('assign_hf_value and remove_hf_value', () => {
    fc.assert(
      fc.property(fields, index, (given, i) => {
        const text = message(given.map((one) => `X: ${one.join(', ')}`));
        const model = given.flat();
        const at = place(model.length, i);
        const there = i >= -10 && at >= 0 && at < model.length;
        const set = server.context(text);
        expect(call(set, 'assign_hf_value', `X[${i}]`, 'new')).toBe(there ? 1 : -1);
        expect(values(set, 'X')).toEqual(there ? model.toSpliced(at, 1, 'new') : model);
        const cut = server.context(text);
        expect(call(cut, 'remove_hf_value', `X[${i}]`)).toBe(there ? 1 : -1);
        expect(values(cut, 'X')).toEqual(there ? model.toSpliced(at, 1) : model);
      }),
    );
  });
  it('assign_hf_value2 and remove_hf_value2 count fields', () => {
    fc.assert(
      fc.property(fields, fc.integer({ min: -5, max: 5 }), (given, i) => {
        const text = message(given.map((one) => `X: ${one.join(', ')}`));
        const model = given.map((one) => one.join(', '));
        const at = place(model.length, i);
        const there = at >= 0 && at < model.length;
        const set = server.context(text);
        expect(call(set, 'assign_hf_value2', `X[${i}]`, 'new, one')).toBe(there ? 1 : -1);
        expect(lines(set, 'X')).toEqual(there ? model.toSpliced(at, 1, 'new, one') : model);
        const cut = server.context(text);
        expect(call(cut, 'remove_hf_value2', `X[${i}]`, '')).toBe(there ? 1 : -1);
        expect(lines(cut, 'X')).toEqual(there ? model.toSpliced(at, 1) : model);
      }),
    );
  });
  it('include_hf_value and hf_value_exists', () => {
    fc.assert(
      fc.property(fields, value, fc.boolean(), (given, one, upper) => {
        const asked = upper ? one.toUpperCase() : one;
        const cx = server.context(message(given.map((values_) => `X: ${values_.join(', ')}`)));
        const model = given.flat();
        const there = model.some((other) => other.toLowerCase() === asked.toLowerCase());
        expect(call(cx, 'hf_value_exists', 'x', asked)).toBe(there ? 1 : -1);
        expect(call(cx, 'include_hf_value', 'x', asked)).toBe(1);
        // behind those of the first field that has any
        const first = given.find((values_) => values_.length > 0) ?? [];
        expect(values(cx, 'X')).toEqual(there ? model : model.toSpliced(first.length, 0, asked));
      }),
    );
  });
});

describe('parameters of a value', () => {
  it.each([
    ['a', 'p', 'a;p=new', -1, 'a'],
    ['a;p', 'p', 'a;p=new', 1, 'a'],
    ['a;p=1', 'p', 'a;p=new', 1, 'a'],
    ['a;P=1;q', 'p', 'a;P=new;q', 1, 'a;q'],
    ['a;q;p="x,y;z"', 'p', 'a;q;p=new', 1, 'a;q'],
    ['<sip:a;p=uri>', 'p', '<sip:a;p=uri>;p=new', -1, '<sip:a;p=uri>'],
    ['"x;p=1" <sip:a>;p=2', 'p', '"x;p=1" <sip:a>;p=new', 1, '"x;p=1" <sip:a>'],
    ['"q\\";p=1" <sip:a>', 'p', '"q\\";p=1" <sip:a>;p=new', -1, '"q\\";p=1" <sip:a>'],
    ['a ; p = 1 ; q', 'p', 'a ; p=new ; q', 1, 'a  ; q'],
    ['a;pp=1', 'p', 'a;pp=1;p=new', -1, 'a;pp=1'],
    ['a;p=1;p=2', 'p', 'a;p=new;p=2', 1, 'a'],
  ])('%s: %s becomes %s, removed %i', (given, param, assigned, result, removed) => {
    const set = server.context(message([`X: ${given}`]));
    expect(call(set, 'assign_hf_value', `X[1].${param}`, 'new')).toBe(1);
    expect(lines(set, 'X')).toEqual([assigned]);
    const cut = server.context(message([`X: ${given}`]));
    expect(call(cut, 'remove_hf_value', `X[1].${param}`)).toBe(result);
    expect(lines(cut, 'X')).toEqual([removed]);
  });
  it('nothing is added with a parameter in the path', () => {
    for (const name of ['append_hf_value', 'insert_hf_value']) {
      expect([name, call(server.context(message(['X: a;p=1'])), name, 'X[1].p', 'v')]).toEqual([name, -1]);
    }
  });
});

describe('paths', () => {
  it('are read as they are written', () => {
    const name = fc.string({ unit: fc.constantFrom(...'abcXYZ-'), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(name, fc.option(fc.integer({ min: -10, max: 9999 })), fc.option(name), (header, i, param) => {
        const text = `${header}${i === null ? '' : `[${i}]`}${param === null ? '' : `.${param}`}`;
        expect(parseValuePath(text)).toEqual({ header, index: i ?? 0, indexed: i !== null, all: false, param: param ?? '' });
      }),
    );
  });
  it('any other text is null, and nothing throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('X', '[', ']', '.', '*', '-', '1', ' ', '+'), maxLength: 8 }), (text) => {
        const path = parseValuePath(text);
        if (path === null) return;
        expect(path.header).toBe(path.header.trim());
        expect(path.header).not.toBe('');
        expect(Number.isInteger(path.index) && path.index >= -10).toBe(true);
        if (path.all) expect(text.replaceAll(' ', '')).toContain('[*]');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('iterators behave as a place in an array', () => {
  const step = fc.constantFrom('next', 'next', 'prev', 'start');
  it('over header fields', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const cx = server.context(message(['X-A: 1', 'X-B: 2']));
        const names = cx.message.headers.map((field) => cx.message.fieldName(field));
        call(cx, 'hf_iterator_start', 'i');
        let at = -1;
        for (const one of steps) {
          const result = call(cx, `hf_iterator_${one}`, 'i');
          if (one === 'start') at = -1;
          else if (one === 'next') {
            at = Math.min(at + 1, names.length);
            expect(result).toBe(at < names.length ? 1 : -1);
          } else {
            expect(result).toBe(1);
            at = Math.max(at - 1, -1);
          }
          expect(call(cx, 'hf_iterator_hname', 'i')).toBe(names[at] ?? null);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('over the lines of a body: together they are the body', () => {
    const body = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '\r\n', ' '), maxLength: 20 });
    fc.assert(
      fc.property(body, (text) => {
        const cx = server.context(message([], text));
        call(cx, 'bl_iterator_start', 'b');
        let all = '';
        while (call(cx, 'bl_iterator_next', 'b') === 1) {
          const line = call(cx, 'bl_iterator_value', 'b') as string;
          expect(line.indexOf('\n') === -1 || line.indexOf('\n') === line.length - 1).toBe(true);
          all += line;
        }
        expect(all).toBe(text);
      }),
      { numRuns: 200 },
    );
  });

  it('removing every line leaves none, and its length', () => {
    const cx = server.context(message(['Content-Type: text/plain'], 'a\r\nb\r\n'));
    call(cx, 'bl_iterator_start', 'b');
    while (call(cx, 'bl_iterator_next', 'b') === 1) expect(call(cx, 'bl_iterator_rm', 'b')).toBe(1);
    expect(leaving(cx)).toBe(message(['Content-Type: text/plain'], ''));
  });
});

describe('changes become the message', () => {
  it('in steps as at once', () => {
    const change = fc.constantFrom<readonly [string, ...string[]]>(
      ['append_hf_value', 'X', 'n'],
      ['insert_hf_value', 'X[1]', 'n'],
      ['remove_hf_value', 'X[2]'],
      ['exclude_hf_value', 'X', 'a'],
      ['include_hf_value', 'Y', 'z'],
      ['assign_hf_value', 'X[-1].p', '1'],
      ['remove_body'],
    );
    fc.assert(
      fc.property(change, change, (first, second) => {
        const stepwise = server.context(message(['X: a, b', 'X: c'], 'body'));
        for (const [name, ...args] of [first, second]) {
          call(stepwise, name, ...args);
          const before = leaving(stepwise);
          expect(call(stepwise, 'msg_apply_changes')).toBe(1);
          expect(stepwise.message.text).toBe(before);
          expect(stepwise.message.edits.size).toBe(0);
          expect(call(stepwise, 'msg_apply_changes')).toBe(1);
          expect(leaving(stepwise)).toBe(before);
        }
      }),
    );
  });
  it('a change that changed nothing does not come back', () => {
    const cx = server.context(message(['X: a;p=1']));
    call(cx, 'assign_hf_value', 'X[1].p', '1');
    expect([call(cx, 'msg_apply_changes'), cx.message.edits.size]).toEqual([1, 0]);
    call(cx, 'assign_hf_value', 'X[1].p', '2');
    expect(lines(cx, 'X')).toEqual(['a;p=2']);
  });
  it.each(['keep_hf', 'keep_hf_re'])('%s takes what is not needed, whatever it is', (name) => {
    const cx = server.context(
      message(['X-A: 1', 'Subject: x', 'm: <sip:a@h>', 'Route: <sip:r;lr>', 'c: text/plain', 'Content-Disposition: y'], 'b'),
    );
    expect(call(cx, name, '^subj')).toBe(-1);
    expect(lines(cx, 'X-A')).toEqual([]);
    expect(lines(cx, 'Subject')).toEqual(name === 'keep_hf' ? [] : ['x']);
    for (const kept of ['Via', 'From', 'To', 'Call-ID', 'CSeq', 'm', 'Route', 'c', 'Content-Disposition', 'Content-Length']) {
      expect([kept, lines(cx, kept).length > 0]).toEqual([kept, true]);
    }
  });
  it('a wrong expression takes nothing', () => {
    const cx = server.context(message(['X-A: 1']));
    expect(call(cx, 'keep_hf_re', '(')).toBe(-1);
    expect(leaving(cx)).toBe(message(['X-A: 1']));
  });
});

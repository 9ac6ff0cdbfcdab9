import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KsrPv } from '../../../../runtime/ksr/pv.ts';
import type { Value } from '../../../../runtime/routing/avps.ts';
import type { TestServer } from '../../../support/context.ts';
import { Arrived, bareServer, invite, ok } from '../arrive.ts';

// Variables that hold something, against the simplest thing that behaves as they should (spec/modules.md 5, 5.1)

let server: TestServer;
beforeAll(async () => {
  server = await bareServer();
});
beforeEach(() => {
  const { shared } = server.core.newVariables();
  shared.vars.clear();
  shared.shvs.clear();
});

const name = fc.constantFrom('a', 'b', '__proto__', 'constructor', 'i:5', 'A');
const value: fc.Arbitrary<Value> = fc.oneof(fc.string({ maxLength: 4 }), fc.integer());

describe('$avp', () => {
  const step = fc.record({ name, what: fc.constantFrom('add', 'assign', 'remove', 'removeAll'), value });
  it('is a list with the newest first', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const at = new Arrived(server, invite());
        const model = new Map<string, Value[]>();
        for (const of of steps) {
          const list = model.get(of.name) ?? [];
          const all = `$(avp(${of.name})[*])`;
          const one = `$avp(${of.name})`;
          let done = false;
          if (of.what === 'add') {
            done = at.set(one, of.value);
            model.set(of.name, [of.value, ...list]);
          } else if (of.what === 'assign') {
            done = at.set(all, of.value);
            model.set(of.name, [of.value]);
          } else if (of.what === 'remove') {
            done = at.set(one, null);
            model.set(of.name, list.slice(1));
          } else {
            done = at.set(all, null);
            model.set(of.name, []);
          }
          expect(done).toBe(true);
          for (const [key, values] of model) {
            expect(at.get(`$avp(${key})`)).toBe(values[0] ?? null);
            expect(at.get(`$cnt($avp(${key}))`)).toBe(values.length);
            const joined = values.length === 1 ? values[0]! : values.join(',');
            expect(at.get(`$(avp(${key})[*])`)).toBe(values.length === 0 ? null : joined);
            for (const n of [0, 1, 2, -1, -2]) expect(at.get(`$(avp(${key})[${n}])`)).toBe(values.at(n) ?? null);
          }
        }
      }),
    );
  });
  it('is kept with its message', () => {
    const [one, two] = [new Arrived(server, invite()), new Arrived(server, invite())];
    one.set('$avp(a)', 1);
    expect([one.get('$avp(a)'), two.get('$avp(a)')]).toEqual([1, null]);
  });
});

describe('$var, $shv, $vz, $vn', () => {
  const kinds = [
    ['var', 0, 0, true],
    ['shv', 0, '', true],
    ['vz', 0, 0, false],
    ['vn', null, null, false],
  ] as const;
  it.each(kinds)('$%s is a map', (kind, unset, cleared, shared) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.option(value)), { maxLength: 20 }), (writes) => {
        const others = server.core.newVariables().shared;
        others.vars.clear();
        others.shvs.clear();
        const at = new Arrived(server, invite());
        const model = new Map<string, Value | null>();
        for (const [key, written] of writes) {
          expect(at.set(`$${kind}(${key})`, written)).toBe(true);
          model.set(key, written ?? cleared);
        }
        const other = new Arrived(server, ok());
        for (const key of ['a', 'b', '__proto__', 'constructor', 'i:5', 'A', 'toString']) {
          const expected = model.has(key) ? model.get(key)! : unset;
          expect([key, at.get(`$${kind}(${key})`)]).toEqual([key, expected]);
          expect([key, other.get(`$${kind}(${key})`)]).toEqual([key, shared ? expected : unset]);
        }
      }),
    );
  });
  it.each(kinds)('$%s takes its name from another variable', (kind) => {
    const at = new Arrived(server, invite());
    expect(at.set(`$${kind}($rU)`, 'x')).toBe(true);
    expect(at.get(`$${kind}(bob)`)).toBe('x');
    expect(at.get(`$${kind}($rU)`)).toBe('x');
    expect(at.get(`$${kind}($du)`)).toBeNull();
    expect(at.set(`$${kind}($du)`, 'x')).toBe(false);
  });
});

describe('$xavu and $xavi', () => {
  it('$xavu is a map of maps', () => {
    const key = fc.constantFrom('a', 'b', '__proto__', 'A');
    fc.assert(
      fc.property(fc.array(fc.tuple(key, key, fc.option(value)), { maxLength: 20 }), (writes) => {
        const at = new Arrived(server, invite());
        const model = new Map<string, Map<string, Value>>();
        for (const [outer, inner, written] of writes) {
          expect(at.set(`$xavu(${outer}=>${inner})`, written)).toBe(true);
          if (written === null) model.get(outer)?.delete(inner);
          else model.set(outer, (model.get(outer) ?? new Map<string, Value>()).set(inner, written));
        }
        for (const outer of ['a', 'b', '__proto__', 'A']) {
          expect(at.get(`$xavu(${outer})`)).toBe(model.has(outer) ? '<<xavp>>' : null);
          for (const inner of ['a', 'b', '__proto__', 'A']) {
            expect(at.get(`$xavu(${outer}=>${inner})`)).toBe(model.get(outer)?.get(inner) ?? null);
          }
        }
      }),
    );
  });
  it('$xavp without an index is a list of lists of one, $xavi the same whatever the case', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('x', 'y'), value), { minLength: 1, maxLength: 8 }), (writes) => {
        const at = new Arrived(server, invite());
        for (const [inner, written] of writes) {
          expect(at.set(`$xavp(a=>${inner})`, written)).toBe(true);
          expect(at.set(`$xavi(a=>${inner})`, written)).toBe(true);
        }
        expect([at.get('$cnt($xavp(a))'), at.get('$cnt($xavi(A))'), at.get('$cnt($xavp(A))')]).toEqual([
          writes.length,
          writes.length,
          0,
        ]);
        const newest = writes.toReversed();
        newest.forEach(([inner, written], n) => {
          for (const index of [n, n - writes.length]) {
            expect(at.get(`$xavp(a[${index}]=>${inner})`)).toBe(written);
            expect(at.get(`$xavp(a[${index}]=>${inner === 'x' ? 'y' : 'x'})`)).toBeNull();
            expect(at.get(`$xavp(a[${index}]=>${inner.toUpperCase()})`)).toBeNull();
            expect(at.get(`$xavi(A[${index}]=>${inner.toUpperCase()})`)).toBe(written);
          }
        });
      }),
    );
  });
});

describe('KSR.pv', () => {
  it.each([
    // value, geti, getl
    ['', 0, 0],
    [' 12 ', 12, 12],
    ['\r\n\t-12x', -12, -12],
    ['+5', 5, 5],
    ['- 5', 0, 0],
    ['0x10', 0, 0],
    ['1e3', 1, 1],
    ['2147483648', 2147483647, 2147483648],
    ['-2147483649', -2147483648, -2147483649],
    ['9007199254740993', 2147483647, 9007199254740991],
    ['9'.repeat(100_000), 2147483647, 9007199254740991],
    ['x', 0, 0],
    ['\u00b2', 0, 0],
    [7, 7, 7],
    [-7, -7, -7],
  ] as [Value, number, number][])('of %j as a number', (written, int, long) => {
    const at = new Arrived(server, invite());
    const pv = new KsrPv(at.cx);
    at.set('$vn(x)', written);
    expect([pv.geti('$vn(x)'), pv.getl('$vn(x)')]).toEqual([int, long]);
  });
  it('three flavours of reading', () => {
    fc.assert(
      fc.property(fc.option(value), (written) => {
        const at = new Arrived(server, invite());
        const pv = new KsrPv(at.cx);
        at.set('$vn(x)', written);
        expect(pv.get('$vn(x)')).toBe(written);
        expect(pv.gete('$vn(x)')).toBe(written ?? '');
        expect(pv.getw('$vn(x)')).toBe(written ?? '<null>');
        expect(pv.getvs('$vn(x)', 'd')).toBe(written ?? 'd');
        expect(pv.getvn('$vn(x)', 9)).toBe(written ?? 9);
        expect(pv.is_null('$vn(x)')).toBe(written === null);
      }),
    );
  });
  it.each([
    // seti and setl: within 32 bits, within what JavaScript knows exactly
    [5, 5, 5],
    [-5, -5, -5],
    [5.9, 5, 5],
    ['7', 7, 7],
    [true, 1, 1],
    ['x', 0, 0],
    [NaN, 0, 0],
    [undefined, 0, 0],
    [2 ** 31, -(2 ** 31), 2 ** 31],
    [2 ** 53, 0, 0],
    [-(2 ** 53) + 1, 1, -(2 ** 53) + 1],
    [Infinity, 0, 0],
  ] as [unknown, number, number][])('seti and setl of %o', (given, int, long) => {
    const pv = new KsrPv(new Arrived(server, invite()).cx);
    expect([pv.seti('$vn(i)', given as number), pv.setl('$vn(l)', given as number)]).toEqual([true, true]);
    expect([pv.get('$vn(i)'), pv.get('$vn(l)')]).toEqual([int, long]);
  });
  it('writes octets', () => {
    const pv = new KsrPv(new Arrived(server, invite()).cx);
    pv.sets('$vn(x)', '\u20ac\u00e9');
    expect(pv.get('$vn(x)')).toBe('\u00e2\u0082\u00ac\u00c3\u00a9');
    pv.sets('$vn(x)', '\u00c3\u00a9');
    expect(pv.get('$vn(x)')).toBe('\u00c3\u00a9');
  });
  it.each([
    '$nosuch',
    '',
    '$',
    'ru',
    '$ru ',
    ' $ru',
    '$(ru',
    '$ru)',
    '$()',
    '$hdr(',
    '$hdr()',
    '$avp',
    '\0',
    '$\0',
    '$__proto__',
    '$constructor',
  ])('%j is no variable', (text) => {
    const at = new Arrived(server, invite());
    const pv = new KsrPv(at.cx);
    server.log.lines.length = 0;
    expect([pv.get(text), pv.gete(text), pv.getw(text), pv.geti(text), pv.is_null(text)]).toEqual([null, '', '<null>', 0, true]);
    expect([pv.sets(text, 'x'), pv.seti(text, 1), pv.unset(text)]).toEqual([false, false, false]);
    expect(at.leaving).toBe(at.cx.message.text);
  });
  it('is not brought down by the length of a text', () => {
    const pv = new KsrPv(new Arrived(server, invite()).cx);
    const deep = (n: number): string => '$hdr('.repeat(n) + 'X' + ')'.repeat(n);
    for (const text of [
      deep(20_000),
      deep(1300),
      '$'.repeat(100_000),
      `$(ru${'{s.len}'.repeat(20_000)})`,
      `$avp(${'a'.repeat(100_000)})`,
    ]) {
      expect(pv.get(text)).toBeNull();
    }
    const steps = `$(rU${'{s.len}'.repeat(1000)})`;
    expect(pv.get(steps)).toBe(1);
    server.log.lines.length = 0;
    pv.get(`$nosuch(${'a'.repeat(100_000)})`);
    expect(JSON.stringify(server.log.lines).length).toBeLessThan(10_000);
  });
});

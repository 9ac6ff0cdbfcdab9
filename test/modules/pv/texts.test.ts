import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { testServer } from '../../support/context.ts';
import { invite } from '../../runtime/ksr/arrive.ts';

// `KSR.pvx` and `KSR.pv` are two ways to the same values.

const server = await testServer({ modules: ['pv'] });

function call(cx: RouteContext, name: string, ...args: unknown[]): unknown {
  return server.call(cx, `pvx.${name}`, ...args);
}
const name = fc.string({ unit: fc.constantFrom(...'abcXYZ019_'), minLength: 1, maxLength: 8 });
const text = fc.string({ unit: fc.constantFrom('a', ' ', ';', '=', '"', '$', '(', ')', '>', '\u00e9', '\u010d'), maxLength: 8 });
const octets = (of: string): string => ([...of].some((c) => c > '\u00ff') ? Buffer.from(of, 'utf8').toString('latin1') : of);

const KINDS = ['avp', 'var', 'shv', 'xavp', 'xavi', 'xavu'] as const;

describe.each(KINDS)('$%s(name)', (kind) => {
  it('reads what was written by name, and the other way round', () => {
    fc.assert(
      fc.property(name, text, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (key, value, number) => {
        const cx = server.context(invite());
        expect(call(cx, `${kind}_sets`, key, value)).toBe(1);
        expect(server.pv.get(cx, `$${kind}(${key})`)).toBe(octets(value));
        expect(call(cx, `${kind}_get`, key)).toBe(octets(value));
        expect(call(cx, `${kind}_seti`, key, number)).toBe(1);
        expect(server.pv.get(cx, `$${kind}(${key})`)).toBe(number);
        expect(server.pv.set(cx, `$${kind}(${key})`, 'by text')).toBe(true);
        expect(call(cx, `${kind}_get`, key)).toBe('by text');
      }),
      { numRuns: 100 },
    );
  });

  it('names differ by case, unless the list ignores it', () => {
    const cx = server.context(invite());
    call(cx, `${kind}_sets`, 'Case', 'upper');
    call(cx, `${kind}_sets`, 'case', 'lower');
    const upper = kind === 'xavi' ? 'lower' : 'upper';
    expect([call(cx, `${kind}_get`, 'Case'), server.pv.get(cx, `$${kind}(Case)`), call(cx, `${kind}_get`, 'case')]).toEqual([
      upper,
      upper,
      'lower',
    ]);
  });
});

describe.each(['xavp', 'xavi', 'xavu'] as const)('$%s(name=>field)', (kind) => {
  it('reads what was written by name, and the other way round', () => {
    fc.assert(
      fc.property(name, name, text, (list, field, value) => {
        const cx = server.context(invite());
        expect(call(cx, `${kind}_child_sets`, list, field, value)).toBe(1);
        expect(server.pv.get(cx, `$${kind}(${list}=>${field})`)).toBe(octets(value));
        expect(server.pv.set(cx, `$${kind}(${list}=>${field})`, 7)).toBe(true);
        expect(call(cx, `${kind}_child_get`, list, field)).toBe(7);
        expect(call(cx, `${kind}_child_rm`, list, field)).toBe(1);
        expect(server.pv.get(cx, `$${kind}(${list}=>${field})`)).toBeNull();
      }),
      { numRuns: 100 },
    );
  });

  it('a list of another name is another list', () => {
    const cx = server.context(invite());
    for (const list of ['a', 'b']) call(cx, `${kind}_child_sets`, list, 'f', list);
    call(cx, `${kind}_rm`, 'a');
    expect([call(cx, `${kind}_child_get`, 'a', 'f'), call(cx, `${kind}_child_get`, 'b', 'f')]).toEqual([null, 'b']);
  });
});

describe('a plain value and a list of the same name', () => {
  it.each(['xavp', 'xavi'])('%s: the value in front hides the list, and gives it free again', (kind) => {
    const cx = server.context(invite());
    call(cx, `${kind}_child_sets`, 'l', 'f', 'v');
    call(cx, `${kind}_sets`, 'l', 'plain');
    expect([call(cx, `${kind}_get`, 'l'), call(cx, `${kind}_child_sets`, 'l', 'f', 'w')]).toEqual(['plain', -1]);
    expect([call(cx, `${kind}_rm`, 'l'), call(cx, `${kind}_child_get`, 'l', 'f')]).toEqual([1, 'v']);
  });

  it('xavu: the value takes the place of the list', () => {
    const cx = server.context(invite());
    call(cx, 'xavu_child_sets', 'l', 'f', 'v');
    call(cx, 'xavu_sets', 'l', 'plain');
    expect([call(cx, 'xavu_get', 'l'), call(cx, 'xavu_child_get', 'l', 'f')]).toEqual(['plain', null]);
    expect([call(cx, 'xavu_rm', 'l'), call(cx, 'xavu_get', 'l'), call(cx, 'xavu_child_get', 'l', 'f')]).toEqual([1, null, null]);
  });
});

describe('counting', () => {
  it.each([1, 2, 50])('%i times', (times) => {
    const cx = server.context(invite());
    const key = `count${times}`;
    for (let i = 1; i <= times; i++) expect(call(cx, 'shvinc_get', key)).toBe(i);
    expect([call(cx, 'shv_get', key), server.pv.get(cx, `$shv(${key})`)]).toEqual([times, times]);
    // every message counts on
    expect(call(server.context(invite()), 'shvinc_get', key)).toBe(times + 1);
  });
});

it('parameters that were taken apart are read by text, the last list first', () => {
  const cx = server.context(invite());
  for (const params of ['a=1;b=x', 'a=2']) expect(call(cx, 'xavp_params_explode', params, 'p')).toBe(1);
  expect(
    ['$xavp(p=>a)', '$xavp(p[0]=>a)', '$xavp(p[1]=>a)', '$xavp(p[1]=>b)', '$xavp(p=>b)'].map((one) => server.pv.get(cx, one)),
  ).toEqual(['2', '2', '1', 'x', null]);
});

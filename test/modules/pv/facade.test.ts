import { beforeEach, describe, expect, it } from 'vitest';
import { Pvx } from '../../../modules/pv/facade.ts';
import { pv } from '../../../modules/pv/index.ts';
import { parseInitial } from '../../../modules/pv/initial.ts';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { XavpList } from '../../../runtime/routing/variables.ts';
import { testServer, type TestServer } from '../../support/context.ts';
import { invite, ok } from '../../runtime/ksr/arrive.ts';

let server: TestServer;
let cx: RouteContext;
let pvx: Pvx;
beforeEach(async () => {
  server = await testServer({ modules: ['pv'] });
  cx = server.context(invite());
  pvx = new Pvx(cx);
});
const get = (text: string): unknown => server.pv.get(cx, text);

describe('the module', () => {
  it('shows itself as KSR.pvx', () => {
    expect(pv.ksrName).toBe('pvx');
    expect(server.call(cx, 'pvx.avp_get', 'x')).toBeNull();
  });

  it('sets first values', async () => {
    const own = await testServer({ modules: ['pv'], params: { pv: { shvset: ['a=i:5', 'b=s:x=y'], varset: 'c=s:' } } });
    const at = own.context(invite());
    expect(['$shv(a)', '$shv(b)', '$var(c)', '$var(a)'].map((text) => own.pv.get(at, text))).toEqual([5, 'x=y', '', 0]);
  });

  it.each(['a', 'a=5', 'a=i:', 'a=i:x', 'a=i:1.5', 'a=q:1', '=i:5', ''])('does not take %j for one', (text) => {
    expect(() => parseInitial('shvset', text)).toThrow(/shvset/);
  });
  it.each([
    ['a=i:5', 'a', 5],
    ['a=i:-5', 'a', -5],
    [' a =s: x', 'a', ' x'],
  ])('reads %j', (text, name, value) => {
    expect(parseInitial('varset', text)).toEqual({ name, value });
  });
});

describe('avp', () => {
  it('adds in front and reads the newest', () => {
    expect([pvx.avp_get('x'), pvx.avp_gete('x'), pvx.avp_getw('x'), pvx.avp_is_null('x')]).toEqual([null, '', '<null>', 1]);
    expect([pvx.avp_sets('x', 'one'), pvx.avp_seti('s:x', 2)]).toEqual([1, 1]);
    expect([pvx.avp_get('x'), pvx.avp_gete('x'), pvx.avp_getw('s:x'), pvx.avp_is_null('x')]).toEqual([2, 2, 2, -1]);
    expect(get('$(avp(x)[*])')).toBe('2,one');
    expect([pvx.avp_rm('x'), pvx.avp_rm('x'), pvx.avp_is_null('x')]).toEqual([1, 1, 1]);
  });
  it('needs a name', () => {
    expect([pvx.avp_sets('', 'x'), pvx.avp_seti('', 1), pvx.avp_sets(null as unknown as string, 'x')]).toEqual([-1, -1, -1]);
  });
  it('keeps texts as octets', () => {
    pvx.avp_sets('x', 'č');
    expect(pvx.avp_get('x')).toBe('\u00c4\u008d');
  });
});

describe('var and shv', () => {
  it.each([
    ['var', '$var(x)'],
    ['shv', '$shv(x)'],
  ] as const)('%s', (kind, text) => {
    expect(pvx[`${kind}_get`]('x')).toBe(0);
    expect([pvx[`${kind}_sets`]('x', 'a'), pvx[`${kind}_get`]('x'), get(text)]).toEqual([1, 'a', 'a']);
    expect([pvx[`${kind}_seti`]('x', 5), pvx[`${kind}_get`]('x'), get(text)]).toEqual([1, 5, 5]);
    expect([pvx[`${kind}_sets`]('', 'a'), pvx[`${kind}_seti`]('', 1)]).toEqual([-1, -1]);
  });
  it('counts', () => {
    expect([pvx.shvinc_get('n'), pvx.shvinc_get('n'), pvx.shv_get('n')]).toEqual([1, 2, 2]);
    pvx.shv_sets('n', 'text');
    expect([pvx.shvinc_get('n'), pvx.shvinc_get('')]).toEqual([1, null]);
  });
});

describe.each(['xavp', 'xavi', 'xavu'] as const)('%s', (kind) => {
  it('reads and writes plain values', () => {
    expect([pvx[`${kind}_get`]('a'), pvx[`${kind}_gete`]('a'), pvx[`${kind}_getw`]('a'), pvx[`${kind}_is_null`]('a')]).toEqual([
      null,
      '',
      '<null>',
      1,
    ]);
    expect([pvx[`${kind}_sets`]('a', 'one'), pvx[`${kind}_seti`]('a', 2)]).toEqual([1, 1]);
    expect([pvx[`${kind}_get`]('a'), pvx[`${kind}_gete`]('a'), pvx[`${kind}_getw`]('a'), pvx[`${kind}_is_null`]('a')]).toEqual([
      2, 2, 2, -1,
    ]);
    expect(get(`$${kind}(a)`)).toBe(2);
    expect(get(`$cnt($${kind}(a))`)).toBe(kind === 'xavu' ? 1 : 2);
    expect([pvx[`${kind}_rm`]('a'), pvx[`${kind}_rm`]('a'), pvx[`${kind}_rm`]('a')]).toEqual(
      kind === 'xavu' ? [1, -1, -1] : [1, 1, -1],
    );
    expect([pvx[`${kind}_sets`]('', 'x'), pvx[`${kind}_seti`]('', 1)]).toEqual([-1, -1]);
  });

  it('reads and writes fields', () => {
    expect([
      pvx[`${kind}_child_get`]('a', 'b'),
      pvx[`${kind}_child_gete`]('a', 'b'),
      pvx[`${kind}_child_getw`]('a', 'b'),
    ]).toEqual([null, '', '<null>']);
    expect([pvx[`${kind}_child_is_null`]('a', 'b'), pvx[`${kind}_child_rm`]('a', 'b')]).toEqual([1, -1]);
    expect([
      pvx[`${kind}_child_sets`]('a', 'b', 'one'),
      pvx[`${kind}_child_seti`]('a', 'c', 2),
      pvx[`${kind}_child_sets`]('a', 'b', 'two'),
    ]).toEqual([1, 1, 1]);
    expect([
      pvx[`${kind}_child_get`]('a', 'b'),
      pvx[`${kind}_child_gete`]('a', 'c'),
      pvx[`${kind}_child_getw`]('a', 'b'),
    ]).toEqual(['two', 2, 'two']);
    expect([get(`$${kind}(a=>b)`), get(`$cnt($${kind}(a))`), pvx[`${kind}_get`]('a')]).toEqual(['two', 1, '<<xavp:a>>']);
    expect([
      pvx[`${kind}_child_is_null`]('a', 'b'),
      pvx[`${kind}_child_rm`]('a', 'b'),
      pvx[`${kind}_child_is_null`]('a', 'b'),
    ]).toEqual([kind === 'xavu' ? 1 : -1, 1, 1]);
    expect(pvx[`${kind}_child_get`]('a', 'c')).toBe(2);
  });

  it('has no fields in a plain value', () => {
    pvx[`${kind}_sets`]('a', 'plain');
    expect([
      pvx[`${kind}_child_sets`]('a', 'b', 'x'),
      pvx[`${kind}_child_get`]('a', 'b'),
      pvx[`${kind}_child_rm`]('a', 'b'),
    ]).toEqual([-1, null, -1]);
    expect([pvx[`${kind}_child_sets`]('', 'b', 'x'), pvx[`${kind}_child_seti`]('n', '', 1)]).toEqual([-1, -1]);
  });

  it('shows a list inside a list', () => {
    const inner = new XavpList();
    inner.add('x', 1);
    pvx[`${kind}_child_sets`]('a', 'b', 'x');
    cx.variables[kind].list('a')!.set('b', inner);
    expect(pvx[`${kind}_child_get`]('a', 'b')).toBe('<<xavp:b>>');
  });

  it('prints all values', () => {
    pvx[`${kind}_child_sets`]('a', 'b', 'one');
    pvx[`${kind}_seti`]('n', 5);
    server.log.lines.length = 0;
    expect(pvx[`pv_${kind}_print`]()).toBe(1);
    expect(server.log.texts('info')).toEqual(['n[0]: 5', 'a[0]=>b[0]: one']);
  });

  it('ignores case as its variable does', () => {
    pvx[`${kind}_child_sets`]('Aa', 'Bb', 'x');
    expect(pvx[`${kind}_child_get`]('aA', 'bB')).toBe(kind === 'xavi' ? 'x' : null);
  });
});

describe.each(['xavp', 'xavi'] as const)('%s: several of a name', (kind) => {
  it('removes all, names fields', () => {
    pvx[`${kind}_sets`]('a', '1');
    pvx[`${kind}_sets`]('a', '2');
    expect([pvx[`${kind}_rm_all`]('a'), pvx[`${kind}_rm_all`]('a'), pvx[`${kind}_get`]('a')]).toEqual([1, -1, null]);
    pvx[`${kind}_child_sets`]('l', 'x', '1');
    pvx[`${kind}_child_sets`]('l', 'y', '2');
    expect([pvx[`${kind}_get_keys`]('l', 0), pvx[`${kind}_get_keys`]('l', 1), pvx[`${kind}_get_keys`]('none', 0)]).toEqual([
      ['y', 'x'],
      null,
      null,
    ]);
  });
});

describe('parameters into a list', () => {
  it.each([
    ['a=1;b=2', { a: '1', b: '2' }],
    ['a=1;b', { a: '1', b: '' }],
    [' a = 1 ; b="x;y" ', { a: '1', b: 'x;y' }],
    ['a=1;;b=2;', { a: '1', b: '2' }],
    ['a="q\\";";b=2', { a: 'q\\";', b: '2' }],
  ])('%j', (text, fields) => {
    expect([pvx.xavp_params_explode(text, 'p'), pvx.xavu_params_explode(text, 'p')]).toEqual([1, 1]);
    for (const [name, value] of Object.entries(fields)) {
      expect([pvx.xavp_child_get('p', name), pvx.xavu_child_get('p', name)]).toEqual([value, value]);
    }
    expect(pvx.xavp_get_keys('p', 0)).toEqual(Object.keys(fields));
  });
  it.each(['', ' ', '=1', 'a=1;=2'])('%j is refused', (text) => {
    expect([pvx.xavp_params_explode(text, 'p'), pvx.xavu_params_explode(text, 'p')]).toEqual([-1, -1]);
    expect(pvx.xavp_get('p')).toBeNull();
  });
  it('takes another separator', () => {
    expect(pvx.xavp_xparams_explode('a=1,b=2', ',', 'p')).toBe(1);
    expect(pvx.xavp_child_get('p', 'b')).toBe('2');
    expect([
      pvx.xavp_xparams_explode('a=1', '', 'p'),
      pvx.xavp_xparams_explode('a=1', '=', 'p'),
      pvx.xavp_xparams_explode('a=1', ',,', 'p'),
      pvx.xavp_params_explode('a=1', ''),
    ]).toEqual([-1, -1, -1, -1]);
  });
  it('adds to xavp, replaces in xavu', () => {
    for (const text of ['a=1', 'a=2']) {
      pvx.xavp_params_explode(text, 'p');
      pvx.xavu_params_explode(text, 'p');
    }
    expect([get('$cnt($xavp(p))'), get('$cnt($xavu(p))'), get('$xavp(p[1]=>a)'), get('$xavu(p=>a)')]).toEqual([2, 1, '1', '2']);
  });
});

describe('the static branch', () => {
  it('becomes a branch, or the Request-URI', () => {
    expect([pvx.sbranch_append(), pvx.sbranch_set_ruri()]).toEqual([-1, -1]);
    server.pv.set(cx, '$sbranch(uri)', 'sip:s@h');
    server.pv.set(cx, '$sbranch(dst_uri)', 'sip:d');
    expect(pvx.sbranch_append()).toBe(1);
    expect([get('$(branch(uri)[0])'), get('$(branch(dst_uri)[0])'), get('$ru')]).toEqual([
      'sip:s@h',
      'sip:d',
      'sip:bob@biloxi.example.com',
    ]);
    cx.targetUsable = false;
    expect(pvx.sbranch_set_ruri()).toBe(1);
    expect([get('$ru'), get('$du'), cx.targetUsable]).toEqual(['sip:s@h', 'sip:d', true]);
    // what was appended is a copy
    server.pv.set(cx, '$sbranch(uri)', 'sip:other@h');
    expect([get('$br'), get('$ru')]).toEqual(['sip:s@h', 'sip:s@h']);
    expect(pvx.sbranch_reset()).toBe(1);
    expect([pvx.sbranch_append(), get('$sbranch(uri)')]).toEqual([-1, null]);
  });
  it('stops at max_branches', () => {
    server.pv.set(cx, '$sbranch(uri)', 'sip:s@h');
    const results = Array.from({ length: 12 }, () => pvx.sbranch_append());
    expect(results).toEqual([...Array<number>(11).fill(1), -1]);
  });
  it('is not for replies as a Request-URI', () => {
    server.pv.set(cx, '$sbranch(uri)', 'sip:s@h');
    expect(new Pvx(server.context(ok())).sbranch_set_ruri()).toBe(-1);
  });
});

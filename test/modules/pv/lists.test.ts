import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import * as lists from '../../../modules/pv/lists.ts';
import { Pvx } from '../../../modules/pv/facade.ts';
import { parseInitial } from '../../../modules/pv/initial.ts';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { XavpList } from '../../../runtime/routing/variables.ts';
import { testServer, type TestServer } from '../../support/context.ts';
import { invite, ok } from '../../runtime/ksr/arrive.ts';

let server: TestServer;
let cx: RouteContext;
beforeEach(async () => {
  server = await testServer({ modules: ['pv'] });
  cx = server.context(invite());
});
function call(name: string, ...args: unknown[]): unknown {
  return server.call(cx, `pvx.${name}`, ...args);
}
const get = (text: string): unknown => server.pv.get(cx, text);

const WRONG: readonly unknown[] = [undefined, null, {}, [], () => 1, Symbol('x')];

describe('names that are no texts', () => {
  it.each<[string, unknown]>([
    ['avp_get', null],
    ['avp_gete', ''],
    ['avp_getw', '<null>'],
    ['avp_seti', -1],
    ['avp_sets', -1],
    ['avp_rm', 1],
    ['avp_is_null', 1],
    ['var_get', 0],
    ['var_seti', -1],
    ['var_sets', -1],
    ['shv_get', 0],
    ['shv_seti', -1],
    ['shv_sets', -1],
    ['shvinc_get', null],
    ['xavp_get', null],
    ['xavp_gete', ''],
    ['xavp_getw', '<null>'],
    ['xavp_seti', -1],
    ['xavp_sets', -1],
    ['xavp_is_null', 1],
    ['xavp_rm', 1],
    ['xavp_rm_all', -1],
    ['xavp_get_keys', null],
    ['xavp_child_get', null],
    ['xavp_child_gete', ''],
    ['xavp_child_getw', '<null>'],
    ['xavp_child_seti', -1],
    ['xavp_child_sets', -1],
    ['xavp_child_rm', 1],
    ['xavp_child_is_null', 1],
    ['xavp_params_explode', -1],
    ['xavp_xparams_explode', -1],
    ['xavi_get', null],
    ['xavi_gete', ''],
    ['xavi_getw', '<null>'],
    ['xavi_seti', -1],
    ['xavi_sets', -1],
    ['xavi_is_null', 1],
    ['xavi_rm', 1],
    ['xavi_rm_all', -1],
    ['xavi_get_keys', null],
    ['xavi_child_get', null],
    ['xavi_child_seti', -1],
    ['xavi_child_sets', -1],
    ['xavi_child_rm', 1],
    ['xavi_child_is_null', 1],
    ['xavu_get', null],
    ['xavu_gete', ''],
    ['xavu_getw', '<null>'],
    ['xavu_seti', -1],
    ['xavu_sets', -1],
    ['xavu_is_null', 1],
    ['xavu_rm', -1],
    ['xavu_child_get', null],
    ['xavu_child_seti', -1],
    ['xavu_child_sets', -1],
    ['xavu_child_rm', 1],
    ['xavu_child_is_null', 1],
    ['xavu_params_explode', -1],
  ])('%s: %j', (name, result) => {
    for (const value of WRONG) expect(call(name, value, value, value)).toBe(result);
    expect(server.log.texts('error')).toEqual([]);
  });
});

describe('values of another type', () => {
  it.each([
    [5, 5, '5'],
    ['7', 7, '7'],
    ['7x', 0, '7x'],
    [1.9, 1, '1.9'],
    [-1.9, -1, '-1.9'],
    [true, 0, 'true'],
    [NaN, 0, 'NaN'],
    [Infinity, 0, 'Infinity'],
    [null, 0, ''],
    [undefined, 0, ''],
    [{}, 0, ''],
    ['č', 0, '\u00c4\u008d'],
    ['', 0, ''],
  ])('%s is the number %j and the text %j', (given, number, text) => {
    for (const kind of ['avp', 'var', 'shv', 'xavp', 'xavi', 'xavu']) {
      expect([kind, call(`${kind}_seti`, 'n', given), call(`${kind}_get`, 'n')]).toEqual([kind, 1, number]);
      expect([kind, call(`${kind}_sets`, 't', given), call(`${kind}_get`, 't')]).toEqual([kind, 1, text]);
    }
    for (const kind of ['xavp', 'xavi', 'xavu']) {
      expect([call(`${kind}_child_seti`, 'l', 'n', given), call(`${kind}_child_get`, 'l', 'n')]).toEqual([1, number]);
      expect([call(`${kind}_child_sets`, 'l', 't', given), call(`${kind}_child_get`, 'l', 't')]).toEqual([1, text]);
    }
  });

  it('an empty text and the number 0 are values', () => {
    for (const kind of ['avp', 'xavp', 'xavi', 'xavu']) {
      call(`${kind}_sets`, 'e', '');
      call(`${kind}_seti`, 'z', 0);
      expect([kind, call(`${kind}_is_null`, 'e'), call(`${kind}_is_null`, 'z')]).toEqual([kind, -1, -1]);
      expect([call(`${kind}_getw`, 'e'), call(`${kind}_getw`, 'z'), call(`${kind}_gete`, 'z')]).toEqual(['', 0, 0]);
    }
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', ' ', 'a b', '$x', '\u0000', '[0]', '=>'])(
    'the name %j is one like others',
    (name) => {
      for (const kind of ['avp', 'var', 'shv', 'xavp', 'xavi', 'xavu']) {
        const none = kind === 'var' || kind === 'shv' ? 0 : null;
        expect([kind, call(`${kind}_get`, name)]).toEqual([kind, none]);
        expect([kind, call(`${kind}_sets`, name, 'v'), call(`${kind}_get`, name)]).toEqual([kind, 1, 'v']);
      }
      for (const kind of ['xavp', 'xavi', 'xavu']) {
        expect([call(`${kind}_child_get`, 'list', name), call(`${kind}_child_sets`, 'list', name, 'v')]).toEqual([null, 1]);
        expect(call(`${kind}_child_get`, 'list', name)).toBe('v');
      }
      expect(({} as Record<string, unknown>)['v']).toBeUndefined();
    },
  );
});

describe('how long values live', () => {
  it('avp, xavp, xavi and xavu belong to the message; var and shv to the server', () => {
    for (const kind of ['avp', 'var', 'shv', 'xavp', 'xavi', 'xavu']) call(`${kind}_sets`, 'x', 'v');
    cx = server.context(invite());
    expect(['avp', 'xavp', 'xavi', 'xavu'].map((kind) => call(`${kind}_get`, 'x'))).toEqual([null, null, null, null]);
    expect(['var', 'shv'].map((kind) => call(`${kind}_get`, 'x'))).toEqual(['v', 'v']);
  });
  it('all work in replies and in every kind of route', () => {
    for (const kind of ['request', 'reply', 'tm_reply', 'branch', 'failure', 'branch_failure', 'event'] as const) {
      cx = server.context(kind.endsWith('reply') ? ok() : invite(), { kind });
      expect([kind, call('avp_sets', 'x', kind), call('avp_get', 'x')]).toEqual([kind, 1, kind]);
      expect([call('xavp_child_seti', 'l', 'f', 1), call('xavp_child_get', 'l', 'f')]).toEqual([1, 1]);
      expect([call('xavi_sets', 'x', kind), call('xavu_sets', 'x', kind), get('$xavi(x)'), get('$xavu(x)')]).toEqual([
        1,
        1,
        kind,
        kind,
      ]);
    }
    expect(server.log.texts('warn')).toEqual([]);
  });
  it('two servers share nothing', async () => {
    call('shv_seti', 'n', 5);
    const other = await testServer({ modules: ['pv'] });
    expect(other.call(other.context(invite()), 'pvx.shv_get', 'n')).toBe(0);
  });
});

describe('several of a name', () => {
  it.each(['xavp', 'xavi'])('%s: the newest goes first', (kind) => {
    for (const value of ['one', 'two', 'three']) call(`${kind}_sets`, 'a', value);
    for (const value of ['three', 'two', 'one']) expect([call(`${kind}_get`, 'a'), call(`${kind}_rm`, 'a')]).toEqual([value, 1]);
    expect([call(`${kind}_rm`, 'a'), call(`${kind}_get`, 'a')]).toEqual([-1, null]);
  });
  it('xavu has one', () => {
    for (const value of ['one', 'two']) call('xavu_sets', 'a', value);
    expect([call('xavu_get', 'a'), call('xavu_rm', 'a'), call('xavu_rm', 'a')]).toEqual(['two', 1, -1]);
  });
  it('a field goes into the newest list', () => {
    call('xavp_params_explode', 'f=old', 'l');
    call('xavp_params_explode', 'f=new;g=1', 'l');
    expect([call('xavp_child_sets', 'l', 'f', 'set'), get('$xavp(l=>f)'), get('$xavp(l[1]=>f)')]).toEqual([1, 'set', 'old']);
    expect([call('xavp_get_keys', 'l', 0), call('xavp_get_keys', 'l', 1), call('xavp_get_keys', 'l', 2)]).toEqual([
      ['f', 'g'],
      ['f'],
      null,
    ]);
    expect([call('xavp_get_keys', 'l', 'x'), call('xavp_get_keys', 'l', -1), call('xavp_get_keys', 'l', undefined)]).toEqual([
      ['f', 'g'],
      ['f'], // from the end: the oldest
      ['f', 'g'],
    ]);
  });
  it('names of fields are told once each', () => {
    const list = new XavpList();
    const fields = list.empty();
    for (const name of ['a', 'b', 'a']) fields.append(name, '1');
    list.add('l', fields);
    expect([...new Set(list.list('l')!.names())].sort()).toEqual(['a', 'b']);
  });
});

describe('against a model', () => {
  const name = fc.constantFrom('a', 'b', 'B');
  const value = fc.oneof(fc.integer(), fc.string({ unit: fc.constantFrom('x', 'y', ' '), maxLength: 3 }));
  const step = fc.oneof(
    fc.record({ kind: fc.constant('set' as const), name, value }),
    fc.record({ kind: fc.constant('rm' as const), name, value }),
    fc.record({ kind: fc.constant('rm_all' as const), name, value }),
  );

  it.each(['xavp', 'xavi'])('%s is a stack for each name', (kind) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        cx = server.context(invite());
        const model = new Map<string, unknown[]>();
        for (const one of steps) {
          const key = kind === 'xavi' ? one.name.toLowerCase() : one.name;
          const stack = model.get(key) ?? [];
          model.set(key, stack);
          if (one.kind === 'set') {
            expect(call(typeof one.value === 'number' ? `${kind}_seti` : `${kind}_sets`, one.name, one.value)).toBe(1);
            stack.unshift(one.value);
          } else if (one.kind === 'rm') {
            expect(call(`${kind}_rm`, one.name)).toBe(stack.length > 0 ? 1 : -1);
            stack.shift();
          } else {
            expect(call(`${kind}_rm_all`, one.name)).toBe(stack.length > 0 ? 1 : -1);
            stack.length = 0;
          }
          expect(call(`${kind}_get`, one.name)).toBe(stack[0] ?? null);
          expect(call(`${kind}_is_null`, one.name)).toBe(stack.length > 0 ? -1 : 1);
        }
      }),
    );
  });

  it('fields are a map for each list', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.constantFrom('f', 'g'), value, fc.boolean()), { maxLength: 20 }), (steps) => {
        cx = server.context(invite());
        const model = new Map<string, unknown>();
        for (const [list, field, given, set] of steps) {
          const key = `${list} ${field}`;
          if (set) {
            expect(call(typeof given === 'number' ? 'xavu_child_seti' : 'xavu_child_sets', list, field, given)).toBe(1);
            model.set(key, given);
          } else {
            expect(call('xavu_child_rm', list, field)).toBe(model.has(key) ? 1 : -1);
            model.delete(key);
          }
          expect(call('xavu_child_get', list, field)).toBe(model.get(key) ?? null);
          expect(call('xavu_child_is_null', list, field)).toBe(1); // as Kamailio, whatever is there
        }
      }),
    );
  });
});

describe('parameters', () => {
  function exploded(text: string, separator: string = ';'): [number, [string, unknown][]] {
    const list = new XavpList();
    const result = lists.explode(list, text, separator, 'p', false);
    return [result, (list.list('p')?.items ?? []).map(({ name, value }) => [name, value])];
  }
  it.each<[string, string, number, [string, string][]]>([
    ['a=1', ';', 1, [['a', '1']]],
    ['a', ';', 1, [['a', '']]],
    ['a=', ';', 1, [['a', '']]],
    ['a=""', ';', 1, [['a', '']]],
    ['a="', ';', 1, [['a', '"']]],
    ['a=b=c', ';', 1, [['a', 'b=c']]],
    [
      'a="x;y";b="z"',
      ';',
      1,
      [
        ['a', 'x;y'],
        ['b', 'z'],
      ],
    ],
    [
      'a="x\\";y";b',
      ';',
      1,
      [
        ['a', 'x\\";y'],
        ['b', ''],
      ],
    ],
    ['a="never;b=1', ';', 1, [['a', '"never;b=1']]],
    ['a;;', ';', 1, [['a', '']]],
    [';;a;;', ';', -1, []],
    [
      'a\t=\t1 ;\r\n b',
      ';',
      1,
      [
        ['a', '1'],
        ['b', ''],
      ],
    ],
    [
      'a=1;a=2',
      ';',
      1,
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    [
      'a=1&b=2',
      '&',
      1,
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['a=1;b=2', '&', 1, [['a', '1;b=2']]],
    [
      'a=1 b=2',
      ' ',
      1,
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [';', ';', -1, []],
    ['=', ';', -1, []],
    ['a;=', ';', -1, []],
    ['\r\n', ';', -1, []],
  ])('%j by %j: %i', (text, separator, result, fields) => {
    const [got, items] = exploded(text, separator);
    expect(got).toBe(result);
    expect(items).toEqual(fields);
  });

  it('what was put together comes apart', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcXYZ09.-_'), minLength: 1, maxLength: 6 });
    const value = fc.string({ unit: fc.constantFrom('a', ';', '=', ' ', ',', '<', '@'), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(word, value), { minLength: 1, maxLength: 6 }), (params) => {
        const text = params.map(([name, one]) => `${name}="${one}"`).join(';');
        expect(exploded(text)).toEqual([1, params]);
      }),
    );
  });

  it('nothing throws, and thousands take bounded time', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ';', '=', '"', '\\', ' '), maxLength: 20 }), (text) => {
        expect([1, -1]).toContain(exploded(text)[0]);
      }),
      { numRuns: 500 },
    );
    const started = performance.now();
    for (const part of ['a;', 'a=1;', '"', ';', '\\"', 'a="x";']) exploded(part.repeat(10_000));
    expect(performance.now() - started).toBeLessThan(1500);
  });
});

describe('what the log shows', () => {
  it.each([
    ['xavp', ['b[0]: 2', 'a[0]: two', 'a[1]: one']],
    ['xavi', ['b[0]: 2', 'a[0]: two', 'a[1]: one']],
  ])('%s: all values, the newest first', (kind, expected) => {
    call(`${kind}_sets`, 'a', 'one');
    call(`${kind}_sets`, 'a', 'two');
    call(`${kind}_seti`, 'b', 2);
    server.log.lines.length = 0;
    expect(call(`pv_${kind}_print`)).toBe(1);
    expect(server.log.texts('info')).toEqual(expected);
  });
  it('nothing for nothing', () => {
    server.log.lines.length = 0;
    for (const kind of ['xavp', 'xavi', 'xavu']) expect(call(`pv_${kind}_print`)).toBe(1);
    expect(server.log.lines).toEqual([]);
  });
  it('lists inside lists', () => {
    const list = new XavpList();
    const inner = list.empty();
    const innermost = list.empty();
    innermost.append('z', 1);
    inner.append('x', 'one');
    inner.append('y', innermost);
    list.add('l', inner);
    expect(lists.dump(list)).toEqual(['l[0]=>x[0]: one', 'l[0]=>y[0]=>z[0]: 1']);
  });
});

describe('first values', () => {
  it.each([
    ['a=i:0', 'a', 0],
    ['a=i:9007199254740991', 'a', Number.MAX_SAFE_INTEGER],
    ['a=s:', 'a', ''],
    ['a=s:i:5', 'a', 'i:5'],
    ['a=s:x=y;z', 'a', 'x=y;z'],
    ['a=s:č', 'a', '\u00c4\u008d'],
  ])('%s', (text, name, value) => {
    for (const key of ['shvset', 'varset'] as const) expect(parseInitial(key, text)).toEqual({ name, value });
  });
  it.each(['a=i:9007199254740993', 'a=i:1e999', 'a=S:x', 'a:s=x', 's:x', '=', ' =s:x', 'a=i:5 6'])(
    '%j is refused, with the place and what to write',
    (text) => {
      for (const key of ['shvset', 'varset'] as const) {
        expect(() => parseInitial(key, text)).toThrow(expect.objectContaining({ code: 'E_CONFIG_VALUE' }));
        expect(() => parseInitial(key, text)).toThrow(new RegExp(`modules\\.pv\\.${key}`));
      }
    },
  );
  it.each([
    { shvset: 5 },
    { shvset: [5] },
    { varset: { a: 1 } },
    { shv_set: 'a=i:5' },
    { shvset: 'a' },
    { varset: ['a=i:1', 'b'] },
  ])('the parameters %j are refused', async (params) => {
    const own = await testServer({ modules: ['pv'], params: { pv: params } });
    expect(own.broken.has('pv')).toBe(true);
  });
  it('a later one of the same name wins, and scripts see octets', async () => {
    const own = await testServer({ modules: ['pv'], params: { pv: { shvset: ['a=i:1', 'a=s:č'], varset: ['b=i:2'] } } });
    const at = own.context(invite());
    expect([own.call(at, 'pvx.shv_get', 'a'), own.call(at, 'pvx.var_get', 'b')]).toEqual(['\u00c4\u008d', 2]);
    own.call(at, 'pvx.shv_sets', 'c', 'č');
    expect(own.call(at, 'pvx.shv_get', 'a')).toBe(own.call(at, 'pvx.shv_get', 'c'));
  });
  it('shvinc_get counts on from them', async () => {
    const own = await testServer({ modules: ['pv'], params: { pv: { shvset: ['n=i:-1', 't=s:5'] } } });
    const at = own.context(invite());
    expect([
      own.call(at, 'pvx.shvinc_get', 'n'),
      own.call(at, 'pvx.shvinc_get', 'n'),
      own.call(at, 'pvx.shvinc_get', 't'),
    ]).toEqual([0, 1, 1]);
  });
});

describe('the static branch', () => {
  it.each([
    ['request', 1],
    ['branch', 1],
    ['failure', 1],
    ['event', 1],
  ] as const)('%s: becomes the Request-URI', (kind, result) => {
    cx = server.context(invite(), { kind });
    for (const [name, value] of [
      ['uri', 'sip:s@h'],
      ['dst_uri', 'sip:192.0.2.9'],
      ['q', 500],
    ] as const)
      server.pv.set(cx, `$sbranch(${name})`, value);
    expect(new Pvx(cx).sbranch_set_ruri()).toBe(result);
    expect([get('$ru'), get('$du')]).toEqual(['sip:s@h', 'sip:192.0.2.9']);
    expect(call('sbranch_reset')).toBe(1);
    expect([get('$ru'), call('sbranch_set_ruri'), call('sbranch_append')]).toEqual(['sip:s@h', -1, -1]);
  });
  it('appended several times gives branches of their own', () => {
    server.pv.set(cx, '$sbranch(uri)', 'sip:one@h');
    call('sbranch_append');
    server.pv.set(cx, '$sbranch(uri)', 'sip:two@h');
    call('sbranch_append');
    expect(cx.branches!.map(({ uri }) => uri)).toEqual(['sip:one@h', 'sip:two@h']);
    cx.branches![0]!.uri = 'sip:changed@h';
    expect([cx.branches![1]!.uri, get('$sbranch(uri)')]).toEqual(['sip:two@h', 'sip:two@h']);
  });
});

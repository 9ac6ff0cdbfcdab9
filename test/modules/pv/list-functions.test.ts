import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { dictionary } from '../../../modules/pv/dictionary.ts';
import { implode, splitInto } from '../../../modules/pv/texts.ts';
import type { RouteContext } from '../../../runtime/routing/context.ts';
import { XavpList } from '../../../runtime/routing/variables.ts';
import { invite, ok } from '../../runtime/ksr/arrive.ts';
import { testServer, type TestServer } from '../../support/context.ts';

// Results as recorded of 5.6.3 where it has the function

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
const set = (text: string, value: string | number): boolean => server.pv.set(cx, text, value);
/** Plain objects of what the functions give: theirs have no prototype. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('evalx', () => {
  it.each<[string, string, number, string, unknown]>([
    ['$var(e)', 'a $rm $$ b', 1, '$var(e)', 'a INVITE $ b'],
    ['$var(e)', '', 1, '$var(e)', ''],
    ['$avp(a)', '$rU|$avp(zz)', 1, '$avp(a)', 'bob|<null>'],
    ['$xavp(ev=>a)', 'v$rm', 1, '$xavp(ev=>a)', 'vINVITE'],
    ['$ru', 'sip:x@$rd', 1, '$ru', 'sip:x@biloxi.example.com'],
    // what a variable holds is not printed once more
    ['$var(e)', '$var(y) one', 1, '$var(e)', '$rm one'],
    ['$var(e)', 'a $nosuch b', -1, '$var(e)', 0],
    ['$var(e)', '100$', -1, '$var(e)', 0],
    ['$nosuch', 'a', -1, '$var(e)', 0],
    ['var', 'a', -1, '$var(e)', 0],
    // upstream dies of it
    ['$rm', 'a', -1, '$rm', 'INVITE'],
  ])('(%j, %j) is %i', (name, text, result, read, value) => {
    set('$var(y)', '$rm');
    expect([call('evalx', name, text), get(read)]).toEqual([result, value]);
  });

  it.each([undefined, null, {}, 5])('takes no %j for a variable', (value) => expect(call('evalx', value, 'x')).toBe(-1));
});

describe('$var and lists', () => {
  beforeEach(() => {
    set('$var(s)', 'text');
    set('$var(n)', 5);
    set('$var(em)', '');
    set('$var(neg)', -3);
  });

  it('pv_var_to_xavp puts one variable into a list, in the place of what was there', () => {
    expect([call('pv_var_to_xavp', 's', 'vars'), get('$xavp(vars=>s)')]).toEqual([1, 'text']);
    expect([call('pv_var_to_xavp', 'n', 'vars'), plain(call('xavp_getd', 'vars'))]).toEqual([1, [{ n: [5] }]]);
    expect([call('pv_var_to_xavp', 'em', 'vars'), plain(call('xavp_getd', 'vars'))]).toEqual([1, [{ em: [''] }]]);
  });
  it('pv_var_to_xavp puts all of them there', () => {
    expect([call('pv_var_to_xavp', '*', 'all'), plain(call('xavp_getd', 'all'))]).toEqual([
      1,
      [{ s: ['text'], n: [5], neg: [-3] }],
    ]);
  });
  it.each([
    ['nope', 'nn'],
    ['', 'vv'],
    ['s', ''],
    ['$var(s)', 'vd'],
    [null, 'x'],
    ['*', null],
  ])('pv_var_to_xavp(%j, %j) is none', (name, list) => {
    expect([call('pv_var_to_xavp', name, list), cx.variables.xavp.items]).toEqual([-1, []]);
  });

  it('pv_xavp_to_var sets them, and the oldest value stays', () => {
    set('$xavp(back=>q)', 'one');
    set('$xavp(back[0]=>w)', 9);
    set('$xavp(back[0]=>q)', 'two');
    expect([call('pv_xavp_to_var', 'back'), get('$var(q)'), get('$var(w)')]).toEqual([1, get('$(xavp(back[0]=>q[-1]))'), 9]);
    set('$xavp(b2=>q)', 'old');
    set('$xavp(b2=>q)', 'new');
    expect([call('pv_xavp_to_var', 'b2'), get('$var(q)')]).toEqual([1, 'old']);
  });
  it.each(['nope', '', 'plain', null])('pv_xavp_to_var(%j) is none', (name) => {
    call('xavp_sets', 'plain', 'x');
    expect([call('pv_xavp_to_var', name), get('$var(plain)')]).toEqual([-1, 0]);
  });
});

describe('lists as objects', () => {
  beforeEach(() => {
    call('xavp_sets', 'a', 'no list');
    for (const text of ['q=A1', 'r=Ar;q=A1', 'q=A2;q=A1;r=Ar', 'n=5;q=B1']) call('xavp_params_explode', text, 'a');
    call('xavp_child_seti', 'a', 'n', 5);
  });

  it('xavp_getd gives all, the newest first', () => {
    expect(plain(call('xavp_getd', 'a'))).toEqual([
      { n: [5], q: ['B1'] },
      { q: ['A2', 'A1'], r: ['Ar'] },
      { r: ['Ar'], q: ['A1'] },
      { q: ['A1'] },
    ]);
    expect(Array.isArray(call('xavp_getd', 'a'))).toBe(true);
  });
  it.each([
    [0, { n: [5], q: ['B1'] }],
    [1, { q: ['A2', 'A1'], r: ['Ar'] }],
    [3, { q: ['A1'] }],
    [-2, { q: ['A1'] }],
    // the value that is no list
    [4, null],
    [-1, null],
    [5, null],
    [-6, null],
  ])('xavp_getd_p1 gives number %i', (index, fields) => expect(plain(call('xavp_getd_p1', 'a', index))).toEqual(fields));

  it.each(['nope', '', null, '__proto__', 'toString'])('there is no list %j', (name) => {
    expect(['xavp_getd', 'xavp_getd_p1', 'xavi_getd', 'xavi_getd_p1'].map((fn) => call(fn, name, 0))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
  it('of values alone there is none', () => {
    call('xavp_seti', 'pl', 7);
    expect([call('xavp_getd', 'pl'), call('xavp_getd_p1', 'pl', 0)]).toEqual([null, null]);
  });

  it('names of $xavi ignore case', () => {
    call('xavi_child_sets', 'Ia', 'Qq', 'A1');
    call('xavi_child_sets', 'ia', 'R', 'Ar');
    expect(plain(call('xavi_getd', 'IA'))).toEqual([{ R: ['Ar'], Qq: ['A1'] }]);
    expect(plain(call('xavi_getd_p1', 'iA', 0))).toEqual({ R: ['Ar'], Qq: ['A1'] });
    expect(call('xavi_getd_p1', 'ia', 1)).toBeNull();
  });

  it('fields may have any name, and any order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.oneof(fc.constantFrom('__proto__', 'constructor', 'A', 'a'), fc.string()), fc.integer())),
        fc.boolean(),
        (pairs, fold) => {
          const list = new XavpList(fold);
          for (const [name, value] of pairs) list.append(name, value);
          const fields = dictionary(list);
          expect(Object.keys(fields).sort()).toEqual(list.names().sort());
          for (const name of Object.keys(fields)) {
            expect(fields[name]).toEqual(Array.from({ length: list.count(name) }, (_, i) => list.value(name, i)));
          }
        },
      ),
    );
  });

  it('takes no time with many names', () => {
    const list = new XavpList(true);
    for (let i = 0; i < 20_000; i++) list.append(`n${i}`, i);
    const begun = performance.now();
    expect(Object.keys(dictionary(list))).toHaveLength(20_000);
    expect(list.names()).toHaveLength(20_000);
    expect(performance.now() - begun).toBeLessThan(2000);
  });

  it('shows a list within', () => {
    const inner = new XavpList();
    const list = new XavpList();
    list.append('in', inner);
    expect(plain(dictionary(list))).toEqual({ in: ['<<xavp:in>>'] });
  });
});

describe('copies', () => {
  const values = (name: string): unknown => plain(call('xavp_getd', name));
  beforeEach(() => {
    for (const i of [1, 2]) call('xavp_params_explode', `i=${i}`, 'c');
    for (const v of ['S1', 'S0']) call('xavp_params_explode', `v=${v}`, 's');
  });

  it('are the oldest of their name', () => {
    expect([call('xavp_copy', 's', 0, 'c'), values('c')]).toEqual([1, [{ i: ['2'] }, { i: ['1'] }, { v: ['S0'] }]]);
    expect([call('xavp_copy_dst', 's', 1, 'c', 0), values('c')]).toEqual([
      1,
      [{ i: ['2'] }, { i: ['1'] }, { v: ['S0'] }, { v: ['S1'] }],
    ]);
    expect([call('xavp_copy_dst', 's', 1, 'fresh', 9), values('fresh')]).toEqual([1, [{ v: ['S1'] }]]);
    expect([call('xavp_copy', 's', 0, 's'), values('s')]).toEqual([1, [{ v: ['S0'] }, { v: ['S1'] }, { v: ['S0'] }]]);
  });
  it('are of their own', () => {
    call('xavp_copy', 's', 0, 'd');
    call('xavp_child_sets', 'd', 'v', 'changed');
    expect(get('$xavp(s=>v)')).toBe('S0');
  });
  it('are made of values, too', () => {
    call('xavp_seti', 'pl', 7);
    expect([call('xavp_copy', 'pl', 0, 'cp'), get('$xavp(cp)')]).toEqual([1, 7]);
  });
  it.each([
    ['nope', 0, 'c'],
    ['s', 2, 'c'],
    ['s', -1, 'c'],
    ['s', 0, ''],
    [null, 0, 'c'],
    ['s', 0, null],
  ])('of (%j, %i) to %j there is none', (name, index, to) => {
    expect([
      call('xavp_copy', name, index, to),
      call('xavp_copy_dst', name, index, to, 0),
      cx.variables.xavp.items.length,
    ]).toEqual([-1, -1, 4]);
  });
});

describe('xavp_lshift', () => {
  // a is the newest, and a value of another name stands among them
  beforeEach(() => {
    for (const letter of 'dcba') {
      call('xavp_sets', 'l', letter);
      if (letter === 'c') call('xavp_sets', 'other', 'stays');
    }
  });
  it.each([
    [0, 'abcd'],
    [1, 'bcda'],
    [2, 'cdab'],
    [3, 'dabc'],
    [4, 'abcd'],
    [9, 'bcda'],
    [-1, 'dabc'],
    [-3, 'bcda'],
    [-4, 'abcd'],
    [-6, 'cdab'],
  ])('number %i comes to the front: %s', (index, order) => {
    expect(call('xavp_lshift', 'l', index)).toBe(1);
    expect([0, 1, 2, 3].map((i) => get(`$xavp(l[${i}])`)).join('')).toBe(order);
    expect(cx.variables.xavp.items.findIndex(({ value }) => value === 'stays')).toBe(2);
  });
  it.each(['nope', '', null])('there is none of the name %j', (name) => expect(call('xavp_lshift', name, 1)).toBe(-1));
});

describe('xavp_push_dst', () => {
  it('sets where the request goes', () => {
    call('xavp_params_explode', 'uri=sip:alice@server.com;dsturi=sip:proxy.com;socket=udp:198.51.100.11:5070', 'dst');
    expect(call('xavp_push_dst', 'dst')).toBe(1);
    expect([get('$ru'), get('$du'), get('$fs')]).toEqual(['sip:alice@server.com', 'sip:proxy.com', 'udp:198.51.100.11:5070']);
  });
  it('leaves the rest as it is', () => {
    set('$du', 'sip:before');
    call('xavp_params_explode', 'uri=sip:alice@server.com;dsturi=', 'dst');
    expect([call('xavp_push_dst', 'dst'), get('$ru'), get('$du'), get('$fs')]).toEqual([
      1,
      'sip:alice@server.com',
      'sip:before',
      null,
    ]);
  });
  it('takes only what a request can have', () => {
    call('xavp_child_sets', 'dst', 'uri', 'sip:a b\r\nX: y');
    expect([call('xavp_push_dst', 'dst'), get('$ru')]).toEqual([-1, 'sip:bob@biloxi.example.com']);
  });
  it.each(['nope', '', 'plain', null])('of %j there is none', (name) => {
    call('xavp_sets', 'plain', 'x');
    expect(call('xavp_push_dst', name)).toBe(-1);
  });
  it('is for requests', () => {
    cx = server.context(ok());
    call('xavp_params_explode', 'uri=sip:a@b', 'dst');
    expect(call('xavp_push_dst', 'dst')).toBe(-1);
  });
});

describe('texts out of lists', () => {
  it.each([
    ['a=1;b;c="x y";d=', 'a=1;b;c=x y;d;', 'a="1";b;c="x y";d;'],
    ['a', 'a;', 'a;'],
  ])('%j becomes %j', (text, bare, quoted) => {
    call('xavp_params_explode', text, 'p');
    call('xavu_params_explode', text, 'p');
    expect([call('xavp_params_implode', 'p', '$var(o)'), get('$var(o)')]).toEqual([1, bare]);
    expect([call('xavu_params_implode', 'p', '$avp(o)'), get('$avp(o)')]).toEqual([1, bare]);
    expect([call('xavp_params_implode_qval', 'p', '$var(o)'), get('$var(o)')]).toEqual([1, quoted]);
  });

  it('has the newest first, numbers, and the newest list alone', () => {
    set('$xavp(im=>z)', 'old list');
    set('$xavp(im=>a)', '1');
    set('$xavp(im[0]=>b)', 'two words');
    set('$xavp(im[0]=>n)', 5);
    set('$xavp(im[0]=>neg)', -3);
    set('$xavp(im[0]=>e)', '');
    set('$xavp(im[0]=>q)', 'a;b');
    call('xavp_params_implode', 'im', '$var(o)');
    expect(get('$var(o)')).toBe('q=a;b;e;neg=4294967293;n=5;b=two words;a=1;');
  });

  it.each([
    ['nope', '$var(o)'],
    ['', '$var(o)'],
    ['plain', '$var(o)'],
    ['p', '$nosuch'],
    ['p', 'o'],
    ['p', '$rm'],
    [null, '$var(o)'],
    ['p', null],
  ])('(%j, %j) is refused', (name, variable) => {
    call('xavp_params_explode', 'a=1', 'p');
    call('xavp_sets', 'plain', 'x');
    for (const fn of ['xavp_params_implode', 'xavp_params_implode_qval', 'xavu_params_implode'])
      expect(call(fn, name, variable)).toBe(-1);
    expect(get('$var(o)')).toBe(0);
  });

  it('keeps quotes within quotes, and leaves lists out', () => {
    const list = new XavpList();
    list.append('a', 'x"y\\');
    list.append('in', new XavpList());
    list.append('n', 2 ** 40);
    list.append('m', -(2 ** 40));
    expect([implode(list, true), implode(list, false)]).toEqual([
      'a="x\\"y\\\\";n=1099511627776;m=-1099511627776;',
      'a=x"y\\;n=1099511627776;m=-1099511627776;',
    ]);
  });
});

describe('xavp_slist_explode', () => {
  it.each<[string, string, string, string[]]>([
    ['a,b,c', ',', '', ['a', 'b', 'c']],
    [' a , b ,c ', ',', 't', ['a', 'b', 'c']],
    [' a , b ,c ', ',', '', [' a ', ' b ', 'c ']],
    ['a,,b', ',', '', ['a', 'b']],
    [',a,', ',', 't', ['a']],
    ['a, ,b', ',', 't', ['a', 'b']],
    ['a, ,b', ',', '', ['a', ' ', 'b']],
    ['a--b-c', '--', '', ['a', 'b', 'c']],
    ['a=b; c=d;', '=;', 't', ['a', 'b', 'c', 'd']],
    ['a,b', ',', 'x', ['a', 'b']],
    [' a,b', ',', 'T', [' a', 'b']],
    [' a, b', ',', 'tx', ['a', 'b']],
    ['"a,b",c', ',', 't', ['"a', 'b"', 'c']],
    ['12,x', ',', 't', ['12', 'x']],
    // upstream dies of a list without fields
    [',', ',', '', []],
    ['  ', ',', 't', []],
  ])('%j at %j, mode %j', (text, separators, mode, parts) => {
    expect(call('xavp_slist_explode', text, separators, mode, 'l')).toBe(1);
    expect(plain(call('xavp_getd_p1', 'l', 0))).toEqual(parts.length === 0 ? {} : { v: parts });
    expect(get('$xavp(l=>v)')).toBe(parts[0] ?? null);
  });

  it('makes a new list each time', () => {
    for (const text of ['a', 'z,y']) call('xavp_slist_explode', text, ',', '', 'l');
    expect(plain(call('xavp_getd', 'l'))).toEqual([{ v: ['z', 'y'] }, { v: ['a'] }]);
  });
  it.each([
    ['', ',', '', 'l'],
    ['abc', '', 't', 'l'],
    ['a,b', ',', 'tt', ''],
    [null, ',', '', 'l'],
    ['a', null, '', 'l'],
  ])('(%j, %j, %j, %j) is refused', (...args) => {
    expect([call('xavp_slist_explode', ...args), cx.variables.xavp.items]).toEqual([-1, []]);
  });

  it('loses nothing but separators', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1, maxLength: 3 }), (text, separators) => {
        const list = new XavpList();
        splitInto(list, text, separators, false);
        const kept = [...text].filter((c) => !separators.includes(c)).join('');
        expect(list.items.map(({ value }) => String(value as string)).join('')).toBe(kept);
        expect(list.items.every(({ value }) => value !== '')).toBe(true);
      }),
    );
  });
});

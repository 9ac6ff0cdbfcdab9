import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestServer } from '../../../support/context.ts';
import { Arrived, bareServer, invite } from '../arrive.ts';

// $avp, $var, $vz, $vn, $shv, $xavp, $xavi, $xavu, flags

let server: TestServer;
let at: Arrived;
beforeAll(async () => {
  server = await bareServer();
});
beforeEach(() => {
  at = new Arrived(server, invite());
  const { shared } = server.core.newVariables();
  shared.vars.clear();
  shared.shvs.clear();
});

describe('$avp', () => {
  it('adds in front, reads the newest', () => {
    for (const value of ['one', 'two', 3]) expect(at.set('$avp(a)', value)).toBe(true);
    expect(at.get('$avp(a)')).toBe(3);
    expect(['0', '1', '2', '3', '-1', '*'].map((index) => at.get(`$(avp(a)[${index}])`))).toEqual([
      3,
      'two',
      'one',
      null,
      'one',
      '3,two,one',
    ]);
    expect(at.get('$cnt($avp(a))')).toBe(3);
  });
  it('replaces all, removes one, removes all', () => {
    for (const value of ['one', 'two', 'three']) at.set('$avp(a)', value);
    at.set('$avp(a)', null);
    expect(at.get('$avp(a)')).toBe('two');
    at.set('$(avp(a)[*])', 'x');
    expect(at.get('$(avp(a)[*])')).toBe('x');
    at.set('$avp(a)', 'y');
    at.set('$(avp(a)[*])', null);
    expect(at.get('$avp(a)')).toBeNull();
    expect(at.get('$(avp(a)[*])')).toBeNull();
    expect(at.set('$avp(a)', null)).toBe(true);
  });
  it('knows s: and i: names', () => {
    at.set('$avp(s:x)', 1);
    at.set('$avp(i:5)', 2);
    expect(at.get('$avp(x)')).toBe(1);
    expect(at.get('$avp(i:5)')).toBe(2);
    expect(at.get('$avp(5)')).toBeNull();
  });
  it('counts nothing where there is nothing', () => {
    expect(at.get('$cnt($avp(none))')).toBe(0);
    expect(at.get('$cnt($xavp(none))')).toBe(0);
    expect(server.pv.exists('$cnt($ru)')).toBe(false);
    expect(server.pv.exists('$cnt(x)')).toBe(false);
    expect(server.pv.exists('$cnt($(avp(x){s.len}))')).toBe(false);
  });
});

describe('script variables', () => {
  it.each([
    ['$var(x)', 0, 0],
    ['$vz(x)', 0, 0],
    ['$vn(x)', null, null],
    ['$shv(x)', 0, ''],
  ])('%s reads as %j until set, as %j when null was assigned', (name, unset, cleared) => {
    expect(at.get(name)).toBe(unset);
    expect(at.set(name, 'text')).toBe(true);
    expect(at.get(name)).toBe('text');
    expect(at.set(name, 7)).toBe(true);
    expect(at.get(name)).toBe(7);
    expect(at.set(name, null)).toBe(true);
    expect(at.get(name)).toBe(cleared);
  });

  it('shares $var and $shv with other messages, not $vz and $vn', () => {
    for (const name of ['$var(x)', '$shv(x)', '$vz(x)', '$vn(x)']) at.set(name, 'here');
    const other = new Arrived(server, invite());
    expect(['$var(x)', '$shv(x)', '$vz(x)', '$vn(x)'].map((name) => other.get(name))).toEqual(['here', 'here', 0, null]);
  });

  it.each(['$var(__proto__)', '$vn(constructor)', '$avp(__proto__)', '$xavp(__proto__=>toString)'])(
    '%s is a name like others',
    (name) => {
      at.set(name, 'x');
      expect(at.get(name)).toBe('x');
      expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    },
  );
});

describe('$xavp', () => {
  it('adds a list with each write without an index', () => {
    at.set('$xavp(a=>b)', 'one');
    at.set('$xavp(a=>b)', 'two');
    expect(
      ['$xavp(a=>b)', '$xavp(a[0]=>b)', '$xavp(a[1]=>b)', '$xavp(a[-1]=>b)', '$xavp(a[2]=>b)'].map((name) => at.get(name)),
    ).toEqual(['two', 'two', 'one', 'one', null]);
    expect(at.get('$cnt($xavp(a))')).toBe(2);
  });
  it('writes into a list by its index', () => {
    at.set('$xavp(a=>b)', 'one');
    at.set('$xavp(a[0]=>c)', 'two');
    at.set('$xavp(a[0]=>c)', 'three');
    at.set('$xavp(a[0]=>c[1])', '2');
    expect(['$xavp(a=>b)', '$xavp(a=>c)', '$xavp(a=>c[1])', '$xavp(a)'].map((name) => at.get(name))).toEqual([
      'one',
      'three',
      '2',
      '<<xavp>>',
    ]);
    expect(at.set('$xavp(a[0]=>c[7])', 'x')).toBe(false);
    expect(at.set('$xavp(a[3]=>c)', 'x')).toBe(false);
    expect(at.set('$xavp(n[0]=>c)', 'made')).toBe(true);
    expect(at.get('$xavp(n=>c)')).toBe('made');
  });
  it('removes fields, lists, all lists of a name', () => {
    at.set('$xavp(a=>b)', 'one');
    at.set('$xavp(a=>b)', 'two');
    expect(at.set('$xavp(a=>b)', null)).toBe(true);
    expect(at.get('$xavp(a=>b)')).toBeNull();
    expect(at.get('$xavp(a)')).toBe('<<xavp>>');
    at.set('$xavp(a)', null);
    expect(at.get('$xavp(a=>b)')).toBe('one');
    at.set('$xavp(a=>c)', 'x');
    at.set('$xavp(a[*])', null);
    expect(at.get('$xavp(a)')).toBeNull();
    expect(at.set('$xavp(a=>b)', null)).toBe(true);
    at.set('$xavp(v)', 'plain');
    expect(at.set('$xavp(v=>b)', null)).toBe(true);
    expect(at.get('$xavp(v)')).toBe('plain');
  });
  it('keeps plain values, which have no fields', () => {
    at.set('$xavp(a)', 'val');
    at.set('$xavp(a)', 5);
    expect([at.get('$xavp(a)'), at.get('$xavp(a[1])'), at.get('$xavp(a=>b)')]).toEqual([5, 'val', null]);
    at.set('$xavp(a[1])', 'new');
    expect(at.get('$xavp(a[1])')).toBe('new');
    at.set('$xavp(a[*])', 'only');
    expect([at.get('$xavp(a)'), at.get('$xavp(a[1])')]).toEqual(['only', null]);
    expect(at.set('$xavp(a[0]=>b)', 'x')).toBe(false);
    expect(at.set('$xavp(a[*]=>b)', 'x')).toBe(false);
  });
  it('takes indexes from variables', () => {
    at.set('$xavp(a=>b)', 'one');
    at.set('$xavp(a=>b)', 'two');
    at.set('$var(i)', 1);
    expect(at.get('$xavp(a[$var(i)]=>b)')).toBe('one');
    at.set('$var(i)', 'junk');
    expect(at.get('$xavp(a[$var(i)]=>b)')).toBe('two');
  });
  it('makes nothing when it is only read', () => {
    expect(at.get('$xavp(a=>b)')).toBeNull();
    expect(at.cx.variablesIfAny).toBeNull();
  });
  it.each([
    '$xavp()',
    '$xavp(=>b)',
    '$xavp(a=>)',
    '$xavp(a=>b=>c)',
    '$xavp(a[)',
    '$xavp(a[x]=>b)',
    '$xavp(a[1]x=>b)',
    '$xavp(a[]=>b)',
    '$xavp([1])',
    '$xavp(a[$nope])',
  ])('%s is none', (name) => {
    expect(server.pv.exists(name)).toBe(false);
  });
});

describe('$xavi and $xavu', () => {
  it('ignores case of names in $xavi', () => {
    at.set('$xavi(A=>B)', 'x');
    expect(['$xavi(a=>b)', '$xavi(A[0]=>B)', '$xavp(A=>B)'].map((name) => at.get(name))).toEqual(['x', 'x', null]);
    at.set('$xavp(A=>B)', 'x');
    expect(at.get('$xavp(a=>b)')).toBeNull();
  });
  it('holds one value for each name in $xavu', () => {
    at.set('$xavu(a=>b)', 'old');
    at.set('$xavu(a=>b)', 'new');
    at.set('$xavu(a=>c)', 'more');
    expect(['$xavu(a=>b)', '$xavu(a=>c)', '$cnt($xavu(a))'].map((name) => at.get(name))).toEqual(['new', 'more', 1]);
    at.set('$xavu(a)', 'plain');
    expect([at.get('$xavu(a)'), at.get('$xavu(a=>b)'), at.get('$cnt($xavu(a))')]).toEqual(['plain', null, 1]);
    at.set('$xavu(a=>b)', 'list again');
    expect(at.get('$xavu(a=>b)')).toBe('list again');
    at.set('$xavu(a)', null);
    expect(at.get('$xavu(a)')).toBeNull();
  });
});

describe('flags', () => {
  it.each([
    ['$mf', '$mF', 'flags'],
    ['$bf', '$bF', 'branch'],
    ['$sf', '$sF', 'script'],
  ])('%s and %s', (decimal, hexadecimal) => {
    expect([at.get(decimal), at.get(hexadecimal)]).toEqual([0, '00000000']);
    for (const [value, read, hex] of [
      [5, 5, '00000005'],
      [0x40000000, 0x40000000, '40000000'],
      [-1, -1, 'ffffffff'],
      [2147483648, -2147483648, '80000000'],
      [null, 0, '00000000'],
    ] as const) {
      expect(at.set(decimal, value)).toBe(true);
      expect([at.get(decimal), at.get(hexadecimal)]).toEqual([read, hex]);
    }
    expect(at.set(decimal, '5')).toBe(false);
    expect(at.set(hexadecimal, 5)).toBe(true);
    expect(at.get(decimal)).toBe(0);
  });

  it('keeps the three kinds apart', () => {
    at.set('$mf', 1);
    at.set('$bf', 2);
    at.set('$sf', 4);
    expect([at.cx.flags, at.cx.target.flags, at.cx.scriptFlags]).toEqual([1, 2, 4]);
    for (const name of ['$MF', '$Mf', '$Bf', '$Sf']) expect(at.get(name)).toBeNull();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SharedVariables, Variables, XavpList } from '../../../runtime/routing/variables.ts';

function named(...values: (string | number)[]): XavpList {
  const list = new XavpList();
  for (const value of values) list.add('n', value);
  return list;
}

describe('XavpList', () => {
  it('shows the newest item first', () => {
    const list = named('a', 'b', 'c');
    expect(list.get('n')).toBe('c');
    expect(list.get('n', 2)).toBe('a');
    expect(list.get('n', 3)).toBeNull();
    expect(list.get('other')).toBeNull();
  });

  it.each([
    [-1, 'a'],
    [-2, 'b'],
    [-3, 'c'],
    [-4, null],
  ])('counts index %i from the oldest', (index, value) => {
    expect(named('a', 'b', 'c').get('n', index)).toBe(value);
  });

  it('counts items of one name only', () => {
    const list = named('a', 'b');
    list.add('m', 1);
    expect(list.count('n')).toBe(2);
    expect(list.get('n', 1)).toBe('a');
    expect(list.names()).toEqual(['m', 'n']);
  });

  it('appends behind the others', () => {
    const list = named('a');
    list.append('n', 'z');
    expect(list.get('n', -1)).toBe('z');
    expect(list.get('n')).toBe('a');
  });

  it('replaces in place, sets or adds', () => {
    const list = named('a', 'b');
    expect(list.replace('n', 'B')).toBe(true);
    expect(list.replace('n', 'A', 1)).toBe(true);
    expect(list.replace('n', 'x', 2)).toBe(false);
    list.set('n', 'BB');
    list.set('m', 5);
    expect(list.items.map(({ name, value }) => [name, value])).toEqual([
      ['m', 5],
      ['n', 'BB'],
      ['n', 'A'],
    ]);
  });

  it('brings the n-th forward in one step as in n steps, and back with what is left', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('n', 'm'), { minLength: 1 }), fc.nat({ max: 40 }), (names, n) => {
        const [once, often] = [new XavpList(), new XavpList()];
        for (const [i, name] of names.entries()) for (const list of [once, often]) list.append(name, i);
        const before = JSON.stringify(once.items);
        const length = once.count('n');
        expect(once.bringForward('n', n)).toBe(length > 0);
        for (let i = 0; i < n; i++) often.bringForward('n', 1);
        expect(once.items).toEqual(often.items);
        once.bringForward('n', length - (n % Math.max(1, length)));
        expect(JSON.stringify(once.items)).toBe(before);
      }),
    );
  });

  it('removes one or all', () => {
    const list = named('a', 'b', 'c');
    list.add('m', 1);
    expect(list.remove('n', 1)).toBe(true);
    expect(list.get('n', 1)).toBe('a');
    expect(list.remove('n', 2)).toBe(false);
    expect(list.removeAll('n')).toBe(2);
    expect(list.removeAll('n')).toBe(0);
    expect(list.names()).toEqual(['m']);
  });

  it('tells lists from values', () => {
    const list = new XavpList();
    list.add('inner', named('a'));
    list.add('text', 't');
    expect(list.list('inner')?.value('n')).toBe('a');
    expect(list.value('inner')).toBeNull();
    expect(list.list('text')).toBeNull();
    expect(list.list('none')).toBeNull();
    expect(list.value('text')).toBe('t');
  });

  it('ignores case only when asked to', () => {
    const list = new XavpList(true);
    list.add('Call', 1);
    expect(list.get('cALL')).toBe(1);
    expect(list.empty().get('Call')).toBeNull();
    list.add('CALL', 2);
    expect(list.names()).toEqual(['CALL']);
    expect(named('a').get('N')).toBeNull();
    const inner = list.empty();
    inner.add('x', 1);
    expect(inner.get('X')).toBe(1);
  });

  it('copies deeply', () => {
    const list = new XavpList();
    list.add('inner', named('a'));
    const copy = list.copy();
    copy.list('inner')!.add('n', 'b');
    copy.add('inner', 1);
    expect(list.list('inner')!.get('n')).toBe('a');
    expect(list.count('inner')).toBe(1);
  });

  it.each(['__proto__', 'constructor', 'toString'])('has no values of its own under the name %s', (name) => {
    const list = new XavpList();
    expect(list.get(name)).toBeNull();
    list.add(name, 1);
    expect(list.get(name)).toBe(1);
    expect(new Variables(new SharedVariables()).vn.get(name)).toBeUndefined();
  });
});

describe('Variables', () => {
  it('keeps each store apart and returns the same one again', () => {
    const variables = new Variables(new SharedVariables());
    variables.xavp.add('a', 1);
    variables.vz.set('a', 2);
    expect(variables.xavp.get('a')).toBe(1);
    expect(variables.xavu.get('a')).toBeNull();
    expect(variables.xavi.get('a')).toBeNull();
    expect(variables.vz.get('a')).toBe(2);
    expect(variables.vn.get('a')).toBeUndefined();
  });

  it('ignores case in $xavi alone', () => {
    const variables = new Variables(new SharedVariables());
    variables.xavi.add('A', 1);
    variables.xavp.add('A', 1);
    variables.xavu.add('A', 1);
    expect(variables.xavi.get('a')).toBe(1);
    expect(variables.xavp.get('a')).toBeNull();
    expect(variables.xavu.get('a')).toBeNull();
  });

  it('shares $var, $shv and $sbranch between messages, nothing else', () => {
    const shared = new SharedVariables();
    const one = new Variables(shared);
    const two = new Variables(shared);
    one.shared.vars.set('x', 1);
    one.shared.shvs.set('x', 'two');
    one.shared.sbranch.uri = 'sip:a@b';
    one.vn.set('x', 1);
    expect(two.shared.vars.get('x')).toBe(1);
    expect(two.shared.shvs.get('x')).toBe('two');
    expect(two.shared.sbranch.uri).toBe('sip:a@b');
    expect(two.vn.get('x')).toBeUndefined();
    expect(new Variables(new SharedVariables()).shared.vars.size).toBe(0);
  });
});

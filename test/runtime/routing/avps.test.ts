import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Avps, type Value } from '../../../runtime/routing/avps.ts';

describe('Avps', () => {
  it.each([
    ['x', 's:x', true],
    ['s:x', 'x', true],
    ['5', 'i:5', false],
    ['s:', '', true],
    ['__proto__', 'constructor', false],
  ])('%j and %j are the same name: %s', (one, other, same) => {
    const avps = new Avps();
    avps.add(one, 'value');
    expect(avps.first(other)).toBe(same ? 'value' : null);
    expect(avps.all(other)).toEqual(same ? ['value'] : []);
  });

  it('does not keep the array it was given', () => {
    const avps = new Avps();
    const values: Value[] = [1, 2];
    avps.assign('a', values);
    avps.add('a', 0);
    expect(values).toEqual([1, 2]);
    expect(avps.all('a')).toEqual([0, 1, 2]);
  });

  it('does what a Map of arrays does', () => {
    const change = fc.record({
      kind: fc.constantFrom('add', 'assign', 'removeFirst', 'removeAll'),
      name: fc.constantFrom('a', 'b', 'c', '', '__proto__', '1'),
      values: fc.array(fc.oneof(fc.string({ maxLength: 2 }), fc.integer()), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const avps = new Avps();
        const map = new Map<string, Value[]>();
        for (const { kind, name, values } of changes) {
          const known = map.get(name) ?? [];
          const had = known.length > 0;
          if (kind === 'add') {
            const value = values[0] ?? 'new';
            avps.add(name, value);
            map.set(name, [value, ...known]);
          } else if (kind === 'assign') {
            avps.assign(name, values);
            map.set(name, values);
          } else if (kind === 'removeFirst') {
            expect(avps.removeFirst(name)).toBe(had);
            map.set(name, known.slice(1));
          } else {
            expect(avps.removeAll(name)).toBe(had);
            map.delete(name);
          }
          for (const one of ['a', 'b', 'c', '', '__proto__', '1', 'd']) {
            expect(avps.all(one)).toEqual(map.get(one) ?? []);
            expect(avps.first(one)).toBe(map.get(one)?.[0] ?? null);
          }
        }
      }),
    );
  });
});

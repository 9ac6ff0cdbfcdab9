import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE, octets, textOf, Transforms } from './of.ts';

let t: Transforms;
beforeAll(async () => {
  t = await Transforms.make();
});

describe('{param.value}', () => {
  it.each([
    ['a=1 ; b=2', 'b', '2'],
    ['a=1\r\n ;\r\n b=2', 'b', '2'],
    ['a = 1', 'a', '1'],
    ['a=1 \t;b=2', 'a', '1'],
    ['a=x y ;b', 'a', 'x y'],
    ['a="x" ;b=2', 'b', '2'],
    ['a="";b=2', 'a', ''],
    ["a='x;y';b=2", 'a', 'x;y'],
    ['a="x\';b=2";c=3', 'c', '3'],
    ['a="x\\\\";b=2', 'b', '2'],
    ['a==1', 'a', '=1'],
    ['a=1=2', 'a', '1=2'],
    ['a=', 'a', ''],
    ['a=;b=2', 'b', '2'],
    ['=x;b=2', 'b', '2'],
    ['a;a=2', 'a', '2'],
    ['a=1;a', 'a', ''],
    ['a=1;', 'a', '1'],
    ['a=1; ', 'a', null],
    ['a="1"x', 'a', null],
    ['a="1" x;b=2', 'b', null],
    ["a='1", 'a', null],
    ['a="1\\"', 'a', null],
    ['a=1;b c', 'a', null],
    ['\ta=1', 'a', null],
    ['a=1\r\n', 'a', null],
    // a comma ends the list
    ['a=1,a=2', 'a', '1'],
    ['a="x,y";b=2', 'b', '2'],
    ['a,b', 'b', ''],
    // octets that are half of a character are no white space
    ['a=b\u00c3\u00a0', 'a', 'b\u00c3\u00a0'],
    ['a=b\u00c3\u00a0;c', 'a', 'b\u00c3\u00a0'],
    ['a=\u00a0', 'a', '\u00a0'],
    ['a=\0', 'a', '\0'],
    ['__proto__=1', '__proto__', '1'],
    ['a=1', 'constructor', ''],
  ])('of %j, %s is %j', (text, name, value) => {
    expect(t.of(text, `param.value,${name}`)).toBe(value);
  });
  it('takes another separator', () => {
    expect(t.of('a=1|b=2;3|c', 'param.value,b,|')).toBe('2;3');
    expect(t.of('a=1 b=2', 'param.value,a, ')).toBe('1');
    expect(t.of('a=1&b=2', 'param.count,&')).toBe(2);
    expect(t.of('a=1&b=2', 'param.name,1,&')).toBe('b');
    expect(t.of('a=1&b=2', 'param.valueat,1,&')).toBe('2');
    expect(t.of('a=1&b=2', 'param.in,B,&')).toBe(1);
  });
  it('takes the name from a variable', () => {
    t.at.set('$var(name)', 'B');
    expect(t.of('a=1;b=2', 'param.value,$var(name)')).toBe('2');
    expect(t.of('a=1;b=2', 'param.in,$var(name)')).toBe(1);
    t.at.set('$var(n)', 1);
    expect(t.of('a=1;b=2', 'param.name,$var(n)')).toBe('b');
  });
});

describe('by index', () => {
  it.each([
    ['a=1;b=2;c', 0, 'a', '1'],
    ['a=1;b=2;c', 2, 'c', ''],
    ['a=1;b=2;c', -3, 'a', '1'],
    ['a=1;b=2;c', -4, '', ''],
    ['a=1;b=2;c', 3, '', ''],
    ['a=1;b=2;c', 2147483647, '', ''],
    ['a="1', 0, null, null],
  ])('of %j, %i', (text, index, name, value) => {
    expect(t.of(text, `param.name,${index}`)).toBe(name);
    expect(t.of(text, `param.valueat,${index}`)).toBe(value);
  });
});

describe('lists of any shape', () => {
  const name = textOf('abcXYZ-', 6).filter((text) => text !== '');
  const value = textOf('abc01.:@-', 8);
  const entry = fc.record({ name, value, style: fc.constantFrom('bare', 'quoted', 'apostrophes', 'spaced') });
  const written = ({ name: of, value: is, style }: { name: string; value: string; style: string }): string => {
    if (style === 'quoted') return `${of}="${is}"`;
    if (style === 'apostrophes') return `${of}='${is}'`;
    return style === 'spaced' && is !== '' ? `${of} = ${is}` : `${of}=${is}`;
  };
  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 6 }), fc.constantFrom(';', '; ', ' ;'), (entries, separator) => {
        const text = entries.map(written).join(separator);
        expect(t.of(text, 'param.count')).toBe(entries.length);
        entries.forEach((of, n) => {
          expect(t.of(text, `param.name,${n}`)).toBe(of.name);
          expect(t.of(text, `param.valueat,${n}`)).toBe(of.value);
          expect(t.of(text, `param.name,${n - entries.length}`)).toBe(of.name);
          expect(t.of(text, `param.in,${of.name.toUpperCase()}`)).toBe(1);
        });
        for (const of of entries) {
          const last = entries.findLast((other) => other.name.toLowerCase() === of.name.toLowerCase())!;
          expect(t.of(text, `param.value,${of.name}`)).toBe(last.value);
        }
        expect(t.of(text, 'param.in,nobody')).toBe(0);
      }),
    );
  });
  it('agree with themselves about what can be read', () => {
    fc.assert(
      fc.property(fc.oneof(octets, textOf('ab=;,"\' \t\\')), (text) => {
        const count = t.of(text, 'param.count') as number | null;
        expect(t.of(text, 'param.value,a') === null).toBe(count === null);
        expect(t.of(text, 'param.name,0') === null).toBe(count === null);
        if (count !== null) expect(count).toBeGreaterThan(0);
      }),
    );
  });
  it('nothing hostile throws or takes long', () => {
    const before = performance.now();
    for (const text of [
      ...HOSTILE,
      ';'.repeat(100_000),
      'a="'.repeat(40_000),
      `a="${'\\'.repeat(100_000)}`,
      `a=${' '.repeat(100_000)};`,
    ]) {
      for (const op of ['param.value,a', 'param.in,a', 'param.count', 'param.name,-1', 'param.valueat,0']) {
        expect(['string', 'number', 'object']).toContain(typeof t.of(text, op));
      }
    }
    expect(performance.now() - before).toBeLessThan(2000);
  });
});

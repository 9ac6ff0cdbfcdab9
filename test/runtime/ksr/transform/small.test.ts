import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Value } from '../../../../runtime/routing/avps.ts';
import { TRANSFORMATIONS } from '../../../../runtime/ksr/transform/names.ts';
import { HOSTILE, octets, textOf, Transforms } from './of.ts';

// {line.*}, {re.subst}, {val.*}, and what stands behind names of transformations

let t: Transforms;
beforeAll(async () => {
  t = await Transforms.make();
});

describe('{line.*}', () => {
  it.each([
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\r\n', ['a']],
    ['\n', ['']],
    ['\r\n\r\n', ['', '']],
    ['a\r\nb\nc', ['a', 'b', 'c']],
    ['a\rb', ['a\rb']],
    ['a\r\r\n', ['a\r']],
    ['a\0b\n', ['a\0b']],
  ])('%j has lines %j', (text, lines) => {
    expect(t.of(text, 'line.count')).toBe(String(lines.length));
    lines.forEach((line, n) => {
      expect(t.of(text, `line.at,${n}`)).toBe(line);
      expect(t.of(text, `line.at,${n - lines.length}`)).toBe(line);
    });
    expect(t.of(text, `line.at,${lines.length}`)).toBe('');
    expect(t.of(text, `line.at,${-lines.length - 1}`)).toBe('');
  });
  it('reads the lines of a session description as they were written', () => {
    fc.assert(
      fc.property(fc.array(textOf('ab=: ', 10), { minLength: 1, maxLength: 8 }), fc.constantFrom('\n', '\r\n'), (lines, end) => {
        const text = lines.map((line) => line + end).join('');
        expect(t.of(text, 'line.count')).toBe(String(lines.length));
        lines.forEach((line, n) => {
          expect(t.of(text, `line.at,${n}`)).toBe(line);
        });
        expect(t.of(text, 'line.sw,a=')).toBe(lines.find((line) => line.startsWith('a=')) ?? '');
      }),
    );
  });
  it('takes variables', () => {
    t.at.set('$var(n)', -1);
    t.at.set('$var(start)', 'b');
    expect(t.of('a\nb1\nb2', 'line.at,$var(n)')).toBe('b2');
    expect(t.of('a\nb1\nb2', 'line.sw,$var(start)')).toBe('b1');
    expect(t.of('a\nb', 'line.sw,')).toBe('a');
    expect(t.of('a\nb', 'line.sw,.')).toBe('');
  });
});

describe('{re.subst}', () => {
  it.each([
    // separators
    ['a|b', '|\\||-|', 'a-b'],
    ['a.b', '/\\./-/', 'a-b'],
    ['abc', ',b,x,', 'axc'],
    ['abc', '/b//', 'ac'],
    ['abc', '///', 'abc'],
    // groups
    ['abc', '/(a)(b)(c)/\\3\\2\\1/', 'cba'],
    ['abc', '/b/\\0\\0/', 'abbc'],
    ['abc', '/b/\\9/', 'ac'],
    ['abc', '/(.)/<\\1>/g', '<a><b><c>'],
    // escapes of the replacement
    ['b', '/b/\\r\\n\\t\\\\\\x/', '\r\n\t\\x'],
    ['b', '/b/&$1\\&/', '&$1&'],
    ['b', '/b/a\\/c/', 'a/c'],
    // lines
    ['a\na', '/^a/x/g', 'x\nx'],
    ['a\na', '/^a/x/gs', 'x\na'],
    ['a\nb', '/a.b/x/', 'a\nb'],
    ['a\nb', '/a.b/x/s', 'x'],
    ['aaa', '/^a/x/g', 'xaa'],
    ['AaA', '/a/x/gi', 'xxx'],
    ['AaA', '/a/x/g', 'AxA'],
    // a repeated escape takes as much as it can
    ['a...b', '/\\.+/-/', 'a-b'],
    ['a...b', '/\\.*?b/-/', 'a-'],
    ['a\u00c3\u00a0b', '/\\s//g', 'a\u00c3\u00a0b'],
  ])('of %j by %s is %j', (text, substitution, result) => {
    expect(t.of(text, `re.subst,${substitution}`)).toBe(result);
  });
  it.each(['', '/', '//', '/a', '/a/', '/a/b', '/a/b/x', '/a/b/gg x', '/*/b/', '/[/b/', '/\\1/b/', '/a/b\\/'])(
    '%j is none',
    (substitution) => {
      expect(t.exists(`re.subst,${substitution}`)).toBe(false);
    },
  );
  it('reads variables of the replacement each time', () => {
    t.at.set('$var(x)', '\\1$&');
    expect(t.of('abc', 're.subst,/b/$var(x)/')).toBe('a\\1$&c');
    t.at.set('$var(x)', 7);
    expect(t.of('abc', 're.subst,/b/<$var(x)>/')).toBe('a<7>c');
    expect(t.of('abc', 're.subst,/b/$du/')).toBe('ac');
    expect(t.of('abc', 're.subst,/b/$nosuch/')).toBe('a$nosuchc');
  });
  it('changes each character that is named, and none else', () => {
    fc.assert(
      fc.property(octets, (text) => {
        const result = text === '' ? null : text.replaceAll('a', '-');
        expect(t.of(text, 're.subst,/a/-/g')).toBe(result);
        expect(t.of(text, 're.subst,/[^a]//gs')).toBe(text === '' ? null : [...text].filter((c) => c === 'a').join(''));
      }),
    );
  });
  it('leaves what is longer than a message can be', () => {
    const long = 'a'.repeat(65_536);
    expect(t.of(long, 're.subst,/a/b/g')).toBe(long);
    expect(t.of(long.slice(1), 're.subst,/a/b/g')).toBe('b'.repeat(65_535));
  });
});

describe('{val.*}', () => {
  it.each([
    [0, 0, 0, '0', 0],
    [-5, -5, -5, '-5', -5],
    ['', '', '', '', '""'],
    ['0', '0', '0', '0', '"0"'],
    ['a\tb', 'a\tb', 'a\tb', 'a\\tb', '"a\\tb"'],
    ['\0', '\0', '\0', '\\u0000', '"\\u0000"'],
    ['</script>', '</script>', '</script>', '</script>', '"</script>"'],
    ['\u00e9', '\u00e9', '\u00e9', '\u00e9', '"\u00e9"'],
  ] as [Value, Value, Value, Value, Value][])('of %j', (value, ...results) => {
    expect(['n0', 'ne', 'json', 'jsonqe'].map((op) => t.of(value, `val.${op}`))).toEqual(results);
  });
  it('writes what JSON reads', () => {
    fc.assert(
      fc.property(octets, (text) => {
        expect(JSON.parse(t.of(text, 'val.jsonqe') as string)).toBe(text);
        expect(JSON.parse(`"${t.of(text, 'val.json')}"`)).toBe(text);
      }),
    );
  });
});

describe('arguments', () => {
  it.each([
    // white space around the class, not in it
    [' s.len', true],
    ['s.len ', true],
    ['s .len', false],
    ['s. len', true],
    ['S.len', false],
    ['s.LEN', false],
    ['s.len,ignored', true],
    ['.len', false],
    ['s..len', false],
    ['constructor.len', false],
    ['s.constructor', false],
    ['s.__proto__', false],
    ['uri.__proto__', false],
    ['uri.toString', false],
    ['tobody.constructor', false],
    ['s.strip,$var(a)', true],
    ['s.strip,$(var(a){s.int})', true],
    ['s.strip,$nosuch', false],
    ['s.strip,$var(a)x', false],
    ['s.strip,', false],
    ['s.strip, ', false],
    ['s.strip,\u00b2', false],
  ])('{%s} exists: %s', (transformation, there) => {
    expect(t.exists(transformation)).toBe(there);
  });
  it('of numbers are read from variables of any value', () => {
    for (const [value, left] of [
      [1, 'bcd'],
      ['1', 'bcd'],
      [' +2x', 'cd'],
      ['x', 'abcd'],
      ['', 'abcd'],
      ['-1', 'abcd'],
      ['99999999999999999999', ''],
      [null, 'abcd'],
    ] as const) {
      t.at.set('$var(n)', value);
      expect([value, t.of('abcd', 's.strip,$var(n)')]).toEqual([value, left]);
    }
  });
  it('of texts are read from variables of any value', () => {
    t.at.set('$var(x)', 5);
    expect(t.of('a5b', 's.rm,$var(x)')).toBe('ab');
    expect(t.of('a5b', 's.replace,$var(x),$(var(x){s.len})')).toBe('a1b');
    expect(t.of('a$var(b)', 's.rm,$var(b)!')).toBe('a$var(b)');
    expect(t.of('a$nosuch', 's.rm,$nosuch')).toBe('a');
  });
});

describe('hostile texts', () => {
  it.each([
    'line.count',
    'line.at,-1',
    'line.sw,a',
    're.subst,/(a|b)*/x/',
    're.subst,/./x/g',
    'val.json',
    'val.jsonqe',
    's.select,-1,;',
    's.prefixes',
    's.rmhdws',
    's.unbracket',
    's.corehash,16',
  ])('{%s} gives a value or null in time that grows with the length', (transformation) => {
    const before = performance.now();
    for (const text of [...HOSTILE, 'a'.repeat(100_000), '\r\n'.repeat(50_000), '\0'.repeat(60_000), ';'.repeat(100_000)]) {
      const result = t.of(text, transformation);
      expect(result === null || typeof result === 'string' || Number.isInteger(result)).toBe(true);
    }
    expect(performance.now() - before).toBeLessThan(2000);
  });
  it('of transformations themselves throw nothing', () => {
    const op = fc.constantFrom(
      's.substr',
      's.select',
      's.replace',
      're.subst',
      'param.value',
      'uri.param',
      'line.at',
      's.ftime',
      'x',
    );
    fc.assert(
      fc.property(op, textOf(',;/$()a1-"\\[]*', 12), textOf('a1;=,/', 10), (name, args, text) => {
        const made = t.of(text, `${name},${args}`);
        expect(made === null || typeof made === 'string' || Number.isInteger(made)).toBe(true);
      }),
    );
  });
});

describe('{num.*}', () => {
  it.each([
    [1234, 1, 4],
    [7, 7, 7],
    [0, 0, 0],
    [-42, 4, 2],
    [2147483647, 2, 7],
    // a text is no number, not even one of digits
    ['1234', 0, 0],
    ['abc', 0, 0],
    ['', 0, 0],
    [null, 0, 0],
  ] as [Value | null, number, number][])('of %j are %j and %j', (value, first, last) => {
    expect([t.of(value, 'num.fdigit'), t.of(value, 'num.ldigit')]).toEqual([first, last]);
  });
});

describe('names of transformations', () => {
  const ARGUMENTS = ['', ',1', ',a', ',1,a', ',1,2', ',/a/b/', ',%Y', ',a,b'];
  it('are all there', () => {
    for (const name of TRANSFORMATIONS) {
      expect([name, ARGUMENTS.some((args) => t.exists(name + args))]).toEqual([name, true]);
    }
    expect(new Set(TRANSFORMATIONS).size).toBe(TRANSFORMATIONS.length);
  });
  it('are those of the classes', () => {
    const files = ['strings', 'coded', 'uri', 'param', 'address', 'line', 're', 'val'];
    const written = files.map((file) =>
      readFileSync(new URL(`../../../../runtime/ksr/transform/${file}.ts`, import.meta.url), 'utf8'),
    );
    const found = new Set(
      written.flatMap((text) => [...text.matchAll(/(?:case |^  \[|op [!=]== )'([a-z0-9.]+)'/gm)].map(([, op]) => op!)),
    );
    const known = new Set(TRANSFORMATIONS.map((name) => name.slice(name.indexOf('.') + 1)));
    expect([...found].filter((op) => !known.has(op))).toEqual([]);
    expect(found.size).toBeGreaterThan(80);
  });
});

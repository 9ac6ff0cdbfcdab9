import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineModule, type AnyModule } from '../../runtime/module/contract.ts';
import type { FunctionDeclaration } from '../../runtime/cli/declarations.ts';
import { formatted } from './json.ts';
import { defaultText, meaningOf, typeText } from './parameter.ts';
import { fill } from './readme.ts';
import { commandTable, functionTable, parameterTable, table, transformationTable, variableTable } from './tables.ts';

describe('fill', () => {
  const marks = (name: string, inside: string = ''): string => `<!-- ${name}: npm run docs -->\n${inside}<!-- end of ${name} -->`;

  it('puts each part between its marks, and leaves the rest', () => {
    const text = `# m\n\n${marks('functions', 'old\n\nolder\n')}\n\nby hand\n\n${marks('functions of KSR.hdr')}\n`;
    const sections = new Map([
      ['functions', 'NEW'],
      ['functions of KSR.hdr', 'HDR'],
      ['variables', ''],
    ]);
    const once = fill(text, sections);
    expect(once.mistakes).toEqual([]);
    expect(once.text).toBe(
      `# m\n\n${marks('functions', '\nNEW\n\n')}\n\nby hand\n\n${marks('functions of KSR.hdr', '\nHDR\n\n')}\n`,
    );
    expect(fill(once.text, sections)).toEqual(once);
  });

  it.each([
    { text: '# m', sections: { functions: 'F' }, line: 1, write: '<!-- functions: npm run docs --> and' },
    { text: marks('functions'), sections: {}, line: 1, write: 'nothing: there are no functions' },
    { text: marks('functions'), sections: { functions: '' }, line: 1, write: 'nothing: there are no functions' },
    {
      text: '\n<!-- functions: npm run docs -->',
      sections: { functions: 'F' },
      line: 2,
      write: '<!-- end of functions --> below',
    },
  ])('says what to write: $write', ({ text, sections, line, write }) => {
    const { mistakes } = fill(text, new Map(Object.entries(sections)));
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]!.line).toBe(line);
    expect(mistakes[0]!.write.startsWith(write)).toBe(true);
  });
});

describe('tables', () => {
  const declared = (parts: Partial<FunctionDeclaration>): FunctionDeclaration => ({
    name: 'f',
    summary: 'Does it.',
    details: 'And more.',
    params: [],
    type: '1',
    async: false,
    results: [{ value: '1', meaning: 'done' }],
    in: ['request'],
    source: '',
    file: '',
    ...parts,
  });
  const space = (...functions: FunctionDeclaration[]): string =>
    functionTable({ module: 'm', name: 'KSR.m', summary: '', functions });

  it('escape what would end a cell', () => {
    expect(table(['A', 'B'], [['a|b', 'c']])).toBe('| A | B |\n| --- | --- |\n| a\\|b | c |');
  });

  it('tell of functions', () => {
    const params = [{ name: 'code', type: 'number', optional: true, meaning: 'status' }];
    const results = [
      { value: 'string', meaning: 'the text' },
      { value: 'null', meaning: 'none' },
    ];
    expect(
      space(declared({ params, results, async: true }), declared({ name: 'g', in: [...'abcdef'] }))
        .split('\n')
        .slice(2),
    ).toEqual([
      '| `await f(code?)` | Does it.<br>`code` status | the text<br>`null` none | request |',
      '| `g()` | Does it. | `1` done | any |',
    ]);
  });

  it('say once where functions may be called when that is the same for all', () => {
    expect(space(declared({})).split('\n')[0]).toBe('In routes of these kinds: request.');
    expect(space(declared({ in: [...'abcdef'] })).split('\n')[0]).toBe('In every route.');
  });

  it('tell of parameters, variables and commands', () => {
    const module: AnyModule = defineModule({
      name: 'm',
      requires: [],
      params: z.strictObject({ seconds: z.int().min(0).max(9).default(3).describe('How long. Default 3.') }),
      setup: () => ({}),
    });
    expect(parameterTable(module).split('\n').at(-1)).toBe('| `seconds` | integer, 0 to 9 | `3` | How long. |');
    const get = (): null => null;
    const variables = variableTable([
      { name: 'a', summary: 'it', inner: 'none', get },
      { name: 'b', summary: 'it', inner: 'text', get, set: () => true },
    ]);
    expect(variables.split('\n').slice(2)).toEqual(['| `$a` | it | no |', '| `$b(…)` | it | yes |']);
    expect(
      commandTable([{ name: 'm.x', summary: 'Does.', run: get }])
        .split('\n')
        .at(-1),
    ).toBe('| `m.x` | Does. |');
  });

  it('tell of transformations by their classes', () => {
    expect(transformationTable(['s.len', 'uri.user', 's.encode.hexa']).split('\n').slice(2)).toEqual([
      '| `s` | `len` `encode.hexa` |',
      '| `uri` | `user` |',
    ]);
  });

  it('are not there for nothing', () => {
    const module: AnyModule = defineModule({ name: 'm', requires: [], params: z.strictObject({}), setup: () => ({}) });
    expect([parameterTable(module), variableTable([]), commandTable([])]).toEqual(['', '', '']);
  });
});

describe('a parameter', () => {
  it.each([
    [z.string(), 'text'],
    [z.string().min(1).default('x'), 'text'],
    [z.int().min(0), 'integer, 0 or more'],
    [z.int().max(7), 'integer, 7 at most'],
    [z.int(), 'integer'],
    [z.number(), 'number'],
    [z.boolean(), 'boolean'],
    [z.union([z.literal(0), z.literal(1)]).default(0), '0 | 1'],
    [z.enum(['a', 'b']), '"a" | "b"'],
    [z.union([z.string(), z.array(z.string())]).default([]), 'text or list of texts'],
  ])('has a type: %#', (schema, text) => {
    expect(typeText(schema)).toBe(text);
  });

  it.each([
    [30, '`30`'],
    ['x', '`x`'],
    ['', 'none'],
    [[], 'none'],
    [['a'], '`["a"]`'],
    [undefined, ''],
  ])('has a default: %j', (value, text) => {
    expect(defaultText(value)).toBe(text);
  });

  it.each([
    ['How long. Default 3.', 'How long.'],
    ['Accept. Default "*/*".', 'Accept.'],
    ['Header. Default "a.b".', 'Header.'],
    ['Time. Milliseconds, default 3000.', 'Time. Milliseconds.'],
    ['On. 0 or 1, default 1.', 'On.'],
    ['Seconds; default 60.', 'Seconds.'],
    ['Seconds. Default 0: never.', 'Seconds. Default 0: never.'],
    ['1: newest first. 0 (default): by q.', '1: newest first. 0 (default): by q.'],
  ])('means: %s', (description, text) => {
    expect(meaningOf(description)).toBe(text);
  });
});

describe('JSON', () => {
  it('stands on one line where it fits', () => {
    const value = { a: 1, b: [{ c: 'x' }, { d: [] }], e: 'y'.repeat(130), f: ['1', '2'] };
    expect(formatted(value)).toBe(
      `{\n  "a": 1,\n  "b": [\n    { "c": "x" },\n    {\n      "d": []\n    }\n  ],\n  "e": "${'y'.repeat(130)}",\n  "f": [ "1", "2" ]\n}\n`,
    );
    expect(JSON.parse(formatted(value))).toEqual(value);
  });
});

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KsrError } from '../../../runtime/errors.ts';
import { bundle, releaseBuilder } from '../../../runtime/loader/bundle.ts';
import { evaluate } from '../../../runtime/loader/evaluate.ts';
import { folderOf } from '../../support/folder.ts';

/** Bundles routes.ts of a folder with these files. */
async function build(files: Readonly<Record<string, string>>, name: string = 'routes.ts') {
  const folder = folderOf(files);
  return { folder, built: await bundle(join(folder, name), 'E_ROUTES_BUILD') };
}

async function mistakeOf(files: Readonly<Record<string, string>>): Promise<{ folder: string; error: KsrError }> {
  const folder = folderOf(files);
  const error: unknown = await bundle(join(folder, 'routes.ts'), 'E_ROUTES_BUILD').catch((thrown: unknown) => thrown);
  if (!(error instanceof KsrError)) throw new Error('it was built', { cause: error });
  return { folder, error };
}

describe('bundle', () => {
  it('takes in all files of the user, and says which', async () => {
    const { folder, built } = await build({
      'routes.ts': `import { a } from './lib/a.ts'; export const sum: number = a + 1;`,
      'lib/a.ts': `import data from '../data.json'; export const a: number = data.n;`,
      'data.json': '{ "n": 41 }',
    });
    expect(built.file).toBe(join(folder, 'routes.ts'));
    expect([...built.inputs].sort()).toEqual(['data.json', 'lib/a.ts', 'routes.ts'].map((name) => join(folder, name)));
    expect(built.inputs[0]).toBe(built.file);
    expect(built.warnings).toEqual([]);
    expect(evaluate(built, 'ksr:test')).toMatchObject({ sum: 42 });
  });

  it('carries the sources in its map', async () => {
    const source = 'export const a: number = 1;\n';
    const { built } = await build({ 'routes.ts': source });
    expect(JSON.parse(built.map)).toMatchObject({ version: 3, sources: ['routes.ts'], sourcesContent: [source] });
  });

  it.each([
    { name: 'types of ksr', source: `import type { KSR } from 'ksr'; export const f = (KSR: KSR): void => {};` },
    { name: 'unmarked types', source: `import { KSR } from 'ksr'; export const f = (KSR: KSR): void => {};` },
    { name: 'types of its entry points', source: `import type { T } from 'ksr/testing'; export const f = (t: T): void => {};` },
    { name: 'defineConfig', source: `import { defineConfig } from 'ksr'; export const f = defineConfig(() => {});` },
    { name: 'an import that is never used', source: `import { a } from 'ksr'; export const f = (): void => {};` },
  ])('needs no package ksr for $name', async ({ source }) => {
    const { built } = await build({ 'routes.ts': source });
    expect(built.code).not.toContain('require("ksr');
    expect(evaluate(built, 'ksr:test')).toHaveProperty('f', expect.any(Function));
  });

  it('finds files by the paths of the nearest tsconfig.json', async () => {
    const { built } = await build({
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"] } } }',
      'lib/a.ts': 'export const a = 5;',
      'routes.ts': `import { a } from '@lib/a.ts'; export const b = a;`,
    });
    expect(evaluate(built, 'ksr:test')).toMatchObject({ b: 5 });
  });

  it.each(['kamailio.config.json', 'kamailio.config.js', 'kamailio.config.mjs', 'kamailio.config.cjs'])(
    'takes %s',
    async (name) => {
      const text = name.endsWith('json')
        ? '{ "a": 1 }'
        : name.endsWith('cjs')
          ? 'module.exports = { a: 1 }'
          : 'export const a = 1;';
      const { built, folder } = await build({ [name]: text }, name);
      expect(evaluate(built, 'ksr:test')).toMatchObject({ a: 1 });
      expect(built.inputs).toEqual([join(folder, name)]);
    },
  );

  it('tells what is odd, with the place', async () => {
    const { built, folder } = await build({ 'routes.ts': `export const a = { b: 1,\n  b: 2 };` });
    expect(built.warnings).toEqual([`${join(folder, 'routes.ts')}:2:3 Duplicate key "b" in object literal`]);
  });
});

describe('bundle, when something is wrong', () => {
  it.each([
    {
      name: 'a syntax error',
      source: 'const a = 1;\nexport function f( {',
      problem: 'Expected identifier but found end of file',
      line: 2,
      column: 21,
    },
    { name: 'a missing file', source: `import './gone.ts';`, problem: 'Could not resolve "./gone.ts"', line: 1, column: 8 },
    {
      name: 'await outside a function',
      source: 'export const a = 1;\nawait a;',
      problem: 'await stands outside of a function',
      line: 2,
      column: 1,
    },
    {
      name: 'a value of ksr',
      source: `import { exit } from 'ksr';\nexit();`,
      problem: '"exit" is not a value of ksr',
      line: 1,
      column: 10,
    },
    {
      name: 'a value of an entry point',
      source: `import { mock } from 'ksr/testing';\nmock();`,
      problem: '"mock" is not a value of ksr',
      line: 1,
      column: 10,
    },
    {
      name: 'letters of several octets before it',
      source: `const ä = 'öü€😀'; ]`,
      problem: 'Unexpected "]"',
      line: 1,
      column: 20,
    },
  ])('says the place of $name', async ({ source, problem, line, column }) => {
    const { folder, error } = await mistakeOf({ 'routes.ts': source });
    expect(error.code).toBe('E_ROUTES_BUILD');
    expect(error.facts['problem']).toBe(problem);
    expect(error.location).toMatchObject({ file: join(folder, 'routes.ts'), line, column });
    const [shown = '', mark = ''] = error.location?.frame.split('\n') ?? [];
    expect(shown).toBe(`${line} | ${source.split('\n')[line - 1]}`);
    expect(mark.indexOf('^')).toBe(`${line} | `.length + column - 1);
  });

  it('says the place in the file where it is', async () => {
    const { folder, error } = await mistakeOf({ 'routes.ts': `import './lib/a.ts';`, 'lib/a.ts': '\nlet 5;' });
    expect(error.location).toMatchObject({ file: join(folder, 'lib/a.ts'), line: 2 });
    expect(error.message).toContain(join(folder, 'routes.ts'));
  });

  it('tells further mistakes, and what esbuild knows besides', async () => {
    const { folder, error } = await mistakeOf({ 'routes.ts': `import './x.ts';\nimport './y.ts';` });
    expect(error.remedy).toContain(`Also: ${join(folder, 'routes.ts')}:2:8 Could not resolve "./y.ts"`);
    const twice = await mistakeOf({ 'routes.ts': 'let a = 1;\nlet a = 2;' });
    expect(twice.error.remedy).toContain('"a" was originally declared here');
  });

  it('says what to do about a value of ksr', async () => {
    const { error } = await mistakeOf({ 'routes.ts': `import { exit } from 'ksr';\nexit();` });
    expect(error.remedy).toContain('import type { KSR } from "ksr"');
  });

  it('gives the code that the caller wants', async () => {
    const folder = folderOf({ 'kamailio.config.ts': 'export default {' });
    const failed = bundle(join(folder, 'kamailio.config.ts'), 'E_CONFIG_LOAD');
    await expect(failed).rejects.toMatchObject({ code: 'E_CONFIG_LOAD', location: { line: 1 } });
  });
});

describe('releaseBuilder', () => {
  it('lets the next bundle start it again', async () => {
    await releaseBuilder();
    const { built } = await build({ 'routes.ts': 'export const a = 1;' });
    expect(evaluate(built, 'ksr:test')).toMatchObject({ a: 1 });
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bundle } from '../../../runtime/loader/bundle.ts';
import { evaluate } from '../../../runtime/loader/evaluate.ts';
import { folderOf } from '../../support/folder.ts';

async function run(
  source: string,
  more: Readonly<Record<string, string>> = {},
): Promise<{ folder: string; exports: Record<string, unknown> }> {
  const folder = folderOf({ 'routes.ts': source, ...more });
  const built = await bundle(join(folder, 'routes.ts'), 'E_ROUTES_BUILD');
  return { folder, exports: evaluate(built, 'ksr:test') as Record<string, unknown> };
}

describe('evaluate', () => {
  it('gives the globals of the server itself', async () => {
    const { exports } = await run(
      'export const all = [Buffer, URL, setTimeout, fetch, console, Error, process, structuredClone, AbortController];',
    );
    expect(exports['all']).toEqual([Buffer, URL, setTimeout, fetch, console, Error, process, structuredClone, AbortController]);
    for (const [index, one] of [Buffer, URL, setTimeout, fetch].entries()) {
      expect((exports['all'] as unknown[])[index]).toBe(one); // the same, not one of another context
    }
  });

  it('tells the file where it lies', async () => {
    const { folder, exports } = await run(
      `
      export const places = [import.meta.url, import.meta.filename, import.meta.dirname, __filename, __dirname];
      import { readFileSync } from 'node:fs';
      export const text = readFileSync(new URL('./numbers.txt', import.meta.url), 'utf8');`,
      { 'numbers.txt': '42' },
    );
    const file = join(folder, 'routes.ts');
    expect(exports['places']).toEqual([pathToFileURL(file).href, file, folder, file, folder]);
    expect(exports['text']).toBe('42');
  });

  it('has the modules of Node, and packages from where the file lies', async () => {
    const { exports } = await run(
      `import { readFileSync } from 'node:fs'; import one from 'one'; import { two } from 'two'; export { readFileSync, one, two };`,
      {
        'node_modules/one/package.json': '{ "name": "one", "main": "index.js" }',
        'node_modules/one/index.js': 'module.exports = 1;',
        'node_modules/two/package.json': '{ "name": "two", "type": "module", "exports": "./two.js" }',
        'node_modules/two/two.js': 'export const two = 2;',
      },
    );
    expect(exports).toMatchObject({ readFileSync, one: 1, two: 2 });
  });

  it("shares a package between generations, but not the user's own files", async () => {
    const folder = folderOf({
      'routes.ts': `import pool from 'pool'; import { own } from './own.ts'; export { pool, own };`,
      'own.ts': 'export const own = {};',
      'node_modules/pool/package.json': '{ "name": "pool" }',
      'node_modules/pool/index.js': 'module.exports = {};',
    });
    const built = await bundle(join(folder, 'routes.ts'), 'E_ROUTES_BUILD');
    const [first, second] = [1, 2].map((id) => evaluate(built, `ksr:test/${id}`) as Record<string, unknown>);
    expect(first?.['pool']).toBe(second?.['pool']);
    expect(first?.['own']).not.toBe(second?.['own']);
  });

  it('follows import() of what it knows', async () => {
    const { exports } = await run(
      `export const load = async () => [(await import('./own.ts')).own, (await import('node:path')).sep];`,
      { 'own.ts': 'export const own = 7;' },
    );
    await expect((exports['load'] as () => Promise<unknown>)()).resolves.toEqual([7, join('a', 'b')[1]]);
  });

  it.each([
    { name: 'import() of a path', load: `(path: string) => import(path)` },
    { name: 'require of a path', load: `async (path: string) => require(path)` },
  ])('refuses $name that is only known while running', async ({ load }) => {
    const { exports } = await run(`export const load = ${load};`, { 'late.ts': 'export const late = 1;' });
    const loading = (exports['load'] as (path: string) => Promise<unknown>)('./late.ts');
    await expect(loading).rejects.toThrow('"./late.ts" can not be loaded by a path that is only known while running');
  });

  it('loads data by a path that is only known while running', async () => {
    const { exports } = await run(`export const load = (path: string): unknown => require(path);`, { 'data.json': '[1]' });
    expect((exports['load'] as (path: string) => unknown)('./data.json')).toEqual([1]);
  });

  it('refuses import() in code from eval', async () => {
    const { exports } = await run(`export const load = (): Promise<unknown> => (0, eval)('import("node:fs")');`);
    await expect((exports['load'] as () => Promise<unknown>)()).rejects.toThrow(/dynamic import/);
  });

  it('lets through what the file throws', async () => {
    await expect(run(`throw new RangeError('no');`)).rejects.toThrow(new RangeError('no'));
  });

  it('names the code as it is told, with the lines of the bundle', async () => {
    const { exports } = await run('export const stack = new Error().stack;');
    expect(exports['stack']).toMatch(/at .*ksr:test:\d+:\d+/);
  });

  it('takes module.exports too', async () => {
    const folder = folderOf({ 'a.cjs': 'module.exports = [1, readFile]; function readFile() {}' });
    const built = await bundle(join(folder, 'a.cjs'), 'E_ROUTES_BUILD');
    expect(evaluate(built, 'ksr:test')).toEqual([1, expect.any(Function)]);
    expect(readFileSync(join(folder, 'a.cjs'), 'utf8')).toContain('module.exports'); // and writes nothing
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { KsrError } from '../../../runtime/errors.ts';
import { bundle } from '../../../runtime/loader/bundle.ts';
import { evaluate } from '../../../runtime/loader/evaluate.ts';
import { loadRoutes, thrownFacts } from '../../../runtime/loader/load.ts';
import { folderOf } from '../../support/folder.ts';

const ROUTES = `import type { KSR } from 'ksr';
import { relay } from './relay.ts';

export function requestRoute(KSR: KSR): string {
  return relay(KSR);
}

export function natReply(KSR: KSR<'reply'>): void {
  throw new Error('not mine');
}
`;
const RELAY = `export const relay = (KSR: unknown): string => \`relayed \${String(KSR)}\`;\n`;

describe('loadRoutes', () => {
  it('makes a generation of a file', async () => {
    const folder = folderOf({ 'routes.ts': ROUTES, 'relay.ts': RELAY });
    const file = join(folder, 'routes.ts');
    const routes = await loadRoutes(file, 4);
    expect(routes).toMatchObject({ id: 4, file, names: ['requestRoute', 'natReply'], onReplyRoute: undefined, warnings: [] });
    expect([...routes.inputs].sort()).toEqual([join(folder, 'relay.ts'), file]);
    expect((routes.requestRoute as (KSR: unknown) => unknown)('m')).toBe('relayed m');
  });

  it('counts from 1', async () => {
    const folder = folderOf({ 'routes.ts': ROUTES, 'relay.ts': RELAY });
    expect((await loadRoutes(join(folder, 'routes.ts'))).id).toBe(1);
  });

  it('shows errors of its callbacks in the lines of the user', async () => {
    const file = join(folderOf({ 'routes.ts': ROUTES, 'relay.ts': RELAY }), 'routes.ts');
    const routes = await loadRoutes(file);
    try {
      (routes.get('natReply') as () => void)();
      expect.unreachable();
    } catch (thrown) {
      expect(routes.mapStack(thrown)).toBe(`Error: not mine\n    at natReply (${file}:9:9)`);
      expect(routes.place(thrown)).toMatchObject({ file, line: 9, column: 9 });
    }
  });

  it('takes what the file says now, and leaves the earlier generation as it was', async () => {
    const file = join(folderOf({ 'routes.ts': 'export const requestRoute = () => 1;' }), 'routes.ts');
    const first = await loadRoutes(file, 1);
    writeFileSync(file, 'export const requestRoute = () => 2;');
    const second = await loadRoutes(file, 2);
    expect([first, second].map(({ requestRoute }) => (requestRoute as () => unknown)())).toEqual([1, 2]);
  });

  it('shows lines of the text that was loaded, not of what the file says by now', async () => {
    const file = join(folderOf({ 'routes.ts': '\nexport const requestRoute = () => { throw new Error("x"); };' }), 'routes.ts');
    const routes = await loadRoutes(file);
    writeFileSync(file, 'changed');
    try {
      (routes.requestRoute as () => void)();
      expect.unreachable();
    } catch (thrown) {
      expect(routes.place(thrown)?.frame).toContain('2 | export const requestRoute = ()');
    }
  });

  it.each([
    { code: 'E_ROUTES_BUILD', source: 'export function requestRoute( {', line: 1 },
    { code: 'E_ROUTES_EVALUATE', source: 'export function requestRoute() {}\nthrow new Error("early");', line: 2 },
    { code: 'E_ROUTES_EXPORT', source: '\n\nexport function requestRout() {}', line: 3 },
  ])('fails with $code and the place', async ({ code, source, line }) => {
    const file = join(folderOf({ 'routes.ts': source }), 'routes.ts');
    const failed = loadRoutes(file);
    await expect(failed).rejects.toBeInstanceOf(KsrError);
    await expect(failed).rejects.toMatchObject({ code, location: { file, line }, facts: { file } });
  });

  it('fails with E_ROUTES_NOT_FOUND without a file', async () => {
    const file = join(folderOf({}), 'gone.ts');
    await expect(loadRoutes(file)).rejects.toMatchObject({ code: 'E_ROUTES_NOT_FOUND', facts: { file } });
  });

  it.each([
    { exports: 'module.exports = 5;' },
    { exports: 'module.exports = null;' },
    { exports: 'module.exports = function requestRoute() {};' },
    { exports: '' },
  ])('finds no requestRoute in $exports', async ({ exports }) => {
    const file = join(folderOf({ 'routes.cjs': exports }), 'routes.cjs');
    await expect(loadRoutes(file)).rejects.toMatchObject({ code: 'E_ROUTES_EXPORT' });
  });

  it('says which package is missing and what to do', async () => {
    const file = join(
      folderOf({ 'routes.ts': `import x from '@acme/none';\nexport const requestRoute = () => x;` }),
      'routes.ts',
    );
    await expect(loadRoutes(file)).rejects.toMatchObject({
      code: 'E_ROUTES_EVALUATE',
      remedy: 'Install it where the file lies: npm install @acme/none',
      location: { line: 1 },
    });
  });
});

describe('memory', () => {
  it('does not grow with each generation: neither Node nor a cache of V8 keeps one that is let go', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const filler = Array.from({ length: 500 }, (_, i) => `export function f${i}(a) { return a + ${i}; }`).join('\n');
    const folder = folderOf({ 'routes.ts': `${filler}\nexport const table = new Array(20_000).fill(1.5);` });
    const built = await bundle(join(folder, 'routes.ts'), 'E_ROUTES_BUILD');
    const heapAfter = (rounds: number): number => {
      for (let id = 0; id < rounds; id++) evaluate({ ...built, code: `${built.code}//${rounds}.${id}` }, `ksr:memory/${id}`);
      collect();
      return process.memoryUsage().heapUsed;
    };
    const before = heapAfter(20);
    const after = heapAfter(200); // 60 MB if they stayed
    expect(after - before).toBeLessThan(4_000_000);
  });
});

describe('thrownFacts', () => {
  it.each([
    [new Error('short'), 'Error: short', ''],
    [new TypeError('first\nsecond'), 'TypeError: first', ''],
    ['text', 'thrown: text', ''],
    [undefined, 'thrown: undefined', ''],
    [new Error("Cannot find module 'left-pad'\nRequire stack:"), "Error: Cannot find module 'left-pad'", 'npm install left-pad'],
    [new Error("Cannot find module './x'"), "Error: Cannot find module './x'", ''],
  ])('says of %s: %s', (thrown, problem, hint) => {
    const facts = thrownFacts('/r/a.ts', thrown);
    expect(facts).toMatchObject({ file: '/r/a.ts', problem });
    expect(facts.hint).toBe(hint && `Install it where the file lies: ${hint}`);
  });
});

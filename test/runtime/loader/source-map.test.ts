import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundle } from '../../../runtime/loader/bundle.ts';
import { evaluate } from '../../../runtime/loader/evaluate.ts';
import { SourceMap } from '../../../runtime/loader/source-map.ts';
import { folderOf } from '../../support/folder.ts';

type Run = () => unknown;

/** Bundles and evaluates a file, and gives what it needs to show its errors. */
async function load(source: string, more: Readonly<Record<string, string>> = {}) {
  const folder = folderOf({ 'routes.ts': source, ...more });
  const file = join(folder, 'routes.ts');
  const built = await bundle(file, 'E_ROUTES_BUILD');
  const map = new SourceMap(built, 'ksr:routes/3');
  return { folder, file, map, exports: evaluate(built, 'ksr:routes/3') as Record<string, Run> };
}

async function caught(run: Run | undefined): Promise<unknown> {
  try {
    await run?.();
  } catch (thrown) {
    return thrown;
  }
  throw new Error('nothing was thrown');
}

const NESTED = `interface Gone {
  vanishes: 'with the types';
}
function inner(text: string): never {
  throw new TypeError(text);
}
export function route(): void {
  inner('bad thing');
}
export const again = async (): Promise<void> => {
  await null;
  inner('later');
};
`;

describe('SourceMap.stack', () => {
  it('has the lines of the user and ends at the border', async () => {
    const { file, map, exports } = await load(NESTED);
    expect(map.stack(await caught(exports['route'])).split('\n')).toEqual([
      'TypeError: bad thing',
      `    at inner (${file}:5:9)`,
      `    at route (${file}:8:3)`,
    ]);
  });

  it('follows an asynchronous route', async () => {
    const { file, map, exports } = await load(NESTED);
    const stack = map.stack(await caught(exports['again'])).split('\n');
    expect(stack.slice(0, 2)).toEqual(['TypeError: later', `    at inner (${file}:5:9)`]);
    expect(stack.at(-1)).toContain(`${file}:12:3`);
  });

  it('names other files of the user', async () => {
    const { folder, map, exports } = await load(`import { fail } from './lib/fail.ts';\nexport const route = () => fail();`, {
      'lib/fail.ts': 'type A = 1;\nexport function fail(): never {\n  throw new Error("far");\n}',
    });
    expect(map.stack(await caught(exports['route']))).toBe(
      `Error: far\n    at fail (${folder}/lib/fail.ts:3:9)\n    at route (${folder}/routes.ts:2:28)`,
    );
  });

  it('keeps frames of packages and of the language between those of the user', async () => {
    const { folder, file, map, exports } = await load(
      `import each from 'each';\nexport const route = () => each(() => [1].map(() => JSON.parse('{')));`,
      {
        'node_modules/each/package.json': '{ "name": "each" }',
        'node_modules/each/index.js': 'module.exports = function each(f) { return f(); };',
      },
    );
    const lines = map
      .stack(await caught(exports['route']))
      .split('\n')
      .slice(1);
    expect(lines).toEqual([
      '    at JSON.parse (<anonymous>)',
      `    at ${file}:2:58`,
      '    at Array.map (<anonymous>)',
      `    at ${file}:2:43`,
      `    at each (${folder}/node_modules/each/index.js:1:44)`,
      `    at route (${file}:2:28)`,
    ]);
  });

  it('leaves out frames of the server and of Node between those of the user', async () => {
    const { file, map, exports } = await load(
      `import { EventEmitter } from 'node:events';
export function route(): void {
  const events = new EventEmitter();
  events.on('x', () => { throw new Error('in an event'); });
  events.emit('x');
}`,
    );
    expect(map.stack(await caught(exports['route']))).toBe(
      `Error: in an event\n    at EventEmitter.<anonymous> (${file}:4:32)\n    at route (${file}:5:10)`.replace(
        'at EventEmitter',
        'at EventEmitter',
      ),
    );
  });

  it('shows an error as it is when no code of the user has a part in it', async () => {
    const { map } = await load(NESTED);
    const defect = new Error('ours');
    expect(map.stack(defect)).toBe(defect.stack);
    expect(map.stack(defect)).toContain('source-map.test.ts');
  });

  it('tells causes, each with its own places', async () => {
    const { file, map, exports } = await load(`function low(): never { throw new Error('low'); }
export function route(): void {
  try { low(); } catch (cause) { throw new Error('high', { cause }); }
}`);
    expect(map.stack(await caught(exports['route'])).split('\n')).toEqual([
      'Error: high',
      `    at route (${file}:3:40)`,
      '    caused by Error: low',
      `        at low (${file}:1:31)`,
      `        at route (${file}:3:9)`,
    ]);
  });

  it('ends with causes that go in a circle', async () => {
    const { map } = await load(NESTED);
    const error = new Error('round');
    error.cause = error;
    expect(map.stack(error).match(/caused by/g)).toHaveLength(4);
  });

  it.each([
    ['a message with several lines', 'one\ntwo\n'],
    ['a message that looks like frames', 'x\n    at evil (ksr:routes/3:1:1)\n    at node:internal'],
    ['a message with the name of the code', 'ksr:routes/3:5:5'],
    ['no message', ''],
  ])('is not led astray by %s', async (_, message) => {
    const { file, map, exports } = await load(
      `export const route = (): void => { throw new Error(${JSON.stringify(message)}); };`,
    );
    expect(map.stack(await caught(exports['route']))).toBe(`Error: ${message}\n    at route (${file}:1:42)`);
  });

  it.each([
    ['throw "text";', `thrown: 'text'`],
    ['throw undefined;', 'thrown: undefined'],
    ['throw { code: 5 };', 'thrown: { code: 5 }'],
    ['throw Object.create(null);', 'thrown: [Object: null prototype] {}'],
    ['const e = new Error("x"); delete (e as { stack?: string }).stack; throw e;', 'Error: x'],
    ['const e = new Error("x"); e.stack = "all mine"; throw e;', 'all mine'],
    ['const e = new Error("x"); (e as { stack: unknown }).stack = 5; throw e;', 'Error: x'],
  ])('shows what %s throws', async (statement, shown) => {
    const { map, exports } = await load(`export const route = (): void => { ${statement} };`);
    expect(map.stack(await caught(exports['route']))).toBe(shown);
  });

  it('survives what can not be shown', async () => {
    const { map, exports } = await load(`export const route = (): void => {
      const e = new Error('x');
      Object.defineProperty(e, 'stack', { get() { throw e; } });
      throw e;
    };`);
    expect(map.stack(await caught(exports['route']))).toBe('thrown: something that can not be shown');
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(map.stack(proxy)).toMatch(/^thrown: /);
  });

  it('does not mistake another generation for its own', async () => {
    const first = await load(NESTED);
    const error = await caught(first.exports['route']);
    const folder = folderOf({ 'routes.ts': NESTED });
    const other = new SourceMap(await bundle(join(folder, 'routes.ts'), 'E_ROUTES_BUILD'), 'ksr:routes/33');
    expect(other.stack(error)).toBe((error as Error).stack);
    expect(other.place(error)).toBeUndefined();
  });
});

describe('SourceMap.place', () => {
  it('is the innermost place in the files of the user, with its line', async () => {
    const { file, map, exports } = await load(NESTED);
    expect(map.place(await caught(exports['route']))).toEqual({
      file,
      line: 5,
      column: 9,
      frame: '5 |   throw new TypeError(text);\n  |         ^',
    });
  });

  it('is in the file where it happened', async () => {
    const { folder, map, exports } = await load(`import { fail } from './fail.ts';\nexport const route = () => fail();`, {
      'fail.ts': '\n\nexport function fail(): never { throw new Error("far"); }',
    });
    expect(map.place(await caught(exports['route']))).toMatchObject({ file: `${folder}/fail.ts`, line: 3 });
  });

  it.each([['text'], [undefined], [new Error('elsewhere')]])('is nowhere for %s', async (thrown) => {
    const { map } = await load(NESTED);
    expect(map.place(thrown)).toBeUndefined();
  });
});

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { importsOf } from './architecture/imports.ts';
import { breaches, LONGEST } from './architecture/rules.ts';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));

/** The project's files that are or will be in the repository. */
const PATHS: readonly string[] = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: PROJECT,
  encoding: 'utf8',
}).split('\n');

function read(path: string): string[] {
  try {
    return [readFileSync(`${PROJECT}/${path}`, 'utf8')];
  } catch {
    return []; // deleted, not yet committed
  }
}

describe('the project', () => {
  it('keeps the import rules, has no cycles and no file that is too long', () => {
    const code = PATHS.filter((path) => /^(?:runtime|modules|routes)\/.*\.ts$/.test(path));
    const files = new Map(code.flatMap((path) => read(path).map((source) => [path, source] as const)));
    const { dependencies } = JSON.parse(read('package.json').join('')) as { dependencies: Record<string, string> };
    expect(files.size).toBeGreaterThan(20);
    expect(breaches(files, Object.keys(dependencies))).toEqual([]);
  });

  it('stands alone: no file names the place where it was written', () => {
    // Put together here, so that this file is not a breach of its own rule.
    const outside = [
      ['..', 'shared'],
      ['', 'work', 'main'],
      ['', 'work', 'shared'],
    ].map((parts) => parts.join('/'));
    const text = PATHS.filter((path) => path !== '' && !/\.(?:png|dat|bin|pcap)$/.test(path));
    const naming = text.filter((path) => read(path).some((source) => outside.some((name) => source.includes(name))));
    expect(naming).toEqual([]);
  });
});

describe('importsOf', () => {
  it.each([
    { source: `import { a } from './a.ts';`, typeOnly: false, lazy: false },
    { source: `import type { a } from './a.ts';`, typeOnly: true, lazy: false },
    { source: `import { type a, type b } from './a.ts';`, typeOnly: true, lazy: false },
    { source: `import { type a, b } from './a.ts';`, typeOnly: false, lazy: false },
    { source: `import {\n  a,\n  b,\n} from './a.ts';`, typeOnly: false, lazy: false },
    { source: `import * as a from "./a.ts";`, typeOnly: false, lazy: false },
    { source: `import './a.ts';`, typeOnly: false, lazy: false },
    { source: `export * from './a.ts';`, typeOnly: false, lazy: false },
    { source: `export type { a } from './a.ts';`, typeOnly: true, lazy: false },
    { source: `const a = await import('./a.ts');`, typeOnly: false, lazy: true },
    { source: `let a: typeof import('./a.ts');`, typeOnly: true, lazy: true },
  ])('finds $source', ({ source, typeOnly, lazy }) => {
    expect(importsOf(source)).toEqual([{ from: './a.ts', typeOnly, lazy }]);
  });

  it.each([
    `// import { a } from './a.ts';`,
    `/* import './a.ts'; */`,
    `export interface A {\n  b: './a.ts';\n}`,
    `import.meta.resolve('./a.ts');`,
    `/**\n * import x from './a.ts'\n */`,
    `export const a = './a.ts';`,
  ])('does not find one in %j', (source) => {
    expect(importsOf(source)).toEqual([]);
  });
});

describe('the rules', () => {
  /** Files that exist besides the one in question. */
  const others = [
    ...['errors', 'near', 'server', 'index', 'module', 'testing'].map((name) => `runtime/${name}.ts`),
    ...[
      'sip',
      'timer',
      'transport',
      'transaction',
      'routing',
      'ksr',
      'module',
      'loader',
      'config',
      'observe',
      'admin',
      'warm-up',
      'cli',
      'testing',
    ].map((area) => `runtime/${area}/x.ts`),
    'modules/tm/index.ts',
    'modules/tm/api.ts',
    'modules/tm/table.ts',
    'modules/catalogue.ts',
    'routes/other.ts',
  ];
  const check = (path: string, source: string): string[] =>
    breaches(new Map([...others.map((other) => [other, ''] as const), [path, source]]), ['zod']);

  it.each([
    ['runtime/sip/uri.ts', `import '../errors.ts';`],
    ['runtime/transport/udp.ts', `import '../sip/x.ts'; import '../timer/x.ts';`],
    ['runtime/transaction/layer.ts', `import '../transport/x.ts';`],
    ['runtime/routing/forward.ts', `import '../transaction/x.ts';`],
    ['runtime/ksr/core.ts', `import '../routing/x.ts';`],
    ['runtime/module/host.ts', `import '../ksr/x.ts';`],
    ['runtime/loader/load.ts', `import type { A } from '../routing/x.ts';`],
    ['runtime/config/load.ts', `import '../loader/x.ts'; import type { A } from '../observe/x.ts'; import { z } from 'zod';`],
    ['runtime/cli/main.ts', `const a = import('../server.ts'); import '../config/x.ts';`],
    ['runtime/server.ts', `import '../modules/catalogue.ts'; import './cli/x.ts';`],
    ['runtime/warm-up/stage.ts', `import '../server.ts'; import '../transport/x.ts';`],
    ['runtime/cli/main.ts', `const a = import('../warm-up/x.ts');`],
    ['runtime/testing/mock.ts', `import '../transport/x.ts'; import '../server.ts';`],
    ['runtime/module.ts', `export * from './sip/x.ts';`],
    ['modules/sl/index.ts', `import '../../runtime/module.ts'; import '../tm/api.ts'; import './reply.ts';`],
    ['modules/catalogue.ts', `import './tm/index.ts';`],
    ['routes/routes.ts', `import type { KSR } from 'ksr'; import './other.ts'; import 'node:fs';`],
  ])('%s may have: %s', (path, source) => {
    const found = check(path, source).filter((breach) => !breach.includes('reply.ts: there is no such file'));
    expect(found).toEqual([]);
  });

  it.each([
    ['runtime/sip/uri.ts', `import '../timer/x.ts';`, 'sip does not know timer'],
    ['runtime/transport/udp.ts', `import type { A } from '../transaction/x.ts';`, 'transport does not know transaction'],
    ['runtime/transaction/layer.ts', `import '../routing/x.ts';`, 'transaction does not know routing'],
    ['runtime/routing/forward.ts', `import '../ksr/x.ts';`, 'routing does not know ksr'],
    ['runtime/ksr/core.ts', `import '../module/x.ts';`, 'ksr does not know module'],
    ['runtime/loader/load.ts', `import { A } from '../routing/x.ts';`, 'loader knows only types of routing'],
    ['runtime/config/load.ts', `import type { A } from '../transport/x.ts';`, 'config does not know transport'],
    ['runtime/cli/start.ts', `import '../transaction/x.ts';`, 'cli does not know transaction'],
    ['runtime/observe/log.ts', `import '../server.ts';`, 'observe does not know server'],
    ['runtime/warm-up/stage.ts', `import '../transaction/x.ts';`, 'warm-up does not know transaction'],
    ['runtime/warm-up/stage.ts', `import '../../modules/catalogue.ts';`, 'only the composition meets modules'],
    ['runtime/cli/start.ts', `import '../../modules/catalogue.ts';`, 'only the composition meets modules'],
    ['runtime/server.ts', `import '../modules/tm/index.ts';`, 'only the composition meets modules'],
    ['runtime/elsewhere/a.ts', `import '../sip/x.ts';`, 'elsewhere has no place among the layers'],
    ['runtime/sip/uri.ts', `import './gone.ts';`, 'there is no such file'],
    ['runtime/sip/uri.ts', `import 'left-pad';`, 'not among the dependencies'],
    ['runtime/sip/uri.ts', `import type { KSR } from 'ksr';`, 'does not import itself'],
    ['modules/sl/index.ts', `import '../../runtime/sip/x.ts';`, 'runtime/module.ts and nothing else'],
    ['modules/sl/index.ts', `import '../tm/table.ts';`, 'only api.ts'],
    ['modules/sl/index.ts', `import '../catalogue.ts';`, 'only api.ts'],
    ['modules/catalogue.ts', `import './tm/table.ts';`, 'the catalogue lists modules'],
    ['routes/routes.ts', `import { KSR } from 'ksr';`, 'only types of ksr'],
    ['routes/routes.ts', `import '../runtime/sip/x.ts';`, 'only each other'],
  ])('%s may not have: %s', (path, source, says) => {
    const found = check(path, source);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(path);
    expect(found[0]).toContain(says);
  });

  it('finds a file that is too long', () => {
    expect(check('runtime/sip/uri.ts', 'x;\n'.repeat(LONGEST))).toEqual([]);
    expect(check('runtime/sip/uri.ts', 'x;\n'.repeat(LONGEST + 1))).toEqual([`runtime/sip/uri.ts: 601 lines, 600 are the most`]);
  });

  it('finds a cycle, but none of types or of import()', () => {
    const cycle = (second: string): string[] =>
      breaches(
        new Map([
          ['runtime/sip/a.ts', `import './b.ts';`],
          ['runtime/sip/b.ts', second],
        ]),
        [],
      );
    expect(cycle(`import './a.ts';`)).toEqual([
      'runtime/sip/a.ts: imports itself by way of runtime/sip/b.ts and runtime/sip/a.ts',
    ]);
    expect(cycle(`import type { A } from './a.ts';`)).toEqual([]);
    expect(cycle(`const a = import('./a.ts');`)).toEqual([]);
  });
});

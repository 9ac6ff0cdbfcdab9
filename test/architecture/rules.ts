import { posix } from 'node:path';
import { importsOf } from './imports.ts';
import type { Import } from './imports.ts';

/** Source files by path from the project's folder. */
export type Files = ReadonlyMap<string, string>;

/** What an area of the runtime may import: `values` whole, `types` only as types. Itself is always allowed. */
interface Reach {
  readonly values: readonly string[];
  readonly types?: readonly string[];
}

const COMMON: readonly string[] = ['errors', 'near'];
const OBSERVED: readonly string[] = ['routing', 'module'];

/** The import rules of the runtime: each layer knows only those before it. An area is a folder, or a file at the top. */
const REACH: Readonly<Record<string, Reach>> = {
  near: { values: [] },
  errors: { values: [] },
  sip: { values: COMMON },
  timer: { values: COMMON },
  transport: { values: [...COMMON, 'sip', 'timer'] },
  transaction: { values: [...COMMON, 'sip', 'timer', 'transport'] },
  routing: { values: [...COMMON, 'sip', 'timer', 'transport', 'transaction'] },
  ksr: { values: [...COMMON, 'sip', 'timer', 'transport', 'transaction', 'routing'] },
  module: { values: [...COMMON, 'sip', 'timer', 'transport', 'transaction', 'routing', 'ksr'] },
  loader: { values: COMMON, types: OBSERVED },
  observe: { values: [...COMMON, 'timer'], types: OBSERVED },
  config: { values: [...COMMON, 'loader'], types: [...OBSERVED, 'observe'] },
  admin: { values: [...COMMON, 'timer', 'observe'], types: OBSERVED },
  // a server of its own and the phones that play with it
  'warm-up': { values: [...COMMON, 'timer', 'transport', 'loader', 'config', 'server', 'index'], types: OBSERVED },
  cli: { values: [...COMMON, 'timer', 'loader', 'observe', 'config', 'admin', 'server', 'warm-up'], types: OBSERVED },
};

/** Files that put the layers together and may import any of them. */
const COMPOSITION: readonly string[] = ['index', 'module.ts', 'server', 'testing'];

/** Files of data, which may be as long as their subject. */
const TABLES: readonly string[] = [];

/** The longest a file may be otherwise. */
export const LONGEST = 600;

/** All breaches of the rules, one line each: `path: what`. */
export function breaches(files: Files, packages: readonly string[]): string[] {
  const found: string[] = [];
  for (const [path, source] of files) {
    const lines = source.split('\n').length - 1;
    if (lines > LONGEST && !TABLES.includes(path)) found.push(`${path}: ${lines} lines, ${LONGEST} are the most`);
    for (const one of importsOf(source)) {
      const reason = one.from.startsWith('.')
        ? forbidden(path, resolve(path, one.from), one, files)
        : foreign(path, one, packages);
      if (reason) found.push(`${path}: imports ${one.from}: ${reason}`);
    }
  }
  return [...found, ...cycles(files)];
}

function resolve(path: string, from: string): string {
  return posix.normalize(posix.join(posix.dirname(path), from));
}

/** `runtime/sip/uri.ts` is of area sip, `runtime/errors.ts` of errors; the entry point module.ts is told from the folder. */
function areaOf(path: string): string {
  const [, name = ''] = path.split('/');
  return name === 'module.ts' ? name : name.replace(/\.ts$/, '');
}

/** @returns why a file may not import another, or '' */
function forbidden(path: string, target: string, one: Import, files: Files): string {
  if (!files.has(target)) return 'there is no such file';
  if (path.startsWith('modules/')) return forbiddenInModules(path, target);
  if (path.startsWith('routes/')) return target.startsWith('routes/') ? '' : 'routes import only each other and types of ksr';
  if (!path.startsWith('runtime/')) return '';
  const area = areaOf(path);
  const composes = COMPOSITION.includes(area) || area === 'testing';
  if (target.startsWith('modules/')) {
    return composes && target === 'modules/catalogue.ts' ? '' : 'only the composition meets modules, by modules/catalogue.ts';
  }
  if (!target.startsWith('runtime/')) return 'the runtime imports only itself';
  const wanted = areaOf(target);
  if (composes || wanted === area) return '';
  const reach = REACH[area];
  if (!reach) return `${area} has no place among the layers`;
  if (reach.values.includes(wanted)) return '';
  if (!reach.types?.includes(wanted)) return `${area} does not know ${wanted}`;
  return one.typeOnly ? '' : `${area} knows only types of ${wanted}`;
}

function forbiddenInModules(path: string, target: string): string {
  const [, module] = path.split('/');
  const [top, other, file] = target.split('/');
  if (target === 'runtime/module.ts') return '';
  if (path === 'modules/catalogue.ts') return top === 'modules' && file === 'index.ts' ? '' : 'the catalogue lists modules';
  if (top !== 'modules') return 'modules import runtime/module.ts and nothing else of the runtime';
  return other === module || file === 'api.ts' ? '' : `of another module only api.ts`;
}

/** @returns why a file may not import something that is not a file of the project, or '' */
function foreign(path: string, one: Import, packages: readonly string[]): string {
  if (one.from.startsWith('node:')) return '';
  const isKsr = one.from === 'ksr' || one.from.startsWith('ksr/');
  if (path.startsWith('routes/')) return isKsr && !one.typeOnly ? 'routes import only types of ksr' : '';
  if (isKsr) return path.startsWith('kamailio.config') || path.startsWith('test/') ? '' : 'the package does not import itself';
  if (path.startsWith('runtime/') || path.startsWith('modules/')) {
    const name = one.from.startsWith('@') ? one.from.split('/', 2).join('/') : one.from.split('/', 1)[0];
    if (!packages.includes(name ?? '')) return 'it is not among the dependencies of package.json';
  }
  return '';
}

/** Circles of imports that exist while the program runs. */
function cycles(files: Files): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push(`${path}: imports itself by way of ${[...trail.slice(at + 1), path].join(' and ')}`);
    if (at >= 0 || done.has(path)) return;
    trail.push(path);
    for (const one of importsOf(files.get(path) ?? '')) {
      if (one.from.startsWith('.') && !one.typeOnly && !one.lazy) visit(resolve(path, one.from));
    }
    trail.pop();
    done.add(path);
  };
  for (const path of files.keys()) visit(path);
  return found;
}

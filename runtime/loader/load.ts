// A routes file becomes a generation: build, evaluate, check the exports.

import { readFile } from 'node:fs/promises';

import { KsrError } from '../errors.ts';
import { bundle } from './bundle.ts';
import { evaluate } from './evaluate.ts';
import { fromExports } from './generation.ts';
import type { LoadedRoutes } from './generation.ts';
import { SourceMap } from './source-map.ts';

/**
 * Loads a routes file.
 *
 * @param file absolute path
 * @param id number of this version: one more than that of the version in service
 * @throws KsrError E_ROUTES_NOT_FOUND, E_ROUTES_BUILD, E_ROUTES_EVALUATE, E_ROUTES_EXPORT; nothing is kept of a failed load
 */
export async function loadRoutes(file: string, id: number = 1): Promise<LoadedRoutes> {
  const source = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new KsrError('E_ROUTES_NOT_FOUND', { file }, { cause: error });
  });
  const built = await bundle(file, 'E_ROUTES_BUILD');
  const script = `ksr:routes/${id}`;
  const map = new SourceMap(built, script);
  const exports = run(() => evaluate(built, script), map, file);
  return fromExports(exports, {
    id,
    file,
    source,
    inputs: built.inputs,
    warnings: built.warnings,
    mapStack: (thrown) => map.stack(thrown),
    place: (thrown) => map.place(thrown),
  });
}

function run(load: () => unknown, map: SourceMap, file: string): object {
  try {
    const exports = load();
    return typeof exports === 'object' && exports !== null ? exports : {};
  } catch (thrown) {
    throw new KsrError('E_ROUTES_EVALUATE', thrownFacts(file, thrown), { cause: thrown, location: map.place(thrown) });
  }
}

/** What to say of something that a user's file threw: the first line of its message, and the usual remedy. */
export function thrownFacts(file: string, thrown: unknown): { file: string; problem: string; hint: string } {
  const problem = (thrown instanceof Error ? String(thrown) : `thrown: ${String(thrown)}`).split('\n', 1)[0] ?? '';
  const missing = /Cannot find (?:module|package) '([^']+)'/.exec(problem)?.[1];
  return {
    file,
    problem,
    hint: missing && !missing.startsWith('.') ? `Install it where the file lies: npm install ${missing}` : '',
  };
}

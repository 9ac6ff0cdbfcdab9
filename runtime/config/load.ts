// Reads kamailio.config.ts from wherever it lies. It is TypeScript, so it is built and run like routes.

import { access, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { KsrError } from '../errors.ts';
import { bundle } from '../loader/bundle.ts';
import { evaluate } from '../loader/evaluate.ts';
import { thrownFacts } from '../loader/load.ts';
import { SourceMap } from '../loader/source-map.ts';
import type { Config } from './types.ts';
import { validate } from './validate.ts';
import type { ModuleShape, RawConfig } from './validate.ts';

/** What a configuration file may be called when no other name is given, best first. */
const NAMES: readonly string[] = ['ts', 'mts', 'js', 'mjs', 'cjs', 'json'].map((end) => `kamailio.config.${end}`);

/**
 * The configuration file of a folder.
 *
 * @returns its absolute path; the path of a `kamailio.config.ts` that does not exist when there is none
 */
export async function findConfig(folder: string): Promise<string> {
  for (const name of NAMES) {
    const file = resolve(folder, name);
    const exists = await access(file).then(
      () => true,
      () => false,
    );
    if (exists) return file;
  }
  return resolve(folder, NAMES[0] ?? '');
}

/**
 * Runs a configuration file; its values are not checked.
 *
 * @param file absolute path of a .ts, .js, .mjs or .json file, which may lie outside of the package and import nothing
 * @throws KsrError E_CONFIG_NOT_FOUND, E_CONFIG_LOAD
 */
export async function readConfig(file: string): Promise<RawConfig> {
  const source = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new KsrError('E_CONFIG_NOT_FOUND', { file }, { cause: error });
  });
  const built = await bundle(file, 'E_CONFIG_LOAD');
  const script = 'ksr:config';
  const map = new SourceMap(built, script);
  let exports: unknown;
  try {
    exports = evaluate(built, script);
  } catch (thrown) {
    throw new KsrError('E_CONFIG_LOAD', thrownFacts(file, thrown), { cause: thrown, location: map.place(thrown) });
  }
  const value = defaultOf(exports);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return { file, source, value: value as Record<string, unknown>, inputs: built.inputs };
  }
  const problem = value === undefined ? 'it has no default export' : `its default export is not an object`;
  throw new KsrError('E_CONFIG_LOAD', {
    file,
    problem,
    hint: 'Write: export default { listen: ["udp:0.0.0.0:5060"], modules: {} };',
  });
}

/**
 * Reads and checks a configuration file.
 *
 * @param modules all modules there are, by name
 * @throws KsrError the first mistake; `readConfig` and `validate` give all of them
 */
export async function loadConfig(file: string, modules: ReadonlyMap<string, ModuleShape>): Promise<Config> {
  const { config, mistakes } = validate(await readConfig(file), modules);
  if (config) return config;
  throw mistakes[0] as KsrError;
}

/** `export default`, or `module.exports =` and JSON. */
function defaultOf(exports: unknown): unknown {
  if (typeof exports !== 'object' || exports === null) return exports;
  return '__esModule' in exports ? (exports as { default?: unknown }).default : exports;
}

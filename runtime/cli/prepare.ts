// What `start` and `check` have in common: the configuration and the routes, with every mistake in them.

import { resolve } from 'node:path';

import { findConfig, readConfig } from '../config/load.ts';
import type { Config } from '../config/types.ts';
import { locate, validate } from '../config/validate.ts';
import type { RawConfig } from '../config/validate.ts';
import { KsrError } from '../errors.ts';
import type { LoadedRoutes } from '../loader/generation.ts';
import { loadRoutes } from '../loader/load.ts';
import type { Composition } from './composition.ts';
import type { Surroundings } from './surroundings.ts';

/** The user's files, read. */
export interface Prepared {
  readonly composition: Composition;
  /** Absolute path. */
  readonly configFile: string;
  /** Undefined when the file can not be loaded. */
  readonly raw: RawConfig | undefined;
  /** Undefined when there are mistakes in it. */
  readonly config: Config | undefined;
  readonly routes: LoadedRoutes | undefined;
  readonly mistakes: readonly KsrError[];
}

/**
 * Reads the configuration and loads the routes.
 *
 * @param file the configuration file as it was named, relative to where the command runs; undefined: look for one there
 * @throws what is no mistake of the user
 */
export async function prepare(file: string | undefined, around: Surroundings): Promise<Prepared> {
  const configFile = file === undefined ? await findConfig(around.cwd) : resolve(around.cwd, file);
  const mistakes: KsrError[] = [];
  // The server takes longest to load: meanwhile the configuration is built in another process.
  const reading = collect(readConfig(configFile), mistakes);
  const [composition, raw] = await Promise.all([around.compose(), reading]);
  if (!raw) return { composition, configFile, raw, config: undefined, routes: undefined, mistakes };
  const { config, mistakes: found } = validate(raw, composition.builtinModules());
  mistakes.push(...found);
  const routes = config && (await collect(loadRoutes(config.routes), mistakes));
  return { composition, configFile, raw, config, routes, mistakes };
}

/**
 * Does what only the server can check, and adds the place to what it finds in `listen`.
 *
 * @throws what `run` throws
 */
export async function checked<T>(prepared: Prepared, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const { raw } = prepared;
    if (!raw || !(error instanceof KsrError) || error.location || !error.code.startsWith('E_LISTEN_')) throw error;
    const { text, address } = error.facts;
    const entries = Array.isArray(raw.value.listen) ? (raw.value.listen as unknown[]) : [];
    const index = entries.findIndex((entry) => entry === text || entry === address);
    const location = locate(raw, index < 0 ? ['listen'] : ['listen', index]);
    throw new KsrError(error.code, error.facts, { cause: error, location });
  }
}

/** Puts a mistake of the user into the list; the result is undefined then. */
export async function collect<T>(result: Promise<T>, mistakes: KsrError[]): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if (!(error instanceof KsrError)) throw error;
    mistakes.push(error);
    return undefined;
  }
}

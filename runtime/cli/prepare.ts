// What `start` and `check` have in common: the configuration and the routes, with every mistake in them.

import { resolve } from 'node:path';

import { findConfig, readConfig } from '../config/load.ts';
import type { Config } from '../config/types.ts';
import { validate } from '../config/validate.ts';
import { KsrError } from '../errors.ts';
import type { LoadedRoutes } from '../loader/generation.ts';
import { loadRoutes } from '../loader/load.ts';
import type { Composition } from './composition.ts';
import type { Surroundings } from './surroundings.ts';

/** The user's files, read. */
export interface Prepared {
  /** Absolute path. */
  readonly configFile: string;
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
export async function prepare(
  file: string | undefined,
  around: Surroundings,
): Promise<Prepared & { readonly composition: Composition }> {
  const configFile = file === undefined ? await findConfig(around.cwd) : resolve(around.cwd, file);
  const mistakes: KsrError[] = [];
  // The server takes longest to load: meanwhile the configuration is built in another process.
  const reading = collect(readConfig(configFile), mistakes);
  const [composition, raw] = await Promise.all([around.compose(), reading]);
  if (!raw) return { composition, configFile, config: undefined, routes: undefined, mistakes };
  const checked = validate(raw, composition.builtinModules());
  mistakes.push(...checked.mistakes);
  const routesFile = checked.config?.routes;
  const routes = routesFile === undefined ? undefined : await collect(loadRoutes(routesFile), mistakes);
  return { composition, configFile, config: checked.config, routes, mistakes };
}

async function collect<T>(result: Promise<T>, mistakes: KsrError[]): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if (!(error instanceof KsrError)) throw error;
    mistakes.push(error);
    return undefined;
  }
}

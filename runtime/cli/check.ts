// `ksr check`: all that is wrong with the configuration and the routes, without running a server.

import { relative } from 'node:path';

import { format } from '../errors.ts';
import { releaseBuilder } from '../loader/bundle.ts';
import { silentLog } from '../observe/logger.ts';
import { checked, collect, prepare } from './prepare.ts';
import type { Prepared } from './prepare.ts';
import { colorful } from './surroundings.ts';
import type { Surroundings } from './surroundings.ts';

/** Options of the command. */
export interface CheckOptions {
  /** Configuration file, relative to where the command runs. */
  readonly config?: string;
  /** One JSON object for programs instead of text. */
  readonly json?: boolean;
}

/** @returns the exit code: 0 when there is no mistake, else 3 */
export async function check(options: CheckOptions, around: Surroundings): Promise<0 | 3> {
  const found = await prepare(options.config, around);
  await releaseBuilder();
  const mistakes = [...found.mistakes];
  const { config, routes, configFile, composition } = found;
  if (config && routes) {
    // Made, but not started: this much can be wrong with listen and with what modules make of their parameters.
    const server = { config, routes, configFile, log: silentLog };
    await collect(
      checked(found, () => composition.createServer(server)),
      mistakes,
    );
  }
  const warnings = routes?.warnings ?? [];
  if (options.json) {
    const outcome = { ok: mistakes.length === 0, config: configFile, routes: routes?.file ?? null, mistakes, warnings };
    around.stdout.write(`${JSON.stringify(outcome, null, 2)}\n`);
  } else {
    const color = colorful(around.stderr, around.env);
    const texts = mistakes.map((mistake) => format(mistake, { color, cwd: around.cwd }));
    for (const warning of warnings) texts.push(`ksr: warning  ${warning.replaceAll(`${around.cwd}/`, '')}`);
    if (texts.length > 0) around.stderr.write(`${texts.join('\n\n')}\n`);
    if (mistakes.length === 0) around.stdout.write(`${inOrder(found, around)}\n`);
  }
  return mistakes.length === 0 ? 0 : 3;
}

function inOrder(found: Prepared, around: Surroundings): string {
  const modules = Object.keys(found.config?.modules ?? {});
  const loads = modules.length > 0 ? `modules ${modules.join(', ')}` : 'no modules';
  const { file = '', names = [] } = found.routes ?? {};
  const near = (path: string): string => relative(around.cwd, path) || path;
  return `${near(found.configFile)} is in order: ${loads}\n${near(file)} is in order: ${names.join(', ')}`;
}

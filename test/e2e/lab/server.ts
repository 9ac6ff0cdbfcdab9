import { fileURLToPath } from 'node:url';
import type { Namespace } from './namespace.ts';
import type { Program } from './program.ts';

export const PROJECT: string = fileURLToPath(new URL('../../..', import.meta.url));

/** The command line of ksr with a configuration of the lab, or with the project's own when `config` is `default`. */
export function ksr(config: string): string[] {
  const argv = [process.execPath, 'runtime/cli/main.ts', 'start'];
  return config === 'default' ? argv : [...argv, '--config', `test/e2e/lab/${config}.config.ts`];
}

/**
 * Starts the server of the lab and waits until it listens on udp port 5060.
 *
 * `KSR_LAB_SERVER` puts another one in its place, to find out who is wrong: a command line in which `{config}` stands
 * for the name of the configuration, e.g. `kamailio -DD -E -f /tmp/{config}.cfg`.
 */
export async function startServer(space: Namespace, config: string): Promise<Program> {
  const other = process.env['KSR_LAB_SERVER'];
  const argv = other ? other.replaceAll('{config}', config).split(' ') : ksr(config);
  const program = space.start(argv, PROJECT);
  await space.bound(5060, program);
  return program;
}

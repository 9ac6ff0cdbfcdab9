import { fileURLToPath } from 'node:url';
import type { Namespace } from './namespace.ts';
import type { Program } from './program.ts';

/** Who this SIPp is and where the server is. */
export interface SippPlace {
  address: string;
  port: number;
  server: string;
}

/**
 * Starts a SIPp on a scenario of this folder.
 * @param user whom it registers, answers for or calls
 * @param more further options; without `-m` it ends after one run through the scenario
 */
export function sipp(
  space: Namespace,
  place: SippPlace,
  name: 'register' | 'answer' | 'call',
  user: string,
  more: readonly string[] = ['-m', '1'],
): Program {
  const file = fileURLToPath(new URL(`${name}.xml`, import.meta.url));
  const argv = ['sipp', `${place.server}:5060`, '-sf', file, '-s', user, '-i', place.address, '-p', `${place.port}`, ...more];
  return space.start([...argv, '-nostdin', '-timeout', '60s', '-timeout_error']);
}

/** Starts one of SIPp's built-in scenarios. Its parties keep no route set, so that what follows the INVITE goes to the server. */
export function sippOwn(space: Namespace, place: SippPlace, name: 'uac' | 'uas', user: string, more: readonly string[]): Program {
  const target = name === 'uac' ? [`${place.server}:5060`] : [];
  const argv = ['sipp', ...target, '-sn', name, '-s', user, '-i', place.address, '-p', `${place.port}`, ...more];
  return space.start([...argv, '-nostdin', '-timeout', '60s', '-timeout_error']);
}

/** The last line of a file that SIPp's `-trace_stat` wrote: column name to value. */
export function lastStatistics(csv: string): Map<string, string> {
  const lines = csv.trimEnd().split('\n');
  const values = lines.at(-1)?.split(';') ?? [];
  return new Map((lines[0] ?? '').split(';').map((column, i) => [column, values[i] ?? '']));
}

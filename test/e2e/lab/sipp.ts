import { fileURLToPath } from 'node:url';
import type { Namespace } from './namespace.ts';
import { PHONE, SERVER } from './network.ts';
import type { Program } from './program.ts';

const scenario = (name: string): string => fileURLToPath(new URL(`${name}.xml`, import.meta.url));

/** Starts a SIPp in the place of a phone: one run through a scenario of this folder. */
export function sipp(space: Namespace, name: 'register' | 'answer' | 'call', user: string): Program {
  const argv = ['sipp', `${SERVER}:5060`, '-sf', scenario(name), '-s', user, '-i', PHONE, '-p', '5060', '-m', '1'];
  return space.start([...argv, '-nostdin', '-timeout', '40s', '-timeout_error']);
}

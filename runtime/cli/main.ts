#!/usr/bin/env node
// The `ksr` command.

import { enableCompileCache } from 'node:module';

import { RealClock } from '../timer/real.ts';
import type { Surroundings } from './surroundings.ts';

enableCompileCache(); // the second start is faster by the time that compiling takes
const { run } = await import('./program.ts');

const around: Surroundings = {
  cwd: process.cwd(),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  events: process,
  clock: new RealClock(),
  exit: (code) => process.exit(code),
  compose: async () => ({ ...(await import('../server.ts')), ...(await import('../warm-up/warm-up.ts')) }),
};
// A route may have left a timer or a connection open: the process ends nevertheless.
const code = await run(process.argv.slice(2), around);
// A pipe takes 64 KB at a time: what is written has to be through first. Nobody may read it any more (`| head`).
process.stdout.once('error', () => process.exit(code));
process.stdout.write('', () => process.exit(code));

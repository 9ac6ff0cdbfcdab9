// What a command sees of the process it runs in; tests hand in another one.

import type { EventEmitter } from 'node:events';

import type { Clock } from '../timer/clock.ts';
import type { Composition } from './composition.ts';

/** Somewhere to write text. */
export interface Output {
  write(text: string): unknown;
  /** A person reads it at a terminal. */
  readonly isTTY?: boolean | undefined;
}

/** The part of `process` that a running server listens to. */
export type ProcessEvents = Pick<EventEmitter, 'on' | 'off'>;

/** The world around a command. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Where log lines go; default standard output, written so that it never waits. */
  readonly logStream?: Output;
  readonly clock: Clock;
  readonly events: ProcessEvents;
  /** Ends the process at once. */
  exit(code: number): void;
  /** Loads the server, which takes a while: only when it is needed. */
  compose(): Promise<Composition>;
}

/** Whether to colour what goes there: NO_COLOR and FORCE_COLOR decide, else whether it is a terminal. */
export function colorful(output: Output, env: Surroundings['env']): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return output.isTTY === true && env.TERM !== 'dumb';
}

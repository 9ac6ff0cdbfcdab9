// What the server logs through. Types only, apart from the log that says nothing: whoever logs does not load pino.

import type { LogBindings, Logger } from '../routing/logger.ts';

/** The levels, least to most severe. Kamailio's `err` is error, its `crit` is fatal. */
export const LEVELS = ['debug', 'info', 'notice', 'warn', 'error', 'fatal'] as const;

/** How much a line matters. */
export type Level = (typeof LEVELS)[number];

/** The server's log: the one of the layers below, with children. */
export interface Log extends Logger {
  /** A log whose lines all carry `bindings`; it follows its parent's level. */
  child(bindings: LogBindings): Log;
  /** Lines below it are not written from now on, in children neither. */
  level: Level | 'silent';
}

/** A log that writes nothing. */
export const silentLog: Log = {
  debug: nothing,
  info: nothing,
  notice: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
  enabled: () => false,
  child: () => silentLog,
  level: 'silent',
};

function nothing(): void {}

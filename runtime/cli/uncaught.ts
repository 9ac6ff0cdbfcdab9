// The last resort: errors that nobody caught. Nothing that arrives on a socket may end the process, so a server that is
// ready goes on, whatever was thrown. What that costs is known: each message and each transaction has a boundary of its own,
// so an error that comes this far comes from a timer, a socket's event or a promise, and leaves at worst one transaction to
// its timers. What the alternative costs is worse: a peer that has found such an error could end every call and every
// registration again and again. Before the server is ready there is nothing to protect: an exception fails the start. A
// rejected promise never does: whatever the start itself waits for, it waits for with an await.

import type { LimitedLog } from '../observe/limited.ts';
import type { RouteGeneration } from '../routing/routes.ts';
import type { ProcessEvents } from './surroundings.ts';

/** How often it happened. */
export interface UncaughtCounts {
  /** Rejected promises that no route awaited. */
  rejections: number;
  /** Exceptions outside of any message. */
  exceptions: number;
}

/** What the server does with them. */
export interface UncaughtOptions {
  readonly events: ProcessEvents;
  readonly log: LimitedLog;
  /** The routes in service, whose map shows the user's lines. */
  readonly routes: () => Pick<RouteGeneration, 'mapStack'>;
  /** Whether the server is ready; when not, an exception fails the start. */
  readonly ready: () => boolean;
  readonly fail: (thrown: unknown) => void;
}

/**
 * Catches what nobody caught: counts it and logs it with the user's lines, at most a few a second.
 *
 * @returns the counts, and how to end it
 */
export function catchUncaught(options: UncaughtOptions): { readonly counts: UncaughtCounts; readonly release: () => void } {
  const counts: UncaughtCounts = { rejections: 0, exceptions: 0 };
  const tell = (kind: 'rejections' | 'exceptions', text: string, thrown: unknown): void => {
    counts[kind] += 1;
    try {
      options.log.write('error', kind, text, { stack: options.routes().mapStack(thrown), count: counts[kind] });
    } catch {
      // Logging itself fails; there is nothing left to tell it with.
    }
  };
  const rejected = (reason: unknown): void => tell('rejections', 'a promise was rejected and nobody awaits it', reason);
  const thrown = (error: unknown): void => {
    if (options.ready()) tell('exceptions', 'an error was not caught; the server goes on', error);
    else options.fail(error);
  };
  options.events.on('unhandledRejection', rejected);
  options.events.on('uncaughtException', thrown);
  const release = (): void => {
    options.events.off('unhandledRejection', rejected);
    options.events.off('uncaughtException', thrown);
  };
  return { counts, release };
}

// Ctrl-C and SIGTERM: once to stop in good order, twice to stop at once.

import type { Clock } from '../timer/clock.ts';
import type { ProcessEvents } from './surroundings.ts';

/** Exit codes of a process that a signal ended: 128 and the signal's number. */
const CODES: ReadonlyMap<string, number> = new Map([
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
]);

/** Milliseconds within which a second signal is the same one: npm passes on the Ctrl-C that the terminal sent to both. */
const SAME = 150;

/**
 * Waits for the signals.
 *
 * @param first called once, with the name of the signal
 * @param again called for a second signal, with the exit code
 * @returns ends the waiting
 */
export function onSignals(
  events: ProcessEvents,
  clock: Clock,
  first: (signal: string) => void,
  again: (code: number) => void,
): () => void {
  let since = -1;
  const listeners = [...CODES].map(([signal, code]) => {
    const listener = (): void => {
      if (since < 0) {
        since = clock.now();
        first(signal);
      } else if (clock.now() - since >= SAME) again(code);
    };
    events.on(signal, listener);
    return { signal, listener };
  });
  return () => {
    for (const { signal, listener } of listeners) events.off(signal, listener);
  };
}

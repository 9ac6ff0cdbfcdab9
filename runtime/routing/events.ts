import type { SipMessage } from '../sip/message.ts';
import { RouteContext, type RouteFunction } from './context.ts';
import type { Core } from './core.ts';
import type { RouteGeneration } from './routes.ts';
import type { Source } from './source.ts';

// Event callbacks (spec/modules.md 44): a function of the routes that is told the event's name behind KSR, as in KEMI.

/** One run of an event callback. */
export interface EventRun {
  readonly cx: RouteContext;
  /** When it is asynchronous: resolves when it has ended, never rejects. */
  readonly running: Promise<void> | undefined;
}

/**
 * Runs an event callback.
 *
 * @param callback name of an exported function; '' for none
 * @param event its Kamailio name: `tm:local-request`
 * @param prepare puts into the run what the event is about
 * @returns null when there is no such function
 */
export function runEvent(
  core: Core,
  routes: RouteGeneration,
  callback: string,
  event: string,
  message: SipMessage,
  source: Source,
  prepare?: (cx: RouteContext) => void,
): EventRun | null {
  const route = callback === '' ? undefined : routes.get(callback);
  if (route === undefined) return null;
  const cx = new RouteContext(core, 'event', routes, callback, message, source);
  prepare?.(cx);
  // functions of a routes file are typed by the kind of their KSR; that of an event takes its name as well
  const named = route as (ksr: never, event: string) => unknown;
  const withName: RouteFunction = (ksr) => named(ksr, event);
  return { cx, running: core.run(cx, withName) };
}

import type { SipMessage } from '../sip/message.ts';
import { parseMessage } from '../sip/parser.ts';
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

/** Names of the exported functions that modules' parameters put behind events; '' for none. The module of an event sets it. */
export class EventCallbacks {
  /** tm, event_callback: `tm:local-request`. */
  localRequest = '';
  /** tm, event_callback_lres_sent: `tm:local-response-sent`. */
  localResponseSent = '';
  /** tm, evcb_local_ack_sent: `tm:local-ack-sent`. */
  localAckSent = '';
  /** tm, on_sl_reply: a reply without transaction. */
  strayReply = '';
  /** sl, event_callback_lres_sent: `sl:local-response`. */
  statelessReply = '';
}

/** @returns a message for an event that is about none: what answers to it would go to is nobody. The callback may change it */
export function standIn(): SipMessage {
  return parseMessage(
    'OPTIONS sip:event@event.invalid SIP/2.0\r\nVia: SIP/2.0/UDP event.invalid;branch=z9hG4bKevent\r\n' +
      'From: <sip:event@event.invalid>;tag=event\r\nTo: <sip:event@event.invalid>\r\nCall-ID: event@event.invalid\r\n' +
      'CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n',
  )!;
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
  return { cx, running: core.run(cx, named(route, event)) };
}

/** Functions of a routes file are typed by the kind of their KSR; that of an event takes its name as well. */
export function named(route: RouteFunction, event: string): RouteFunction {
  const two = route as (ksr: never, event: string) => unknown;
  return (ksr) => two(ksr, event);
}

/** Says at start what can never run. @param param the parameter that names the callback */
export function checkCallback(core: Core, callback: string, param: string): void {
  if (callback === '' || core.routes.get(callback) !== undefined) return;
  core.log.error(
    `${param}: ${core.routes.file} exports no function "${callback}"; exported are: ${core.routes.names.join(', ')}`,
  );
}

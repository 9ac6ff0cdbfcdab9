import type { SipMessage } from '../sip/message.ts';
import { RouteContext, type RouteFunction } from './context.ts';
import type { Core } from './core.ts';
import { named } from './events.ts';
import type { Source } from './source.ts';

// The event routes of the core in front of the routes (spec/modules.md 1.2, 44).

/** Where the run of onMsgReceived finds the octets that arrived: `$rcv`. */
export const ARRIVED: unique symbol = Symbol('what arrived');

/** `core:msg-received`. @returns whether the message goes on */
export function passesReceived(core: Core, route: RouteFunction, message: SipMessage, source: Source): boolean {
  const cx = new RouteContext(core, 'event', core.routes, 'onMsgReceived', message, source);
  cx.setSlot(ARRIVED, message.text);
  const running = core.run(cx, named(route, 'core:msg-received'));
  if (running !== undefined) core.log.error('onMsgReceived must not be asynchronous: the message went on without waiting');
  return !cx.dropped;
}

/**
 * `core:pre-routing`: runs on the message that the route will get, so that what it sets there stays. Nobody waits when it is
 * synchronous.
 * @param go what comes behind it, unless it drops the message
 */
export function preRoute(cx: RouteContext, route: RouteFunction, go: () => void): void {
  const { core } = cx;
  const then = (): void => {
    if (cx.dropped) return;
    // the route that follows is a run of its own
    cx.exitRaised = false;
    cx.failed = false;
    cx.scriptFlags = 0;
    go();
  };
  const running = core.run(cx, named(route, 'core:pre-routing'));
  if (running === undefined) then();
  else running.then(then).catch(core.defect);
}

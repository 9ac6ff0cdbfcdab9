import type { Hop } from '../transaction/hop.ts';
import { RouteContext } from './context.ts';

// onSendRoute, Kamailio's onsend_route (spec/modules.md 1.2): each request that is forwarded, right before it leaves.

/** What is on its way: `$snd`, `$sndfrom`. */
export interface Sending {
  readonly hop: Hop;
  readonly text: string;
}

/** Where the run of onSendRoute finds it. */
export const SENDING: unique symbol = Symbol('what is sent');

/**
 * Runs onSendRoute. It sees the request as it was received, with the Request-URI that it leaves with, as Kamailio does; what it changes is of
 * no effect. Ask only when `cx.routes.onSendRoute` is there: nothing is spent otherwise.
 * @param uri Request-URI of what is sent; '' for the received one
 * @returns whether the request is sent: `drop()` keeps it here
 */
export function maySend(cx: RouteContext, uri: string, hop: Hop, text: string): boolean {
  const { core, routes } = cx;
  const run = new RouteContext(core, 'event', routes, 'onSendRoute', cx.message.copy(), cx.source);
  run.target.uri = uri;
  run.flags = cx.flags;
  run.xflagsLow = cx.xflagsLow;
  run.xflagsHigh = cx.xflagsHigh;
  run.shareVariables(cx);
  run.setSlot(SENDING, { hop, text } satisfies Sending);
  const running = core.run(run, routes.onSendRoute!);
  if (running !== undefined) core.log.error('onSendRoute must not be asynchronous: the request was sent without waiting');
  return !run.dropped;
}

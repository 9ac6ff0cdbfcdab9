import type { SipMessage } from '../../sip/message.ts';
import { RouteContext, type RouteFunction, type RouteReference } from '../context.ts';
import type { RouteKind } from '../route-kind.ts';
import type { Source } from '../source.ts';
import type { StatefulProxy } from './proxy.ts';

/** @returns the function that a reference armed means in the transaction's generation of routes, or undefined */
export function routeOf(cx: RouteContext, reference: RouteReference): RouteFunction | undefined {
  return typeof reference === 'function' ? reference : cx.routes.get(reference);
}

export function routeName(reference: RouteReference): string {
  return typeof reference === 'function' ? reference.name : reference;
}

/**
 * A context for a callback of a transaction: another message, the same flags and variables.
 * Edits made there belong to the message given.
 */
export function callbackContext(
  proxy: StatefulProxy,
  kind: RouteKind,
  reference: RouteReference,
  message: SipMessage,
  source: Source,
): RouteContext {
  const from = proxy.cx;
  const cx = new RouteContext(from.core, kind, from.routes, routeName(reference), message, source);
  cx.proxy = proxy;
  cx.ownsProxy = true;
  cx.flags = proxy.flags;
  cx.xflagsLow = proxy.xflagsLow;
  cx.xflagsHigh = proxy.xflagsHigh;
  cx.forceRport = from.forceRport;
  cx.localRport = from.localRport;
  cx.advertisedHost = from.advertisedHost;
  cx.advertisedPort = from.advertisedPort;
  cx.viaExtras = from.viaExtras;
  cx.shareVariables(from);
  return cx;
}

/** Takes over what a callback changed and the transaction keeps (spec/modules.md 1.5). */
export function writeBack(proxy: StatefulProxy, cx: RouteContext): void {
  proxy.takeFlags(cx);
}

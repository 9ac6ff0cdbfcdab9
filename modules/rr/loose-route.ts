import { removeValues, setNextHop, setRequestUri, type RouteContext, type Uri } from '../../runtime/module.ts';
import type { OwnRoute } from './own-route.ts';
import { hopUri, isOurs, routeSet, routeUri, socketOf, type RouteSet } from './routes.ts';
import type { RrSettings } from './settings.ts';

/** Bits of the mode: never repair what a strict router did; do not look at flow tokens. */
export const Mode = { LooseOnly: 1, NoFlowToken: 2 } as const;

/** 1 the route set decides · -1 no Route, or not readable · -3 all entries of an initial request were ours */
export type Routed = 1 | -1 | -3;

/**
 * Processes the Route fields of a request (RFC 3261 16.4, 16.6 step 6, 16.12).
 * @param mode sum of `Mode`
 */
export function looseRoute(cx: RouteContext, settings: RrSettings, mode: number): Routed {
  const { message } = cx;
  if (!message.isRequest) return -1;
  const set = routeSet(message);
  if (set === null) return -1;
  const top = routeUri(message, set, 0);
  const requestUri = cx.parsedRequestUri;
  if (top === null || requestUri === null) return -1;
  const inDialog = message.toTag !== '';
  const strict = inDialog && (mode & Mode.LooseOnly) === 0 && isOurs(cx, requestUri);
  const routed = strict ? repairStrict(cx, settings, set, top, requestUri) : takeOurs(cx, settings, set, top, inDialog);
  if (routed !== -1 && settings.onOwnRoute.length > 0 && cx.slot(settings.ownRoute) !== undefined) {
    for (const run of settings.onOwnRoute) run(cx);
  }
  return routed;
}

// Entries of ours go, what follows is the next hop
function takeOurs(cx: RouteContext, settings: RrSettings, set: RouteSet, top: Uri, inDialog: boolean): Routed {
  const { message } = cx;
  let next: Uri | null = top;
  let gone = 0;
  if (isOurs(cx, top)) {
    gone = 1;
    if (settings.doubleEntries > 0 && isDouble(top) && set.values.length > 1) {
      const second = routeUri(message, set, 1);
      if (second === null) return -1;
      gone = 2;
      leaveFrom(cx, settings, second);
    } else if (settings.forceSendSocket) leaveFrom(cx, settings, top);
    const more = set.values.length > gone;
    next = more ? routeUri(message, set, gone) : null;
    if (more && next === null) return -1;
    remember(cx, settings, top, more);
    if (next === null) {
      removeValues(message, set.values, 0, gone);
      return inDialog ? 1 : -3;
    }
  } else cx.setSlot(settings.ownRoute, undefined);
  if (next.hasParam('lr')) {
    if (!setNextHop(cx, hopUri(next))) return -1;
    removeValues(message, set.values, 0, gone);
    // the Request-URI goes on as it is, to a new next hop: it may be a branch again
    cx.targetUsable = true;
    return 1;
  }
  return goStrict(cx, set, gone, next);
}

// 16.6 step 6: a strict router wants to be the Request-URI, and finds the real one at the end of the Route
function goStrict(cx: RouteContext, set: RouteSet, gone: number, next: Uri): 1 | -1 {
  const { message, requestUri } = cx;
  if (!setRequestUri(cx, hopUri(next))) return -1;
  removeValues(message, set.values, 0, gone + 1);
  message.edits.insert(Math.max(message.headersStart, message.bodyStart - 2), `Route: <${requestUri}>\r\n`);
  return 1;
}

// 16.4: a strict router before us made our entry the Request-URI, and put the real one at the end of the Route
function repairStrict(cx: RouteContext, settings: RrSettings, set: RouteSet, top: Uri, requestUri: Uri): 1 | -1 {
  const { message } = cx;
  let next = top;
  let gone = 0;
  if (settings.doubleEntries > 0 && isDouble(requestUri) && isOurs(cx, top)) {
    const behind = routeUri(message, set, 1);
    if (behind === null) return -1;
    gone = 1;
    next = behind;
    leaveFrom(cx, settings, top);
  } else if (settings.forceSendSocket) leaveFrom(cx, settings, requestUri);
  const last = set.values.length - 1;
  const loose = next.hasParam('lr');
  const target = loose ? routeUri(message, set, last) : next;
  if (target === null) return -1;
  if (loose && !setNextHop(cx, hopUri(next))) return -1;
  remember(cx, settings, requestUri, true);
  if (!loose || last === gone) removeValues(message, set.values, 0, gone + 1);
  else {
    removeValues(message, set.values, 0, gone);
    removeValues(message, set.values, last, 1);
  }
  return setRequestUri(cx, loose ? target.toString() : hopUri(target)) ? 1 : -1;
}

function isDouble(uri: Uri): boolean {
  return uri.hasParam('r2');
}

function remember(cx: RouteContext, settings: RrSettings, own: Uri, more: boolean): void {
  const params = own.paramsStart < 0 ? '' : own.text.slice(own.paramsStart, own.paramsEnd);
  const kept: OwnRoute = { params, more };
  cx.setSlot(settings.ownRoute, kept);
}

function leaveFrom(cx: RouteContext, settings: RrSettings, own: Uri): void {
  const socket = socketOf(cx, own);
  if (socket !== null) cx.target.socket = socket;
  else if (settings.warnMismatch) {
    cx.core.log.warn('a Route of ours names a socket that the server has not', { route: own.toString() });
  }
}

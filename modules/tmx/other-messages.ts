import { findCancelled, GONE, Method, RouteContext } from '../../runtime/module.ts';

// The messages that `$T_req(...)`, `$T_rpl(...)` and `$T_inv(...)` are read on.

/** @returns the request that a reply answers; null in other routes, and once the request is let go of */
export function reqOf(cx: RouteContext): RouteContext | null {
  if (cx.message.isRequest || cx.proxy === null) return null;
  return still(cx.proxy.cx);
}

/** @returns the reply that a failure callback runs for; null in other routes, and when the reply was made here */
export function rplOf(cx: RouteContext): RouteContext | null {
  if (cx.kind !== 'failure' && cx.kind !== 'branch_failure') return null;
  const reply = cx.proxy?.branches[cx.branchIndex]?.answer?.message ?? null;
  if (reply === null) return null;
  const { core, routes, routeName, source } = cx;
  return new RouteContext(core, 'reply', routes, routeName, reply, source);
}

/** @returns the INVITE that a CANCEL is for; null for other requests, and when it is not known */
export function invOf(cx: RouteContext): RouteContext | null {
  if (!cx.message.isRequest || cx.message.methodId !== Method.CANCEL) return null;
  const invite = findCancelled(cx);
  return invite === null ? null : still(invite.cx);
}

function still(cx: RouteContext): RouteContext | null {
  return cx.message === GONE ? null : cx;
}

import { methodId, Method } from '../../sip/method.ts';
import { SERVER_ERROR, errorReason } from '../errors.ts';
import type { RouteContext, RouteReference } from '../context.ts';
import { Destination } from '../destination.ts';
import { named } from '../events.ts';
import { branchTimedOut, decide } from './answers.ts';
import { Branch } from './branch.ts';
import { callbackContext, routeOf, writeBack } from './callbacks.ts';
import { newTransaction } from './lookup.ts';
import type { StatefulProxy } from './proxy.ts';
import { ownReply } from './upstream.ts';

// t_suspend and t_continue (spec/modules.md 10): a request waits for something that is no message, and any other run lets it go on.

/**
 * Suspends the request of a run: its transaction is made if need be, an INVITE gets its 100, and when nobody continues it within
 * fr_timer it counts as a branch without an answer: failure callback, else 408.
 *
 * @returns 1 suspended · -1 not possible: an ACK or a CANCEL, a retransmission, a request that was answered or relayed, is suspended
 * already, or is no request
 */
export function suspend(cx: RouteContext): 1 | -1 {
  if (cx.kind !== 'request' && cx.kind !== 'failure') return -1;
  const { methodId: method } = cx.message;
  if (method === Method.ACK || method === Method.CANCEL) return -1;
  if ((cx.proxy === null || !cx.ownsProxy) && newTransaction(cx) !== 1) return -1;
  const proxy = cx.proxy!;
  if (proxy.answered || proxy.cancelled || proxy.held || (cx.kind === 'request' && proxy.relayed)) return -1;
  const { stateful } = cx.core;
  if (proxy.branches.length >= cx.core.options.maxBranches) return -1;
  proxy.held = true;
  cx.answered = true;
  proxy.takeFlags(cx);
  if (cx.kind === 'request') {
    proxy.relayed = true;
    if (!proxy.editsSaved) proxy.edits = cx.message.edits.copy();
  } else proxy.legStart = proxy.branches.length;
  if (methodId(proxy.key.method) === Method.INVITE && proxy.auto100 && proxy.server.lastStatus === 0)
    ownReply(proxy, cx, 100, stateful.options.auto100Reason);
  const branch = new Branch(proxy, proxy.branches.length, new Destination(), branchTimedOut);
  proxy.addBranch(branch);
  branch.startRinging(Math.min(proxy.timing.fr, proxy.lifeLeft));
  stateful.suspended.add({ proxy, branch, cx });
  return 1;
}

/**
 * Goes on with a suspended request: in a callback that runs by the rules of failure callbacks. When it neither relays nor answers, the
 * request is answered 500.
 *
 * @param index @param label what `$T(id_index)` and `$T(id_label)` said
 * @param reference of the callback, in the generation of routes that the request began with
 * @returns 1 the callback has run or runs · -1 nothing is suspended by these numbers, or there is no such callback
 */
export function resume(core: RouteContext['core'], index: number, label: number, reference: RouteReference): 1 | -1 {
  const found = core.stateful.suspended.take(index, label);
  if (found === null) return -1;
  const { proxy, branch, cx: from } = found;
  const route = routeOf(proxy.cx, reference);
  if (route === undefined) {
    core.stateful.suspended.add(found);
    return -1;
  }
  // ended meanwhile: answered by another, or cancelled
  proxy.held = false;
  if (proxy.over || proxy.answered || !branch.isPending) return -1;
  branch.stopRinging();
  // it stands for nothing any more
  branch.answer = { status: SERVER_ERROR.status, message: null, reason: errorReason(SERVER_ERROR, 'TM'), made: true };
  branch.forgotten = true;
  const cx = resumedContext(proxy, from, branch, reference);
  proxy.deciding++;
  const running = core.run(cx, named(route, 'tmx:continue'));
  if (running === undefined) settle(proxy, cx);
  else {
    proxy.watch();
    running.then(() => settle(proxy, cx)).catch(core.defect);
  }
  return 1;
}

function resumedContext(proxy: StatefulProxy, from: RouteContext, branch: Branch, reference: RouteReference): RouteContext {
  const message = proxy.cx.message.copy();
  message.edits = proxy.edits.copy();
  const cx = callbackContext(proxy, 'failure', reference, message, proxy.cx.source);
  cx.adoptSlots(from);
  cx.target = from.target.copy();
  cx.branches = from.branches;
  cx.targetUsable = from.targetUsable;
  cx.branchIndex = branch.index;
  return cx;
}

function settle(proxy: StatefulProxy, cx: RouteContext): void {
  writeBack(proxy, cx);
  proxy.deciding--;
  if (proxy.over || proxy.answered || proxy.held) return;
  if (proxy.pending > 0 || proxy.branches.some(({ answer, forgotten }) => answer !== null && !forgotten)) decide(proxy);
  else ownReply(proxy, proxy.cx, SERVER_ERROR.status, errorReason(SERVER_ERROR, 'TM'));
}

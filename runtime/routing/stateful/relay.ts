import { Method } from '../../sip/method.ts';
import type { Hop } from '../../transaction/hop.ts';
import type { Proto } from '../../transport/types.ts';
import type { InternalError, RouteContext } from '../context.ts';
import { Destination } from '../destination.ts';
import { CANCELLED, NO_BRANCH, NO_SOCKET, SEND_ERROR, SERVER_ERROR, UNRESOLVED, errorReason } from '../errors.ts';
import { forward } from '../forward.ts';
import { findHop, nextHopUri, uriError, type HopFault } from '../next-hop.ts';
import { Branch } from './branch.ts';
import { callbackContext, routeOf, writeBack } from './callbacks.ts';
import { cancelRequest } from './cancel-request.ts';
import { failOverUnsent } from './failover.ts';
import { lookupAck, newTransaction } from './lookup.ts';
import type { StatefulProxy } from './proxy.ts';
import { answerBranch, branchTimedOut } from './answers.ts';
import { startBranch } from './send.ts';
import { ownReply } from './upstream.ts';

/** What t_relay_to_flags and its like may ask for. */
export interface RelayOptions {
  /** No automatic 100. */
  readonly no100?: boolean;
  /** No reply on an internal error. */
  readonly noErrorReply?: boolean;
  /** Only the first address of a next hop's name is tried. */
  readonly noFailover?: boolean;
  /** URI of a fixed next hop instead of the destination's, '' for none. */
  readonly nextHop?: string;
  /** Transport to use whatever the URI says, '' for what it says. */
  readonly proto?: Proto | '';
}

/**
 * Forwards a request statefully to its destination set (RFC 3261 16.6; spec/modules.md 9.4).
 *
 * @returns 1 done, also for a retransmission and for the ACK of a negative reply · 0 an unmatched CANCEL was forwarded
 * statelessly · -1 nothing could be sent, or relayed already · -6 no branch left · -400 the Request-URI can not be used ·
 * -7 no socket for its transport · -478 the next hop does not resolve
 */
export function relay(cx: RouteContext, options: RelayOptions = {}): number {
  if (cx.kind === 'failure' || cx.kind === 'branch_failure') return forkOn(cx, options);
  if (cx.kind !== 'request') {
    cx.misplaced('tm.t_relay');
    return 0;
  }
  const { methodId } = cx.message;
  if (methodId === Method.ACK) return relayAck(cx);
  if (methodId === Method.CANCEL) return cancelRequest(cx) ?? relayNew(cx, options);
  return relayNew(cx, options);
}

function relayNew(cx: RouteContext, options: RelayOptions): number {
  const next = nextHopUri(cx.target.dstUri, cx.requestUri);
  if (cx.uriOf(next) === null && cx.targetUsable) {
    cx.error = uriError(next);
    return -400;
  }
  let { proxy } = cx;
  if (proxy === null || !cx.ownsProxy) {
    const made = newTransaction(cx);
    if (made === 0) return 1; // a retransmission: answered again, nothing else to do
    if (made < 0) return -1;
    proxy = cx.proxy!;
  }
  if (proxy.relayed || proxy.answered) return -1;
  if (options.noErrorReply === true) proxy.noErrorReply = true;
  proxy.relayed = true;
  cx.answered = true;
  if (!proxy.editsSaved) proxy.edits = cx.message.edits;
  if (proxy.isInvite && proxy.auto100 && options.no100 !== true && proxy.server.lastStatus === 0) {
    ownReply(proxy, cx, 100, cx.core.stateful.options.auto100Reason);
  }
  const result = fork(proxy, cx, options);
  // edits made from here on are of no leg (spec/modules.md 9.4)
  cx.message.edits = cx.message.edits.copy();
  return result;
}

// An ACK for a negative reply ends here; any other is forwarded statelessly (16.7, 17.1.1.3)
function relayAck(cx: RouteContext): number {
  const invite = lookupAck(cx);
  if (invite !== null && cx.ackConsumed) return 1;
  cx.answered = true;
  // a client that gave the ACK the branch of its INVITE gets the branch of ours
  const winner = invite?.branches.find((branch) => branch.answer !== null && branch.answer.status < 300);
  if (forward(cx, '', winner?.client?.branch ?? '') > 0) return 1;
  return cx.error === UNRESOLVED ? -478 : -1;
}

// In failure callbacks only what was added there is sent (spec/modules.md 2.6)
function forkOn(cx: RouteContext, options: RelayOptions): number {
  const proxy = cx.proxy!;
  if (proxy.answered) return -1;
  if (proxy.cancelled) {
    cx.error = CANCELLED;
    return -1;
  }
  if (cx.kind === 'failure') proxy.legStart = proxy.branches.length;
  const result = fork(proxy, cx, options);
  return result > 0 ? 1 : -1;
}

/** Builds a branch for each destination and sends them all. */
function fork(proxy: StatefulProxy, cx: RouteContext, options: RelayOptions): number {
  proxy.takeFlags(cx);
  if (options.noFailover === true) proxy.noFailover = true;
  if (proxy.cancelled) return fail(cx, CANCELLED, -1);
  const destinations = takeDestinations(cx);
  if (destinations.length === 0) return fail(cx, NO_BRANCH, -6);
  const fresh: Branch[] = [];
  let error: InternalError = NO_BRANCH;
  let open = 0;
  for (const destination of destinations) {
    if (proxy.branches.length >= cx.core.options.maxBranches) break;
    const outcome = addBranch(proxy, cx, destination, options, fresh);
    if (outcome === null) open++;
    else error = outcome;
  }
  if (open > 0) {
    // those that could not be sent count as answered, now that it is known that others go on
    for (const branch of fresh) if (branch.client?.ended === true) failBranch(branch, SEND_ERROR);
    return 1;
  }
  // nothing went out: the branches leave no trace, the error goes up instead
  proxy.dropBranches(fresh.length);
  return fail(cx, error, resultOf(error));
}

function resultOf(error: InternalError): number {
  switch (error) {
    case UNRESOLVED:
      return -478;
    case NO_BRANCH:
      return -6;
    case NO_SOCKET:
      return -7;
    default:
      return -1;
  }
}

function fail(cx: RouteContext, error: InternalError, result: number): number {
  cx.error = error;
  const proxy = cx.proxy!;
  if (cx.kind !== 'request' || proxy.noErrorReply) return result;
  cx.errorDelayed = true;
  if (!cx.core.stateful.options.delayedReply) sendDelayedError(cx);
  return result;
}

/** Sends the reply that a failed t_relay promised, unless something was answered meanwhile (spec/modules.md 9.4 step 6). */
export function sendDelayedError(cx: RouteContext): void {
  const { proxy, error } = cx;
  if (!cx.errorDelayed || proxy === null || proxy.answered || proxy.pending > 0) return;
  cx.errorDelayed = false;
  const { status } = error ?? SERVER_ERROR;
  ownReply(proxy, cx, status, errorReason(error ?? SERVER_ERROR, 'TM'));
}

// The Request-URI branch while it is usable, then the appended ones; all are used up
function takeDestinations(cx: RouteContext): Destination[] {
  const list: Destination[] = [];
  if (cx.targetUsable) list.push(cx.target.copy());
  cx.targetUsable = false;
  if (cx.branches !== null) {
    for (const branch of cx.branches) list.push(branch);
    cx.branches = null;
  }
  return list;
}

// null: the branch was sent or waits for its name; else what went wrong
function addBranch(
  proxy: StatefulProxy,
  cx: RouteContext,
  destination: Destination,
  options: RelayOptions,
  fresh: Branch[],
): InternalError | null {
  const next =
    options.nextHop || nextHopUri(destination.dstUri, destination.uri !== '' ? destination.uri : cx.message.requestUri);
  const branch = new Branch(proxy, proxy.branches.length, destination, branchTimedOut);
  const run = branchRun(proxy, cx, branch);
  if (run === null) return NO_BRANCH;
  proxy.addBranch(branch);
  fresh.push(branch);
  // the callback may send the branch elsewhere with a dst-URI of its own only
  const target = run !== cx && run.target.dstUri !== destination.dstUri ? run.target.dstUri || next : next;
  if (run !== cx) copyTarget(run.target, destination);
  const failover = cx.core.options.dnsFailover && !proxy.noFailover;
  const hop = findHop(run, target, destination.socket, destination.flow, options.proto, failover);
  if (hop instanceof Promise) {
    branch.resolving = true;
    const later = run === cx ? detached(proxy, cx) : run;
    hop.then((found) => resolved(branch, later, found)).catch(cx.core.defect);
    return null;
  }
  if (typeof hop === 'string') {
    proxy.dropBranches(1);
    fresh.pop();
    return faultError(hop, target);
  }
  return startBranch(branch, run, run.message, hop) || failOverUnsent(branch, fresh) ? null : SEND_ERROR;
}

// The name of a next hop was looked up while everything else went on
function resolved(branch: Branch, cx: RouteContext, hop: Hop | HopFault): void {
  if (!branch.isPending || branch.proxy.over) return;
  branch.resolving = false;
  if (typeof hop === 'string') failBranch(branch, faultError(hop, ''));
  else if (!startBranch(branch, cx, cx.message, hop)) {
    const tried = [branch];
    if (!failOverUnsent(branch, tried)) failBranch(tried.at(-1)!, SEND_ERROR);
  }
}

function failBranch(branch: Branch, error: InternalError): void {
  answerBranch(branch, { status: error.status, message: null, reason: errorReason(error, 'TM'), made: true });
}

function faultError(fault: HopFault, uri: string): InternalError {
  switch (fault) {
    case 'uri':
      return uriError(uri);
    case 'unresolved':
      return UNRESOLVED;
    case 'no-socket':
      return NO_SOCKET;
    case 'refused':
      return SEND_ERROR;
  }
}

// Runs the branch callback on a copy of the request. Returns the run whose message the branch sends, null when it was dropped
function branchRun(proxy: StatefulProxy, cx: RouteContext, branch: Branch): RouteContext | null {
  const reference = proxy.onBranch;
  const route = reference === '' ? undefined : routeOf(cx, reference);
  if (route === undefined) return cx;
  const run = callbackContext(proxy, 'branch', reference, cx.message.copy(), cx.source);
  run.target = branch.destination.copy();
  run.branchIndex = branch.index;
  run.adoptSlots(cx);
  const running = proxy.core.run(run, route);
  if (running !== undefined) {
    cx.core.log.error('a branch callback must not be asynchronous: its branch was sent without waiting', {
      route: run.routeName,
    });
  }
  writeBack(proxy, run);
  // the branches that follow, and the run that forks them, see the flags too (spec/modules.md 1.5)
  cx.flags = run.flags;
  cx.xflagsLow = run.xflagsLow;
  cx.xflagsHigh = run.xflagsHigh;
  return run.dropped ? null : run;
}

// The message as it is now, for a branch that is sent when this run has gone on
function detached(proxy: StatefulProxy, cx: RouteContext): RouteContext {
  return callbackContext(proxy, 'branch', '', cx.message.copy(), cx.source);
}

function copyTarget(from: Destination, to: Destination): void {
  to.uri = from.uri;
  to.dstUri = from.dstUri;
  to.path = from.path;
  to.flags = from.flags;
  to.socket = from.socket;
  to.flow = from.flow;
}

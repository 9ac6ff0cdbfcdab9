import type { SipMessage } from '../../sip/message.ts';
import type { ClientTransaction, Verdict } from '../../transaction/client-user.ts';
import { ackText } from '../../transaction/hop-by-hop.ts';
import { sendTo } from '../../transaction/hop.ts';
import type { RouteFunction } from '../context.ts';
import type { Source } from '../source.ts';
import { answerBranch, cancelPending } from './answers.ts';
import type { Branch } from './branch.ts';
import { callbackContext, routeOf, writeBack } from './callbacks.ts';
import { localReason, sendCancel } from './cancel.ts';
import { failOver, failsOver } from './failover.ts';
import { startRinging } from './timeouts.ts';
import { relayReply } from './upstream.ts';

// What a stateful proxy does with the replies of its branches (RFC 3261 16.7; spec/modules.md 9.5).

/**
 * A reply to a request whose client transaction ended in time (spec/modules.md 9.5): a negative one to an INVITE is acknowledged, or
 * its sender would repeat it.
 * @returns what the user has to do with it
 */
export function lateVerdict(transaction: ClientTransaction, reply: SipMessage): Verdict {
  const { status } = reply;
  if (status < 200) return 'provisional';
  if (status < 300) return 'late-2xx';
  if (transaction.method === 'INVITE') sendTo(transaction.hop, ackText(transaction.text, reply));
  return 'late';
}

/** A reply arrived for a branch; the core reply route and its client transaction have seen it. */
export function branchReplied(branch: Branch, message: SipMessage, source: Source, verdict: Verdict): void {
  if (verdict === 'absorbed') return;
  const { proxy } = branch;
  branch.replied = true;
  if (verdict === 'provisional') {
    if (branch.isPending) startRinging(branch, message.status);
    // 9.1: now the CANCEL may go; the caller has no use for this reply
    if (branch.cancelWanted) {
      if (branch.cancel === null) sendCancel(branch, proxy.cancelHeaders);
      if (!proxy.core.stateful.options.passProvisional || proxy.answered) return;
    }
  }
  const route = branch.onReply === '' ? undefined : routeOf(proxy.cx, branch.onReply);
  if (route === undefined) settle(branch, message, false, verdict);
  else runReplyRoute(branch, route, message, source, verdict);
}

// The callback armed by t_on_reply: its edits and its verdict count
function runReplyRoute(branch: Branch, route: RouteFunction, message: SipMessage, source: Source, verdict: Verdict): void {
  const { proxy } = branch;
  const cx = callbackContext(proxy, 'tm_reply', branch.onReply, message, source);
  cx.branchIndex = branch.index;
  cx.statusCode = message.status;
  cx.target.flags = branch.destination.flags;
  cx.repeatsWaiting = branch.waitingWith === message.status;
  const running = proxy.core.run(cx, route);
  if (running === undefined) {
    writeBack(proxy, cx);
    settle(branch, cx.message, cx.dropped, verdict);
    return;
  }
  proxy.watch();
  branch.waitingWith = message.status;
  running
    .then(() => {
      if (branch.waitingWith === cx.statusCode) branch.waitingWith = 0;
      writeBack(proxy, cx);
      settle(branch, cx.message, cx.dropped, verdict);
    })
    .catch(proxy.core.defect);
}

function settle(branch: Branch, message: SipMessage, dropped: boolean, verdict: Verdict): void {
  const { proxy } = branch;
  const { status } = message;
  switch (verdict) {
    case 'provisional':
      if (dropped || proxy.answered || (status === 100 && !proxy.core.stateful.options.relay100)) return;
      relayReply(proxy, message, status);
      return;
    case 'final':
      branch.stopRinging();
      if (status < 300) succeeded(branch, message, status);
      else {
        if (failsOver(branch, status)) failOver(branch);
        answerBranch(branch, { status, message, reason: message.reason, made: false });
      }
      return;
    case 'late-2xx':
      // RFC 6026 8.4, 16.7 step 5: every 2xx to an INVITE goes up at once
      if (proxy.isInvite && status < 300) succeeded(branch, message, status);
      return;
    default:
      proxy.core.stateful.repliesAbsorbed++;
  }
}

function succeeded(branch: Branch, message: SipMessage, status: number): void {
  const { proxy } = branch;
  // it goes up right here: nobody needs the message any more
  branch.answer = { status, message: null, reason: '', made: false };
  // 16.7 step 10: the other branches are of no use any more
  if (proxy.isInvite) {
    relayReply(proxy, message, status);
    cancelPending(proxy, localReason(proxy, 200), branch.index);
  } else if (!proxy.answered) relayReply(proxy, message, status);
}

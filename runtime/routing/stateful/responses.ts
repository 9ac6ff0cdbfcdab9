import type { SipMessage } from '../../sip/message.ts';
import type { ClientTransaction, Verdict } from '../../transaction/client-user.ts';
import { ackText } from '../../transaction/hop-by-hop.ts';
import { sendTo } from '../../transaction/hop.ts';
import type { RouteContext } from '../context.ts';
import { answerBranch, cancelPending } from './answers.ts';
import type { Branch } from './branch.ts';
import { callbackContext, routeOf, writeBack } from './callbacks.ts';
import { localReason, sendCancel } from './cancel.ts';
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

/**
 * A reply arrived for a branch; its client transaction has seen it.
 * @param cx the run of the core reply route for it: its edits go along
 */
export function branchReplied(branch: Branch, cx: RouteContext, verdict: Verdict): void {
  if (verdict === 'absorbed') return;
  const { proxy } = branch;
  branch.replied = true;
  if (verdict === 'provisional') {
    if (branch.isPending) startRinging(branch, cx.message.status);
    // 9.1: now the CANCEL may go; the caller has no use for this reply
    if (branch.cancelWanted) {
      if (branch.cancel === null) sendCancel(branch, proxy.cancelHeaders);
      if (!proxy.core.stateful.options.passProvisional || proxy.answered) return;
    }
  }
  const done = runReplyRoute(branch, cx);
  if (done instanceof Promise) {
    proxy.watch();
    done.then((reply) => settle(branch, reply, verdict)).catch(proxy.core.defect);
  } else settle(branch, done, verdict);
}

// The callback armed by t_on_reply; returns the run whose edits and verdict count
function runReplyRoute(branch: Branch, cx: RouteContext): RouteContext | Promise<RouteContext> {
  const { proxy } = branch;
  if (branch.onReply === '') return cx;
  const route = routeOf(proxy.cx, branch.onReply);
  if (route === undefined) return cx;
  const reply = callbackContext(proxy, 'tm_reply', branch.onReply, cx.message, cx.source);
  reply.branchIndex = branch.index;
  reply.statusCode = cx.message.status;
  reply.target.flags = branch.destination.flags;
  const running = proxy.core.run(reply, route);
  if (running === undefined) {
    writeBack(proxy, reply);
    return reply;
  }
  return running.then(() => {
    writeBack(proxy, reply);
    return reply;
  });
}

function settle(branch: Branch, reply: RouteContext, verdict: Verdict): void {
  const { proxy } = branch;
  const { message } = reply;
  const { status } = message;
  switch (verdict) {
    case 'provisional':
      if (reply.dropped || status === 100 || proxy.answered) return;
      relayReply(proxy, message, status);
      return;
    case 'final':
      branch.stopRinging();
      if (status < 300) succeeded(branch, message, status);
      else answerBranch(branch, { status, message, reason: message.reason, made: false });
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

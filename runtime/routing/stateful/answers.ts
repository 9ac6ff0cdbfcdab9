import { bestBranch } from './best.ts';
import type { Branch, BranchAnswer } from './branch.ts';
import { lateReason, localReason, sendCancel } from './cancel.ts';
import { failOver } from './failover.ts';
import { runBranchFailure, runFailure } from './failure.ts';
import { finish } from './finish.ts';
import type { StatefulProxy } from './proxy.ts';

// Final answers of branches, from the network or made up here, and what follows from them (RFC 3261 16.7, 16.8, 16.10).

/** A branch has its final answer >= 300: from the network, or made up for it. */
export function answerBranch(branch: Branch, answer: BranchAnswer): void {
  const { proxy } = branch;
  if (branch.answer !== null) return;
  branch.answer = answer;
  // a suspended request has one branch open, which is sent nowhere: nobody needs to continue it any more
  if (proxy.held && branch.client === null) {
    proxy.held = false;
    proxy.core.stateful.suspended.forget(proxy);
  }
  branch.resolving = false;
  branch.stopRinging();
  if (proxy.answered) return; // too late: it was acknowledged, that is all
  // 16.7 step 5: a 6xx ends the search, whatever other branches may still say
  if (answer.status >= 600 && !proxy.disable6xx) cancelPending(proxy, localReason(proxy, answer.status), branch.index);
  const running = runBranchFailure(branch);
  if (running === undefined) decide(proxy);
  else {
    proxy.watch();
    running.then(() => decide(proxy)).catch(proxy.core.defect);
  }
}

/** When no branch is open any more, the failure callback gets its turn, and then the best answer goes up. */
export function decide(proxy: StatefulProxy): void {
  if (proxy.answered || proxy.deciding > 0 || proxy.pending > 0 || proxy.over) return;
  const best = bestBranch(proxy);
  if (best === null) return;
  const before = proxy.branches.length;
  proxy.replyMode = proxy.core.stateful.options.failureReplyMode;
  const leg = proxy.legStart;
  // what the callback adds may end at once: nothing is decided before it is through
  proxy.deciding++;
  const running = runFailure(proxy, best);
  if (running === undefined) afterFailure(proxy, best, leg, before);
  else {
    proxy.watch();
    running.then(() => afterFailure(proxy, best, leg, before)).catch(proxy.core.defect);
  }
}

// leg, before: indexes of the first branch of the leg that failed, and of the one that the callback added
function afterFailure(proxy: StatefulProxy, best: Branch, leg: number, before: number): void {
  proxy.deciding--;
  if (proxy.answered || proxy.over) return;
  const added = proxy.branches.length > before;
  forget(proxy, leg, before, added);
  if (added) decide(proxy);
  else finish(proxy, best);
}

// failure_reply_mode: which earlier replies the next choice leaves out
function forget(proxy: StatefulProxy, leg: number, before: number, added: boolean): void {
  const { replyMode } = proxy;
  if (replyMode === 0 || (replyMode === 3 && !added)) return;
  for (let i = replyMode === 2 ? leg : 0; i < before; i++) proxy.branches[i]!.forgotten = true;
}

/** Timers B, C and F: nothing came in time (RFC 3261 16.8). */
export function branchTimedOut(branch: Branch): void {
  const { proxy } = branch;
  if (branch.answer !== null) return;
  if (!branch.replied) failOver(branch);
  const { options } = proxy.core.stateful;
  if (!options.noisyTimeout && proxy.isInvite && !branch.replied && proxy.branches.length === 1 && branch.onFailure === '') {
    branch.answer = { status: options.timeoutStatus, message: null, reason: options.timeoutReason, made: true };
    branch.cancelWanted = true;
    proxy.server.release();
    return;
  }
  const heard = branch.client?.hasProvisional === true;
  answerBranch(branch, { status: options.timeoutStatus, message: null, reason: options.timeoutReason, made: true });
  // the 408 does not wait for the answer to the CANCEL (spec/modules.md 9.3); nobody ended the call, so there is no Reason
  if (!proxy.isInvite) return;
  if (heard) sendCancel(branch, '');
  else {
    branch.cancelWanted = true;
    if (proxy.cancelHeaders === '') proxy.cancelHeaders = localReason(proxy, options.timeoutStatus);
  }
}

/**
 * Cancels one branch that has no final reply (RFC 3261 9.1, 16.10; cancel_b_method for one without any reply).
 * @param headers header lines for the CANCEL
 */
export function cancelBranch(branch: Branch, headers: string): void {
  const { proxy } = branch;
  if (!branch.isPending || !proxy.isInvite) return;
  const { cancelMethod } = proxy.core.stateful.options;
  if (branch.client === null) {
    // not sent yet: its name is still being looked up, or sending failed
    answerBranch(branch, { status: 487, message: null, reason: 'Request Terminated', made: true });
    return;
  }
  if (branch.client.hasProvisional || cancelMethod === 2) {
    branch.client.stopRetransmitting();
    sendCancel(branch, headers);
  } else if (cancelMethod === 0) {
    branch.cancelWanted = true;
    branch.client.stopRetransmitting();
    answerBranch(branch, { status: 487, message: null, reason: 'Request Terminated', made: true });
  } else {
    branch.cancelWanted = true;
    proxy.cancelHeaders = lateReason(headers);
  }
}

/** Cancels all branches without a final reply, but for one. @param except its index, -1 for none */
export function cancelPending(proxy: StatefulProxy, headers: string, except: number = -1): void {
  for (let i = 0; i < proxy.branches.length; i++) {
    const branch = proxy.branches[i]!;
    if (branch.index !== except) cancelBranch(branch, headers);
  }
}

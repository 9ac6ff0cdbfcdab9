import {
  cancelBranch,
  cancelPending,
  findTransaction,
  localReason,
  numberArgument,
  replyTransaction,
  suspend,
  textArgument,
  type RouteContext,
  type RouteFunction,
} from '../../runtime/module.ts';
import { ackLocal } from './ack-local.ts';
import { cancelCall, transactionOf } from '../tm/api.ts';
import { resumeBy } from './resume.ts';

/**
 * `KSR.tmx`: more about transactions.
 * @in any
 * @see Kamailio tmx
 */
export class Tmx {
  private readonly cx: RouteContext;

  constructor(cx: RouteContext) {
    this.cx = cx;
  }

  /**
   * Tells whether the same request is being handled right now. In one process that means: its route waits for something in an
   * `await`; the runtime absorbs what is repeated meanwhile before any route runs, so routes written for several processes work as
   * they are.
   * @returns `1` it is · `-1` not · `-2` an ACK or a CANCEL
   * @in request, reply
   */
  t_precheck_trans(): 1 | -1 | -2 {
    const { message } = this.cx;
    if (!message.isRequest || message.method === 'ACK' || message.method === 'CANCEL') return -2;
    const known = findTransaction(this.cx);
    return known !== null && known.cx.suspended && known.cx !== this.cx ? 1 : -1;
  }

  /**
   * Cancels branches of the call that a reply belongs to.
   * @param which `all`, `others` (than the reply's), `this`
   * @returns `1` · `-1` not in a reply callback of a transaction, or another word
   * @in reply
   */
  t_cancel_branches(which: string): 1 | -1 {
    const { proxy, branchIndex } = this.cx;
    if (proxy === null || branchIndex < 0) return this.cx.misplaced('tmx.t_cancel_branches');
    const reason = localReason(proxy, 0);
    switch (textArgument(which).charAt(0)) {
      case 'a':
        cancelPending(proxy, reason);
        return 1;
      case 'o':
        cancelPending(proxy, reason, branchIndex);
        return 1;
      case 't':
        cancelBranch(proxy.branches[branchIndex]!, reason);
        return 1;
      default:
        return -1;
    }
  }

  /**
   * Cancels the branches of an INVITE that is known by its Call-ID and CSeq.
   * @param callId its Call-ID
   * @param cseq its CSeq number
   * @param flag message flag to set on it, 1 to 31; 0 for none
   * @returns `1` its branches are cancelled · `-1` no such INVITE without a final reply
   */
  t_cancel_callid(callId: string, cseq: string, flag: number): 1 | -1 {
    return this.t_cancel_callid_reason(callId, cseq, flag, 0);
  }
  /**
   * As `t_cancel_callid`, with a Reason (RFC 3326).
   * @param callId its Call-ID
   * @param cseq its CSeq number
   * @param flag message flag to set on it, 1 to 31; 0 for none
   * @param cause status for the Reason of the CANCELs, 0 for none
   * @returns as `t_cancel_callid`
   */
  t_cancel_callid_reason(callId: string, cseq: string, flag: number, cause: number): 1 | -1 {
    return cancelCall(this.cx.core, textArgument(callId), textArgument(cseq), numberArgument(flag), numberArgument(cause));
  }
  /**
   * Answers a request that is known by its Call-ID and CSeq.
   * @param callId its Call-ID
   * @param cseq its CSeq number
   * @param code status, 100 to 699
   * @param reason its text; must not hold a line break
   * @returns `1` sent · `-1` no such transaction without a final reply, or not sent
   */
  t_reply_callid(callId: string, cseq: string, code: number, reason: string): 1 | -1 {
    const proxy = transactionOf(this.cx.core, textArgument(callId), textArgument(cseq), false);
    return proxy === null ? -1 : replyTransaction(proxy, numberArgument(code), textArgument(reason));
  }

  /**
   * Acknowledges a 2xx to an INVITE of this server, for which `tm.t_set_no_auto_ack(1)` was called.
   * @param callId its Call-ID
   * @param cseq its CSeq number
   * @param headers whole header lines with CRLF, `''` for none
   * @param body body, whose Content-Type is among the headers; `''` for none
   * @returns `1` sent, or its next hop is being looked up · `-1` no such INVITE that got a 2xx, or the headers are no lines
   */
  t_uac_ack_local(callId: string, cseq: string, headers: string, body: string): 1 | -1 {
    return ackLocal(this.cx.core, textArgument(callId), textArgument(cseq), textArgument(headers), textArgument(body));
  }

  /**
   * Ends the transaction without a reply, as `t_drop_rcode(500)`.
   * @returns as `t_drop_rcode`
   */
  t_drop(): 0 | -1 {
    return this.t_drop_rcode(500);
  }
  /**
   * Ends the transaction without a reply. What the client repeats is absorbed until wt_timer is over.
   * @param code internal status, from 200 on, that later functions see; another one is taken for 500
   * @returns `0` the route has to end · `-1` there is no transaction
   */
  t_drop_rcode(code: number): 0 | -1 {
    const { proxy } = this.cx;
    if (proxy === null || !this.cx.ownsProxy) return -1;
    const status = numberArgument(code);
    proxy.server.drop(status >= 200 && status <= 699 ? status : 500);
    this.cx.answered = true;
    this.cx.errorDelayed = false;
    return 0;
  }

  /**
   * Suspends the request until `t_continue` is called with `$T(id_index)` and `$T(id_label)`, by whatever run. Its transaction is made
   * if need be, and an INVITE gets its 100. When nobody continues it within fr_timer it counts as unanswered: the failure callback runs,
   * else the caller gets 408. A CANCEL ends it. To wait for a promise, `await` does the same in an async route.
   * @returns `1` suspended: the route should end · `-1` not possible: an ACK or CANCEL, a retransmission, or a request that was
   * relayed, answered or suspended already
   * @in request, failure
   * @see Kamailio tmx, t_suspend; spec/modules.md 10
   */
  t_suspend(): 1 | -1 {
    const { kind } = this.cx;
    return kind === 'request' || kind === 'failure' ? suspend(this.cx) : this.cx.misplaced('tmx.t_suspend');
  }
  /**
   * Goes on with a suspended request, in a callback that has what failure callbacks have: `t_relay` sends it to where it was bound when
   * it was suspended. When the callback neither relays nor answers, the request is answered 500.
   * @param index its `$T(id_index)`
   * @param label its `$T(id_label)`
   * @param callback name of an exported function, or the function itself
   * @returns `1` the callback has run, or runs · `-1` nothing is suspended by these numbers, or there is no such callback
   */
  t_continue(index: number, label: number, callback: string | RouteFunction): 1 | -1 {
    return resumeBy(this.cx, numberArgument(index), numberArgument(label), callback);
  }

  /**
   * In a branch failure callback: appends a branch with the data of the one that failed, for `t_relay`.
   * @returns `1` appended · `-1` not in a branch failure callback, or too many branches
   * @in branch_failure
   */
  t_reuse_branch(): 1 | -1 {
    const { cx } = this;
    const failed = cx.kind === 'branch_failure' ? cx.proxy?.branches[cx.branchIndex] : undefined;
    if (failed === undefined) return cx.misplaced('tmx.t_reuse_branch');
    const branches = (cx.branches ??= []);
    if (branches.length + 1 >= cx.core.options.maxBranches) return -1;
    const again = failed.destination.copy();
    if (again.uri === '') again.uri = cx.message.requestUri;
    branches.push(again);
    return 1;
  }

  /** Copies the message flags of this run into the transaction. @returns `1` · `-1` there is no transaction */
  t_flush_flags(): 1 | -1 {
    const { proxy } = this.cx;
    if (proxy === null) return -1;
    proxy.flags = this.cx.flags;
    return 1;
  }
  /** Copies the extended flags of this run into the transaction. @returns `1` · `-1` there is no transaction */
  t_flush_xflags(): 1 | -1 {
    const { proxy } = this.cx;
    if (proxy === null) return -1;
    proxy.xflagsLow = this.cx.xflagsLow;
    proxy.xflagsHigh = this.cx.xflagsHigh;
    return 1;
  }

  /** Tells whether a branch callback runs. @returns `1` it does · `-1` not */
  t_is_branch_route(): 1 | -1 {
    return this.cx.kind === 'branch' ? 1 : -1;
  }
  /** Tells whether a failure callback runs. @returns `1` it does · `-1` not */
  t_is_failure_route(): 1 | -1 {
    return this.cx.kind === 'failure' ? 1 : -1;
  }
  /** Tells whether a reply callback or the reply route runs. @returns `1` it does · `-1` not */
  t_is_reply_route(): 1 | -1 {
    return this.cx.kind === 'reply' || this.cx.kind === 'tm_reply' ? 1 : -1;
  }
  /** Tells whether the request route runs. @returns `1` it does · `-1` not */
  t_is_request_route(): 1 | -1 {
    return this.cx.kind === 'request' ? 1 : -1;
  }
}

/** Those for some kinds of routes only. */
type Special = 't_cancel_branches' | 't_precheck_trans' | 't_suspend' | 't_reuse_branch';

/** What routes of each kind see. */
export type TmxFacades = {
  request: Omit<Tmx, 't_cancel_branches' | 't_reuse_branch'>;
  reply: Omit<Tmx, 't_suspend' | 't_reuse_branch'>;
  tm_reply: Omit<Tmx, 't_suspend' | 't_reuse_branch'>;
  branch: Omit<Tmx, Special>;
  failure: Omit<Tmx, 't_cancel_branches' | 't_precheck_trans' | 't_reuse_branch'>;
  branch_failure: Omit<Tmx, 't_cancel_branches' | 't_precheck_trans' | 't_suspend'>;
  event: Omit<Tmx, Special>;
};

import {
  cancelBranch,
  cancelPending,
  findTransaction,
  localReason,
  textArgument,
  type RouteContext,
} from '../../runtime/module.ts';

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

/** What routes of each kind see. */
export type TmxFacades = {
  request: Omit<Tmx, 't_cancel_branches'>;
  reply: Tmx;
  tm_reply: Tmx;
  branch: Omit<Tmx, 't_cancel_branches' | 't_precheck_trans'>;
  failure: Omit<Tmx, 't_cancel_branches' | 't_precheck_trans'>;
  branch_failure: Omit<Tmx, 't_cancel_branches' | 't_precheck_trans'>;
  event: Omit<Tmx, 't_cancel_branches' | 't_precheck_trans'>;
};

import {
  errorReason,
  findCancelled,
  findTransaction,
  lookedUp,
  lookupAck,
  newTransaction,
  numberArgument,
  replyCreating,
  replyStateful,
  SERVER_ERROR,
  textArgument,
} from '../../runtime/module.ts';
import { TmAny, TmReplying } from './facade-any.ts';
import { TmRelaying } from './facade-relay.ts';
import { settings } from './timers.ts';

export { TmAny, TmReplying };

/**
 * What `KSR.tm` has in failure callbacks.
 * @in request, failure, branch_failure
 * @see Kamailio tm; RFC 3261 16, 17
 */
export class TmForking extends TmRelaying {
  /** Tells how the branch that the callback is about ended. @returns `1` by timeout · `-1` not */
  t_branch_timeout(): 1 | -1 {
    const answer = this.cx.proxy?.branches[this.cx.branchIndex]?.answer;
    return answer != null && answer.made && answer.status === 408 ? 1 : -1;
  }
  /**
   * Forgets replies gathered so far, in place of failure_reply_mode; whatever the callback adds counts from then on.
   * @param mode its first letter decides: `n` none, `l` those of the leg that failed, anything else all
   * @returns `1` · `-1` not in a failure callback
   */
  t_drop_replies(mode: string): 1 | -1 {
    const { cx } = this;
    if (cx.proxy === null || cx.kind !== 'failure') return cx.misplaced('tm.t_drop_replies');
    const letter = textArgument(mode).charAt(0);
    cx.proxy.replyMode = letter === 'n' ? 0 : letter === 'l' ? 2 : 1;
    return 1;
  }
  /** As `t_drop_replies('all')`. @returns as `t_drop_replies` */
  t_drop_replies_all(): 1 | -1 {
    return this.t_drop_replies('all');
  }
  /** Tells whether the branch that the callback is about got a reply. @returns `1` it got one · `-1` not */
  t_branch_replied(): 1 | -1 {
    return this.cx.proxy?.branches[this.cx.branchIndex]?.replied === true ? 1 : -1;
  }
}

/**
 * What `KSR.tm` has in the request route: everything.
 * @in request
 * @see Kamailio tm; RFC 3261 16, 17
 */
export class Tm extends TmForking {
  /**
   * Creates the transaction: retransmissions are absorbed from here on. Sends no 100.
   * @returns `1` created · `0` a retransmission, whose last reply was sent again: the route has to end · `-10` created already in this
   * run · `-1` not possible: an ACK, or too many transactions
   */
  t_newtran(): 1 | 0 | -10 | -1 {
    if (this.cx.kind !== 'request') return this.cx.misplaced('tm.t_newtran');
    return newTransaction(this.cx);
  }
  /**
   * As `t_reply`, and creates the transaction first when there is none.
   * @param code status, 100 to 699
   * @param reason its text; must not hold a line break
   * @returns `1` sent · `-1` not sent; or a retransmission, whose last reply was sent again
   */
  t_send_reply(code: number, reason: string): 1 | -1 {
    if (this.cx.kind === 'branch') return this.cx.misplaced('tm.t_send_reply');
    return replyCreating(this.cx, numberArgument(code), textArgument(reason));
  }
  /**
   * Keeps the edits made so far for all legs: what is changed from here on up to `t_relay` is in the first leg only.
   * @returns `1` kept · `-1` there is no transaction yet
   */
  t_save_lumps(): 1 | -1 {
    const { proxy, message } = this.cx;
    if (proxy === null || !this.cx.ownsProxy) return -1;
    proxy.edits = message.edits.copy();
    proxy.editsSaved = true;
    return 1;
  }
  /** Answers with the last internal error, 500 without one. @returns as `t_reply` */
  t_reply_error(): 1 | -1 {
    const error = this.cx.error ?? SERVER_ERROR;
    this.cx.errorDelayed = false;
    return replyStateful(this.cx, error.status, errorReason(error, 'TM'));
  }
  /** Lets the transaction end after wt_timer without forwarding it. @returns `1` · `-1` there is none */
  t_release(): 1 | -1 {
    if (this.cx.proxy === null || !this.cx.ownsProxy) return -1;
    this.cx.proxy.server.release();
    return 1;
  }
  /**
   * Looks for the transaction of this message. `t_retransmit_reply` answers it; an ACK has ended its retransmission.
   * @returns `1` it is known · `-1` not
   */
  t_lookup_request(): 1 | -1 {
    if (this.cx.message.method === 'ACK') return lookupAck(this.cx) !== null ? 1 : -1;
    const known = findTransaction(this.cx);
    if (known === null) return -1;
    lookedUp(this.cx, known);
    return 1;
  }
  /** Tells whether a transaction for this message is in memory. Nothing is sent. @returns `1` it is · `-1` not */
  t_exists(): 1 | -1 {
    return findTransaction(this.cx) !== null ? 1 : -1;
  }
  /** Looks for the INVITE that this CANCEL is for. @returns `1` it is known · `-1` not, or the request is no CANCEL */
  t_lookup_cancel(): 1 | -1 {
    return findCancelled(this.cx) !== null ? 1 : -1;
  }
  /**
   * As `t_lookup_cancel`.
   * @param flags 1: takes over the message flags of the INVITE
   * @returns as `t_lookup_cancel`
   */
  t_lookup_cancel_flags(flags: number): 1 | -1 {
    const invite = findCancelled(this.cx);
    if (invite === null) return -1;
    if ((numberArgument(flags) & 1) !== 0) this.cx.flags = invite.flags;
    return 1;
  }
  /**
   * Sets whether this INVITE is answered with 100 when it is relayed.
   * @param on 0 no, else yes
   * @returns `1`
   */
  t_set_auto_inv_100(on: number): 1 {
    settings(this.cx).auto100 = numberArgument(on) !== 0;
    return 1;
  }
  /**
   * Sets whether a 6xx ends the forking of this request.
   * @param on 0 it does, else it counts as other negative replies
   * @returns `1`
   */
  t_set_disable_6xx(on: number): 1 {
    settings(this.cx).disable6xx = numberArgument(on) !== 0;
    return 1;
  }
  /**
   * Sets whether a failure to relay this request is answered.
   * @param on 0 it is, else no reply is made
   * @returns `1`
   */
  t_set_disable_internal_reply(on: number): 1 {
    settings(this.cx).noErrorReply = numberArgument(on) !== 0;
    return 1;
  }
  /**
   * Sets whether a failed send of this request tries the next address of its next hop.
   * @param on 0 it does, else it does not
   * @returns `1`
   */
  t_set_disable_failover(on: number): 1 {
    settings(this.cx).noFailover = numberArgument(on) !== 0;
    return 1;
  }
  /**
   * Sets whether the Reason of a received CANCEL goes into the CANCELs of this request (RFC 3326).
   * @param on 0 it does as e2e_cancel_reason says, else it does not
   * @returns `1`
   */
  t_set_no_e2e_cancel_reason(on: number): 1 {
    settings(this.cx).noCancelReason = numberArgument(on) !== 0;
    return 1;
  }
}

/** What routes of each kind see. */
export type TmFacades = {
  request: Tm;
  reply: TmReplying;
  tm_reply: TmReplying;
  branch: TmAny;
  failure: TmForking;
  branch_failure: TmForking;
  event: TmAny;
};

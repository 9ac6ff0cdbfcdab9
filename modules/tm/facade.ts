import {
  checkTransaction,
  errorReason,
  findCancelled,
  findTransaction,
  lookupAck,
  newTransaction,
  numberArgument,
  relay,
  replyCreating,
  replyStateful,
  SEARCH,
  SERVER_ERROR,
  textArgument,
  type Patterns,
  type RouteContext,
  type RouteFunction,
} from '../../runtime/module.ts';
import { arm } from './arm.ts';
import { anyReplied, anyTimeout, hasStatus, statusCode } from './status.ts';
import { setFr, setLifetime, setRetransmission, settings } from './timers.ts';

/** A callback: the name of an exported function, or the function itself. */
export type Callback = string | RouteFunction;

/**
 * What `KSR.tm` has in every kind of route.
 * @in any
 * @see Kamailio tm; RFC 3261 16, 17
 */
export class TmAny {
  protected readonly cx: RouteContext;
  private readonly patterns: Patterns;

  constructor(cx: RouteContext, patterns: Patterns) {
    this.cx = cx;
    this.patterns = patterns;
  }

  /**
   * Arms a callback for replies to the branches that are built from now on. Branches that are out already keep theirs.
   *
   * @param callback name of an exported function, or the function itself; `''` disarms
   * @returns `1` armed · `-1` the routes export no such function
   * @see Kamailio tm, t_on_reply; spec/modules.md 9
   */
  t_on_reply(callback: Callback): 1 | -1 {
    return arm(this.cx, 'onReply', callback, 'tm.t_on_reply');
  }
  /**
   * Arms a callback that runs for each branch when it is built, on its own copy of the request.
   * @param callback name of an exported function, or the function itself; `''` disarms
   * @returns as `t_on_reply`
   */
  t_on_branch(callback: Callback): 1 | -1 {
    return arm(this.cx, 'onBranch', callback, 'tm.t_on_branch');
  }
  /**
   * Arms a callback that runs when all branches have failed.
   * @param callback name of an exported function, or the function itself; `''` disarms
   * @returns as `t_on_reply`
   */
  t_on_failure(callback: Callback): 1 | -1 {
    return arm(this.cx, 'onFailure', callback, 'tm.t_on_failure');
  }
  /**
   * Arms a callback that runs when one branch has failed.
   * @param callback name of an exported function, or the function itself; `''` disarms
   * @returns as `t_on_reply`
   */
  t_on_branch_failure(callback: Callback): 1 | -1 {
    return arm(this.cx, 'onBranchFailure', callback, 'tm.t_on_branch_failure');
  }

  /**
   * Tells whether a callback is armed.
   * @param name its first letter decides: `branch_route`, `failure_route`, `onreply_route`
   * @returns `1` armed · `-1` not, or another letter
   */
  t_is_set(name: string): 1 | -1 {
    const from = this.cx.proxy !== null && this.cx.ownsProxy ? this.cx.proxy : this.cx;
    switch (textArgument(name).charAt(0)) {
      case 'b':
        return from.onBranch !== '' ? 1 : -1;
      case 'f':
        return from.onFailure !== '' ? 1 : -1;
      case 'o':
        return from.onReply !== '' ? 1 : -1;
      default:
        return -1;
    }
  }

  /**
   * Looks for the transaction that the message belongs to, and absorbs what needs no routing.
   * @returns `1` it belongs to one: callbacks, replies, CANCEL of a known INVITE · `0` consumed, the route has to end: a
   * retransmission, whose last reply was sent again, or the ACK of a reply of this server · `-1` new
   * @see spec/modules.md 9.2
   */
  t_check_trans(): 1 | 0 | -1 {
    return checkTransaction(this.cx);
  }

  /** Tells whether the transaction is being cancelled. @returns `1` a CANCEL arrived for it · `-1` not */
  t_is_canceled(): 1 | -1 {
    return this.cx.proxy?.cancelled === true ? 1 : -1;
  }
  /**
   * Tells whether the transaction has lived for too long.
   * @returns `1` it has outlived max_inv_lifetime or max_noninv_lifetime · `-1` not
   */
  t_is_expired(): 1 | -1 {
    return this.cx.proxy !== null && this.cx.proxy.lifeLeft === 0 ? 1 : -1;
  }
  /** Tells whether a branch got no answer in time. @returns `1` some branch ended by timeout · `-1` none */
  t_any_timeout(): 1 | -1 {
    return this.cx.proxy !== null && anyTimeout(this.cx.proxy) ? 1 : -1;
  }
  /** Tells whether a branch got an answer. @returns `1` some branch got a reply · `-1` none */
  t_any_replied(): 1 | -1 {
    return this.cx.proxy !== null && anyReplied(this.cx.proxy) ? 1 : -1;
  }
  /**
   * Looks for a final status among the branches.
   * @param code status, 100 to 699
   * @returns `1` some branch has that final status · `-1` none
   */
  t_grep_status(code: number): 1 | -1 {
    return this.cx.proxy !== null && hasStatus(this.cx.proxy, numberArgument(code)) ? 1 : -1;
  }
  /**
   * Matches a status with a POSIX extended regular expression: of the reply in reply callbacks, of the winning one in failure
   * callbacks, of the last one sent elsewhere.
   * @param pattern POSIX extended regular expression, case does not matter
   * @returns `1` it matches · `-1` not, or the expression can not be read
   */
  t_check_status(pattern: string): 1 | -1 {
    const expression = this.patterns.get(textArgument(pattern), SEARCH);
    return expression?.fits(String(statusCode(this.cx))) === true ? 1 : -1;
  }
  /** Gives the status that `t_check_status` looks at. @returns the status · `-1` without a transaction */
  t_get_status_code(): number {
    return statusCode(this.cx);
  }
  /** Gives the index of the branch that the callback is about. @returns the index, from 0 · `-1` in other routes */
  t_get_branch_index(): number {
    return this.cx.branchIndex;
  }

  /**
   * Sets the timers of this transaction, those of running branches too: these count from now.
   * @param frInv milliseconds that a callee may ring; 0 leaves it
   * @param fr milliseconds until any reply; 0 leaves it
   * @returns `1` set · `-1` a negative number
   */
  t_set_fr(frInv: number, fr: number): 1 | -1 {
    return setFr(this.cx, numberArgument(frInv), numberArgument(fr));
  }
  /**
   * Sets how long a callee may ring, as `t_set_fr(frInv, 0)`.
   * @param frInv milliseconds that a callee may ring; 0 leaves it
   * @returns as `t_set_fr`
   */
  t_set_fr_inv(frInv: number): 1 | -1 {
    return setFr(this.cx, numberArgument(frInv), 0);
  }
  /** Sets the timers of this transaction back to fr_inv_timer and fr_timer. @returns `1` set · `-1` not set */
  t_reset_fr(): 1 | -1 {
    const { timing } = this.cx.core.stateful.options;
    return setFr(this.cx, timing.frInvite, timing.fr);
  }
  /**
   * Sets the retransmission intervals of this transaction.
   * @param t1 first interval in milliseconds; 0 leaves it
   * @param t2 longest interval in milliseconds; 0 leaves it
   * @returns `1` set · `-1` a negative number
   */
  t_set_retr(t1: number, t2: number): 1 | -1 {
    return setRetransmission(this.cx, numberArgument(t1), numberArgument(t2));
  }
  /** Sets the retransmission intervals back to retr_timer1 and retr_timer2. @returns `1` set · `-1` not set */
  t_reset_retr(): 1 | -1 {
    const { timing } = this.cx.core.stateful.options;
    return setRetransmission(this.cx, timing.t1, timing.t2);
  }
  /**
   * Sets the absolute end of this transaction, counted from now.
   * @param invite milliseconds for an INVITE; 0 leaves it
   * @param other milliseconds for others; 0 leaves it
   * @returns `1` set · `-1` a negative number
   */
  t_set_max_lifetime(invite: number, other: number): 1 | -1 {
    return setLifetime(this.cx, numberArgument(invite), numberArgument(other));
  }
  /** Sets the absolute end back to max_inv_lifetime and max_noninv_lifetime, counted from now. @returns `1` set · `-1` not set */
  t_reset_max_lifetime(): 1 | -1 {
    const { options } = this.cx.core.stateful;
    return setLifetime(this.cx, options.maxInviteLifetime, options.maxNonInviteLifetime);
  }
}

/**
 * What `KSR.tm` has where a request can be answered: request, reply and failure routes.
 * @in request, reply, failure, branch_failure
 * @see Kamailio tm; RFC 3261 16, 17
 */
export class TmReplying extends TmAny {
  /**
   * Answers the request of the transaction.
   *
   * @param code status, 100 to 699
   * @param reason its text; must not hold a line break
   * @returns `1` sent · `-1` no transaction, an ACK, or a final reply was sent already
   */
  t_reply(code: number, reason: string): 1 | -1 {
    if (this.cx.kind === 'branch') return this.cx.misplaced('tm.t_reply');
    return replyStateful(this.cx, numberArgument(code), textArgument(reason));
  }
  /** Sends the last reply again. @returns `1` sent · `-1` there is none, or the message is an ACK */
  t_retransmit_reply(): 1 | -1 {
    if (this.cx.message.method === 'ACK') return -1;
    return this.cx.proxy?.server.repeated() === true ? 1 : -1;
  }
}

/**
 * What `KSR.tm` has in failure callbacks.
 * @in request, failure, branch_failure
 * @see Kamailio tm; RFC 3261 16, 17
 */
export class TmForking extends TmReplying {
  /**
   * Forwards the request statefully: to the destination set in the request route, in failure callbacks to what they added. A
   * next hop that is a name is looked up while everything else goes on; when it can not be found the caller gets 478.
   *
   * @returns `1` done; also for a retransmission, and for the ACK of a negative reply · `0` a CANCEL without its INVITE was
   * forwarded statelessly (unmatched_cancel 1) · `-1` sending failed, or relayed already · `-6` nothing left to send ·
   * `-400` the Request-URI can not be used · `-478` the next hop can not be resolved
   * @see spec/modules.md 9.4; RFC 3261 16.6
   */
  t_relay(): number {
    return relay(this.cx);
  }
  /**
   * As `t_relay`.
   * @param flags sum of 1 no automatic 100 · 2 no reply on internal errors · 4 no DNS failover
   * @returns as `t_relay`
   */
  t_relay_to_flags(flags: number): number {
    const bits = numberArgument(flags);
    return relay(this.cx, { no100: (bits & 1) !== 0, noErrorReply: (bits & 2) !== 0 });
  }
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
    this.cx.proxy ??= known;
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

import {
  checkTransaction,
  numberArgument,
  replyStateful,
  SEARCH,
  textArgument,
  type RouteFunction,
} from '../../runtime/module.ts';
import { arm } from './arm.ts';
import { TmLocal } from './facade-local.ts';
import { anyReplied, anyTimeout, hasStatus, statusCode } from './status.ts';
import { setFr, setLifetime, setRetransmission } from './timers.ts';

/** A callback: the name of an exported function, or the function itself. */
export type Callback = string | RouteFunction;

/**
 * What `KSR.tm` has in every kind of route.
 * @in any
 * @see Kamailio tm; RFC 3261 16, 17
 */
export class TmAny extends TmLocal {
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
    const expression = this.state.patterns.get(textArgument(pattern), SEARCH);
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
  /**
   * In a reply callback: tells whether this reply is one that came before, while the callback for it still waits in an `await`.
   * @returns `1` it is · `-1` not, or another route
   */
  t_is_retr_async_reply(): 1 | -1 {
    return this.cx.kind === 'tm_reply' && this.cx.repeatsWaiting ? 1 : -1;
  }
  /** Sends the last reply again. @returns `1` sent · `-1` there is none, or the message is an ACK */
  t_retransmit_reply(): 1 | -1 {
    if (this.cx.message.method === 'ACK') return -1;
    return this.cx.proxy?.server.repeated() === true ? 1 : -1;
  }
}

import {
  errorReason,
  Method,
  numberArgument,
  reply,
  replyStateless,
  SERVER_ERROR,
  textArgument,
  type RouteContext,
} from '../../runtime/module.ts';
import type { AckFilter } from './ack-filter.ts';

/** What the facade works with besides the context. */
export interface SlState {
  readonly filter: AckFilter;
  readonly defaultCode: number;
  readonly defaultReason: string;
  readonly bindTm: boolean;
}

/**
 * What `KSR.sl` has where the message is a reply or a copy of the request: answers go through the transaction.
 * @in request, reply, failure, branch_failure
 * @see Kamailio sl; RFC 3261 8.2.7
 */
export class SlAny {
  protected readonly cx: RouteContext;
  protected readonly state: SlState;

  constructor(cx: RouteContext, state: SlState) {
    this.cx = cx;
    this.state = state;
  }

  /**
   * Answers the request: with its transaction when there is one, else statelessly.
   *
   * @param code status, 100 to 699; default_code when it is none
   * @param reason its text
   * @returns `1` sent · `-1` not: an ACK, a reply without transaction, or a final reply was sent already
   */
  send_reply(code: number, reason: string): 1 | -1 {
    const [status, text] = this.answer(code, reason);
    const stateful = this.cx.proxy !== null && this.cx.ownsProxy;
    if (!stateful || !this.state.bindTm) return this.stateless(status, text);
    return reply(this.cx, status, text);
  }

  protected stateless(status: number, reason: string): 1 | -1 {
    const { cx } = this;
    if (cx.kind !== 'request') return -1;
    if (status >= 300 && cx.message.methodId === Method.INVITE) this.state.filter.replied(cx.core.clock.now());
    return replyStateless(cx, status, reason);
  }

  protected answer(code: number, reason: string): [number, string] {
    const status = numberArgument(code);
    if (status < 100 || status > 699) return [this.state.defaultCode, this.state.defaultReason];
    return [status, textArgument(reason)];
  }
}

/**
 * `KSR.sl`: answers without a transaction (RFC 3261 8.2.7).
 * @in request
 * @see Kamailio sl; RFC 3261 8.2.7
 */
export class Sl extends SlAny {
  /**
   * Answers the request statelessly.
   *
   * @param code status, 100 to 699; default_code when it is none
   * @param reason its text
   * @returns `1` sent · `-1` not: an ACK or a reply, which are never answered
   */
  sl_send_reply(code: number, reason: string): 1 | -1 {
    const [status, text] = this.answer(code, reason);
    return this.stateless(status, text);
  }

  /**
   * Answers 500. Kamailio means the last internal error here, but a KEMI script never sees one: its native actions alone keep it
   * (flows errors/no-host-message-reply-error, forward/unresolvable).
   * @returns `1` sent · `-1` not sent · `-2` a final reply was sent already · `-3` the transaction has promised to send the error, so
   * that calling it after a failed t_relay is always safe
   */
  sl_reply_error(): 1 | -1 | -2 | -3 {
    const { cx } = this;
    if (cx.errorDelayed) return -3;
    if (cx.proxy !== null && cx.proxy.answered) return -2;
    return this.stateless(SERVER_ERROR.status, errorReason(SERVER_ERROR, 'SL'));
  }

  /**
   * As `sl_reply_error`, with the transaction when there is one.
   * @returns as `sl_reply_error`
   */
  send_reply_error(): 1 | -1 | -2 | -3 {
    const { cx } = this;
    if (cx.proxy === null || !cx.ownsProxy) return this.sl_reply_error();
    if (cx.errorDelayed) return -3;
    if (cx.proxy.answered) return -2;
    const error = cx.error ?? SERVER_ERROR;
    return reply(cx, error.status, errorReason(error, 'TM'));
  }
}

/** What routes of each kind see. */
export type SlFacades = {
  request: Sl;
  tm_reply: SlAny;
  reply: SlAny;
  failure: SlAny;
  branch_failure: SlAny;
};

import {
  breaksLine,
  decimal,
  errorReason,
  forwardReply,
  Method,
  numberArgument,
  reply,
  REPLY_CLOSE,
  REPLY_NO_CONNECT,
  replyStateless,
  SERVER_ERROR,
  textArgument,
  wireText,
  type RouteContext,
} from '../../runtime/module.ts';
import type { AckFilter } from './ack-filter.ts';

// bits of send_reply_mode
const NO_CONNECT = 1;
const CLOSE = 2;

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

  /**
   * As `send_reply`, and says first what becomes of the connection, as `KSR.set_reply_no_connect` and `KSR.set_reply_close` do.
   *
   * @param code status, 100 to 699; default_code when it is none
   * @param reason its text
   * @param mode bits: 1 open no connection · 2 close it behind the reply; others mean nothing
   * @returns as `send_reply`
   */
  send_reply_mode(code: number, reason: string, mode: number): 1 | -1 {
    const bits = numberArgument(mode);
    if ((bits & NO_CONNECT) !== 0) this.cx.connection |= REPLY_NO_CONNECT;
    if ((bits & CLOSE) !== 0) this.cx.connection |= REPLY_CLOSE;
    return this.send_reply(code, reason);
  }

  /**
   * Passes the received reply on at once, without its transaction, to the second Via: our own is taken off. What the route does not drop
   * goes its usual way besides.
   *
   * @param code three digits with the first one of the reply's; `''` keeps it
   * @param reason `''` keeps it
   * @returns `1` sent · `-1` not: a request, another class, no code, a reason with a line break, no second Via
   */
  sl_forward_reply(code: string, reason: string): 1 | -1 {
    const { cx } = this;
    const digits = textArgument(code);
    const words = wireText(textArgument(reason));
    if (cx.message.isRequest || breaksLine(words)) return -1;
    const status = digits === '' ? cx.message.status : decimal(digits, 0, digits.length, 699);
    if (digits !== '' && (digits.length !== 3 || Math.floor(status / 100) !== Math.floor(cx.message.status / 100))) return -1;
    return forwardReply(cx, digits === '' ? null : status, words === '' ? null : words);
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

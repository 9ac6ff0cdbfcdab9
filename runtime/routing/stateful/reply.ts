import { breaksLine } from '../../sip/chars.ts';
import { Method } from '../../sip/method.ts';
import type { RouteContext } from '../context.ts';
import { runEvent } from '../events.ts';
import { statelessReply } from '../local-reply.ts';
import { statelessTag } from '../stateless.ts';
import { cancelPending } from './answers.ts';
import { localReason } from './cancel.ts';
import { newTransaction } from './lookup.ts';
import type { StatefulProxy } from './proxy.ts';
import { ownReply } from './upstream.ts';

/**
 * t_reply: answers the transaction's request.
 *
 * @param more header lines with CRLF in front of those that the script added
 * @returns 1 sent · -1 an ACK, no transaction, a final reply was sent already, or a reason that would break the status line
 */
export function replyStateful(cx: RouteContext, status: number, reason: string, more: string = ''): 1 | -1 {
  const { proxy } = cx;
  if (proxy === null || !cx.ownsProxy || cx.message.methodId === Method.ACK) return -1;
  if (status < 100 || status > 699 || proxy.answered || breaks(cx, reason)) return -1;
  cx.answered = true;
  ownReply(proxy, cx, status, reason, more);
  // what is still open has no use any more (16.7 step 10)
  if (status >= 200 && proxy.pending > 0) cancelPending(proxy, localReason(proxy, status));
  return 1;
}

/**
 * Answers the request of another transaction than that of the run: tmx.t_reply_callid.
 * @returns as `replyStateful`
 */
export function replyTransaction(proxy: StatefulProxy, status: number, reason: string): 1 | -1 {
  if (status < 100 || status > 699 || proxy.answered || breaks(proxy.cx, reason)) return -1;
  ownReply(proxy, proxy.cx, status, reason);
  if (status >= 200 && proxy.pending > 0) cancelPending(proxy, localReason(proxy, status));
  return 1;
}

/**
 * t_send_reply: creates the transaction first when there is none.
 * @returns 1 sent · -1 not sent, or a retransmission whose last reply was sent again
 */
export function replyCreating(cx: RouteContext, status: number, reason: string): 1 | -1 {
  if (cx.proxy === null || !cx.ownsProxy) {
    if (newTransaction(cx) !== 1) return -1;
  }
  return replyStateful(cx, status, reason);
}

/**
 * Answers a request: with its transaction when there is one, else statelessly (sl.send_reply). What modules such as
 * registrar and sanity use.
 *
 * @param more header lines with CRLF in front of those that the script added
 * @returns 1 sent · -1 not sent
 */
export function reply(cx: RouteContext, status: number, reason: string, more: string = ''): 1 | -1 {
  if (cx.proxy !== null && cx.ownsProxy) return replyStateful(cx, status, reason, more);
  return replyStateless(cx, status, reason, more);
}

/**
 * sl.sl_send_reply: answers without a transaction.
 * @returns 1 sent · -1 not sent: an ACK, a reply, a reason that would break the status line, or the transport refused
 */
export function replyStateless(cx: RouteContext, status: number, reason: string, more: string = ''): 1 | -1 {
  if (breaks(cx, reason)) return -1;
  const sent = statelessReply(cx, status, reason, status >= 180 ? statelessTag(cx) : '', more);
  const { core } = cx;
  if (sent === 1 && core.events.statelessReply !== '')
    runEvent(core, cx.routes, core.events.statelessReply, 'sl:local-response', cx.message, cx.source);
  return sent;
}

// What a peer wrote may have come into the reason by the script (spec/security.md 4)
function breaks(cx: RouteContext, reason: string): boolean {
  if (!breaksLine(reason)) return false;
  cx.core.log.error('a reason must hold no CR, LF or NUL: the reply was not sent', { route: cx.routeName });
  return true;
}

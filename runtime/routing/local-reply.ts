import { wireText } from '../sip/chars.ts';
import { replyText } from '../sip/generated.ts';
import { Method } from '../sip/method.ts';
import type { RouteContext } from './context.ts';
import { contactsOfDestinations } from './redirect.ts';
import { replyViaParams } from './via-extras.ts';
import { replyAddress, viaMarks } from './via.ts';

/**
 * Writes a reply of this server to the request of a context: the fields of the request (RFC 3261 8.2.6), what
 * `append_to_reply` added, `Server`, and the body of `set_reply_body`.
 *
 * @param toTag tag for To when the request has none; '' leaves To alone
 * @param more whole header lines with CRLF, in front of those of the script
 */
export function localReplyText(cx: RouteContext, status: number, reason: string, toTag: string, more: string = ''): string {
  const { serverHeader } = cx.core.options;
  let headers = more + cx.replyHeaders;
  if (status >= 300 && status < 400) headers += contactsOfDestinations(cx);
  let body = '';
  if (cx.replyBody !== null) {
    headers += `Content-Type: ${wireText(cx.replyBody.type)}\r\n`;
    body = wireText(cx.replyBody.text);
  }
  if (serverHeader !== '') headers += `Server: ${serverHeader}\r\n`;
  const parts = { status, reason: wireText(reason), toTag, via: viaMarks(cx), headers, body };
  return replyText(cx.message, cx.viaExtras === 0 ? parts : { ...parts, viaParams: replyViaParams(cx) });
}

/**
 * Sends a text to where replies to this request go (RFC 3261 18.2.2, RFC 3581 4): over the socket it arrived on, to the
 * real source; to the Via port only without rport.
 * @returns whether it was handed to the transport
 */
export function sendReplyText(cx: RouteContext, text: string): boolean {
  const to = replyAddress(cx);
  const sent = cx.source.socket.send(text, to.ip, to.port, cx.source.flow);
  if (sent) cx.core.counters.repliesSent++;
  else cx.core.counters.sendFailures++;
  return sent;
}

/**
 * Answers a request without a transaction (RFC 3261 8.2.7).
 *
 * @param status 100 to 699
 * @param toTag tag for To; '' leaves To alone
 * @returns 1 sent · -1 not sent: an ACK, a reply, or the transport refused
 */
export function statelessReply(cx: RouteContext, status: number, reason: string, toTag: string, more: string = ''): 1 | -1 {
  const { message } = cx;
  if (!message.isRequest || message.methodId === Method.ACK) return -1;
  cx.answered = true;
  return sendReplyText(cx, localReplyText(cx, status, reason, toTag, more)) ? 1 : -1;
}

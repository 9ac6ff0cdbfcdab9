import { Method } from '../../sip/method.ts';
import { COOKIE } from '../../transaction/branch.ts';
import type { Hop } from '../../transaction/hop.ts';
import type { RouteContext } from '../context.ts';
import { forward } from '../forward.ts';
import { findHop, nextHopUri, type HopFault } from '../next-hop.ts';
import { requestText } from '../stateful/send.ts';
import { LocalRequest } from './local-request.ts';

/**
 * t_replicate: sends the request elsewhere as well, in a transaction of its own whose replies go nowhere. A retransmission is not sent a
 * second time: its branch is the same.
 *
 * @param uri where to; '' for the destination's own next hop
 * @returns 1 sent, or its next hop is being looked up · -1 no usable URI, not a request, sending failed, or too many are under way
 */
export function replicate(cx: RouteContext, uri: string): 1 | -1 {
  const { core, message, target } = cx;
  if (!message.isRequest) return -1;
  const next = uri !== '' ? uri : nextHopUri(target.dstUri, cx.requestUri);
  if (message.methodId === Method.ACK) return forward(cx, next);
  const { callId, cseqNumber, method } = message;
  const branch = branchOf(cx, next);
  if (core.locals.has(callId, branch)) return 1;
  if (core.locals.size >= core.transactions.limit) return -1;
  const hop = findHop(cx, next, target.socket, target.flow);
  if (typeof hop === 'string') return -1;
  const timing = core.stateful.options.timing;
  const copy = new LocalRequest(core, { method, callId, cseq: cseqNumber, branch, timing, user: {} });
  const text = (to: Hop): string => requestText(cx, message, target, to, branch);
  if (!(hop instanceof Promise)) return sent(copy, hop, text(hop));
  // the script may go on to change things: what is sent is the message as it is now
  const frozen = message.copy();
  const destination = target.copy();
  const later = (to: Hop | HopFault): void => {
    if (typeof to === 'string') copy.forget();
    else sent(copy, to, requestText(cx, frozen, destination, to, branch));
  };
  hop.then(later).catch(core.defect);
  return 1;
}

function sent(copy: LocalRequest, hop: Hop, text: string): 1 | -1 {
  if (copy.send(text, hop)) return 1;
  copy.forget();
  return -1;
}

function branchOf(cx: RouteContext, next: string): string {
  const { message } = cx;
  const hash = cx.core.hash
    .begin()
    .text(message.via1?.branch ?? '')
    .text(message.callId);
  return `${COOKIE}r.${hash.word(message.cseqNumber).text(message.method).text(next).digits()}`;
}

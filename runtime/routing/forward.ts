import { sendTo, type Hop } from '../transaction/hop.ts';
import type { RouteContext } from './context.ts';
import { SEND_ERROR, UNRESOLVED } from './errors.ts';
import { maySend } from './on-send.ts';
import { findHop, nextHopUri, uriError, type HopFault } from './next-hop.ts';
import { statelessBranch } from './stateless.ts';
import { requestText } from './stateful/send.ts';
import { viaMarks } from './via.ts';

/**
 * Forwards a request without a transaction (RFC 3261 16.11; `KSR.forward`): to the given URI, else to dst-URI, else to the
 * Request-URI.
 *
 * @param uri next hop; '' for the destination's own
 * @param branchId branch for our Via; '' makes one that is the same for a retransmission
 * @returns 1 sent, or waiting for the next hop's name to be looked up · -1 no usable next hop, or the transport refused;
 * `cx.error` says why
 */
export function forward(cx: RouteContext, uri: string = '', branchId: string = ''): 1 | -1 {
  const { message, target } = cx;
  if (!message.isRequest) return -1;
  const next = uri !== '' ? uri : nextHopUri(target.dstUri, cx.requestUri);
  return send(cx, next, branchId !== '' ? branchId : branchFor(cx), false);
}

/**
 * Forwards a request without a transaction, with our Via alone: the reply to it ends here, as if the request were our own
 * (`corex.forward_uac`). Who sent it has to be answered apart.
 *
 * @param uri next hop; '' for the destination's own
 * @param index number behind the branch in our Via; 0 for none
 * @returns as `forward`
 */
export function forwardAlone(cx: RouteContext, uri: string, index: number): 1 | -1 {
  const { message, target } = cx;
  if (!message.isRequest) return -1;
  const next = uri !== '' ? uri : nextHopUri(target.dstUri, cx.requestUri);
  const own = statelessBranch(cx.core.hash, message, null, '', 0);
  const branch = index === 0 ? own : `${own}.${index}`;
  return send(cx, next, branch, true);
}

function send(cx: RouteContext, next: string, branch: string, alone: boolean): 1 | -1 {
  const { message, target } = cx;
  const hop = findHop(cx, next, target.socket, target.flow);
  if (!(hop instanceof Promise)) return sendForward(cx, next, hop, branch, alone);
  // the script may go on to change things: what is sent is the message as it is now
  const text = message.copy();
  const destination = target.copy();
  hop
    .then((found) => {
      if (typeof found !== 'string') write(cx, destination.uri, found, requestText(cx, text, destination, found, branch, alone));
      else cx.core.counters.sendFailures++;
    })
    .catch(cx.core.defect);
  cx.answered = true;
  return 1;
}

function branchFor(cx: RouteContext): string {
  const { received, rport } = viaMarks(cx);
  return statelessBranch(cx.core.hash, cx.message, cx.message.via1, received, rport);
}

function sendForward(cx: RouteContext, next: string, hop: Hop | HopFault, branch: string, alone: boolean): 1 | -1 {
  if (typeof hop === 'string') {
    if (hop === 'unresolved') cx.error = UNRESOLVED;
    else if (hop === 'no-socket' || hop === 'refused') cx.error = SEND_ERROR;
    else cx.error = uriError(next);
    return -1;
  }
  cx.answered = true;
  if (write(cx, cx.target.uri, hop, requestText(cx, cx.message, cx.target, hop, branch, alone))) return 1;
  cx.error = SEND_ERROR;
  return -1;
}

function write(cx: RouteContext, uri: string, hop: Hop, text: string): boolean {
  if (cx.routes.onSendRoute !== undefined && !maySend(cx, uri, hop, text)) return false;
  const sent = sendTo(hop, text);
  if (sent) cx.core.counters.forwarded++;
  else cx.core.counters.sendFailures++;
  return sent;
}

import { Header } from '../../sip/header-type.ts';
import type { SipMessage } from '../../sip/message.ts';
import { skipSpace } from '../../sip/chars.ts';
import { serialize } from '../../sip/serialize.ts';
import { runEvent } from '../events.ts';
import { localReplyText } from '../local-reply.ts';
import type { RouteContext } from '../context.ts';
import type { StatefulProxy } from './proxy.ts';

/**
 * Writes a received reply as it goes upstream: without our Via (RFC 3261 16.7 step 3), with the edits of the callbacks.
 */
export function forwardedReply(message: SipMessage): string {
  const field = message.header(Header.Via)!;
  const via = message.via1!;
  const next = skipSpace(message.text, via.end, field.bodyEnd);
  // one field may hold several values: then only the first goes
  const edit =
    next < field.bodyEnd
      ? { at: field.bodyStart, end: skipSpace(message.text, next + 1, field.bodyEnd), text: '', late: null }
      : { at: field.start, end: field.end, text: '', late: null };
  return serialize(message, '', [edit], null);
}

/** Passes a received reply upstream. @returns whether the transport took it */
export function relayReply(proxy: StatefulProxy, message: SipMessage, status: number): boolean {
  countFinal(proxy, status);
  const sent = proxy.server.respond(status, forwardedReply(message), false);
  if (status >= 200) {
    // a peer of RFC 2543 has its ACK matched by it; others know the transaction by branch
    if (proxy.key.old !== null) proxy.localTag = message.toTag;
    proxy.letGo();
  }
  const { core } = proxy;
  core.stateful.repliesRelayed++;
  if (sent) core.counters.repliesSent++;
  return sent;
}

/**
 * Answers upstream with a reply of our own.
 * @param cx the run that answers: its added headers and body go into the reply
 * @param more header lines in front of those of the script
 */
export function ownReply(proxy: StatefulProxy, cx: RouteContext, status: number, reason: string, more: string = ''): boolean {
  const tag = status > 100 ? proxy.ownTag : '';
  countFinal(proxy, status);
  const from = replyContext(proxy, cx);
  const text = localReplyText(from, status, reason, tag, more);
  const sent = proxy.server.respond(status, text, status < 300);
  const { toTag } = proxy.cx.message;
  proxy.localTag = toTag !== '' ? toTag : tag;
  const { core } = proxy;
  core.stateful.repliesGenerated++;
  if (core.events.localResponseSent !== '') tellReply(proxy);
  if (sent) core.counters.repliesSent++;
  if (status >= 200 && status < 300 && proxy.isInvite) {
    proxy.fromTag = proxy.cx.message.fromTag;
    core.transactions.awaitAck(proxy);
  }
  if (status >= 200) proxy.letGo();
  return sent;
}

// Reply callbacks answer too: the reply is made from the request then, with what the callback added
function replyContext(proxy: StatefulProxy, cx: RouteContext): RouteContext {
  if (cx === proxy.cx) return cx;
  const from = proxy.cx;
  if (cx.replyHeaders !== '') from.replyHeaders += cx.replyHeaders;
  if (cx.replyBody !== null) from.replyBody = cx.replyBody;
  cx.replyHeaders = '';
  return from;
}

function tellReply(proxy: StatefulProxy): void {
  const { core, cx: from } = proxy;
  runEvent(core, from.routes, core.events.localResponseSent, 'tm:local-response-sent', from.message, from.source, (cx) => {
    cx.proxy = proxy;
    cx.flags = proxy.flags;
    cx.shareVariables(from);
  });
}

function countFinal({ core, server }: StatefulProxy, status: number): void {
  if (status >= 200 && !server.isFinal) core.stateful.finals[(status / 100) | 0]!++;
}

import { canonicalIP } from '../sip/address.ts';
import { equalsIgnoreCase } from '../sip/chars.ts';
import type { SipMessage } from '../sip/message.ts';
import { parseMessage } from '../sip/parser.ts';
import type { Via } from '../sip/via.ts';
import type { ClientTransaction } from '../transaction/client-user.ts';
import { sendTo } from '../transaction/hop.ts';
import type { Proto } from '../transport/types.ts';
import { RouteContext } from './context.ts';
import type { Core } from './core.ts';
import { named } from './events.ts';
import { preRoute } from './pre-routing.ts';
import type { Source } from './source.ts';
import { branchReplied, lateVerdict } from './stateful/responses.ts';
import { forwardedReply } from './stateful/upstream.ts';
import { isStatelessReply } from './stateless.ts';
import { defaultPort } from './via.ts';

/**
 * A reply: core reply route, then its transaction, else along the second Via when we forwarded the request statelessly
 * (spec/modules.md 1.2). A reply whose topmost Via is not ours is dropped (RFC 3261 18.1.2), and so is one that belongs to
 * nothing we sent (RFC 6026 8.9; spec/security.md 7).
 */
export function routeReply(core: Core, message: SipMessage, source: Source): void {
  const via = message.via1!;
  const client = core.transactions.findClient(message);
  if (
    !core.sockets.isMyself(via.host, via.port || defaultPort(source.proto), '') &&
    !isAdvertised(core, message, via, client?.text)
  ) {
    core.counters.foreignReplies++;
    return;
  }
  const route = core.routes.onReplyRoute;
  // nobody looks at it before its transaction does
  const { onPreRouting } = core.routes;
  if (client !== null && route === undefined && onPreRouting === undefined && core.hooks.replyFilter.length === 0) {
    toTransaction(core, client, message, source);
    return;
  }
  const cx = new RouteContext(core, 'reply', core.routes, 'onReplyRoute', message, source);
  if (client !== null) {
    const owner = core.transactions.ownerOf(client);
    if (owner.proxy !== null) {
      cx.proxy = owner.proxy;
      cx.branchIndex = owner.index;
    }
  }
  cx.statusCode = message.status;
  if (onPreRouting === undefined) runRoute(cx, client);
  else preRoute(cx, onPreRouting, () => runRoute(cx, client));
}

function runRoute(cx: RouteContext, client: ClientTransaction | null): void {
  const { core } = cx;
  const route = core.routes.onReplyRoute;
  const running = route === undefined ? undefined : core.run(cx, route);
  if (running === undefined) settle(cx, client);
  else running.then(() => settle(cx, client === null ? null : current(cx, client))).catch(core.defect);
}

// While the route ran the transaction may have come to rest with another reply, and this one takes it out again
function current(cx: RouteContext, client: ClientTransaction): ClientTransaction {
  if (!client.ended) return client;
  const found = cx.core.transactions.findClient(cx.message) ?? client;
  cx.proxy = cx.core.transactions.ownerOf(found).proxy;
  return found;
}

// What set_advertised_address put into our Via is no address of this server: the request as sent tells, or the branch that only
// this server can have made
function isAdvertised(core: Core, reply: SipMessage, via: Via, request: string | undefined): boolean {
  if (request === undefined) return isStatelessReply(core.hash, reply);
  if (request === '') return true; // let go of with the final reply: it was known by its branch
  const sent = parseMessage(request)?.via1 ?? null;
  return sent !== null && sent.port === via.port && equalsIgnoreCase(sent.host, via.host);
}

function settle(cx: RouteContext, client: ClientTransaction | null): void {
  if (cx.dropped) return; // the transaction never sees it: its timers go on
  for (const filter of cx.core.hooks.replyFilter) if (filter(cx)) return;
  // the status that a script put there counts from here on
  if (client === null) strayReply(cx);
  else toTransaction(cx.core, client, cx.message, cx.source);
}

function toTransaction(core: Core, client: ClientTransaction, message: SipMessage, source: Source): void {
  const owner = core.transactions.ownerOf(client);
  // answers to a CANCEL of ours end here (16.10): that is no client of its owner's
  if (owner.proxy === null) {
    const verdict = client.receive(message);
    if (client === owner.client) owner.replied(message, source, verdict);
    return;
  }
  const verdict = client.ended ? lateVerdict(client, message) : client.receive(message);
  if (client === owner.client) branchReplied(owner, message, source, verdict);
}

// on_sl_reply of tm sees it first
function strayReply(cx: RouteContext): void {
  const { core } = cx;
  const route = core.events.strayReply === '' ? undefined : cx.routes.get(core.events.strayReply);
  if (route === undefined) {
    forwardStray(cx);
    return;
  }
  const then = (): void => {
    if (!cx.dropped) forwardStray(cx);
  };
  const running = core.run(cx, named(route, 'on_sl_reply'));
  if (running === undefined) then();
  else running.then(then).catch(core.defect);
}

function forwardStray(cx: RouteContext): void {
  const { core, message } = cx;
  if (message.via2 === null || !isStatelessReply(core.hash, message)) core.counters.strayReplies++;
  else sendUpstream(cx, forwardedReply(message));
}

/**
 * Passes a received reply on without its transaction, along the second Via (`sl_forward_reply`).
 * @param status of what is sent; null leaves it as it is
 * @param reason of what is sent; null leaves it as it is
 * @returns 1 sent · -1 there is no second Via, or it could not be sent
 */
export function forwardReply(cx: RouteContext, status: number | null, reason: string | null): 1 | -1 {
  const { message } = cx;
  if (message.isRequest || message.via2 === null) return -1;
  let text = forwardedReply(message);
  if (status !== null || reason !== null) {
    // edits of the script have changed the line already
    const end = text.indexOf('\r\n');
    text = `SIP/2.0 ${status ?? text.slice(8, 11)} ${reason ?? text.slice(12, end)}${text.slice(end)}`;
  }
  return sendUpstream(cx, text) ? 1 : -1;
}

function sendUpstream(cx: RouteContext, text: string): boolean {
  const { core, message, source } = cx;
  const next = message.via2!;
  // RFC 3261 18.2.2, RFC 3581 4: received and rport first, then sent-by. It is an address: we wrote received where it is a name
  const ip = canonicalIP(next.received !== '' ? next.received : next.hostBare);
  const port = next.rport > 0 ? next.rport : next.port || defaultPort(source.proto);
  const socket = core.sockets.select(next.transport.toLowerCase() as Proto, ip.includes(':') ? 6 : 4, source.socket);
  const sent = ip !== '' && socket !== null && sendTo({ socket, ip, port, flow: 0 }, text);
  if (sent) core.counters.repliesSent++;
  else core.counters.sendFailures++;
  return sent;
}

import { decimal } from '../../sip/chars.ts';
import { Method } from '../../sip/method.ts';
import type { Value } from '../avps.ts';
import type { RouteContext } from '../context.ts';
import { FULL } from '../errors.ts';
import { statelessReply } from '../local-reply.ts';
import { statelessTag } from '../stateless.ts';
import { replyAddress } from '../via.ts';
import { StatefulProxy } from './proxy.ts';

/** @returns the transaction that a request belongs to, as a retransmission or as the ACK of its reply, or null; nothing is sent */
export function findTransaction(cx: RouteContext): StatefulProxy | null {
  const { message } = cx;
  return cx.core.transactions.servers.find(message, message.methodId === Method.ACK ? 'INVITE' : message.method);
}

/** A run works on the transaction that its request belongs to from here on, unless it did so before. */
export function lookedUp(cx: RouteContext, known: StatefulProxy): void {
  cx.proxy ??= known;
  // one that waits would come back to an object of no use
  if (cx.suspended) known.shared = true;
}

/** @returns the INVITE transaction that a CANCEL means (RFC 3261 9.2), or null */
export function findCancelled(cx: RouteContext): StatefulProxy | null {
  return cx.core.transactions.servers.find(cx.message, 'INVITE');
}

/**
 * Creates the transaction of a request.
 * @returns 1 created · 0 a retransmission, which was answered again · -10 created already in this run · -1 not possible:
 * a reply, an ACK, or too many transactions (answered 503)
 */
export function newTransaction(cx: RouteContext): 1 | 0 | -10 | -1 {
  const { core, message } = cx;
  if (!message.isRequest || message.methodId === Method.ACK) return -1;
  if (cx.proxy !== null) return cx.ownsProxy ? -10 : 0; // 0: known as a retransmission already, answered once
  const known = findTransaction(cx);
  if (known !== null) {
    lookedUp(cx, known);
    cx.answered = true;
    known.server.repeated();
    return 0;
  }
  // a CANCEL makes room: there is at most one for each INVITE
  if (core.transactions.isFull && (message.methodId !== Method.CANCEL || findCancelled(cx) === null)) {
    core.transactions.counters.refused++;
    cx.error = FULL;
    statelessReply(cx, FULL.status, FULL.reason, statelessTag(cx));
    return -1;
  }
  const { ip, port } = replyAddress(cx);
  const { socket, flow } = cx.source;
  core.transactions.counters.serverCreated++;
  cx.proxy = new StatefulProxy(cx, core.transactions.servers.keyOf(message), { socket, ip, port, flow });
  cx.ownsProxy = true;
  const { frAvp, frInviteAvp } = core.stateful.options;
  if (frAvp !== '' || frInviteAvp !== '') takeTimerAvps(cx, cx.proxy, frAvp, frInviteAvp);
  return 1;
}

// fr_timer_avp, fr_inv_timer_avp: seconds, as numbers or as texts
function takeTimerAvps(cx: RouteContext, proxy: StatefulProxy, frAvp: string, frInviteAvp: string): void {
  const { avpsIfAny: avps } = cx;
  if (avps === null) return;
  const fr = frAvp === '' ? 0 : seconds(avps.first(frAvp));
  const frInvite = frInviteAvp === '' ? 0 : seconds(avps.first(frInviteAvp));
  if (fr > 0) proxy.ownTiming().fr = fr * 1000;
  if (frInvite > 0) proxy.ownTiming().frInvite = frInvite * 1000;
}

// a day at most, as for the parameters
function seconds(value: Value | null): number {
  const n = typeof value === 'string' ? decimal(value, 0, value.length, 86_400) : (value ?? 0);
  return Number.isInteger(n) && n > 0 && n <= 86_400 ? n : 0;
}

/**
 * Looks for the INVITE that an ACK belongs to. One that acknowledges a negative reply (same branch, 17.2.3) or a 2xx of our
 * own (Call-ID, CSeq and tags, 13.2.2.4) is consumed: `cx.ackConsumed`.
 * @returns the INVITE's transaction, or null when the ACK is for somebody else
 */
export function lookupAck(cx: RouteContext): StatefulProxy | null {
  const { transactions } = cx.core;
  const byBranch = transactions.servers.find(cx.message, 'INVITE');
  if (byBranch !== null) {
    if (byBranch.server.lastStatus >= 300) consume(cx, byBranch);
    if (byBranch.server.lastStatus >= 300 || transactions.findAcknowledged(cx.message) !== byBranch) return byBranch;
  }
  const own = transactions.findAcknowledged(cx.message);
  if (own !== null) consume(cx, own);
  return own;
}

function consume(cx: RouteContext, invite: StatefulProxy): void {
  invite.server.acknowledged();
  cx.ackConsumed = true;
  cx.answered = true;
}

/**
 * t_check_trans (spec/modules.md 9.2).
 * @returns 1 belongs to a transaction (callbacks, replies, CANCEL of a known INVITE) · 0 consumed: a retransmission that was
 * answered again, or the ACK of a reply of ours · -1 new
 */
export function checkTransaction(cx: RouteContext): 1 | 0 | -1 {
  if (cx.kind !== 'request') return cx.proxy !== null ? 1 : -1;
  const { methodId } = cx.message;
  if (methodId === Method.CANCEL) return findCancelled(cx) !== null ? 1 : -1;
  if (methodId === Method.ACK) {
    lookupAck(cx);
    return cx.ackConsumed ? 0 : -1;
  }
  if (cx.ownsProxy) return 1;
  const known = findTransaction(cx);
  if (known === null) return -1;
  lookedUp(cx, known);
  cx.answered = true;
  known.server.repeated();
  return 0;
}

import type { SipMessage } from '../sip/message.ts';
import type { Via } from '../sip/via.ts';
import { COOKIE } from '../transaction/branch.ts';
import type { RouteContext } from './context.ts';
import { keyedHash } from './keyed-hash.ts';

// What a stateless element needs to be the same for a retransmission, made from the message and a secret of this process.

/** Mark of branches that were forwarded statelessly, behind the cookie. */
const MARK = 's.';

/**
 * Branch for a request that is forwarded statelessly (RFC 3261 16.11): a retransmission gets the same one, so do the CANCEL and
 * the ACK that belong to an INVITE (the method of CSeq is no part of it), and a reply proves by it that we sent the request,
 * though nothing was kept. It proves as well where the reply goes: who got the request can not have it sent elsewhere.
 * @param message request or the reply to it: both hold what the branch is made of
 * @param below the Via below ours
 * @param received what stands in its `received`, '' for nothing
 * @param rport what stands in its `rport`, 0 for nothing
 */
export function statelessBranch(
  secret: Int32Array,
  message: SipMessage,
  below: Via | null,
  received: string,
  rport: number,
): string {
  const way = below === null ? '' : `${below.branch} ${below.host}:${below.port} ${received} ${rport}`;
  return `${COOKIE}${MARK}${keyedHash(secret, `${message.callId} ${message.cseqNumber} ${message.fromTag} ${way}`)}`;
}

/** @returns whether this reply answers a request that we forwarded statelessly */
export function isStatelessReply(secret: Int32Array, reply: SipMessage): boolean {
  const branch = reply.via1?.branch ?? '';
  if (!branch.startsWith(MARK, COOKIE.length)) return false;
  const below = reply.via2;
  return branch === statelessBranch(secret, reply, below, below?.received ?? '', Math.max(0, below?.rport ?? 0));
}

/**
 * Tag for To of a stateless reply: the same for a retransmission of the request, and known again in its ACK
 * (RFC 3261 8.2.7; spec/modules.md 8).
 */
export function statelessTag(cx: RouteContext): string {
  return tagFor(cx.core.secret, cx.message);
}

/** @returns whether an ACK carries the tag of a stateless reply of ours to its INVITE */
export function acknowledgesStateless(secret: Int32Array, ack: SipMessage): boolean {
  return ack.toTag !== '' && ack.toTag === tagFor(secret, ack);
}

// ACK of a negative reply has branch, Call-ID, From tag and CSeq number of its INVITE (17.1.1.3)
function tagFor(secret: Int32Array, message: SipMessage): string {
  return keyedHash(secret, `${message.via1?.branch ?? ''} ${message.callId} ${message.cseqNumber} ${message.fromTag}`);
}

import type { SipMessage } from '../sip/message.ts';
import type { Via } from '../sip/via.ts';
import { COOKIE } from '../transaction/branch.ts';
import type { KeyedHash } from '../transaction/keyed-hash.ts';
import type { RouteContext } from './context.ts';

// What a stateless element needs to be the same for a retransmission, made from the message and a secret of this process.

/** Mark of branches that were forwarded statelessly, behind the cookie. */
const MARK = 's.';
const TAG_LENGTH = 16;

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
  hash: KeyedHash,
  message: SipMessage,
  below: Via | null,
  received: string,
  rport: number,
): string {
  hash.begin().text(message.callId).word(message.cseqNumber).text(message.fromTag);
  if (below !== null) hash.text(below.branch).text(below.host).word(below.port).text(received).word(rport);
  return `${COOKIE}${MARK}${hash.digits()}`;
}

/** @returns whether this reply answers a request that we forwarded statelessly */
export function isStatelessReply(hash: KeyedHash, reply: SipMessage): boolean {
  const branch = reply.via1?.branch ?? '';
  if (!branch.startsWith(MARK, COOKIE.length)) return false;
  const below = reply.via2;
  if (below === null) return isOfAlone(hash, reply, branch);
  return branch === statelessBranch(hash, reply, below, below.received, Math.max(0, below.rport));
}

// The branch of a request that left with our Via alone, with the number that the script gave it or without
function isOfAlone(hash: KeyedHash, reply: SipMessage, branch: string): boolean {
  const own = statelessBranch(hash, reply, null, '', 0);
  return branch === own || branch.startsWith(`${own}.`);
}

/**
 * Tag for To of a stateless reply: the same for a retransmission of the request, and known again in its ACK
 * (RFC 3261 8.2.7; spec/modules.md 8).
 */
export function statelessTag(cx: RouteContext): string {
  return tagFor(cx.core.hash, cx.message);
}

/** @returns whether an ACK carries the tag of a stateless reply of ours to its INVITE */
export function acknowledgesStateless(hash: KeyedHash, ack: SipMessage): boolean {
  // most ACKs carry somebody else's tag
  return ack.toTag.length === TAG_LENGTH && ack.toTag === tagFor(hash, ack);
}

// ACK of a negative reply has branch, Call-ID, From tag and CSeq number of its INVITE (17.1.1.3)
function tagFor(hash: KeyedHash, message: SipMessage): string {
  const branch = message.via1?.branch ?? '';
  return hash.begin().text(branch).text(message.callId).word(message.cseqNumber).text(message.fromTag).digits();
}

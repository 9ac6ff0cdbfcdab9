import { equalsIgnoreCase, ownText } from '../sip/chars.ts';
import type { SipMessage } from '../sip/message.ts';
import { hasCookie } from './branch.ts';
import type { KeyedHash } from './keyed-hash.ts';

/** What a server transaction is known by (RFC 3261 17.2.3). */
export interface TransactionKey {
  /** Of the branch when it tells its transaction by itself, else of the Call-ID. */
  readonly hash: number;
  /** '' when it does not tell its transaction by itself. */
  readonly branch: string;
  readonly method: string;
  readonly callId: string;
  /** CSeq number. */
  readonly cseq: number;
  /** sent-by of the topmost Via. */
  readonly host: string;
  readonly port: number;
  /** The parts that peers of RFC 2543 are told apart by; null for others. */
  readonly old: OldKey | null;
}

/** What a transaction of a peer of RFC 2543 is known by besides. */
export interface OldKey {
  readonly requestUri: string;
  readonly fromTag: string;
  readonly toTag: string;
  readonly via: string;
}

/** @returns the hash by which transactions of requests like this one are found */
export function hashOf(hash: KeyedHash, message: SipMessage): number {
  const { branch } = message.via1!;
  // keyed: a peer chooses both, and must not be able to crowd one place of the table
  return hash
    .begin()
    .text(hasCookie(branch) ? branch : message.callId)
    .bits();
}

/** @param hash what `hashOf` says of the request */
export function makeKey(hash: number, request: SipMessage): TransactionKey {
  const via = request.via1!;
  const { branch } = via;
  const cookie = hasCookie(branch);
  return {
    hash,
    branch: cookie ? branch : '',
    method: request.method,
    callId: request.callId,
    cseq: request.cseqNumber,
    host: via.host,
    port: via.port || 5060,
    old: cookie ? null : { requestUri: request.requestUri, fromTag: request.fromTag, toTag: request.toTag, via: String(via) },
  };
}

/** @returns the same key, holding none of the message: a part of a text keeps the whole text alive */
export function ownKey(key: TransactionKey): TransactionKey {
  const { old } = key;
  return {
    hash: key.hash,
    branch: ownText(key.branch),
    method: key.method,
    callId: ownText(key.callId),
    cseq: key.cseq,
    host: ownText(key.host),
    port: key.port,
    old: old && {
      requestUri: ownText(old.requestUri),
      fromTag: ownText(old.fromTag),
      toTag: ownText(old.toTag),
      via: ownText(old.via),
    },
  };
}

/**
 * Compares a request with the key of a transaction, but for the method. Call-ID and CSeq number have to agree in any case
 * (spec/modules.md 9.1).
 * @param localTag tag that our final reply put on To, for the ACK of a peer of RFC 2543
 */
export function matchesKey(key: TransactionKey, message: SipMessage, localTag: string): boolean {
  if (key.cseq !== message.cseqNumber || key.callId !== message.callId) return false;
  const { old } = key;
  const via = message.via1!;
  // branch, sent-by, method; host names in any case, the default port written or not
  if (old === null) {
    return key.branch === via.branch && key.port === (via.port || 5060) && equalsIgnoreCase(key.host, via.host);
  }
  // 17.2.3, peers of RFC 2543: Request-URI, To tag, From tag, Call-ID, CSeq number and topmost Via. One of them has no cookie:
  // a peer may choose a Call-ID that is another one's branch, but not the same Via
  if (old.fromTag !== message.fromTag || old.requestUri !== message.requestUri || old.via !== String(via)) return false;
  return old.toTag === message.toTag || (message.method === 'ACK' && message.toTag === localTag);
}

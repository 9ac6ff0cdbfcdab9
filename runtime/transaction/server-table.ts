import type { SipMessage } from '../sip/message.ts';
import type { Via } from '../sip/via.ts';
import { Chains, type Chained } from './chains.ts';
import { hashOf, makeKey, matchesKey, type TransactionKey } from './key.ts';
import type { KeyedHash } from './keyed-hash.ts';
import type { Stores } from './stored/stores.ts';

/** What the table knows of a server transaction. */
export interface ServerEntry extends Chained {
  /** What its request is known by; made by the table's `keyOf`. */
  readonly key: TransactionKey;
  /** Tag of From in its request, while the ACK of a 2xx of ours is awaited. */
  readonly fromTag: string;
  /** Tag that our final reply put on To, for ACKs that are matched by RFC 2543 rules; '' while there is none. */
  readonly localTag: string;
  /** A final reply was sent: a server that stops need not wait for it. */
  readonly answered: boolean;
}

/**
 * Server transactions, matched as RFC 3261 17.2.3 says. Call-ID and CSeq number have to agree as well (spec/modules.md 9.1).
 * Those that were put away are found too, and live on as objects then.
 */
export class ServerTable<T extends ServerEntry, Kept extends object = object> {
  private readonly chains: Chains<T> = new Chains();
  private readonly hash: KeyedHash;
  private readonly stored: Stores<T, Kept>;
  // A script looks for the same transaction up to three times before it makes one (t_precheck_trans, t_check_trans, t_relay): the
  // Via that was hashed last, and the method that was not found with it
  private lastVia: Via | null = null;
  private lastHash = 0;
  private lastMissed = '';

  constructor(hash: KeyedHash, stored: Stores<T, Kept>) {
    this.hash = hash;
    this.stored = stored;
  }

  /** All but those that have finished. */
  get size(): number {
    return this.chains.size + this.stored.ringing.size;
  }

  /** Transactions without a final reply. */
  get unanswered(): number {
    let n = this.stored.ringing.size;
    for (const entry of this) if (!entry.answered) n++;
    return n;
  }

  /** @returns what a transaction for this request is known by */
  keyOf(request: SipMessage): TransactionKey {
    return makeKey(this.placeOf(request), request);
  }

  add(entry: T): void {
    this.lastMissed = '';
    this.chains.add(entry);
  }

  remove(entry: T): void {
    this.chains.remove(entry);
  }

  /**
   * @param method the method that the transaction was created with: that of the message, `INVITE` for an ACK or a CANCEL
   * @returns null when there is none
   */
  find(message: SipMessage, method: string): T | null {
    const hash = this.placeOf(message);
    if (this.lastMissed === method) return null;
    for (let e = this.chains.first(hash); e !== null; e = e.nextInTable as T | null) {
      if (e.hash === hash && e.key.method === method && matchesKey(e.key, message, e.localTag)) return e;
    }
    const revived = this.stored.take(hash, message, method);
    if (revived === null) this.lastMissed = method;
    return revived;
  }

  /**
   * Looks through all transactions without a final reply, but for those of CANCELs.
   * @param invite only INVITEs
   * @returns the one with this Call-ID and CSeq number, or null
   */
  findCall(callId: string, cseq: number, invite: boolean): T | null {
    for (const entry of this) {
      const { key, answered } = entry;
      if (key.cseq !== cseq || key.callId !== callId || answered || key.method === 'CANCEL') continue;
      if (!invite || key.method === 'INVITE') return entry;
    }
    return this.stored.takeCall(callId, cseq);
  }

  private placeOf(message: SipMessage): number {
    const via = message.via1!;
    if (via !== this.lastVia) {
      this.lastVia = via;
      this.lastHash = hashOf(this.hash, message);
      this.lastMissed = '';
    }
    return this.lastHash;
  }

  /** Those that are objects now. */
  [Symbol.iterator](): Generator<T> {
    return this.chains[Symbol.iterator]();
  }
}

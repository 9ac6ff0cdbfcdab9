import type { SipMessage } from '../sip/message.ts';
import { KeyMaker, matchesKey, placeOf, type TransactionKey } from './key.ts';

/** What the table knows of a server transaction. */
export interface ServerEntry {
  /** What its request is known by; made by the table's `keys`. */
  readonly key: TransactionKey;
  /** Tag of From in its request, while the ACK of a 2xx of ours is awaited. */
  readonly fromTag: string;
  /** Tag that our final reply put on To, for ACKs that are matched by RFC 2543 rules; '' while there is none. */
  readonly localTag: string;
  /** A final reply was sent: a server that stops need not wait for it. */
  readonly answered: boolean;
  /** Next entry with the same key. */
  nextInTable: ServerEntry | null;
}

/**
 * Server transactions, matched as RFC 3261 17.2.3 says. Call-ID and CSeq number have to agree as well (spec/modules.md 9.1).
 * The key is text that the request holds anyway, so that finding a transaction builds no text, but for peers of RFC 2543.
 */
export class ServerTable<T extends ServerEntry> {
  readonly keys: KeyMaker = new KeyMaker();
  private readonly byKey: Map<string, ServerEntry> = new Map();
  private entries = 0;

  get size(): number {
    return this.entries;
  }

  /** Transactions without a final reply. */
  get unanswered(): number {
    let n = 0;
    for (const entry of this) if (!entry.answered) n++;
    return n;
  }

  add(entry: T): void {
    const key = entry.key.place;
    entry.nextInTable = this.byKey.get(key) ?? null;
    this.byKey.set(key, entry);
    this.entries++;
  }

  remove(entry: T): void {
    const key = entry.key.place;
    let previous: ServerEntry | null = null;
    for (let e = this.byKey.get(key) ?? null; e !== null; previous = e, e = e.nextInTable) {
      if (e !== entry) continue;
      if (previous !== null) previous.nextInTable = e.nextInTable;
      else if (e.nextInTable !== null) this.byKey.set(key, e.nextInTable);
      else this.byKey.delete(key);
      e.nextInTable = null;
      this.entries--;
      return;
    }
  }

  /**
   * @param method the method that the transaction was created with: that of the message, `INVITE` for an ACK or a CANCEL
   * @returns null when there is none
   */
  find(message: SipMessage, method: string): T | null {
    for (let e = this.byKey.get(placeOf(message)) ?? null; e !== null; e = e.nextInTable) {
      if (e.key.method === method && matchesKey(e.key, message, e.localTag)) return e as T;
    }
    return null;
  }

  *[Symbol.iterator](): Generator<T> {
    for (const first of this.byKey.values()) for (let e: ServerEntry | null = first; e !== null; e = e.nextInTable) yield e as T;
  }
}

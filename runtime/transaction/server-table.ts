import { equalsIgnoreCase } from '../sip/chars.ts';
import type { SipMessage } from '../sip/message.ts';
import { hasCookie } from './branch.ts';

/** What the table knows of a server transaction. */
export interface ServerEntry {
  /** The request that created it. */
  readonly request: SipMessage;
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
    const key = keyOf(entry.request);
    entry.nextInTable = this.byKey.get(key) ?? null;
    this.byKey.set(key, entry);
    this.entries++;
  }

  remove(entry: T): void {
    const key = keyOf(entry.request);
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
    const branch = message.via1?.branch ?? '';
    if (hasCookie(branch)) {
      for (let e = this.byKey.get(branch) ?? null; e !== null; e = e.nextInTable) {
        if (e.request.method === method && sameByBranch(e.request, message)) return e as T;
      }
      return null;
    }
    for (let e = this.byKey.get(oldKey(message)) ?? null; e !== null; e = e.nextInTable) {
      if (e.request.method === method && same2543(e, message)) return e as T;
    }
    return null;
  }

  *[Symbol.iterator](): Generator<T> {
    for (const first of this.byKey.values()) for (let e: ServerEntry | null = first; e !== null; e = e.nextInTable) yield e as T;
  }
}

function keyOf(request: SipMessage): string {
  const branch = request.via1?.branch ?? '';
  return hasCookie(branch) ? branch : oldKey(request);
}

// A peer may choose a Call-ID that is another one's branch; no branch holds a space
function oldKey(request: SipMessage): string {
  return ` ${request.callId}`;
}

// 17.2.3: branch (the key), sent-by, method; host names in any case, the default port written or not
function sameByBranch(a: SipMessage, b: SipMessage): boolean {
  const one = a.via1!;
  const two = b.via1!;
  return (
    a.cseq!.number === b.cseq!.number &&
    a.callId === b.callId &&
    (one.port || 5060) === (two.port || 5060) &&
    equalsIgnoreCase(one.host, two.host)
  );
}

// 17.2.3, peers of RFC 2543: Request-URI, To tag, From tag, Call-ID, CSeq number and topmost Via
function same2543(entry: ServerEntry, b: SipMessage): boolean {
  const a = entry.request;
  if (hasCookie(a.via1?.branch ?? '')) return false;
  if (a.cseq!.number !== b.cseq!.number || a.callId !== b.callId || a.fromTag !== b.fromTag) return false;
  if (a.requestUri !== b.requestUri || String(a.via1) !== String(b.via1)) return false;
  return b.method === 'ACK' ? b.toTag === entry.localTag || b.toTag === a.toTag : b.toTag === a.toTag;
}

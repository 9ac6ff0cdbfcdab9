import type { SipMessage } from '../../sip/message.ts';
import type { Clock } from '../../timer/clock.ts';
import type { TimerWheel } from '../../timer/wheel.ts';
import { FinishedStore } from './finished.ts';
import type { StoredTransaction } from './records.ts';
import { RingingStore, type RingingTransaction } from './ringing.ts';

/** Makes an entry of a transaction that is asked for again, and adds it and its client transaction. */
export interface Revival<Entry, Kept extends object> {
  readonly finished: (stored: StoredTransaction<Kept>) => Entry;
  readonly ringing: (ringing: RingingTransaction<Kept>) => Entry;
}

/** Memory for finished transactions: at 900 octets each, 50,000 a second for 5 s (spec/security.md 9). */
const FINISHED_MEGABYTES = 256;
/** Memory for those that ring: at 3 kB each, 80,000; more stay objects. */
const RINGING_MEGABYTES = 256;

/** Transactions as octets: nothing is done for them at the moment. */
export class Stores<Entry, Kept extends object> {
  /** Those that were answered and only absorb what is repeated. */
  readonly finished: FinishedStore<Kept>;
  /** Those that ring. */
  readonly ringing: RingingStore<Kept>;
  private readonly revival: Revival<Entry, Kept>;

  constructor(wheel: TimerWheel, clock: Clock, revival: Revival<Entry, Kept>) {
    const now = (): number => clock.now();
    this.finished = new FinishedStore(wheel, now, FINISHED_MEGABYTES);
    this.ringing = new RingingStore(wheel, now, RINGING_MEGABYTES, revival.ringing);
    this.revival = revival;
  }

  /** Revives the transaction that a request belongs to. @param method that it was created with */
  take(hash: number, message: SipMessage, method: string): Entry | null {
    const stored = this.finished.take(hash, message, method);
    if (stored !== null) return this.revival.finished(stored);
    if (method !== 'INVITE') return null;
    const ringing = this.ringing.take(hash, message);
    return ringing === null ? null : this.revival.ringing(ringing);
  }

  /** Revives an INVITE that rings, by its Call-ID and CSeq number. */
  takeCall(callId: string, cseq: number): Entry | null {
    const ringing = this.ringing.takeCall(callId, cseq);
    return ringing === null ? null : this.revival.ringing(ringing);
  }

  /** Revives the transaction whose request was sent on with a branch value. @returns whether there was one */
  takeByBranch(branch: string, method: string): boolean {
    const stored = this.finished.takeByBranch(branch, method);
    if (stored !== null) this.revival.finished(stored);
    if (stored !== null || method !== 'INVITE') return stored !== null;
    const ringing = this.ringing.takeByBranch(branch);
    if (ringing !== null) this.revival.ringing(ringing);
    return ringing !== null;
  }
}

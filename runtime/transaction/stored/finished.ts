import type { SipMessage } from '../../sip/message.ts';
import { methodId } from '../../sip/method.ts';
import { TimerNode, type TimerOwner, type TimerWheel } from '../../timer/wheel.ts';
import { Records, type StoredTransaction } from './records.ts';
import { LONGEST, Ring } from './ring.ts';

/** Milliseconds between two looks for what has waited long enough; what has is found no more, looked for or not. */
const SWEEP = 100;

/**
 * Transactions behind their final reply, as octets. Most transactions are that for most of their life: for wt_timer, 5 s, they only
 * absorb what is repeated. As objects they are what the garbage collector copies, twice.
 *
 * Records leave in the order in which they came, because all wait equally long. One that is asked for is taken out, to live on as
 * objects.
 */
export class FinishedStore<Kept extends object> implements TimerOwner {
  /** Records that had to leave before their time, because there was no more room. */
  displaced = 0;
  private readonly wheel: TimerWheel;
  private readonly ring: Ring;
  private readonly records: Records<Kept>;
  private readonly timer: TimerNode = new TimerNode(this, 0);

  /**
   * @param now reads the clock, in milliseconds
   * @param megabytes that may be used
   */
  constructor(wheel: TimerWheel, now: () => number, megabytes: number) {
    this.wheel = wheel;
    this.ring = new Ring(megabytes);
    this.records = new Records(this.ring, now);
  }

  /** Transactions that are there. */
  get size(): number {
    return this.records.size;
  }
  /** Octets of memory that they take. */
  get octets(): number {
    return this.ring.octets;
  }

  /** @returns whether it was taken in: what is too long, or has a method without a number, is not */
  put(finished: StoredTransaction<Kept>): boolean {
    const { records } = this;
    const text = records.begin(finished);
    if (text === null) return false;
    const address = this.add(text);
    if (address < 0) {
      records.abandon();
      return false;
    }
    records.end(finished, address);
    if (!this.timer.running) this.wheel.start(this.timer, finished.wait);
    return true;
  }

  /**
   * Takes out the transaction that a request belongs to; see `matchesKey`.
   * @param hash what `hashOf` says of the message
   * @param method that it was created with
   */
  take(hash: number, message: SipMessage, method: string): StoredTransaction<Kept> | null {
    if (this.size === 0) return null;
    return this.takeOut(this.records.findRequest(hash, message, methodId(method)), method);
  }

  /** Takes out the transaction whose request was sent on with a branch value, for the reply to it. */
  takeByBranch(branch: string, method: string): StoredTransaction<Kept> | null {
    if (this.size === 0) return null;
    return this.takeOut(this.records.findBranch(branch, methodId(method)), method);
  }

  /** What has waited long enough leaves. */
  expired(): void {
    const { ring, records } = this;
    for (let head = ring.head; head >= 0; head = ring.head) {
      if (!records.isGone(head)) {
        if (records.left(head) > 0) break;
        records.remove(head);
      }
      ring.drop();
    }
    const { head } = ring;
    if (head < 0) records.shrink();
    else this.wheel.start(this.timer, Math.max(SWEEP, records.left(head)));
  }

  private takeOut(address: number, method: string): StoredTransaction<Kept> | null {
    const { records } = this;
    if (address < 0 || records.left(address) <= 0) return null;
    const finished = records.read(address, method);
    records.remove(address);
    return finished;
  }

  // the oldest make room for the youngest, unless no room is enough
  private add(text: string): number {
    const { ring, records } = this;
    if (text.length > LONGEST) return -1;
    for (let address = ring.add(text); ; address = ring.add(text)) {
      const { head } = ring;
      if (address >= 0 || head < 0) return address;
      if (!records.isGone(head)) {
        records.remove(head);
        this.displaced++;
      }
      ring.drop();
    }
  }
}

import type { SipMessage } from '../../sip/message.ts';
import { Method } from '../../sip/method.ts';
import { TimerNode, type TimerOwner, type TimerWheel } from '../../timer/wheel.ts';
import { WORDS_OF_ALL } from './memory.ts';
import { Records, type StoredTransaction } from './records.ts';
import { Seconds } from './seconds.ts';
import { Slab } from './slab.ts';

/** An INVITE whose callee rings: nothing happens to it until somebody answers, gives up, or timer C expires. */
export interface RingingTransaction<Kept extends object> {
  /** Its last reply is the provisional one that was sent upstream; its wait is timer C. */
  readonly stored: StoredTransaction<Kept>;
  /** The INVITE as received, and as sent on. */
  readonly received: string;
  readonly sent: string;
  /** Where it came from, on the socket and the flow that replies go to. */
  readonly sourceIp: string;
  readonly sourcePort: number;
  /** Milliseconds until the absolute end of the transaction. */
  readonly life: number;
  /** The highest provisional status of its branch. */
  readonly provisional: number;
  /** Up to 16 settings of the transaction, a bit for each. */
  readonly settings: number;
}

/** Words that the record of one that rings has besides. */
const Ring = {
  received: WORDS_OF_ALL,
  sent: WORDS_OF_ALL + 1,
  /** Where the texts of it begin, behind those of all. */
  at: WORDS_OF_ALL + 2,
  /** Length of the source's address; settings. */
  source: WORDS_OF_ALL + 3,
  sourcePort: WORDS_OF_ALL + 4,
  life: WORDS_OF_ALL + 5,
  provisional: WORDS_OF_ALL + 6,
  /** Neighbours among those that end in the same second. */
  previous: WORDS_OF_ALL + 7,
  next: WORDS_OF_ALL + 8,
} as const;
const HEADER: number = WORDS_OF_ALL + 9;

const SECOND = 1000;
/** Milliseconds before the second of its end when one goes on as objects, whose timers are exact. */
const AHEAD = 1000;
/** Milliseconds that one has to ring at least, and at most: the clock's lower 32 bits have to do. */
const SHORTEST: number = 3 * SECOND;
const LONGEST = 1_000_000_000;

/**
 * INVITEs that ring, as octets. A phone rings for many seconds: as objects, each of these calls is copied by the garbage collector,
 * twice, on its way into the old generation, and fills that. With 1,000 calls that ring, a call cost 54 instead of 45 µs.
 *
 * Who asks for one takes it out, to live on as objects. It goes on by itself a second before its end (timer C).
 */
export class RingingStore<Kept extends object> implements TimerOwner {
  private readonly wheel: TimerWheel;
  private readonly now: () => number;
  private readonly revive: (ringing: RingingTransaction<Kept>) => void;
  private readonly slab: Slab;
  private readonly records: Records<Kept>;
  private readonly ends: Seconds;
  private readonly timer: TimerNode = new TimerNode(this, 0);

  /**
   * @param now reads the clock, in milliseconds
   * @param megabytes that may be used
   * @param revive takes one whose time is nearly over
   */
  constructor(wheel: TimerWheel, now: () => number, megabytes: number, revive: (ringing: RingingTransaction<Kept>) => void) {
    this.wheel = wheel;
    this.now = now;
    this.revive = revive;
    this.slab = new Slab(HEADER, megabytes);
    this.records = new Records(this.slab, now);
    this.ends = new Seconds(this.slab, Ring.previous, Ring.next);
  }

  /** Transactions that are there. */
  get size(): number {
    return this.records.size;
  }
  /** Octets of memory that they take. */
  get octets(): number {
    return this.slab.octets;
  }

  /** @returns whether it was taken in: what is longer than 16 kB with all its texts is not */
  put(ringing: RingingTransaction<Kept>): boolean {
    const { records, slab, ends } = this;
    const { stored, received, sent, sourceIp, life } = ringing;
    if (stored.wait < SHORTEST || stored.wait > LONGEST || life > LONGEST) return false;
    const text = records.begin(stored);
    if (text === null) return false;
    const address = slab.add(text.length + sourceIp.length + received.length + sent.length);
    if (address < 0) {
      records.abandon();
      return false;
    }
    slab.write(address, 0, text + sourceIp);
    slab.write(address, text.length + sourceIp.length, received);
    slab.write(address, text.length + sourceIp.length + received.length, sent);
    const words = slab.wordsOf(address);
    const at = slab.wordOf(address);
    words[at + Ring.received] = received.length;
    words[at + Ring.sent] = sent.length;
    words[at + Ring.at] = text.length;
    words[at + Ring.source] = sourceIp.length | (ringing.settings << 16);
    words[at + Ring.sourcePort] = ringing.sourcePort;
    words[at + Ring.life] = Math.ceil(this.now() + life);
    words[at + Ring.provisional] = ringing.provisional;
    records.end(stored, address);
    if (!this.timer.running) {
      ends.skipTo(this.second(AHEAD));
      this.wheel.start(this.timer, SECOND);
    }
    ends.add(address, this.second(stored.wait));
    return true;
  }

  /**
   * Takes out the INVITE that a request belongs to, a CANCEL or a repeated one; see `matchesKey`.
   * @param hash what `hashOf` says of the message
   */
  take(hash: number, message: SipMessage): RingingTransaction<Kept> | null {
    if (this.size === 0) return null;
    return this.takeOut(this.records.findRequest(hash, message, Method.INVITE));
  }

  /** Takes out the INVITE that was sent on with a branch value, for the reply to it. */
  takeByBranch(branch: string): RingingTransaction<Kept> | null {
    if (this.size === 0) return null;
    return this.takeOut(this.records.findBranch(branch, Method.INVITE));
  }

  /** Takes out an INVITE by its Call-ID and CSeq number. All are looked through. */
  takeCall(callId: string, cseq: number): RingingTransaction<Kept> | null {
    for (const address of this.ends.all()) {
      if (this.records.isOfCall(address, callId, cseq)) return this.takeOut(address);
    }
    return null;
  }

  /** Those that end soon go on as objects. */
  expired(): void {
    const { ends, records } = this;
    // before anything else: it runs as long as somebody is there, also where one can not be revived
    this.wheel.start(this.timer, SECOND);
    for (const soon = this.second(AHEAD); ends.second <= soon; ends.turn()) {
      for (let a = ends.first; a >= 0;) {
        const next = ends.next(a);
        // what ends a turn of all places later stands among them
        if (records.left(a) <= AHEAD + SECOND) this.revive(this.takeOut(a)!);
        a = next;
      }
    }
    if (this.size > 0) return;
    this.wheel.stop(this.timer);
    records.shrink();
    this.slab.release();
  }

  // in so many milliseconds
  private second(ms: number): number {
    return Math.floor((this.now() + ms) / SECOND);
  }

  private takeOut(address: number): RingingTransaction<Kept> | null {
    if (address < 0) return null;
    const { slab, records } = this;
    const words = slab.wordsOf(address);
    const at = slab.wordOf(address);
    const sourceAt = words[at + Ring.at]!;
    const source = words[at + Ring.source]!;
    const receivedAt = sourceAt + (source & 0xffff);
    const received = words[at + Ring.received]!;
    const ringing = {
      stored: records.read(address, 'INVITE'),
      received: slab.text(address, receivedAt, received),
      sent: slab.text(address, receivedAt + received, words[at + Ring.sent]!),
      sourceIp: slab.text(address, sourceAt, receivedAt - sourceAt),
      sourcePort: words[at + Ring.sourcePort]!,
      life: Math.ceil(words[at + Ring.life]! - this.now()) | 0,
      provisional: words[at + Ring.provisional]!,
      settings: source >>> 16,
    };
    records.remove(address);
    this.ends.remove(address);
    slab.drop(address);
    return ringing;
  }
}

import { equalsIgnoreCase } from '../../sip/chars.ts';
import type { SipMessage } from '../../sip/message.ts';
import { Method, methodId } from '../../sip/method.ts';
import type { LocalSocket } from '../../transport/types.ts';
import { TimerNode, type TimerOwner, type TimerWheel } from '../../timer/wheel.ts';
import { branchHash } from '../branch.ts';
import type { Hop } from '../hop.ts';
import type { TransactionKey } from '../key.ts';
import { Places } from './places.ts';
import { LONGEST, Ring, Word } from './ring.ts';
import { Shared } from './shared.ts';

/** A server transaction that was answered and only waits (wt_timer), with the branch that brought the answer. */
export interface FinishedTransaction<Kept extends object> {
  readonly key: TransactionKey;
  /** Status and text of the final reply. */
  readonly status: number;
  readonly reply: string;
  /** Where it went. */
  readonly hop: Hop;
  /** Branch value of the request that was sent on; '' when none was. */
  readonly branch: string;
  /** Where that went; the same as `hop` when none was. */
  readonly sentTo: Hop;
  /** Its Request-URI, for the ACK of a negative reply behind a 2xx; '' where there is no need. */
  readonly sentUri: string;
  /** Message flags, extended flags 0 to 31 and 32 to 63, flags of the branch. */
  readonly flags: number;
  readonly xflagsLow: number;
  readonly xflagsHigh: number;
  readonly branchFlags: number;
  /** What many transactions have in common. */
  readonly kept: Kept;
  /** Milliseconds that it has still to wait. */
  readonly wait: number;
}

/** Milliseconds between two looks for what has waited long enough; what has is found no more, looked for or not. */
const SWEEP = 100;
/** Octets of one text: two lengths share a word. */
const MOST_TEXT = 0x7fff;

/**
 * Transactions behind their final reply, as octets. Most transactions are that for most of their life: for 5 s they only absorb
 * what is repeated. As objects they are what the garbage collector copies, twice.
 *
 * Records leave in the order in which they came, because all wait equally long. One that is asked for is taken out, to live on as
 * objects.
 */
export class FinishedStore<Kept extends object> implements TimerOwner {
  /** Records that had to leave before their time, because there was no more room. */
  displaced = 0;
  private readonly wheel: TimerWheel;
  private readonly now: () => number;
  private readonly ring: Ring;
  private readonly byRequest: Places;
  private readonly byBranch: Places;
  private readonly shared: Shared = new Shared();
  private readonly timer: TimerNode = new TimerNode(this, 0);
  private waiting = 0;

  /**
   * @param now reads the clock, in milliseconds
   * @param megabytes that may be used
   */
  constructor(wheel: TimerWheel, now: () => number, megabytes: number) {
    this.wheel = wheel;
    this.now = now;
    this.ring = new Ring(megabytes);
    this.byRequest = new Places(this.ring, Word.hash, Word.nextByHash);
    this.byBranch = new Places(this.ring, Word.branchHash, Word.nextByBranch);
  }

  /** Transactions that are there. */
  get size(): number {
    return this.waiting;
  }
  /** Octets of memory that they take. */
  get octets(): number {
    return this.ring.octets;
  }

  /** @returns whether it was taken in: what is too long, or has a method without a number, is not */
  put(finished: FinishedTransaction<Kept>): boolean {
    const { key, branch, hop, sentTo, sentUri, reply } = finished;
    const method = methodId(key.method);
    const longest = Math.max(key.branch.length, key.callId.length, key.host.length, branch.length, sentUri.length);
    if (method === Method.Other || key.old !== null || longest > MOST_TEXT) return false;
    const socket = this.shared.place(hop.socket);
    const sentSocket = this.shared.place(sentTo.socket);
    const kept = this.shared.place(finished.kept);
    const address =
      socket < 0 || sentSocket < 0 || kept < 0
        ? -1
        : this.add(key.branch + key.callId + key.host + branch + hop.ip + sentTo.ip + sentUri + reply);
    if (address < 0) {
      this.release(socket, sentSocket, kept);
      return false;
    }
    const { ring } = this;
    const words = ring.wordsOf(address);
    const at = ring.wordOf(address);
    words[at + Word.hash] = key.hash;
    words[at + Word.branchHash] = branch === '' ? 0 : branchHash(branch);
    words[at + Word.end] = this.now() + finished.wait;
    words[at + Word.method] = method;
    words[at + Word.cseq] = key.cseq;
    words[at + Word.sentBy] = key.branch.length | (key.host.length << 16);
    words[at + Word.lengths] = key.callId.length | (branch.length << 16);
    words[at + Word.reply] = reply.length;
    words[at + Word.port] = key.port;
    words[at + Word.status] = finished.status | (hop.ip.length << 16);
    words[at + Word.hopPort] = hop.port;
    words[at + Word.flow] = hop.flow;
    words[at + Word.shared] = socket | (kept << 16);
    words[at + Word.flags] = finished.flags;
    words[at + Word.xflagsLow] = finished.xflagsLow;
    words[at + Word.xflagsHigh] = finished.xflagsHigh;
    words[at + Word.branchFlags] = finished.branchFlags;
    words[at + Word.sent] = sentTo.ip.length | (sentUri.length << 16);
    words[at + Word.sentPort] = sentTo.port;
    words[at + Word.sentFlow] = sentTo.flow;
    words[at + Word.sentSocket] = sentSocket;
    this.byRequest.add(address);
    if (branch !== '') this.byBranch.add(address);
    this.waiting++;
    if (!this.timer.running) this.wheel.start(this.timer, finished.wait);
    return true;
  }

  /**
   * Takes out the transaction that a request belongs to; see `matchesKey`.
   * @param hash what `hashOf` says of the message
   * @param method that it was created with
   */
  take(hash: number, message: SipMessage, method: string): FinishedTransaction<Kept> | null {
    if (this.waiting === 0) return null;
    const id = methodId(method);
    const { byRequest } = this;
    for (let a = byRequest.first(hash); a >= 0; a = byRequest.next(a)) {
      if (this.matches(a, hash, message, id)) return this.takeOut(a, method);
    }
    return null;
  }

  /** Takes out the transaction whose request was sent on with a branch value, for the reply to it. */
  takeByBranch(branch: string, method: string): FinishedTransaction<Kept> | null {
    if (this.waiting === 0) return null;
    const id = methodId(method);
    const { byBranch, ring } = this;
    for (let a = byBranch.first(branchHash(branch)); a >= 0; a = byBranch.next(a)) {
      const words = ring.wordsOf(a);
      const at = ring.wordOf(a);
      if (words[at + Word.method] !== id || words[at + Word.lengths]! >>> 16 !== branch.length || this.isOver(a)) continue;
      const start =
        (words[at + Word.sentBy]! & 0xffff) + (words[at + Word.lengths]! & 0xffff) + (words[at + Word.sentBy]! >>> 16);
      if (ring.holds(a, start, branch)) return this.takeOut(a, method);
    }
    return null;
  }

  /** What has waited long enough leaves. */
  expired(): void {
    const { ring } = this;
    for (let head = ring.head; head >= 0; head = ring.head) {
      if (!this.isGone(head)) {
        if (!this.isOver(head)) break;
        this.unlink(head);
      }
      ring.drop();
    }
    const { head } = ring;
    if (head < 0) {
      this.byRequest.shrink();
      this.byBranch.shrink();
    } else this.wheel.start(this.timer, Math.max(SWEEP, this.left(head)));
  }

  private matches(address: number, hash: number, message: SipMessage, method: number): boolean {
    const { ring } = this;
    const words = ring.wordsOf(address);
    const at = ring.wordOf(address);
    if (words[at + Word.hash] !== hash || words[at + Word.method] !== method) return false;
    const via = message.via1!;
    const { branch, host } = via;
    const { callId } = message;
    if (words[at + Word.sentBy] !== (branch.length | (host.length << 16))) return false;
    if ((words[at + Word.lengths]! & 0xffff) !== callId.length) return false;
    if (words[at + Word.cseq]! >>> 0 !== message.cseqNumber || words[at + Word.port] !== (via.port || 5060)) return false;
    if (!ring.holds(address, 0, branch) || !ring.holds(address, branch.length, callId)) return false;
    const hostAt = branch.length + callId.length;
    if (!ring.holds(address, hostAt, host) && !equalsIgnoreCase(ring.text(address, hostAt, host.length), host)) return false;
    return !this.isOver(address);
  }

  private takeOut(address: number, method: string): FinishedTransaction<Kept> {
    const { ring } = this;
    const words = ring.wordsOf(address);
    const at = ring.wordOf(address);
    const sentBy = words[at + Word.sentBy]!;
    const lengths = words[at + Word.lengths]!;
    const status = words[at + Word.status]!;
    const shared = words[at + Word.shared]!;
    const callIdAt = sentBy & 0xffff;
    const hostAt = callIdAt + (lengths & 0xffff);
    const branchAt = hostAt + (sentBy >>> 16);
    const ipAt = branchAt + (lengths >>> 16);
    const sentIpAt = ipAt + (status >>> 16);
    const sent = words[at + Word.sent]!;
    const uriAt = sentIpAt + (sent & 0xffff);
    const replyAt = uriAt + (sent >>> 16);
    const finished = {
      key: {
        hash: words[at + Word.hash]!,
        branch: ring.text(address, 0, callIdAt),
        method,
        callId: ring.text(address, callIdAt, hostAt - callIdAt),
        cseq: words[at + Word.cseq]! >>> 0,
        host: ring.text(address, hostAt, branchAt - hostAt),
        port: words[at + Word.port]!,
        old: null,
      },
      status: status & 0xffff,
      reply: ring.text(address, replyAt, words[at + Word.reply]!),
      hop: {
        socket: this.shared.at(shared & 0xffff) as LocalSocket,
        ip: ring.text(address, ipAt, sentIpAt - ipAt),
        port: words[at + Word.hopPort]!,
        flow: words[at + Word.flow]!,
      },
      branch: ring.text(address, branchAt, ipAt - branchAt),
      sentTo: {
        socket: this.shared.at(words[at + Word.sentSocket]!) as LocalSocket,
        ip: ring.text(address, sentIpAt, uriAt - sentIpAt),
        port: words[at + Word.sentPort]!,
        flow: words[at + Word.sentFlow]!,
      },
      sentUri: ring.text(address, uriAt, replyAt - uriAt),
      flags: words[at + Word.flags]!,
      xflagsLow: words[at + Word.xflagsLow]!,
      xflagsHigh: words[at + Word.xflagsHigh]!,
      branchFlags: words[at + Word.branchFlags]!,
      kept: this.shared.at(shared >>> 16) as Kept,
      wait: this.left(address),
    };
    this.unlink(address);
    words[at + Word.method] = 0;
    return finished;
  }

  // the oldest make room for the youngest, unless no room is enough
  private add(text: string): number {
    const { ring } = this;
    if (text.length > LONGEST) return -1;
    for (let address = ring.add(text); ; address = ring.add(text)) {
      const { head } = ring;
      if (address >= 0 || head < 0) return address;
      if (!this.isGone(head)) {
        this.unlink(head);
        this.displaced++;
      }
      ring.drop();
    }
  }

  private unlink(address: number): void {
    this.byRequest.remove(address);
    const words = this.ring.wordsOf(address);
    const at = this.ring.wordOf(address);
    if (words[at + Word.lengths]! >>> 16 !== 0) this.byBranch.remove(address);
    const shared = words[at + Word.shared]!;
    this.release(shared & 0xffff, words[at + Word.sentSocket]!, shared >>> 16);
    this.waiting--;
  }
  private release(socket: number, sentSocket: number, kept: number): void {
    this.shared.release(socket);
    this.shared.release(sentSocket);
    this.shared.release(kept);
  }
  private isGone(address: number): boolean {
    return this.ring.wordsOf(address)[this.ring.wordOf(address) + Word.method] === 0;
  }
  private isOver(address: number): boolean {
    return this.left(address) <= 0;
  }
  // the words hold the clock's lower 32 bits: differences stay right when it passes 2^31, after 25 days
  private left(address: number): number {
    const end = this.ring.wordsOf(address)[this.ring.wordOf(address) + Word.end]!;
    return (end - this.now()) | 0;
  }
}

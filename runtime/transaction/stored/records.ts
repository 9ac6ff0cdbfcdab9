import { equalsIgnoreCase } from '../../sip/chars.ts';
import type { SipMessage } from '../../sip/message.ts';
import { Method, methodId } from '../../sip/method.ts';
import type { LocalSocket } from '../../transport/types.ts';
import { branchHash } from '../branch.ts';
import type { Hop } from '../hop.ts';
import type { TransactionKey } from '../key.ts';
import { type Memory, Word } from './memory.ts';
import { Places } from './places.ts';
import { Shared } from './shared.ts';

/** A server transaction that nothing is done for at the moment, with the branch that its request was sent on with. */
export interface StoredTransaction<Kept extends object> {
  readonly key: TransactionKey;
  /** Status and text of the last reply. */
  readonly status: number;
  readonly reply: string;
  /** Where it went. */
  readonly hop: Hop;
  /** Branch value of the request that was sent on; '' when none was. */
  readonly branch: string;
  /** Where that went; the same as `hop` when none was. */
  readonly sentTo: Hop;
  /** Its Request-URI; '' where there is no need. */
  readonly sentUri: string;
  /** Message flags, extended flags 0 to 31 and 32 to 63, flags of the branch. */
  readonly flags: number;
  readonly xflagsLow: number;
  readonly xflagsHigh: number;
  readonly branchFlags: number;
  /** What many transactions have in common. */
  readonly kept: Kept;
  /** Milliseconds until its time is over. */
  readonly wait: number;
}

/** Octets of one text: two lengths share a word. */
const MOST_TEXT = 0x7fff;

/** Writes transactions into a memory, finds them there, and reads them again. */
export class Records<Kept extends object> {
  private readonly memory: Memory;
  private readonly now: () => number;
  private readonly byRequest: Places;
  private readonly byBranch: Places;
  private readonly shared: Shared = new Shared();
  private count = 0;
  // of the transaction that is being put
  private socket = -1;
  private sentSocket = -1;
  private kept = -1;

  /** @param now reads the clock, in milliseconds */
  constructor(memory: Memory, now: () => number) {
    this.memory = memory;
    this.now = now;
    this.byRequest = new Places(memory, Word.hash, Word.nextByHash);
    this.byBranch = new Places(memory, Word.branchHash, Word.nextByBranch);
  }

  get size(): number {
    return this.count;
  }

  /**
   * The first step to put a transaction.
   * @returns the text that has to stand in its record; null when it can not be put: what is too long, or has a method without a
   * number
   */
  begin(stored: StoredTransaction<Kept>): string | null {
    const { key, branch, hop, sentTo, sentUri } = stored;
    const longest = Math.max(key.branch.length, key.callId.length, key.host.length, branch.length, sentUri.length);
    if (methodId(key.method) === Method.Other || key.old !== null || longest > MOST_TEXT) return null;
    this.socket = this.shared.place(hop.socket);
    this.sentSocket = this.shared.place(sentTo.socket);
    this.kept = this.shared.place(stored.kept);
    if (this.socket < 0 || this.sentSocket < 0 || this.kept < 0) {
      this.abandon();
      return null;
    }
    return key.branch + key.callId + key.host + branch + hop.ip + sentTo.ip + sentUri + stored.reply;
  }
  /** There is no room for what was begun. */
  abandon(): void {
    this.release(this.socket, this.sentSocket, this.kept);
  }
  /** The second step: its text stands in the memory. @param address of its record */
  end(stored: StoredTransaction<Kept>, address: number): void {
    const { memory } = this;
    const { key, branch, hop, sentTo, sentUri, reply } = stored;
    const words = memory.wordsOf(address);
    const at = memory.wordOf(address);
    words[at + Word.hash] = key.hash;
    words[at + Word.branchHash] = branch === '' ? 0 : branchHash(branch);
    words[at + Word.end] = Math.ceil(this.now() + stored.wait);
    words[at + Word.method] = methodId(key.method);
    words[at + Word.cseq] = key.cseq;
    words[at + Word.sentBy] = key.branch.length | (key.host.length << 16);
    words[at + Word.lengths] = key.callId.length | (branch.length << 16);
    words[at + Word.reply] = reply.length;
    words[at + Word.port] = key.port;
    words[at + Word.status] = stored.status | (hop.ip.length << 16);
    words[at + Word.hopPort] = hop.port;
    words[at + Word.flow] = hop.flow;
    words[at + Word.shared] = this.socket | (this.kept << 16);
    words[at + Word.flags] = stored.flags;
    words[at + Word.xflagsLow] = stored.xflagsLow;
    words[at + Word.xflagsHigh] = stored.xflagsHigh;
    words[at + Word.branchFlags] = stored.branchFlags;
    words[at + Word.sent] = sentTo.ip.length | (sentUri.length << 16);
    words[at + Word.sentPort] = sentTo.port;
    words[at + Word.sentFlow] = sentTo.flow;
    words[at + Word.sentSocket] = this.sentSocket;
    this.byRequest.add(address);
    if (branch !== '') this.byBranch.add(address);
    this.count++;
  }

  /**
   * @param hash what `hashOf` says of the message
   * @param method number of the method that the transaction was created with
   * @returns address of the record that a request belongs to, see `matchesKey`; -1 when there is none
   */
  findRequest(hash: number, message: SipMessage, method: number): number {
    const { byRequest } = this;
    for (let a = byRequest.first(hash); a >= 0; a = byRequest.next(a)) {
      if (this.matches(a, hash, message, method)) return a;
    }
    return -1;
  }

  /** @returns address of the record whose request was sent on with a branch value, -1 when there is none */
  findBranch(branch: string, method: number): number {
    const { byBranch, memory } = this;
    for (let a = byBranch.first(branchHash(branch)); a >= 0; a = byBranch.next(a)) {
      const words = memory.wordsOf(a);
      const at = memory.wordOf(a);
      if (words[at + Word.method] !== method || words[at + Word.lengths]! >>> 16 !== branch.length) continue;
      const start =
        (words[at + Word.sentBy]! & 0xffff) + (words[at + Word.lengths]! & 0xffff) + (words[at + Word.sentBy]! >>> 16);
      if (memory.holds(a, start, branch)) return a;
    }
    return -1;
  }

  /** @returns whether the request of a record has this Call-ID and CSeq number */
  isOfCall(address: number, callId: string, cseq: number): boolean {
    const { memory } = this;
    const words = memory.wordsOf(address);
    const at = memory.wordOf(address);
    if (words[at + Word.cseq]! >>> 0 !== cseq || (words[at + Word.lengths]! & 0xffff) !== callId.length) return false;
    return memory.holds(address, words[at + Word.sentBy]! & 0xffff, callId);
  }

  /** @param method by which it was found */
  read(address: number, method: string): StoredTransaction<Kept> {
    const { memory } = this;
    const words = memory.wordsOf(address);
    const at = memory.wordOf(address);
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
    // one text, of which all others are parts: reading each from the memory took 1 µs
    const text = memory.text(address, 0, replyAt + words[at + Word.reply]!);
    return {
      key: {
        hash: words[at + Word.hash]!,
        branch: text.slice(0, callIdAt),
        method,
        callId: text.slice(callIdAt, hostAt),
        cseq: words[at + Word.cseq]! >>> 0,
        host: text.slice(hostAt, branchAt),
        port: words[at + Word.port]!,
        old: null,
      },
      status: status & 0xffff,
      reply: text.slice(replyAt),
      hop: {
        socket: this.shared.at(shared & 0xffff) as LocalSocket,
        ip: text.slice(ipAt, sentIpAt),
        port: words[at + Word.hopPort]!,
        flow: words[at + Word.flow]!,
      },
      branch: text.slice(branchAt, ipAt),
      sentTo: {
        socket: this.shared.at(words[at + Word.sentSocket]!) as LocalSocket,
        ip: text.slice(sentIpAt, uriAt),
        port: words[at + Word.sentPort]!,
        flow: words[at + Word.sentFlow]!,
      },
      sentUri: text.slice(uriAt, replyAt),
      flags: words[at + Word.flags]!,
      xflagsLow: words[at + Word.xflagsLow]!,
      xflagsHigh: words[at + Word.xflagsHigh]!,
      branchFlags: words[at + Word.branchFlags]!,
      kept: this.shared.at(shared >>> 16) as Kept,
      wait: this.left(address),
    };
  }

  /** Finds a record no more; its memory stays as it is. */
  remove(address: number): void {
    const { memory } = this;
    this.byRequest.remove(address);
    const words = memory.wordsOf(address);
    const at = memory.wordOf(address);
    if (words[at + Word.lengths]! >>> 16 !== 0) this.byBranch.remove(address);
    const shared = words[at + Word.shared]!;
    this.release(shared & 0xffff, words[at + Word.sentSocket]!, shared >>> 16);
    words[at + Word.method] = 0;
    this.count--;
  }
  /** Gives back what a burst needed, when nothing is there. */
  shrink(): void {
    this.byRequest.shrink();
    this.byBranch.shrink();
  }

  /** @returns whether a record was removed */
  isGone(address: number): boolean {
    return this.memory.wordsOf(address)[this.memory.wordOf(address) + Word.method] === 0;
  }
  /**
   * Milliseconds until the time of a record is over. The words hold the clock's lower 32 bits: differences stay right when it passes
   * 2^31, after 25 days.
   */
  left(address: number): number {
    const end = this.memory.wordsOf(address)[this.memory.wordOf(address) + Word.end]!;
    return Math.ceil(end - this.now()) | 0;
  }

  private matches(address: number, hash: number, message: SipMessage, method: number): boolean {
    const { memory } = this;
    const words = memory.wordsOf(address);
    const at = memory.wordOf(address);
    if (words[at + Word.hash] !== hash || words[at + Word.method] !== method) return false;
    const via = message.via1!;
    const { branch, host } = via;
    const { callId } = message;
    if (words[at + Word.sentBy] !== (branch.length | (host.length << 16))) return false;
    if ((words[at + Word.lengths]! & 0xffff) !== callId.length) return false;
    if (words[at + Word.cseq]! >>> 0 !== message.cseqNumber || words[at + Word.port] !== (via.port || 5060)) return false;
    if (!memory.holds(address, 0, branch) || !memory.holds(address, branch.length, callId)) return false;
    const hostAt = branch.length + callId.length;
    return memory.holds(address, hostAt, host) || equalsIgnoreCase(memory.text(address, hostAt, host.length), host);
  }

  private release(socket: number, sentSocket: number, kept: number): void {
    this.shared.release(socket);
    this.shared.release(sentSocket);
    this.shared.release(kept);
  }
}

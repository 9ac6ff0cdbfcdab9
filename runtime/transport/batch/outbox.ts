import type { Destination } from './destinations.ts';
import type { SystemCalls } from './system-calls.ts';
import { MessageTable } from './table.ts';

/** Datagrams that one system call may take. */
export const MOST_SENT = 128;
/** Octets of all of them; more than the largest datagram has. */
const ROOM = 256 * 1024;

const EINTR = -4;
const EAGAIN = -11;
const ENOBUFS = -105;

type Octets = Buffer & {
  latin1Slice(start: number, end: number): string;
  latin1Write(text: string, at: number, length: number): number;
};

/** What becomes of datagrams that the kernel does not take. */
export interface Returned {
  /** Refused. @param errno negative */
  refused(to: Destination, errno: number): void;
  /**
   * Not now: the kernel's buffer is full. Comes in the order of `add`, for all that is left.
   * @returns 0 kept, less than 0 refused
   */
  later(text: string, to: Destination, port: number): number;
}

/** Datagrams on their way to the kernel, in order. */
export class Outbox {
  private readonly calls: SystemCalls;
  private readonly table: MessageTable;
  private readonly addressWord: number; // of the address within a socket address, in words
  private readonly octets: Octets;
  private readonly start: number;
  private readonly to: Destination[] = [];
  private readonly ports: number[] = [];
  private readonly ends: number[] = []; // where each text ends in `octets`
  private count: number = 0;
  private used: number = 0;

  constructor(family: 4 | 6, calls: SystemCalls) {
    this.calls = calls;
    this.table = new MessageTable(MOST_SENT, family, calls);
    this.addressWord = family === 4 ? 1 : 2;
    this.octets = Buffer.alloc(ROOM) as Octets;
    this.start = Number(calls.address(this.octets));
  }

  get empty(): boolean {
    return this.count === 0;
  }

  /** @returns whether a datagram of so many octets can be added before the next flush */
  fits(length: number): boolean {
    return this.count < MOST_SENT && this.used + length <= ROOM;
  }

  /** Adds a datagram that fits. */
  add(text: string, to: Destination, port: number): void {
    const { table, count: i, used } = this;
    this.octets.latin1Write(text, used, text.length);
    table.place(i, this.start + used, text.length);
    const at = table.addressOf(i);
    table.octets[at + 2] = port >>> 8;
    table.octets[at + 3] = port;
    const word = (at >>> 2) + this.addressWord;
    for (let k = 0; k < to.words.length; k++) table.words[word + k] = to.words[k]!;
    this.to[i] = to;
    this.ports[i] = port;
    this.used = used + text.length;
    this.ends[i] = this.used;
    this.count = i + 1;
  }

  /**
   * Hands everything to the kernel, and what it does not take to `returned`.
   *
   * @param asked the result of the datagram that was added last is not told to `returned.refused`
   * @returns the result of that one: 0, or the negative errno
   */
  flush(fd: number, returned: Returned, asked: boolean): number {
    const { table, count, to } = this;
    const last = asked ? count - 1 : -1;
    let result = 0;
    let i = 0;
    while (i < count) {
      const sent = this.calls.send(fd, table.from(i), count - i);
      if (sent > 0) {
        i += sent;
      } else if (sent === EAGAIN || sent === ENOBUFS) {
        break;
      } else if (sent !== EINTR) {
        // the kernel stops before the first that it refuses
        if (i === last) result = sent;
        else returned.refused(to[i]!, sent);
        i++;
      }
    }
    this.count = 0;
    this.used = 0;
    for (; i < count; i++) {
      const from = i === 0 ? 0 : this.ends[i - 1]!;
      const kept = returned.later(this.octets.latin1Slice(from, this.ends[i]!), to[i]!, this.ports[i]!);
      if (i === last) result = kept;
      else if (kept < 0) returned.refused(to[i]!, kept);
    }
    return result;
  }
}

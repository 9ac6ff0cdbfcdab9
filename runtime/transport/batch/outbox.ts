import type { Destination } from './destinations.ts';
import { Runs } from './runs.ts';
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

/** Datagrams on their way to the kernel; those to one address leave in the order in which they were added. */
export class Outbox {
  /** The kernel cuts runs of datagrams by itself; see `Runs`. */
  segments: boolean = false;
  private readonly calls: SystemCalls;
  private readonly table: MessageTable;
  private readonly octets: Octets;
  private readonly start: number;
  private readonly to: Destination[] = [];
  private readonly ports: number[] = [];
  private readonly ends: number[] = []; // where each text ends in `octets`
  private readonly runs: Runs = new Runs(MOST_SENT);
  private readonly left: Int32Array = new Int32Array(MOST_SENT); // what is still to be sent
  private count: number = 0;
  private used: number = 0;

  constructor(family: 4 | 6, calls: SystemCalls) {
    this.calls = calls;
    this.table = new MessageTable(MOST_SENT, family, calls);
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
    const { count: i, used } = this;
    this.octets.latin1Write(text, used, text.length);
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
    const { runs, count } = this;
    const last = asked ? count - 1 : -1;
    let result = 0;
    for (let i = 0; i < count; i++) this.left[i] = i;
    for (let waiting = count; waiting > 0; waiting = this.remaining(runs.sent)) {
      this.lay(waiting);
      const refused = this.hand(fd);
      if (refused === 0) break;
      if (refused === EAGAIN || refused === ENOBUFS) {
        const kept = this.keep(returned, last);
        if (kept < 0) result = kept;
        break;
      }
      const first = runs.first[runs.sent]!;
      const to = this.to[first]!;
      if (runs.members[runs.sent]! > 1) {
        // no cutting on this way (a tunnel, a card that makes no checksums), or it is narrow: one by one from now on
        to.alone = true;
      } else {
        if (first === last) result = refused;
        else returned.refused(to, refused);
        runs.sent++;
      }
    }
    this.count = 0;
    this.used = 0;
    return result;
  }

  // One header for each run of the datagrams in `left`
  private lay(waiting: number): void {
    const { runs, to, ports } = this;
    runs.clear();
    const together = this.segments && waiting > 1;
    for (let k = 0; k < waiting; k++) {
      const i = this.left[k]!;
      runs.add(i, this.lengthOf(i), to, ports, together);
    }
    let vector = 0;
    for (let r = 0; r < runs.count; r++) vector = this.layRun(r, vector);
  }

  private layRun(r: number, vector: number): number {
    const { table, runs } = this;
    const first = runs.first[r]!;
    const members = runs.members[r]!;
    table.address(r, this.to[first]!.words, this.ports[first]!);
    table.gather(r, vector, members, members > 1 ? runs.segment[r]! : 0);
    for (let i = first; i >= 0; i = runs.next[i]!) {
      const length = this.lengthOf(i);
      table.place(vector++, this.start + this.ends[i]! - length, length);
    }
    return vector;
  }

  // Sends run by run; counts them in `runs.sent`. Gives 0, or why the next one was not taken
  private hand(fd: number): number {
    const { table, runs } = this;
    while (runs.sent < runs.count) {
      const sent = this.calls.send(fd, table.from(runs.sent), runs.count - runs.sent);
      if (sent > 0) runs.sent += sent;
      // the kernel stops before the first that it refuses
      else if (sent !== EINTR) return sent;
    }
    return 0;
  }

  // What the runs behind the sent ones hold, in `left`
  private remaining(sent: number): number {
    const { runs } = this;
    let waiting = 0;
    for (let r = sent; r < runs.count; r++) {
      for (let i = runs.first[r]!; i >= 0; i = runs.next[i]!) this.left[waiting++] = i;
    }
    return waiting;
  }

  // The kernel's buffer is full: all that is left, in order. Gives what became of the last one
  private keep(returned: Returned, last: number): number {
    let result = 0;
    const waiting = this.remaining(this.runs.sent);
    // in the order of `add`, whatever runs they were in
    this.left.subarray(0, waiting).sort();
    for (let k = 0; k < waiting; k++) {
      const i = this.left[k]!;
      const text = this.octets.latin1Slice(this.ends[i]! - this.lengthOf(i), this.ends[i]!);
      const kept = returned.later(text, this.to[i]!, this.ports[i]!);
      if (i === last) result = kept;
      else if (kept < 0) returned.refused(this.to[i]!, kept);
    }
    return result;
  }

  private lengthOf(i: number): number {
    return this.ends[i]! - (i === 0 ? 0 : this.ends[i - 1]!);
  }
}

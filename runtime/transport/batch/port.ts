import { getSystemErrorName } from 'node:util';

import type { Clock } from '../../timer/clock.ts';
import type { DatagramPort, DatagramSink, OpenDatagramPort } from '../datagrams.ts';
import { type DgramPort, openDgram } from '../dgram.ts';
import { Captures } from './captures.ts';
import { type Destination, Destinations } from './destinations.ts';
import { Inbox, MOST_RECEIVED } from './inbox.ts';
import { Outbox, type Returned } from './outbox.ts';
import type { SystemCalls } from './system-calls.ts';

/** Milliseconds for which a destination that was reached counts as reachable. */
const FRESH = 5000;
/** Times that the kernel is asked before others have their turn; libuv comes up to 32 times in one turn of the loop. */
const ROUNDS = 2;
/** The longest payload over IPv4 and IPv6: 65535 less the headers inside of it. */
const LONGEST_4 = 65_507;
const LONGEST_6 = 65_527;

const EAGAIN = -11;
const EINTR = -4;
const EBADF = -9;
const EINVAL = -22;
const EMSGSIZE = -90;

/**
 * Binds with node:dgram, and moves datagrams with one system call for many.
 *
 * @param captures tells whether somebody watches packets: each datagram leaves by itself then
 * @param plain called when this Node does not tell the socket's descriptor: datagrams are moved one by one then
 */
export function batched(
  calls: SystemCalls,
  clock: Clock,
  plain: () => void,
  captures: Captures = new Captures(),
): OpenDatagramPort {
  return async (ip, family, port, sink) => {
    const batches = new BatchedPort(family, sink, calls, clock, captures);
    if (!batches.over(await openDgram(ip, family, port, batches))) plain();
    return batches;
  };
}

/**
 * node:dgram says when there is something to read and brings the first datagram; the others are fetched with recvmmsg. What is
 * sent meanwhile leaves with sendmmsg after each batch, what is sent at other times at the end of the running callback. Where a
 * way to the destination is not known to exist, the datagram leaves at once, so that `send` can tell that there is none. What the
 * first datagram causes leaves at once as well: a server with little to do answers no later for being able to do much.
 */
class BatchedPort implements DatagramPort, DatagramSink, Returned {
  private readonly sink: DatagramSink;
  private readonly clock: Clock;
  private readonly calls: SystemCalls;
  private readonly captures: Captures;
  private readonly longest: number;
  private readonly inbox: Inbox;
  private readonly outbox: Outbox;
  private readonly destinations: Destinations;
  private readonly flushSoon: () => void;
  private socket: DgramPort | null = null;
  private fd: number = -1; // -1: not known, or closed
  private now: number = 0; // of this turn
  private flushComes: boolean = false; // there is a flush ahead in this turn
  private first: boolean = false; // the first datagram of a batch is being handled
  private cuts: boolean = false; // the kernel cuts runs
  private waits: boolean = false; // the socket's own queue has something that must leave first

  constructor(family: 4 | 6, sink: DatagramSink, calls: SystemCalls, clock: Clock, captures: Captures) {
    this.sink = sink;
    this.clock = clock;
    this.calls = calls;
    this.captures = captures;
    this.longest = family === 4 ? LONGEST_4 : LONGEST_6;
    this.inbox = new Inbox(family, calls);
    this.outbox = new Outbox(family, calls);
    this.destinations = new Destinations(family);
    this.flushSoon = () => {
      this.flushComes = false;
      this.flush(false);
    };
  }

  get port(): number {
    return this.socket?.port ?? 0;
  }

  /** Takes the socket, which has to deliver to this sink. @returns false when it does not tell its descriptor */
  over(socket: DgramPort): boolean {
    this.socket = socket;
    this.fd = socket.fd;
    this.cuts = this.fd >= 0 && this.calls.cuts(this.fd);
    return this.fd >= 0;
  }

  send(text: string, ip: string, port: number): number {
    const { outbox } = this;
    if (this.socket === null) return EBADF;
    if (this.waits) this.waits = this.socket.waiting;
    if (this.waits || this.fd < 0) return this.socket.send(text, ip, port);
    const to = this.destinations.find(ip);
    if (to === null || port < 1 || port > 65_535) return EINVAL;
    if (text.length > this.longest) return EMSGSIZE;

    if (!outbox.fits(text.length)) this.flush(false);
    outbox.add(text, to, port);
    if (!this.flushComes) this.now = this.clock.now();
    if (this.first || this.now - to.reached > FRESH) {
      const result = this.flush(true);
      to.reached = result === 0 ? this.now : -Infinity;
      return result;
    }
    if (!this.flushComes) {
      this.flushComes = true;
      queueMicrotask(this.flushSoon);
    }
    return 0;
  }

  async close(): Promise<void> {
    this.flush(false);
    this.fd = -1; // before the socket closes it: its number may be another file's then
    await this.socket?.close();
  }

  /** @internal The first of a batch. */
  datagram(text: string, ip: string, port: number): void {
    this.now = this.clock.now();
    this.flushComes = true;
    this.first = true;
    this.sink.datagram(text, ip, port);
  }

  /** @internal The first was read; now the others. */
  drained(): void {
    this.first = false;
    try {
      this.fetch();
      this.sink.drained();
    } finally {
      this.flushComes = false;
      this.flush(false);
    }
  }

  private fetch(): void {
    const { inbox, sink } = this;
    for (let round = 0; round < ROUNDS && this.fd >= 0; round++) {
      const count = inbox.receive(this.fd);
      if (count < 0 && count !== EAGAIN && count !== EINTR) this.failed(systemError(count, 'recvmmsg'));
      for (let i = 0; i < count && this.fd >= 0; i++) sink.datagram(inbox.text(i), inbox.ip(i), inbox.port(i));
      this.flush(false);
      if (count < MOST_RECEIVED) return;
    }
  }

  /** @internal */
  failed(error: unknown): void {
    this.sink.failed(error);
  }

  /** @internal */
  refused(to: Destination, errno: number): void {
    to.reached = -Infinity;
    this.failed(systemError(errno, 'sendmmsg'));
  }

  /** @internal */
  later(text: string, to: Destination, port: number): number {
    this.waits = true;
    return this.socket?.send(text, to.ip, port) ?? EBADF;
  }

  private flush(asked: boolean): number {
    if (this.fd < 0 || this.outbox.empty) return 0;
    this.outbox.segments = this.cuts && !this.captures.active(this.now);
    return this.outbox.flush(this.fd, this, asked);
  }
}

function systemError(errno: number, syscall: string): Error {
  const code = getSystemErrorName(errno);
  return Object.assign(new Error(`${syscall} ${code}`), { errno, code, syscall });
}

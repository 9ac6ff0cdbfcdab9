import type { DatagramSink } from '../../../runtime/transport/datagrams.ts';
import { openDgram, type DgramPort } from '../../../runtime/transport/dgram.ts';
import type { SystemCalls } from '../../../runtime/transport/batch/system-calls.ts';
import { MessageTable } from '../../../runtime/transport/batch/table.ts';

/** Datagrams that one system call may bring or take. */
const BATCH = 64;
const ROOM = 4096;
/** Times that the kernel is asked before the other socket has its turn. */
const ROUNDS = 4;
const EAGAIN = -11;
const LOOPBACK = 0x7f00_0001;

/** Takes what arrives: the message is in [from, to) and stays there until the call returns. */
export interface Phone {
  arrived(octets: Buffer, from: number, to: number, now: number): void;
  /** A batch is over. */
  drained(): void;
}

/**
 * A UDP socket on loopback that sends to one port. Messages are written where they are sent from, and read where the kernel put them:
 * nothing is copied, nothing becomes a string.
 */
export class LoadSocket implements DatagramSink {
  /** Where messages are written: the next one at `at`. */
  readonly octets: Buffer = Buffer.alloc(BATCH * ROOM);
  at: number = 0;
  private readonly phone: Phone;
  private readonly calls: SystemCalls | null;
  private readonly inbox: Buffer = Buffer.alloc(BATCH * ROOM);
  private readonly incoming: MessageTable | null = null;
  private readonly outgoing: MessageTable | null = null;
  private readonly start: number = 0;
  private socket: DgramPort | null = null;
  private count: number = 0;
  private to: number = 0;

  private constructor(phone: Phone, calls: SystemCalls | null) {
    this.phone = phone;
    this.calls = calls;
    if (calls === null) return;
    this.incoming = new MessageTable(BATCH, 4, calls);
    this.outgoing = new MessageTable(BATCH, 4, calls);
    this.start = Number(calls.address(this.octets));
    const inbox = Number(calls.address(this.inbox));
    for (let i = 0; i < BATCH; i++) this.incoming.place(i, inbox + i * ROOM, ROOM);
  }

  /** @param calls null: datagrams are moved one by one */
  static async open(phone: Phone, calls: SystemCalls | null): Promise<LoadSocket> {
    const opened = new LoadSocket(phone, calls);
    opened.socket = await openDgram('127.0.0.1', 4, 0, opened);
    return opened;
  }

  get port(): number {
    return this.socket?.port ?? 0;
  }

  /** Sends to this port from now on. */
  connect(port: number): void {
    this.to = port;
    const { outgoing } = this;
    if (outgoing === null) return;
    for (let i = 0; i < BATCH; i++) {
      outgoing.octets.writeUInt16BE(port, outgoing.addressOf(i) + 2);
      outgoing.octets.writeUInt32BE(LOOPBACK, outgoing.addressOf(i) + 4);
    }
  }

  /** The message from `at` to `end` is complete; it leaves with the next flush. */
  commit(end: number): void {
    const { outgoing } = this;
    if (outgoing === null) {
      this.socket?.send(this.octets.toString('latin1', this.at, end), '127.0.0.1', this.to);
      this.at = 0;
      return;
    }
    outgoing.place(this.count++, this.start + this.at, end - this.at);
    this.at = end;
    if (this.count === BATCH || this.at > this.octets.length - ROOM) this.flush();
  }

  flush(): void {
    const { outgoing, calls, count } = this;
    if (calls === null || outgoing === null) return;
    for (let i = 0; i < count;) {
      const sent = calls.send(this.fd, outgoing.from(i), count - i);
      if (sent > 0) i += sent;
      else if (sent !== EAGAIN) i++; // refused: the call counts as lost. EAGAIN: the kernel's buffer is full, for a moment
    }
    this.count = 0;
    this.at = 0;
  }

  async close(): Promise<void> {
    await this.socket?.close();
  }

  /** @internal The first of a batch comes by way of node:dgram, which also says that there is something to read. */
  datagram(text: string): void {
    const length = this.inbox.write(text, 0, 'latin1');
    this.phone.arrived(this.inbox, 0, length, performance.now());
  }

  /** @internal */
  drained(): void {
    const { calls, incoming } = this;
    if (calls !== null && incoming !== null) this.fetch(calls, incoming);
    this.phone.drained();
  }

  /** @internal */
  failed(error: unknown): void {
    throw error;
  }

  private fetch(calls: SystemCalls, incoming: MessageTable): void {
    for (let round = 0; round < ROUNDS; round++) {
      const count = calls.receive(this.fd, incoming.from(0), BATCH);
      const now = performance.now();
      for (let i = 0; i < count; i++) this.phone.arrived(this.inbox, i * ROOM, i * ROOM + incoming.received(i), now);
      if (count < BATCH) return;
    }
  }

  /** The system's number of the socket, -1 when it is not known. */
  get fd(): number {
    return this.socket?.fd ?? -1;
  }
}

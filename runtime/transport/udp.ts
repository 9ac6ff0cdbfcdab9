import { canonicalIP } from '../sip/address.ts';
import { BoundSocket, listenError } from './bound-socket.ts';
import type { DatagramPort, DatagramSink, OpenDatagramPort } from './datagrams.ts';
import { openDgram } from './dgram.ts';
import type { ListenSpec } from './listen.ts';
import { isProbe } from './probe.ts';
import type { Tap } from './tap.ts';
import type { Receiver, Transport } from './types.ts';

/** The longest payload of a datagram over IPv4: 65535 less the headers of IP and UDP. */
const LONGEST = 65_507;

/** What one UDP socket has done. */
export class UdpCounters {
  /** Datagrams that went to the layer above. */
  received: number = 0;
  receivedOctets: number = 0;
  /** Keepalives and other datagrams too short for a message; dropped. */
  tooShort: number = 0;
  /** Datagrams from port 0, which nobody can answer; dropped. */
  fromNowhere: number = 0;
  /** Datagrams handed over to be sent. */
  sent: number = 0;
  sentOctets: number = 0;
  /** Datagrams the kernel refused, at once or after they had been handed over. */
  sendErrors: number = 0;
  /** Datagrams that can not be sent: wrong family, port 0, too large, or the socket is closed. */
  unsendable: number = 0;
  /** Errors the system reported for the socket itself. */
  socketErrors: number = 0;
  /** Exceptions that came out of the layer above. */
  defects: number = 0;
}

/** What a UDP transport needs besides the addresses. */
export interface UdpOptions {
  readonly tap: Tap;
  /** Takes what the layer above throws; the next datagram is read all the same. */
  readonly onError: (error: unknown) => void;
  /** Addresses of the machine, to name them when one that is listened on is not among them. */
  readonly addresses?: readonly string[];
  /** Moves the datagrams; node:dgram unless given. */
  readonly open?: OpenDatagramPort;
}

/** One bound UDP address. */
export class UdpSocket extends BoundSocket implements DatagramSink {
  readonly counters: UdpCounters = new UdpCounters();
  private readonly tap: Tap;
  private readonly onError: (error: unknown) => void;
  private receiver: Receiver | null = null; // null: what arrives is dropped
  private datagrams: DatagramPort | null = null;

  constructor(spec: ListenSpec, options: UdpOptions) {
    super(spec);
    this.tap = options.tap;
    this.onError = options.onError;
  }

  send(text: string, ip: string, port: number, _flow: number = 0): boolean {
    const { counters, datagrams } = this;
    const fits = ip.includes(':') === (this.family === 6) && port > 0 && port <= 65_535 && text.length <= LONGEST;
    if (datagrams === null || !fits) {
      counters.unsendable++;
      return false;
    }
    if (datagrams.send(text, ip, port) < 0) {
      counters.sendErrors++;
      return false;
    }
    counters.sent++;
    counters.sentOctets += text.length;
    const watch = this.tap.listener;
    if (watch !== null) watch('out', text, this, ip, port, 0);
    return true;
  }

  /** @internal */
  datagram(text: string, source: string, port: number): void {
    const { counters, receiver } = this;
    if (receiver === null) return;
    const ip = this.family === 6 ? plainIPv6(source) : source;
    const watch = this.tap.listener;
    if (watch !== null) watch('in', text, this, ip, port, 0);
    if (isProbe(text)) {
      counters.tooShort++;
      return;
    }
    if (port === 0) {
      counters.fromNowhere++;
      return;
    }
    counters.received++;
    counters.receivedOctets += text.length;
    try {
      receiver.received(text, this, ip, port, 0);
    } catch (error) {
      this.defect(error);
    }
  }

  /** @internal */
  drained(): void {
    try {
      this.receiver?.drained();
    } catch (error) {
      this.defect(error);
    }
  }

  /** @internal */
  failed(error: unknown): void {
    if (isSending(error)) this.counters.sendErrors++;
    else this.counters.socketErrors++;
  }

  /** @internal Binds; rejects with a KsrError when it can not. */
  async open(open: OpenDatagramPort, addresses: readonly string[]): Promise<void> {
    try {
      this.datagrams = await open(this.ip, this.family, this.port, this);
    } catch (error) {
      throw listenError(error, this.text, addresses);
    }
    this.bound(this.datagrams.port);
  }

  /** @internal */
  start(receiver: Receiver): void {
    this.receiver = receiver;
  }

  /** @internal */
  async close(): Promise<void> {
    const { datagrams } = this;
    this.receiver = null;
    this.datagrams = null;
    await datagrams?.close();
  }

  private defect(error: unknown): void {
    this.counters.defects++;
    this.onError(error);
  }
}

/** UDP over IPv4 and IPv6. */
export class UdpTransport implements Transport {
  private readonly specs: readonly ListenSpec[];
  private readonly options: UdpOptions;
  private bound: readonly UdpSocket[] = [];

  /** @param specs what to bind, without `0.0.0.0` and `::` (see expandListen) */
  constructor(specs: readonly ListenSpec[], options: UdpOptions) {
    this.specs = specs;
    this.options = options;
  }

  get sockets(): readonly UdpSocket[] {
    return this.bound;
  }

  /** Binds all addresses or none. */
  async open(receiver: Receiver): Promise<void> {
    const { open = openDgram, addresses = [] } = this.options;
    const sockets: UdpSocket[] = [];
    try {
      for (const spec of this.specs) {
        const socket = new UdpSocket(spec, this.options);
        await socket.open(open, addresses);
        sockets.push(socket);
      }
    } catch (error) {
      await Promise.all(sockets.map((socket) => socket.close()));
      throw error;
    }
    this.bound = sockets;
    for (const socket of sockets) socket.start(receiver); // all or none: nothing is served while a later bind may fail
  }

  async close(): Promise<void> {
    await Promise.all(this.bound.map((socket) => socket.close()));
  }
}

// Of a datagram that the kernel refused after `send` had returned: counted as sent as well, there is no taking back.
function isSending(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.syscall?.startsWith('send') === true;
}

// The system writes a zone behind link-local addresses, and dotted decimal where RFC 5952 does not.
function plainIPv6(ip: string): string {
  if (!ip.includes('%') && !ip.includes('.')) return ip;
  const zone = ip.indexOf('%');
  return canonicalIP(ip, 0, zone < 0 ? ip.length : zone) || ip;
}

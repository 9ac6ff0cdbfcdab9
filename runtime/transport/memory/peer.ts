import { addressText, type MemoryAddress, parseAddress } from './address.ts';
import type { MemoryEndpoint, MemoryNetwork, MemoryPacket } from './network.ts';
import type { MemoryStream } from './stream.ts';

/** A message that arrived at a peer. */
export interface MemoryMessage {
  readonly text: string;
  /** Where it came from: `udp:192.0.2.10:5060`. */
  readonly from: string;
  /** Clock time of its arrival. */
  readonly at: number;
  /** Answers to where it came from, over the same connection if it was one. @returns false when that fails */
  reply(text: string): boolean;
}

/** How a peer with a stream protocol behaves. */
export interface PeerOptions {
  /** Whether it can be connected to; true unless given. One that does not listen connects from its own port. */
  readonly listen?: boolean;
}

/** Somebody on the network whom the test plays: a phone, another server. */
export class MemoryPeer implements MemoryEndpoint {
  readonly address: MemoryAddress;
  /** Called with each message that arrives. */
  onMessage: (message: MemoryMessage) => void;
  /** All that arrived, oldest first. */
  readonly received: MemoryMessage[] = [];
  private readonly network: MemoryNetwork;
  private readonly listens: boolean;
  private readonly streams: MemoryStream[] = []; // open ones, newest last

  /** @internal MemoryNetwork.peer makes them. */
  constructor(network: MemoryNetwork, address: MemoryAddress, onMessage: (message: MemoryMessage) => void, options: PeerOptions) {
    this.network = network;
    this.address = address;
    this.onMessage = onMessage;
    this.listens = options.listen ?? true;
    if (!network.attach(address, this)) throw new RangeError(`${addressText(address)} is taken`);
  }

  /** `udp:198.51.100.21:5070` */
  get text(): string {
    return addressText(this.address);
  }

  /**
   * Sends a message. With a stream protocol it goes over the newest connection to that address, or over a new one.
   *
   * @param to `udp:192.0.2.10:5060`; the protocol has to be the peer's own
   * @returns false when the address can not be reached or connected to
   */
  send(text: string, to: string): boolean {
    const address = parseAddress(to);
    if (address.proto !== this.address.proto) throw new RangeError(`${this.text} can not send to ${to}`);
    if (address.proto === 'udp') return this.network.datagram(this.address, address, text);
    return (this.streamTo(address) ?? this.connect(to))?.send(text) ?? false;
  }

  /** Opens a connection, even where there is one. @returns null when it is refused */
  connect(to: string): MemoryStream | null {
    const remote = parseAddress(to);
    const ownPort = !this.listens && !this.streams.some((stream) => stream.local.port === this.address.port);
    const local = ownPort ? this.address : { ...this.address, port: this.network.ephemeralPort() };
    const stream = this.network.connect(local, remote, this);
    if (stream !== null) this.keep(stream);
    return stream;
  }

  /** How many connections are open. */
  get connections(): number {
    return this.streams.length;
  }

  /** Resets all connections. */
  hang(): void {
    for (const stream of this.streams.slice()) stream.close();
  }

  /** Leaves the network. */
  close(): void {
    this.hang();
    this.network.detach(this.address, this);
  }

  /** @internal */
  datagram(packet: MemoryPacket): void {
    const reply = (text: string): boolean => this.network.datagram(packet.to, packet.from, text);
    this.take(packet.text, packet.from, reply);
  }

  /** @internal */
  accept(stream: MemoryStream): boolean {
    if (this.listens) this.keep(stream);
    return this.listens;
  }

  /** @internal */
  drained(): void {}

  private keep(stream: MemoryStream): void {
    this.streams.push(stream);
    stream.onText = (text) => this.take(text, stream.remote, (answer) => stream.send(answer));
    stream.onClose = () => this.streams.splice(this.streams.indexOf(stream), 1);
  }

  private streamTo(address: MemoryAddress): MemoryStream | undefined {
    const same = (stream: MemoryStream): boolean => stream.remote.ip === address.ip;
    return this.streams.findLast((stream) => same(stream) && stream.remote.port === address.port) ?? this.streams.findLast(same);
  }

  private take(text: string, from: MemoryAddress, reply: (text: string) => boolean): void {
    const message: MemoryMessage = { text, from: addressText(from), at: this.network.clock.now(), reply };
    this.received.push(message);
    this.onMessage(message);
  }
}
